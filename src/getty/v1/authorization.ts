import { asBoolean, asId, asInt, asRecord, asString } from '../decode.js';
import type { ProductRef } from '../model/image.js';
import { parseProductType } from '../model/product-type.js';

/** The most assets that are asked about in one call. Getty Images documents 500 for videos and none for images. */
export const MAX_AUTHORIZATION_IDS = 500;

/** A product that would pay for an asset, with the token that makes it do so. */
export interface V1Authorization extends ProductRef {
  /** Good for 24 hours, and for one kind of download: this asset, this size, this product. */
  readonly downloadToken: string;
  /** Whether the download debits nothing; `null` where Getty Images does not say (videos). */
  readonly isFree: boolean | null;
  readonly sizeKey: string | null;
  /** `null` where Getty Images does not say, or the product has no limit. */
  readonly downloadsRemaining: number | null;
}

/** One of an asset's authorizations. Without its token there is nothing it could be used for. */
export const decodeAuthorization = (value: unknown): V1Authorization | null => {
  const wire = asRecord(value);
  const downloadToken = asString(wire?.['DownloadToken']);
  if (wire === null || downloadToken === null) return null;
  const word = asString(wire['ProductOfferingType']) ?? '';
  return {
    productType: parseProductType(word),
    productTypeName: word,
    // The documents' example has the first name, their table the second.
    productId: asId(wire['ProductOfferingInstanceId']) ?? asId(wire['InstanceId']),
    downloadToken,
    isFree: asBoolean(wire['DownloadIsFree']),
    sizeKey: asId(wire['SizeKey']),
    downloadsRemaining: asInt(wire['DownloadsRemaining']),
  };
};

/**
 * The ids to ask for, each once.
 * @throws RangeError for more than one call takes: a fault of this program
 */
export const idsForOneCall = (ids: readonly string[]): ReadonlySet<string> => {
  const each = new Set(ids);
  if (each.size > MAX_AUTHORIZATION_IDS)
    throw new RangeError(`at most ${MAX_AUTHORIZATION_IDS} ids per call, not ${each.size}`);
  return each;
};

/**
 * Reads of a token-giving operation that found nothing at all: Getty Images then sends an error in place of an empty
 * list. Who asked sees it in the status list, and that nothing was found.
 */
export const isNothingFound = (kind: string): boolean =>
  kind === 'asset-not-found' || kind === 'no-authorization';
