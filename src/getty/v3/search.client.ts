import {
  asCount,
  asId,
  asInt,
  asRecord,
  asRows,
  asString,
  decodeList,
  decodeListWithGaps,
} from '../decode.js';
import type { ErrorResponse } from '../errors/parse-error-response.js';
import { badResponseError } from '../errors/to-service-error.js';
import type { HistoryPage } from '../model/history-entry.js';
import type { SearchFacet, SearchFacets } from '../model/search-facets.js';
import type { GettyCall } from '../session.js';
import { decodeImage, type Image } from './image-fields.js';
import { type QueryValue, type V3Client, v3Get } from './v3-client.js';
import { decodeVideo, type Video } from './video-fields.js';

/** A family that a search can be limited to. */
export type SearchFamily = 'CREATIVE' | 'EDITORIAL';

/** What to look for; already checked. */
export interface AssetSearch {
  readonly phrase: string | null;
  readonly sort: 'BEST_MATCH' | 'MOST_POPULAR' | 'NEWEST' | 'RANDOM';
  /** The filters, as query parameters of Getty Images. */
  readonly parameters: Readonly<Record<string, QueryValue>>;
}

/** What a search response should hold beside its rows; costs no further call. */
export interface SearchExtras {
  /** Names for `facet_fields=`; empty: no facets. */
  readonly facets: readonly FacetField[];
  readonly relatedSearches: boolean;
}

/** A name for `facet_fields=`. */
export type FacetField = 'artists' | 'events' | 'locations' | 'specific_people';

/** A page of a search. */
export interface SearchPage<Row> extends HistoryPage<Row> {
  readonly correctedPhrase: string | null;
  /** `null`: not asked, or Getty Images has none. */
  readonly facets: SearchFacets | null;
  /** `null`: not asked, or Getty Images has none. */
  readonly relatedSearches: readonly string[] | null;
}

const IMAGE_PATHS = {
  CREATIVE: '/v3/search/images/creative',
  EDITORIAL: '/v3/search/images/editorial',
  // Marked as deprecated by Getty Images; used where GETTY_BLENDED_SEARCH is on.
  BLENDED: '/v3/search/images',
} as const;

const VIDEO_PATHS = {
  CREATIVE: '/v3/search/videos/creative',
  EDITORIAL: '/v3/search/videos/editorial',
} as const;

/** Facets of each type; Getty Images sends up to 300 of each when nothing is said. */
export const MAX_FACETS = 50;

const PAST_THE_END = { past_the_end: true };
const NO_SUCH_ASSET = { no_such_asset: true };

interface ListRequest<Row> {
  readonly operation: string;
  readonly path: string;
  readonly query: Readonly<Record<string, QueryValue>>;
  readonly rows: 'images' | 'videos';
  readonly isCacheable: boolean;
  readonly decode: (row: unknown) => Row | null;
}

/** Reads one page of any list of assets. @throws ServiceError */
async function fetchList<Row>(
  client: V3Client,
  call: GettyCall,
  { operation, path, query, rows: key, isCacheable, decode }: ListRequest<Row>,
): Promise<SearchPage<Row>> {
  const body = await v3Get(client, call, {
    group: 'search',
    operation,
    path,
    query,
    cache: isCacheable ? 'allowed' : 'never',
    isComplete: (body) => asCount(body['result_count']) !== null && Array.isArray(body[key]),
    recover: (response: ErrorResponse, errorKind) => {
      if (response.code === 'InvalidPage') return PAST_THE_END;
      return errorKind.kind === 'asset-not-found' ? NO_SUCH_ASSET : null;
    },
  });
  const nothing = { total: 0, correctedPhrase: null, facets: null, relatedSearches: null };
  if (body === PAST_THE_END) return { rows: null, ...nothing };
  if (body === NO_SUCH_ASSET) return { rows: [], ...nothing };
  const total = asCount(body['result_count']);
  const rows = asRows(body[key]);
  if (total === null || rows === undefined) throw badResponseError({ api: 'V3', operation }, 200, null);
  return {
    rows: decodeListWithGaps(rows, decode),
    total,
    correctedPhrase: asString(asRecord(body['auto_corrections'])?.['phrase']),
    facets: decodeFacets(body['facets']),
    relatedSearches: Array.isArray(body['related_searches'])
      ? decodeList(body['related_searches'], (item) => asString(asRecord(item)?.['phrase']))
      : null,
  };
}

function searchQuery(
  { phrase, sort, parameters }: AssetSearch,
  page: number,
  pageSize: number,
  fields: readonly string[],
  extras: SearchExtras,
): Readonly<Record<string, QueryValue>> {
  const hasFacets = extras.facets.length > 0;
  return {
    phrase: phrase ?? undefined,
    page,
    page_size: pageSize,
    fields: fields.length === 0 ? ['id'] : fields,
    sort_order: sort === 'BEST_MATCH' ? undefined : sort.toLowerCase(),
    ...parameters,
    include_facets: hasFacets ? true : undefined,
    facet_fields: hasFacets ? extras.facets : undefined,
    facet_max_count: hasFacets ? MAX_FACETS : undefined,
    include_related_searches: extras.relatedSearches ? true : undefined,
  };
}

/**
 * Reads one page of a search for images.
 * @param page from 1
 * @param pageSize one of Getty Images' listed sizes
 * @throws ServiceError
 */
export async function searchImages(
  client: V3Client,
  call: GettyCall,
  search: AssetSearch,
  source: SearchFamily | 'BLENDED',
  page: number,
  pageSize: number,
  fields: readonly string[],
  extras: SearchExtras,
): Promise<SearchPage<Image>> {
  const path = IMAGE_PATHS[source];
  return fetchList(client, call, {
    operation: `GET ${path}`,
    path,
    query: searchQuery(search, page, pageSize, fields, extras),
    rows: 'images',
    isCacheable: search.sort !== 'RANDOM',
    decode: (row) => decodeImage(row, client.baseUrl, fields),
  });
}

/** Reads one page of a search for videos. @param page from 1 @throws ServiceError */
export async function searchVideos(
  client: V3Client,
  call: GettyCall,
  search: AssetSearch,
  family: SearchFamily,
  page: number,
  pageSize: number,
  fields: readonly string[],
  extras: SearchExtras,
): Promise<SearchPage<Video>> {
  const path = VIDEO_PATHS[family];
  return fetchList(client, call, {
    operation: `GET ${path}`,
    path,
    query: searchQuery(search, page, pageSize, fields, extras),
    rows: 'videos',
    isCacheable: search.sort !== 'RANDOM',
    decode: (row) => decodeVideo(row, client.baseUrl, fields),
  });
}

/** How images are related to the one that is named. */
export type ImageRelation = 'similar' | 'same-series';

/**
 * Reads one page of the images related to one; an image that Getty Images does not know has none.
 * @param page from 1
 * @throws ServiceError
 */
export async function fetchRelatedImages(
  client: V3Client,
  call: GettyCall,
  id: string,
  relation: ImageRelation,
  page: number,
  pageSize: number,
  fields: readonly string[],
): Promise<SearchPage<Image>> {
  return fetchList(client, call, {
    operation: `GET /v3/images/{id}/${relation}`,
    path: `/v3/images/${encodeURIComponent(id)}/${relation}`,
    query: { page, page_size: pageSize, fields: fields.length === 0 ? ['id'] : fields },
    rows: 'images',
    isCacheable: true,
    decode: (row) => decodeImage(row, client.baseUrl, fields),
  });
}

/** `{id, name}`, with a `count` where Getty Images sends one; artists have a name only. */
function decodeFacet(value: unknown): SearchFacet | null {
  const wire = asRecord(value);
  const name = asString(wire?.['name']);
  return wire === null || name === null ? null : { id: asId(wire['id']), name, count: asInt(wire['count']) };
}

function decodeFacets(value: unknown): SearchFacets | null {
  const wire = asRecord(value);
  if (wire === null) return null;
  return {
    artists: decodeList(wire['artists'], decodeFacet),
    events: decodeList(wire['events'], decodeFacet),
    locations: decodeList(wire['locations'], decodeFacet),
    people: decodeList(wire['specific_people'], decodeFacet),
  };
}
