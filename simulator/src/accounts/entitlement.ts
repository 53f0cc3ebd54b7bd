import type { Account } from './accounts.js';
import { remainingDownloads, type SimulatedProduct } from './product.js';

/** The types of product that are published; any other word in an asset's coverage is news to every client. */
export const PRODUCT_TYPES = [
  'easyaccess',
  'editorialsubscription',
  'imagepack',
  'premiumaccess',
  'royaltyfreesubscription',
  'creditpack',
  'aigen',
] as const;

interface Covered {
  readonly coverage: readonly string[];
}

/** The products of an account that are in force. */
export function activeProducts(account: Account): SimulatedProduct[] {
  return account.products.filter((item) => item.status === 'active');
}

/** The products that an account could download an asset with, those with nothing left included. */
export function fitting(account: Account, asset: Covered): SimulatedProduct[] {
  return activeProducts(account).filter((item) => asset.coverage.includes(item.type));
}

/** Those that an asset's lists of downloads name. */
export function listed(account: Account, asset: Covered, hideUsedUp: boolean): SimulatedProduct[] {
  const products = fitting(account, asset);
  return hideUsedUp ? products.filter((item) => remainingDownloads(item) !== 0) : products;
}

/** The product that an asset downloads against by itself; with its number where the account has two of the kind. */
export function downloadProduct(products: readonly SimulatedProduct[]): string | null {
  const first = products[0];
  if (first === undefined) return null;
  const twins = products.filter((item) => item.type === first.type);
  return twins.length > 1 ? `${first.type}:${first.id}` : first.type;
}
