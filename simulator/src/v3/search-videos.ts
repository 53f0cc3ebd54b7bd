import type { CatalogVideo } from '../catalog/video.js';
import { isReply } from '../http/auth.js';
import { json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { cacheable } from './caching.js';
import { CREATIVE_VIDEO_FIELDS, EDITORIAL_VIDEO_FIELDS } from './fields-of-videos.js';
import { viewOf } from './images.js';
import {
  BOOL,
  INT,
  INTS,
  MOMENT,
  oneOf,
  type Parameters,
  readPage,
  readQuery,
  someOf,
  TEXT,
  TEXTS,
} from './query.js';
import { CREATIVE, EDITORIAL } from './search-parameters.js';
import { videoInSearch } from './video-view.js';

type Kind = 'creative' | 'editorial';

const COMMON: Parameters = {
  aspect_ratios: someOf('16:9', '9:16', '3:4', '4:3', '4:5', '2:1', '17:9', '9:17'),
  format_available: oneOf('sd', 'hd', '4k', 'hd_web'),
  frame_rates: someOf('23.98', '24', '25', '29.97', '30', '50', '59.94', '60'),
  image_techniques: someOf(
    ...'realtime time_lapse slow_motion color black_and_white animation selective_focus'.split(' '),
  ),
  min_clip_length: INT,
  max_clip_length: INT,
  orientations: someOf('horizontal', 'vertical'),
  release_status: oneOf('release_not_important', 'fully_released'),
  viewpoints: someOf(
    ...'lockdown panning tracking_shot aerial_view high_angle_view low_angle_view tilt point_of_view'.split(
      ' ',
    ),
  ),
};

function taken(from: Parameters, ...names: readonly string[]): Parameters {
  return Object.fromEntries(Object.entries(from).filter(([name]) => names.includes(name)));
}

const SHARED = [
  'age_of_people',
  'artists',
  'collection_codes',
  'collections_filter_type',
  'compositions',
  'download_product',
  'ethnicity',
  'include_related_searches',
  'keyword_ids',
  'page',
  'page_size',
  'phrase',
  'sort_order',
  'include_facets',
  'facet_fields',
  'facet_max_count',
];

const PARAMETERS: Record<Kind, Parameters> = {
  creative: {
    ...taken(CREATIVE, ...SHARED, 'number_of_people'),
    ...COMMON,
    enhanced_search: BOOL,
    exclude_editorial_use_only: BOOL,
    exclude_keyword_ids: INTS,
    exclude_nudity: BOOL,
    fields: someOf(...CREATIVE_VIDEO_FIELDS),
    license_models: someOf('rightsready', 'royaltyfree'),
    safe_search: BOOL,
  },
  editorial: {
    ...taken(EDITORIAL, ...SHARED),
    ...COMMON,
    date_from: MOMENT,
    date_to: MOMENT,
    editorial_video_types: someOf('raw', 'produced'),
    event_ids: INTS,
    fields: someOf(...EDITORIAL_VIDEO_FIELDS),
    artists: TEXT,
    specific_people: TEXTS,
  },
};

/** `GET /v3/search/videos/creative` and `/editorial`: found by phrase; the filters are read and not applied. */
export function searchVideos(kind: Kind): (state: State, request: SimulatedRequest) => Reply {
  return (state, request) => {
    const query = readQuery(PARAMETERS[kind], request.query, 'InvalidParameterValue');
    if (isReply(query)) return query;
    const view = viewOf(state, request, query.list('fields'));
    if (isReply(view)) return view;
    const found = matchingVideos(state, query.text('phrase') ?? '').filter((video) => video.family === kind);
    if (query.text('sort_order') === 'newest')
      found.sort((a, b) => (b.dateCreated ?? '').localeCompare(a.dateCreated ?? ''));
    const page = readPage(query, found.length);
    if (isReply(page)) return page;
    const videos = found
      .slice(page.offset, page.offset + page.size)
      .map((video) => videoInSearch(video, view));
    return cacheable(state, json(200, { result_count: found.length, videos }));
  };
}

/** The videos that have every word of a phrase, best first. */
export function matchingVideos(state: State, phrase: string): CatalogVideo[] {
  const all = state.catalog.allVideos();
  const hits = state.catalog.videoIndex.find(phrase) ?? all.map(({ index }) => ({ index, score: 0 }));
  return hits
    .flatMap(({ index, score }) => {
      const video = all[index];
      return video === undefined ? [] : [{ video, score }];
    })
    .sort((a, b) => b.score - a.score || a.video.popularity - b.video.popularity)
    .map(({ video }) => video);
}
