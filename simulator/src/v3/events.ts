import { allEvents, type CatalogEvent, eventWith, isEvent } from '../catalog/event.js';
import { words } from '../catalog/text.js';
import { authenticate, isReply } from '../http/auth.js';
import { appError, json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { cacheable } from './caching.js';
import {
  INT,
  INTS,
  MOMENT,
  oneOf,
  type Query,
  readMoment,
  readPage,
  readQuery,
  someOf,
  TEXT,
} from './query.js';

const FIELD_NAMES =
  'id child_event_count editorial_segments hero_image image_count location name start_date type'.split(' ');
const DETAIL_FIELDS = someOf(...FIELD_NAMES);
const SEARCH_FIELDS = someOf(...FIELD_NAMES, 'keywords');
const DAY = 86_400_000;

/** `GET /v3/events?ids=` */
export function events(state: State, request: SimulatedRequest): Reply {
  const query = readQuery({ ids: INTS, fields: DETAIL_FIELDS }, request.query, 'InvalidRequestParameters');
  if (isReply(query)) return query;
  const caller = authenticate(state, request);
  if (isReply(caller)) return caller;
  const ids = [...new Set(query.list('ids').map(Number))];
  if (ids.length === 0 || ids.length > 100)
    return appError(400, 'InvalidRequestParameters', 'Name one to a hundred event ids.');
  const found = ids.filter(isEvent);
  if (found.length === 0) return appError(404, 'EventNotFound', `Event ids not found: ${ids.join(',')}`);
  return cacheable(
    state,
    json(200, {
      events: found.map((id) => shown(state, request, eventWith(id), query)),
      events_not_found: ids.filter((id) => !isEvent(id)),
    }),
  );
}

/** `GET /v3/events/{id}` */
export function event(state: State, request: SimulatedRequest): Reply {
  const query = readQuery({ fields: DETAIL_FIELDS }, request.query, 'InvalidRequestParameters');
  if (isReply(query)) return query;
  const caller = authenticate(state, request);
  if (isReply(caller)) return caller;
  const id = request.params['id'] ?? '';
  if (!/^\d{1,9}$/.test(id) || !isEvent(Number(id)))
    return appError(404, 'EventNotFound', `Event id not found: ${id}`);
  return cacheable(state, json(200, shown(state, request, eventWith(Number(id)), query)));
}

/** `GET /v3/search/events` */
export function searchEvents(state: State, request: SimulatedRequest): Reply {
  const query = readQuery(
    {
      editorial_segment: oneOf('archival', 'entertainment', 'news', 'publicity', 'royalty', 'sport'),
      date_from: MOMENT,
      date_to: MOMENT,
      fields: SEARCH_FIELDS,
      page: INT,
      page_size: INT,
      phrase: TEXT,
      sort_order: oneOf('newest', 'oldest'),
    },
    request.query,
    'InvalidParameterValue',
  );
  if (isReply(query)) return query;
  const caller = authenticate(state, request);
  if (isReply(caller)) return caller;
  const wanted = words(query.text('phrase') ?? '');
  const segment = query.text('editorial_segment')?.toLowerCase();
  const from = readMoment(query.text('date_from') ?? '') ?? Number.NEGATIVE_INFINITY;
  const until = (readMoment(query.text('date_to') ?? '') ?? Number.POSITIVE_INFINITY) + DAY;
  const found = allEvents().filter((entry) => {
    const at = Date.parse(entry.startDate);
    return (
      wanted.every((word) => words(entry.name).includes(word)) &&
      at >= from &&
      at < until &&
      (segment === undefined || imagesOf(state, entry).some((image) => image.segments.includes(segment)))
    );
  });
  const direction = query.text('sort_order')?.toLowerCase() === 'oldest' ? 1 : -1;
  found.sort((a, b) => direction * a.startDate.localeCompare(b.startDate) || a.id - b.id);
  const page = readPage(query, found.length);
  if (isReply(page)) return page;
  return cacheable(
    state,
    json(200, {
      result_count: found.length,
      events: found
        .slice(page.offset, page.offset + page.size)
        .map((entry) => shown(state, request, entry, query)),
    }),
  );
}

function imagesOf(state: State, entry: CatalogEvent) {
  return state.catalog.allImages().filter(({ eventIds }) => eventIds.includes(entry.id));
}

function shown(
  state: State,
  request: SimulatedRequest,
  entry: CatalogEvent,
  query: Query,
): Record<string, unknown> {
  const images = imagesOf(state, entry);
  const hero = images[0];
  const all: Record<string, unknown> = {
    id: entry.id,
    name: entry.name,
    start_date: entry.startDate,
    type: 'Event',
    child_event_count: 0,
    image_count: images.length,
    editorial_segments: [...new Set(images.flatMap(({ segments }) => segments))],
    keywords: hero?.keywords.map(({ id, text, type }) => ({ keyword_id: id, text, type })) ?? [],
    location: { city: entry.city, country: entry.country, state_province: null, venue: entry.venue },
    hero_image:
      hero === undefined
        ? null
        : {
            id: hero.id,
            display_sizes: [
              {
                name: 'thumb',
                is_watermarked: false,
                uri: `${request.base}/media/images/${hero.id}/thumb.jpg`,
              },
            ],
          },
  };
  const wanted = query.has('fields') ? ['id', ...query.list('fields')] : ['id', 'name', 'start_date'];
  return Object.fromEntries(wanted.map((name) => [name.toLowerCase(), all[name.toLowerCase()]]));
}
