import type { CatalogImage } from '../catalog/image.js';
import type { CatalogVideo } from '../catalog/video.js';
import { isReply } from '../http/auth.js';
import { appError, json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { cacheable } from './caching.js';
import { facets } from './facets.js';
import { BLENDED_SEARCH_FIELDS, CREATIVE_SEARCH_FIELDS } from './fields-of-images.js';
import { RELATED_VIDEO_FIELDS } from './fields-of-videos.js';
import { imageInSearch } from './image-view.js';
import { viewOf } from './images.js';
import { BOOL, INT, type Parameters, readPage, readQuery, someOf, TEXT, TEXTS } from './query.js';
import { videoInSearch } from './video-view.js';

/** How an asset is related to the one that was named. */
export type Relation = 'similar' | 'same-series';

interface Related {
  readonly id: string;
  readonly index: number;
  readonly family: string;
  readonly subject: unknown;
  readonly place: string;
  readonly artist: string;
  readonly orientation: string;
  readonly composition: string;
  readonly numberOfPeople: string;
  readonly seriesId: number | null;
  readonly popularity: number;
}

const IMAGE_PARAMETERS: Parameters = { fields: someOf(...BLENDED_SEARCH_FIELDS), page: INT, page_size: INT };
const VIDEO_PARAMETERS: Parameters = { fields: someOf(...RELATED_VIDEO_FIELDS), page: INT, page_size: INT };

/** `GET /v3/images/{id}/similar` and `/same-series` */
export function relatedImages(relation: Relation): (state: State, request: SimulatedRequest) => Reply {
  return (state, request) => {
    const query = readQuery(IMAGE_PARAMETERS, request.query, 'InvalidParameterValue');
    if (isReply(query)) return query;
    const view = viewOf(state, request, query.list('fields'));
    if (isReply(view)) return view;
    const id = request.params['id'] ?? '';
    const image = state.catalog.image(id);
    if (image === undefined) return appError(404, 'ImageNotFound', `Image id not found: ${id}`);
    const found: CatalogImage[] = relatedTo(image, state.catalog.allImages(), relation);
    const page = readPage(query, found.length);
    if (isReply(page)) return page;
    const images = found
      .slice(page.offset, page.offset + page.size)
      .map((entry) => imageInSearch(entry, view, 'blended'));
    return cacheable(state, json(200, { result_count: found.length, images }));
  };
}

/** `GET /v3/videos/{id}/similar` and `/same-series` */
export function relatedVideos(relation: Relation): (state: State, request: SimulatedRequest) => Reply {
  return (state, request) => {
    const query = readQuery(VIDEO_PARAMETERS, request.query, 'InvalidParameterValue');
    if (isReply(query)) return query;
    const view = viewOf(state, request, query.list('fields'));
    if (isReply(view)) return view;
    const id = request.params['id'] ?? '';
    const video = state.catalog.video(id);
    if (video === undefined) return appError(404, 'VideosNotFound', `Video id not found: ${id}`);
    const found: CatalogVideo[] = relatedTo(video, state.catalog.allVideos(), relation);
    const page = readPage(query, found.length);
    if (isReply(page)) return page;
    const videos = found
      .slice(page.offset, page.offset + page.size)
      .map((entry) => videoInSearch(entry, view));
    return cacheable(state, json(200, { result_count: found.length, videos }));
  };
}

const BY_IMAGE_PARAMETERS: Parameters = {
  asset_id: TEXT,
  image_url: TEXT,
  exclude_editorial_use_only: BOOL,
  facet_fields: someOf('artists', 'locations'),
  facet_max_count: INT,
  fields: someOf(...CREATIVE_SEARCH_FIELDS),
  include_facets: BOOL,
  page: INT,
  page_size: INT,
  phrase: TEXT,
  product_types: TEXTS,
};

/** `GET /v3/search/images/creative/by-image`, by the id of an asset only: nothing here looks at uploaded pictures. */
export function imagesLike(state: State, request: SimulatedRequest): Reply {
  const query = readQuery(BY_IMAGE_PARAMETERS, request.query, 'InvalidParameterValue');
  if (isReply(query)) return query;
  const id = query.text('asset_id');
  if (id === undefined) return appError(400, 'InvalidParameterValue', 'asset_id must be given.');
  const view = viewOf(state, request, query.list('fields'));
  if (isReply(view)) return view;
  const image = state.catalog.image(id);
  if (image === undefined) return appError(404, 'AssetNotFound', `Asset id not found: ${id}`);
  const creative = state.catalog.allImages().filter(({ family }) => family === 'creative');
  const example: CatalogImage = { ...image, family: 'creative' };
  const found = relatedTo(example, creative, 'similar');
  const page = readPage(query, found.length);
  if (isReply(page)) return page;
  const images = found
    .slice(page.offset, page.offset + page.size)
    .map((entry) => imageInSearch(entry, view, 'creative'));
  const counted = query.bool('include_facets') === true ? { facets: facets(found, query) } : {};
  return cacheable(state, json(200, { result_count: found.length, images, ...counted }));
}

/**
 * The assets related to one, without the asset itself: those of its series in the order of the catalog, or those of its
 * subject and family that share most with it.
 */
export function relatedTo<T extends Related>(asset: T, all: readonly T[], relation: Relation): T[] {
  const others = all.filter((other) => other.id !== asset.id);
  if (relation === 'same-series')
    return asset.seriesId === null ? [] : others.filter((other) => other.seriesId === asset.seriesId);
  const shared = (other: T): number =>
    Number(other.place === asset.place) * 3 +
    Number(other.composition === asset.composition) * 2 +
    Number(other.numberOfPeople === asset.numberOfPeople) +
    Number(other.orientation === asset.orientation) +
    Number(other.artist === asset.artist);
  return others
    .filter((other) => other.subject === asset.subject && other.family === asset.family)
    .map((other) => ({ other, score: shared(other) }))
    .sort(
      (a, b) => b.score - a.score || a.other.popularity - b.other.popularity || a.other.index - b.other.index,
    )
    .map(({ other }) => other);
}
