import { asDate, asId, asInt, asRecord, asString, decodeList } from '../decode.js';
import type { Product, Quota } from '../model/product.js';
import { parseProductType } from '../model/product-type.js';
import type { GettyCall } from '../session.js';
import { type V1Client, v1Call } from './v1-client.js';

const decodeQuota = (wire: Readonly<Record<string, unknown>>): Quota | null => {
  const limit = asInt(wire['DownloadLimit']);
  const remaining = asInt(wire['DownloadsRemaining']);
  if (limit === null && remaining === null) return null;
  return {
    limit,
    remaining,
    used: limit === null || remaining === null ? null : Math.max(0, limit - remaining),
    period: asString(wire['DownloadLimitDuration']),
    resetsAt: asDate(wire['DownloadLimitResetUtc']),
    // v1 reports neither.
    overage: null,
    creditsRemaining: null,
  };
};

const decodeOffering = (value: unknown): Product | null => {
  const wire = asRecord(value);
  const productId = asId(wire?.['ProductOfferingInstanceId']);
  if (wire === null || productId === null) return null;
  // v1 reports `ImagePack` or `Subscription`. It does not report the kind of a subscription, and its name proves nothing.
  const typeName = asString(wire['ProductOfferingType']) ?? '';
  return {
    productId,
    type: parseProductType(typeName),
    typeName,
    name: asString(wire['Name']),
    agreementName: null,
    // No other status (Cancelled, Expired, Fulfilled, Pending, Suspended, ...) allows downloads.
    status: asString(wire['Status'])?.toLowerCase() === 'active' ? 'ACTIVE' : 'INACTIVE',
    expiresAt: asDate(wire['ExpirationUtc']),
    quota: decodeQuota(wire),
    requirements: null,
  };
};

/**
 * Reads the caller's products from v1, for accounts that v3 does not serve; never from a cache. Empty for a user without
 * an agreement.
 * @throws ServiceError
 */
export const fetchProductOfferings = async (
  client: V1Client,
  call: GettyCall,
  which: 'active' | 'all',
): Promise<readonly Product[]> => {
  const { result } = await v1Call(client, call, {
    operation: which === 'active' ? 'GetActiveProductOfferings' : 'GetAllProductOfferings',
    body: {},
    recover: (errorKind) => (errorKind.kind === 'no-authorization' ? {} : null),
  });
  return decodeList(result['ProductOfferings'], decodeOffering);
};
