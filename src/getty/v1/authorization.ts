import { asBoolean, asId, asInt, asRecord, asString } from '../decode.js';
import type { ProductRef } from '../model/image.js';
import { parseProductType } from '../model/product-type.js';

/** Most assets of one request. Getty Images documents 500 for videos and no limit for images. */
export const MAX_AUTHORIZATION_IDS = 500;

/** A product that can be charged for an asset, with the token that charges it. */
export interface V1Authorization extends ProductRef {
  /** Valid for 24 hours, and for one asset, size and product. */
  readonly downloadToken: string;
  /** Whether the download debits nothing; `null` where Getty Images does not say (videos). */
  readonly isFree: boolean | null;
  readonly sizeKey: string | null;
  /** `null` where Getty Images does not say, or the product has no limit. */
  readonly downloadsRemaining: number | null;
}

/** Decodes one of an asset's authorizations; `null` without a token, which makes it useless. */
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
 * Removes duplicate ids.
 * @throws RangeError for more ids than one request takes, which is a bug of the caller
 */
export const idsForOneCall = (ids: readonly string[]): ReadonlySet<string> => {
  const each = new Set(ids);
  if (each.size > MAX_AUTHORIZATION_IDS)
    throw new RangeError(`at most ${MAX_AUTHORIZATION_IDS} ids per call, not ${each.size}`);
  return each;
};

/**
 * Whether an error means that no asset was found: Getty Images then sends an error in place of an empty list. The status
 * list holds the reason.
 */
export const isNothingFound = (kind: string): boolean =>
  kind === 'asset-not-found' || kind === 'no-authorization';
