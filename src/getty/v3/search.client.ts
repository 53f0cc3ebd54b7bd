import { asCount, asRecord, asRows, asString, decodeListWithGaps } from '../decode.js';
import { badResponseError } from '../errors/to-service-error.js';
import type { HistoryPage } from '../model/history-entry.js';
import type { Image } from '../model/image.js';
import { type RequestableProductType, toV3ProductType } from '../model/product-type.js';
import type { GettyCall } from '../session.js';
import { decodeImage } from './decode-image.js';
import { type V3Client, v3Get } from './v3-client.js';

/** What to look for; already checked. */
export interface ImageSearch {
  readonly phrase: string;
  readonly family: 'CREATIVE' | 'EDITORIAL' | null;
  readonly orientations: readonly string[];
  readonly downloadableWith: RequestableProductType | null;
  readonly collectionCodes: readonly string[];
  readonly excludeNudity: boolean;
  readonly sort: 'BEST_MATCH' | 'MOST_POPULAR' | 'NEWEST' | 'RANDOM';
}

/** A page of a search. */
export interface SearchPage extends HistoryPage<Image> {
  readonly correctedPhrase: string | null;
}

const PATHS = {
  CREATIVE: '/v3/search/images/creative',
  EDITORIAL: '/v3/search/images/editorial',
  // Marked as deprecated by Getty Images but the only one that finds both families.
  BOTH: '/v3/search/images',
} as const;

const PAST_THE_END = { past_the_end: true };

/**
 * One page of a search.
 * @param page from 1
 * @param pageSize one of Getty Images' listed sizes
 * @throws ServiceError
 */
export const searchImages = async (
  client: V3Client,
  call: GettyCall,
  search: ImageSearch,
  page: number,
  pageSize: number,
  fields: readonly string[],
): Promise<SearchPage> => {
  const path = PATHS[search.family ?? 'BOTH'];
  const operation = `GET ${path}`;
  const body = await v3Get(client, call, {
    group: 'search',
    operation,
    path,
    query: {
      phrase: search.phrase,
      page,
      page_size: pageSize,
      fields: fields.length === 0 ? ['id'] : fields,
      sort_order: search.sort === 'BEST_MATCH' ? undefined : search.sort.toLowerCase(),
      orientations:
        search.orientations.length === 0 ? undefined : search.orientations.map((word) => word.toLowerCase()),
      download_product:
        search.downloadableWith === null ? undefined : toV3ProductType(search.downloadableWith),
      collection_codes: search.collectionCodes.length === 0 ? undefined : search.collectionCodes,
      exclude_nudity: search.excludeNudity ? true : undefined,
    },
    cache: search.sort === 'RANDOM' ? 'never' : 'allowed',
    isComplete: (body) => asCount(body['result_count']) !== null && Array.isArray(body['images']),
    recover: (response) => (response.code === 'InvalidPage' ? PAST_THE_END : null),
  });
  if (body === PAST_THE_END) return { rows: null, total: 0, correctedPhrase: null };
  const total = asCount(body['result_count']);
  const rows = asRows(body['images']);
  if (total === null || rows === undefined) throw badResponseError({ api: 'V3', operation }, 200, null);
  return {
    rows: decodeListWithGaps(rows, (item) => decodeImage(item, client.baseUrl, fields)),
    total,
    correctedPhrase: asString(asRecord(body['auto_corrections'])?.['phrase']),
  };
};
