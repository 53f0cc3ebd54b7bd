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
    // v1 knows neither.
    overage: null,
    creditsRemaining: null,
  };
};

const decodeOffering = (value: unknown): Product | null => {
  const wire = asRecord(value);
  const productId = asId(wire?.['ProductOfferingInstanceId']);
  if (wire === null || productId === null) return null;
  // v1 says `ImagePack` or `Subscription`; of which kind a subscription is, it does not say, and its name is no proof.
  const typeName = asString(wire['ProductOfferingType']) ?? '';
  return {
    productId,
    type: parseProductType(typeName),
    typeName,
    name: asString(wire['Name']),
    agreementName: null,
    // Cancelled, Expired, Fulfilled, Pending, Suspended and whatever else there is: none of them can be used.
    status: asString(wire['Status'])?.toLowerCase() === 'active' ? 'ACTIVE' : 'INACTIVE',
    expiresAt: asDate(wire['ExpirationUtc']),
    quota: decodeQuota(wire),
    requirements: null,
  };
};

/**
 * The caller's products as v1 knows them, for accounts that v3 does not serve; never from a cache. A user without an
 * agreement has none.
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
