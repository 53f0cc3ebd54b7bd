import { asCount, asRecord, asRows, asText, decodeAll } from '../decode.js';
import { unreadable } from '../errors/read-failure.js';
import type { Page } from '../model/download-row.js';
import type { Image } from '../model/image.js';
import { type RequestableProductType, v3ProductWord } from '../model/product-type.js';
import type { GettyCall } from '../session.js';
import { decodeImage } from './decode-image.js';
import { readV3, type V3Gateway } from './v3-gateway.js';

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
export interface SearchPage extends Page<Image> {
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
  gateway: V3Gateway,
  call: GettyCall,
  search: ImageSearch,
  page: number,
  pageSize: number,
  fields: readonly string[],
): Promise<SearchPage> => {
  const path = PATHS[search.family ?? 'BOTH'];
  const operation = `GET ${path}`;
  const body = await readV3(gateway, call, {
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
      download_product: search.downloadableWith === null ? undefined : v3ProductWord(search.downloadableWith),
      collection_codes: search.collectionCodes.length === 0 ? undefined : search.collectionCodes,
      exclude_nudity: search.excludeNudity ? true : undefined,
    },
    cache: search.sort === 'RANDOM' ? 'never' : 'allowed',
    isWhole: (body) => asCount(body['result_count']) !== null && Array.isArray(body['images']),
    except: (answer) => (answer.code === 'InvalidPage' ? PAST_THE_END : null),
  });
  if (body === PAST_THE_END) return { rows: null, total: 0, correctedPhrase: null };
  const total = asCount(body['result_count']);
  const rows = asRows(body['images']);
  if (total === null || rows === undefined) throw unreadable({ api: 'V3', operation }, 200, null);
  return {
    rows: decodeAll(rows, (item) => decodeImage(item, gateway.baseUrl, fields)),
    total,
    correctedPhrase: asText(asRecord(body['auto_corrections'])?.['phrase']),
  };
};
