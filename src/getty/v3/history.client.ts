import {
  asCount,
  asDate,
  asId,
  asRecord,
  asRequiredList,
  asString,
  asWebUrl,
  decodeListWithGaps,
} from '../decode.js';
import { badResponseError } from '../errors/to-service-error.js';
import type { HistoryEntry, HistoryPage } from '../model/history-entry.js';
import { parseProductType, type RequestableProductType, toV3ProductType } from '../model/product-type.js';
import type { GettyCall } from '../session.js';
import { decodePixelSize } from './decode-image.js';
import { type V3Client, v3Get } from './v3-client.js';

/** Which downloads to list; whole seconds, because that is the form Getty Images documents. */
export interface HistoryQuery {
  readonly from: Date;
  readonly to: Date;
  readonly productType: RequestableProductType | null;
  readonly companyWide: boolean;
}

/** `2019-09-19T19:30:37Z`: Getty Images documents the form without fractions. */
export const toWholeSeconds = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`;

const ASSET_TYPES: ReadonlyMap<string, HistoryEntry['assetType']> = new Map([
  ['image', 'IMAGE'],
  ['video', 'VIDEO'],
  ['film', 'VIDEO'],
]);

/** What kind of thing a row is about. */
export const parseAssetType = (word: string | null): HistoryEntry['assetType'] =>
  (word === null ? undefined : ASSET_TYPES.get(word.toLowerCase())) ?? 'UNKNOWN';

const personName = (value: unknown): string | null => {
  const user = asRecord(value);
  if (user === null) return null;
  const names = [user['first_name'], user['middle_name'], user['last_name']]
    .map(asString)
    .filter((name) => name !== null);
  return names.length > 0 ? names.join(' ') : asString(user['username']);
};

/**
 * A row of either history. `/v3/downloads` nests note and code in `download_details`; an asset's own
 * `downloadhistory` has them flat and leaves the asset's id out of the row.
 */
export const decodeHistoryEntry = (value: unknown, assetId: string | null): HistoryEntry | null => {
  const wire = asRecord(value);
  const downloadedAt = asDate(wire?.['date_downloaded']);
  // Without its moment a row cannot be placed or counted.
  if (wire === null || downloadedAt === null) return null;
  const details = asRecord(wire['download_details']) ?? wire;
  const productTypeName = asString(wire['product_type']);
  return {
    assetId: asId(wire['id']) ?? assetId,
    assetType: parseAssetType(asString(wire['asset_type'])),
    downloadedAt,
    productType: parseProductType(productTypeName),
    productTypeName,
    productId: asId(wire['product_id']),
    agreementName: asString(wire['agreement_name']),
    sizeName: asString(wire['size_name']),
    dimensions: decodePixelSize(wire['dimensions']),
    thumbnailUrl: asWebUrl(wire['thumb_uri']),
    note: asString(details['download_notes']),
    projectCode: asString(details['project_code']),
    downloadedBy: personName(wire['user']),
  };
};

const PAST_THE_END = { past_the_end: true };
const NEVER = { downloads: [] };

/**
 * One page of `GET /v3/downloads`; never from a cache.
 * @param page from 1
 * @param pageSize one of Getty Images' listed sizes
 * @throws ServiceError
 */
export const fetchHistory = async (
  client: V3Client,
  call: GettyCall,
  query: HistoryQuery,
  page: number,
  pageSize: number,
): Promise<HistoryPage<HistoryEntry>> => {
  const operation = 'GET /v3/downloads';
  const body = await v3Get(client, call, {
    group: 'account',
    operation,
    path: '/v3/downloads',
    query: {
      date_from: toWholeSeconds(query.from),
      date_to: toWholeSeconds(query.to),
      use_time: true,
      page,
      page_size: pageSize,
      product_type: query.productType === null ? undefined : toV3ProductType(query.productType),
      company_downloads: query.companyWide ? true : undefined,
    },
    cache: 'never',
    recover: (response) =>
      response.code === 'InvalidPage' || response.code === 'PageNumberGreaterThanMaxPages'
        ? PAST_THE_END
        : null,
  });
  if (body === PAST_THE_END) return { rows: null, total: 0 };
  const total = asCount(body['result_count']);
  const downloads = asRequiredList(body['downloads']);
  // No list where there are rows is a list that was lost.
  const isLost = body['downloads'] === null && total !== 0;
  if (total === null || downloads === undefined || isLost)
    throw badResponseError({ api: 'V3', operation }, 200, null);
  return { rows: decodeListWithGaps(downloads, (item) => decodeHistoryEntry(item, null)), total };
};

/**
 * When one asset was downloaded before; never from a cache. An asset that was never downloaded is an empty list,
 * whether Getty Images says so with 200 or with a 404 that has a code of its own: what only looks like "never" (a 404
 * from a proxy on the way, a response without the list) is an error, because a download that was paid for may be sent
 * again on its word. A row that cannot be read is `null` in its place.
 * @param companyWide the whole company's, which some accounts may see; the others get `FORBIDDEN`
 * @throws ServiceError
 */
export const fetchAssetHistory = async (
  client: V3Client,
  call: GettyCall,
  asset: { readonly type: 'image' | 'video'; readonly id: string },
  companyWide = false,
): Promise<readonly (HistoryEntry | null)[]> => {
  const operation = `GET /v3/${asset.type}s/{id}/downloadhistory`;
  const body = await v3Get(client, call, {
    group: 'account',
    operation,
    path: `/v3/${asset.type}s/${encodeURIComponent(asset.id)}/downloadhistory`,
    query: { company_downloads: companyWide ? true : undefined },
    cache: 'never',
    recover: (response, errorKind) =>
      response.status === 404 && response.code !== null && errorKind.kind === 'asset-not-found'
        ? NEVER
        : null,
  });
  const downloads = asRequiredList(body['downloads']);
  if (downloads === undefined) throw badResponseError({ api: 'V3', operation }, 200, null);
  const id = asId(body['id']) ?? asset.id;
  return decodeListWithGaps(downloads, (item) => {
    const row = decodeHistoryEntry(item, id);
    if (row === null) return null;
    // The route says what the asset is, where a row does not.
    return row.assetType === 'UNKNOWN'
      ? { ...row, assetType: asset.type === 'image' ? 'IMAGE' : 'VIDEO' }
      : row;
  });
};
