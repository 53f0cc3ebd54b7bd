import { isReply } from '../http/auth.js';
import { appError, json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { cacheable } from './caching.js';
import { facets } from './facets.js';
import { imageInSearch, type View } from './image-view.js';
import { viewOf } from './images.js';
import { type Parameters, type Query, readPage, readQuery } from './query.js';
import { filterOf } from './search-filters.js';
import { compareFor, type Found } from './search-order.js';
import { BLENDED, CREATIVE, EDITORIAL } from './search-parameters.js';

type Kind = 'creative' | 'editorial' | 'blended';
const PARAMETERS: Record<Kind, Parameters> = { creative: CREATIVE, editorial: EDITORIAL, blended: BLENDED };

/** `GET /v3/search/images/creative`, `/editorial`, and the old one for both. */
export function search(kind: Kind): (state: State, request: SimulatedRequest) => Reply {
  return (state, request) => {
    const query = readQuery(PARAMETERS[kind], request.query, 'InvalidParameterValue');
    if (isReply(query)) return query;
    const color = query.text('color');
    if (color !== undefined && !/^#?[0-9a-f]{6}$/i.test(color)) {
      return appError(400, 'InvalidColor', 'color must be six hexadecimal digits.');
    }
    const rank = query.int('minimum_quality_rank');
    if (rank !== undefined && (rank < 1 || rank > 3)) {
      return appError(400, 'InvalidParameterValue', 'minimum_quality_rank must be 1, 2 or 3.');
    }
    const view = viewOf(state, request, query.list('fields'));
    if (isReply(view)) return view;
    return respond(state, kind, query, view);
  };
}

function respond(state: State, kind: Kind, query: Query, view: View): Reply {
  const phrase = query.text('phrase') ?? '';
  const { found, corrected } = matching(state, kind, phrase, query, view);
  const page = readPage(query, found.length);
  if (isReply(page)) return page;
  const images = found
    .slice(page.offset, page.offset + page.size)
    .map(({ image }) => imageInSearch(image, view, kind));
  const related = query.bool('include_related_searches') === true;
  return cacheable(
    state,
    json(200, {
      result_count: found.length,
      images,
      ...(kind === 'creative' && corrected !== undefined ? { auto_corrections: { phrase: corrected } } : {}),
      ...(related ? { related_searches: relatedTo(found, view.base, kind) } : {}),
      ...(query.bool('include_facets') === true
        ? {
            facets: facets(
              found.map(({ image }) => image),
              query,
            ),
          }
        : {}),
    }),
  );
}

function matching(
  state: State,
  kind: Kind,
  phrase: string,
  query: Query,
  view: View,
): { found: Found[]; corrected?: string } {
  const filter = filterOf(query, view.account, view.hideUsedUp);
  const accept = ({ image }: Found): boolean =>
    (kind === 'blended' || image.family === kind) && filter(image);
  const all = state.catalog.allImages();
  const lookUp = (text: string): Found[] => {
    const hits = state.catalog.imageIndex.find(text) ?? all.map(({ index }) => ({ index, score: 0 }));
    const found = hits.flatMap(({ index, score }) => {
      const image = all[index];
      return image === undefined ? [] : [{ image, score }];
    });
    return found.filter(accept).sort(compareFor(query.text('sort_order'), state.seed));
  };
  const found = lookUp(phrase);
  if (found.length > 0 || kind !== 'creative') return { found };
  const corrected = state.catalog.imageIndex.correct(phrase);
  return corrected === undefined ? { found } : { found: lookUp(corrected), corrected };
}

function relatedTo(found: readonly Found[], base: string, kind: Kind): { phrase: string; url: string }[] {
  const subject = found[0]?.image.subject;
  const path = kind === 'blended' ? '/v3/search/images' : `/v3/search/images/${kind}`;
  return (subject?.keywords ?? []).slice(1, 4).map((phrase) => ({
    phrase,
    url: `${base}${path}?phrase=${encodeURIComponent(phrase)}`,
  }));
}
