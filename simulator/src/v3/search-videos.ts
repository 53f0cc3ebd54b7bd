import type { CatalogVideo } from '../catalog/video.js';
import { isReply } from '../http/auth.js';
import { appError, json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { cacheable } from './caching.js';
import { facets } from './facets.js';
import { BLENDED_VIDEO_FIELDS, CREATIVE_VIDEO_FIELDS, EDITORIAL_VIDEO_FIELDS } from './fields-of-videos.js';
import type { View } from './image-view.js';
import { viewOf } from './images.js';
import {
  BOOL,
  INT,
  INTS,
  MOMENT,
  oneOf,
  type Parameters,
  type Query,
  readPage,
  readQuery,
  someOf,
  TEXT,
  TEXTS,
} from './query.js';
import { all, anyOf, commonFilters, someOf as hasSomeOf } from './search-filters.js';
import { compareVideosFor } from './search-order.js';
import { CREATIVE, EDITORIAL } from './search-parameters.js';
import { videoInSearch } from './video-view.js';

type Kind = 'creative' | 'editorial' | 'blended';

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

const CREATIVE_PARAMETERS: Parameters = {
  ...taken(CREATIVE, ...SHARED, 'number_of_people'),
  ...COMMON,
  enhanced_search: BOOL,
  exclude_editorial_use_only: BOOL,
  exclude_keyword_ids: INTS,
  exclude_nudity: BOOL,
  fields: someOf(...CREATIVE_VIDEO_FIELDS),
  license_models: someOf('rightsready', 'royaltyfree'),
  safe_search: BOOL,
};

const EDITORIAL_PARAMETERS: Parameters = {
  ...taken(EDITORIAL, ...SHARED),
  ...COMMON,
  date_from: MOMENT,
  date_to: MOMENT,
  editorial_video_types: someOf('raw', 'produced'),
  event_ids: INTS,
  fields: someOf(...EDITORIAL_VIDEO_FIELDS),
  artists: TEXT,
  specific_people: TEXTS,
};

const PARAMETERS: Record<Kind, Parameters> = {
  creative: CREATIVE_PARAMETERS,
  editorial: EDITORIAL_PARAMETERS,
  // Left out of the specification since 2024, and still called by Getty Images' own clients.
  blended: {
    ...CREATIVE_PARAMETERS,
    editorial_video_types: someOf('raw', 'produced'),
    event_ids: INTS,
    fields: someOf(...BLENDED_VIDEO_FIELDS),
    specific_people: TEXTS,
  },
};

/** `GET /v3/search/videos/creative`, `/editorial`, and the old one for both. */
export function searchVideos(kind: Kind): (state: State, request: SimulatedRequest) => Reply {
  return (state, request) => {
    const query = readQuery(PARAMETERS[kind], request.query, 'InvalidParameterValue');
    if (isReply(query)) return query;
    const [shortest, longest] = [query.int('min_clip_length'), query.int('max_clip_length')];
    if (shortest !== undefined && longest !== undefined && shortest > longest)
      return appError(400, 'InvalidParameterValue', 'min_clip_length must not be above max_clip_length.');
    const view = viewOf(state, request, query.list('fields'));
    if (isReply(view)) return view;
    const accept = filterOf(query, view);
    const found = matchingVideos(state, query.text('phrase') ?? '', query.text('sort_order')).filter(
      (video) => (kind === 'blended' || video.family === kind) && accept(video),
    );
    const page = readPage(query, found.length);
    if (isReply(page)) return page;
    const videos = found
      .slice(page.offset, page.offset + page.size)
      .map((video) => videoInSearch(video, view));
    const related = query.bool('include_related_searches') === true;
    return cacheable(
      state,
      json(200, {
        result_count: found.length,
        videos,
        ...(related ? { related_searches: relatedTo(found, view.base, kind) } : {}),
        ...(query.bool('include_facets') === true ? { facets: facets(found, query) } : {}),
      }),
    );
  };
}

const WIDTHS: Readonly<Record<string, (width: number, name: string) => boolean>> = {
  sd: (width, name) => width < 1280 && name === 'sws',
  hd: (width) => width === 1920,
  '4k': (width) => width >= 3840,
  hd_web: (width) => width >= 1280,
};

function filterOf(query: Query, view: View): (video: CatalogVideo) => boolean {
  const format = query.text('format_available')?.toLowerCase() ?? '';
  const hasFormat = Object.hasOwn(WIDTHS, format) ? WIDTHS[format] : undefined;
  const [shortest, longest] = [query.int('min_clip_length'), query.int('max_clip_length')];
  return all<CatalogVideo>([
    ...commonFilters(query, view.account, view.hideUsedUp),
    anyOf(query, 'aspect_ratios', (video) => video.aspectRatio),
    anyOf(query, 'frame_rates', (video) => video.frameRate),
    hasSomeOf(query, 'image_techniques', (video) => [video.technique, 'color']),
    anyOf(query, 'viewpoints', (video) => video.viewpoint),
    anyOf(query, 'license_models', (video) => video.licenseModel),
    anyOf(query, 'editorial_video_types', (video) => video.editorialType),
    hasFormat && ((video) => video.sizes.some(({ width, name }) => hasFormat(width, name))),
    shortest === undefined ? undefined : (video) => video.clipSeconds >= shortest,
    longest === undefined ? undefined : (video) => video.clipSeconds <= longest,
    query.text('release_status')?.toLowerCase() === 'fully_released'
      ? (video) => video.isFullyReleased
      : undefined,
  ]);
}

function relatedTo(
  found: readonly CatalogVideo[],
  base: string,
  kind: Kind,
): { phrase: string; url: string }[] {
  const path = kind === 'blended' ? '/v3/search/videos' : `/v3/search/videos/${kind}`;
  return (found[0]?.subject.keywords ?? []).slice(1, 4).map((phrase) => ({
    phrase,
    url: `${base}${path}?phrase=${encodeURIComponent(phrase)}`,
  }));
}

/** The videos that have every word of a phrase, in an order of Getty Images'; best first unless another is named. */
export function matchingVideos(state: State, phrase: string, sortOrder?: string): CatalogVideo[] {
  const everything = state.catalog.allVideos();
  const hits = state.catalog.videoIndex.find(phrase) ?? everything.map(({ index }) => ({ index, score: 0 }));
  return hits
    .flatMap(({ index, score }) => {
      const video = everything[index];
      return video === undefined ? [] : [{ asset: video, score }];
    })
    .sort(compareVideosFor(sortOrder, state.seed))
    .map(({ asset }) => asset);
}
