import type { SimulatedProduct } from '../accounts/product.js';
import type { V1Operation, V1Request } from './envelope.js';
import type { Json } from './json.js';
import { offeringName } from './names.js';

const DAY = 86_400_000;

function shown({ state }: V1Request, item: SimulatedProduct): Json {
  const inDays = (days: number | null): string | null =>
    days === null
      ? null
      : new Date(Math.ceil(state.clock.getty() / DAY) * DAY + days * DAY).toISOString().replace('.000', '');
  return {
    ProductOfferingInstanceId: item.id,
    ApplicationWebsite: 'www.gettyimages.com',
    // Only two words here; what kind of subscription it is stands in the name.
    ProductOfferingType: item.type === 'imagepack' ? 'ImagePack' : 'Subscription',
    Name: item.name,
    DownloadLimit: item.downloadLimit,
    DownloadLimitDuration: item.limitDuration,
    DownloadsRemaining: item.remaining,
    DownloadLimitResetUtc: inDays(item.resetsInDays),
    ExpirationUtc: inDays(item.expiresInDays),
    Status: item.status === 'active' ? 'Active' : 'Expired',
  };
}

function offerings(name: string, isWanted: (item: SimulatedProduct) => boolean): V1Operation {
  return {
    name,
    bodyKeys: [`${name}RequestBody`],
    resultKey: `${name}Result`,
    token: 'user',
    run(request) {
      const items = request.access.account.products.filter((item) => offeringName(item.type) !== undefined);
      return { result: { ProductOfferings: items.filter(isWanted).map((item) => shown(request, item)) } };
    },
  };
}

/** The products in force, as v1 describes them. */
export const GET_ACTIVE_PRODUCT_OFFERINGS = offerings(
  'GetActiveProductOfferings',
  (item) => item.status === 'active',
);
/** The same with those that have ended. */
export const GET_ALL_PRODUCT_OFFERINGS = offerings('GetAllProductOfferings', () => true);
