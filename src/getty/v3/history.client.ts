import { asCount, asId, asMoment, asRecord, asText, asWebUrl, asWholeList, decodeAll } from '../decode.js';
import { unreadable } from '../errors/read-failure.js';
import type { DownloadRow, Page } from '../model/download-row.js';
import { productTypeOf, type RequestableProductType, v3ProductWord } from '../model/product-type.js';
import type { GettyCall } from '../session.js';
import { decodePixelSize } from './decode-image.js';
import { readV3, type V3Gateway } from './v3-gateway.js';

/** Which downloads to list; whole seconds, because that is the form Getty Images documents. */
export interface HistoryQuery {
  readonly from: Date;
  readonly to: Date;
  readonly productType: RequestableProductType | null;
  readonly companyWide: boolean;
}

/** `2019-09-19T19:30:37Z`: Getty Images documents the form without fractions. */
export const toWholeSeconds = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`;

const ASSET_TYPES: ReadonlyMap<string, DownloadRow['assetType']> = new Map([
  ['image', 'IMAGE'],
  ['video', 'VIDEO'],
  ['film', 'VIDEO'],
]);

/** What kind of thing a row is about. */
export const assetTypeOf = (word: string | null): DownloadRow['assetType'] =>
  (word === null ? undefined : ASSET_TYPES.get(word.toLowerCase())) ?? 'UNKNOWN';

const personName = (value: unknown): string | null => {
  const user = asRecord(value);
  if (user === null) return null;
  const names = [user['first_name'], user['middle_name'], user['last_name']]
    .map(asText)
    .filter((name) => name !== null);
  return names.length > 0 ? names.join(' ') : asText(user['username']);
};

/**
 * A row of either history. `/v3/downloads` nests note and code in `download_details`; an asset's own
 * `downloadhistory` has them flat and leaves the asset's id out of the row.
 */
export const decodeRow = (value: unknown, assetId: string | null): DownloadRow | null => {
  const wire = asRecord(value);
  const downloadedAt = asMoment(wire?.['date_downloaded']);
  // Without its moment a row cannot be placed or counted.
  if (wire === null || downloadedAt === null) return null;
  const details = asRecord(wire['download_details']) ?? wire;
  const productTypeName = asText(wire['product_type']);
  return {
    assetId: asId(wire['id']) ?? assetId,
    assetType: assetTypeOf(asText(wire['asset_type'])),
    downloadedAt,
    productType: productTypeOf(productTypeName),
    productTypeName,
    productId: asId(wire['product_id']),
    agreementName: asText(wire['agreement_name']),
    sizeName: asText(wire['size_name']),
    dimensions: decodePixelSize(wire['dimensions']),
    thumbnailUrl: asWebUrl(wire['thumb_uri']),
    note: asText(details['download_notes']),
    projectCode: asText(details['project_code']),
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
  gateway: V3Gateway,
  call: GettyCall,
  query: HistoryQuery,
  page: number,
  pageSize: number,
): Promise<Page<DownloadRow>> => {
  const operation = 'GET /v3/downloads';
  const body = await readV3(gateway, call, {
    group: 'account',
    operation,
    path: '/v3/downloads',
    query: {
      date_from: toWholeSeconds(query.from),
      date_to: toWholeSeconds(query.to),
      use_time: true,
      page,
      page_size: pageSize,
      product_type: query.productType === null ? undefined : v3ProductWord(query.productType),
      company_downloads: query.companyWide ? true : undefined,
    },
    cache: 'never',
    except: (answer) =>
      answer.code === 'InvalidPage' || answer.code === 'PageNumberGreaterThanMaxPages' ? PAST_THE_END : null,
  });
  if (body === PAST_THE_END) return { rows: null, total: 0 };
  const total = asCount(body['result_count']);
  const downloads = asWholeList(body['downloads']);
  // No list where there are rows is a list that was lost.
  const isLost = body['downloads'] === null && total !== 0;
  if (total === null || downloads === undefined || isLost)
    throw unreadable({ api: 'V3', operation }, 200, null);
  return { rows: decodeAll(downloads, (item) => decodeRow(item, null)), total };
};

/**
 * When one asset was downloaded before; never from a cache. An asset that was never downloaded is an empty list,
 * whether Getty Images says so with 200 or with a 404 that has a code of its own: what only looks like "never" (a 404
 * from somebody on the way, an answer without the list) is an error, because a download that was paid for may be sent
 * again on its word. A row that cannot be read is `null` in its place.
 * @throws ServiceError
 */
export const fetchAssetHistory = async (
  gateway: V3Gateway,
  call: GettyCall,
  asset: { readonly type: 'image' | 'video'; readonly id: string },
): Promise<readonly (DownloadRow | null)[]> => {
  const operation = `GET /v3/${asset.type}s/{id}/downloadhistory`;
  const body = await readV3(gateway, call, {
    group: 'account',
    operation,
    path: `/v3/${asset.type}s/${encodeURIComponent(asset.id)}/downloadhistory`,
    query: {},
    cache: 'never',
    except: (answer, verdict) =>
      answer.status === 404 && answer.code !== null && verdict.kind === 'asset-not-found' ? NEVER : null,
  });
  const downloads = asWholeList(body['downloads']);
  if (downloads === undefined) throw unreadable({ api: 'V3', operation }, 200, null);
  const id = asId(body['id']) ?? asset.id;
  return decodeAll(downloads, (item) => {
    const row = decodeRow(item, id);
    if (row === null) return null;
    // The route says what the asset is, where a row does not.
    return row.assetType === 'UNKNOWN'
      ? { ...row, assetType: asset.type === 'image' ? 'IMAGE' : 'VIDEO' }
      : row;
  });
};
