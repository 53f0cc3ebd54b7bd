import { badInput } from '../../errors/service-error.js';
import { asCount, asDate, asId, asRecord, asString, asWebUrl, decodeListWithGaps } from '../decode.js';
import { badResponseError } from '../errors/to-service-error.js';
import type { HistoryEntry, HistoryPage } from '../model/history-entry.js';
import { type ProductType, parseProductType } from '../model/product-type.js';
import type { GettyCall } from '../session.js';
import { type V1Client, v1Call } from './v1-client.js';

/** A range of the download history. */
export interface V1HistoryQuery {
  /** Getty Images documents the start as excluded and the end as included. */
  readonly from: Date;
  readonly to: Date;
  readonly productType: ProductType | null;
  /** Rows to skip; v1 accepts any number. */
  readonly offset: number;
  /** At least 1. */
  readonly count: number;
}

const V1_PRODUCT_NAMES: ReadonlyMap<ProductType, string> = new Map([
  ['EASY_ACCESS', 'EasyAccess'],
  ['EDITORIAL_SUBSCRIPTION', 'EditorialSubscription'],
  ['IMAGE_PACK', 'ImagePack'],
  ['LEGACY_RF_SUBSCRIPTION', 'LegacyRfSubscription'],
  ['PREMIUM_ACCESS', 'PremiumAccess'],
  ['ROYALTY_FREE_SUBSCRIPTION', 'RoyaltyFreeSubscription'],
]);

const toV1ProductName = (type: ProductType | null): string => {
  const word = type === null ? 'All' : V1_PRODUCT_NAMES.get(type);
  if (word !== undefined) return word;
  throw badInput(
    ['filter', 'productType'],
    'The download history of v1 cannot be filtered by this product type. Use v3, or leave the filter out.',
  );
};

/** Formats a date like Getty Images' examples: `2014-02-26T12:00:00Z`. */
const toWholeSeconds = (moment: Date): string => `${moment.toISOString().slice(0, 19)}Z`;

const decodeHistoryEntry = (value: unknown): HistoryEntry | null => {
  const wire = asRecord(value);
  const downloadedAt = asDate(wire?.['DateDownloaded']);
  // A row without a date can be neither sorted nor counted.
  if (wire === null || downloadedAt === null) return null;
  const productTypeName = asString(wire['ProductOffering']);
  return {
    assetId: asId(wire['AssetId']),
    // v1 lists images and videos without saying which is which.
    assetType: 'UNKNOWN',
    downloadedAt,
    productType: parseProductType(productTypeName),
    productTypeName,
    productId: null,
    agreementName: null,
    sizeName: null,
    dimensions: null,
    // The documents' example has the first name, their table the second.
    thumbnailUrl: asWebUrl(wire['ThumbnailImageUrl']) ?? asWebUrl(wire['UrlThumb']),
    note: null,
    projectCode: null,
    downloadedBy: null,
  };
};

const PAST_THE_END = { past_the_end: true };

/**
 * Reads a range of the download history (`GetPreviousDownloads`); never from a cache.
 * @throws ServiceError; `BAD_USER_INPUT` for a product type that v1 does not know, before anything is sent
 */
export const fetchPreviousDownloads = async (
  client: V1Client,
  call: GettyCall,
  query: V1HistoryQuery,
): Promise<HistoryPage<HistoryEntry>> => {
  const operation = 'GetPreviousDownloads';
  const { result, upstream } = await v1Call(client, call, {
    operation,
    body: {
      ItemCount: query.count,
      ItemStartNumber: query.offset + 1,
      Filter: {
        // Both or neither: Getty Images rejects one alone.
        DateRange: { Start: toWholeSeconds(query.from), End: toWholeSeconds(query.to) },
        ProductOffering: toV1ProductName(query.productType),
      },
    },
    limitArgument: 'first',
    recover: (_errorKind, { statusList }) =>
      statusList.some((entry) => entry.code === 'StartPastTotal') ? PAST_THE_END : null,
  });
  if (result === PAST_THE_END) return { rows: null, total: 0 };
  const total = asCount(result['ItemTotalCount']);
  if (total === null || !Array.isArray(result['PreviousDownloads']))
    throw badResponseError({ api: 'V1', operation }, 200, upstream.coordinationId);
  return { rows: decodeListWithGaps(result['PreviousDownloads'], decodeHistoryEntry), total };
};
