import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { type DomainContext, requireSignedIn } from '../catalog/domain-context.js';
import type { Product } from '../getty/model/product.js';
import { fetchCurrentCustomer } from '../getty/v3/customers.client.js';

/** Whose idempotency keys a request uses. */
export interface Customer {
  /** Stays the same while tokens change. */
  readonly name: string;
  /**
   * The products that were seen when the token was looked up, without their allowances: for what each wants to be
   * told at a download, where a version would not say. Empty for the service's account, which is not looked up.
   */
  readonly products: readonly Product[];
}

/** Finds out whose idempotency keys a request uses. */
export interface Customers {
  /** @throws ServiceError where Getty Images cannot be asked */
  resolve(scope: DomainContext): Promise<Customer>;
}

const MAX_TOKENS = 10_000;
/** Longer than any token lives. */
const KEY_TTL_MS = 60 * 60_000;

const digest = (parts: unknown): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32);

/**
 * Keys belong to the customer. The service's account is known by its name; a caller's token by the person and the
 * products it stands for, looked up once per token. A token that names nobody and nothing stands for itself.
 * @param accountName what tells this service's account from another's on the same store
 */
export const createCustomers = (accountName: string): Customers => {
  const known = new LRUCache<string, Promise<Customer>>({ max: MAX_TOKENS, ttl: KEY_TTL_MS });
  const lookUp = async (scope: DomainContext, token: string): Promise<Customer> => {
    // Without v3 nothing names the person; v1's tokens are then what there is to go by.
    if (!scope.services.getty.apis.includes('V3')) return { name: token, products: [] };
    const [person, products] = await Promise.all([
      fetchCurrentCustomer(scope.services.getty.v3, scope),
      scope.loaders.products.load(true),
    ]);
    const names = [person.firstName, person.middleName, person.lastName];
    const held = products.map((product) => product.productId).sort();
    const isNobody = names.every((name) => name === null) && held.length === 0;
    return {
      name: isNobody ? token : `customer:${digest([names, held])}`,
      // An allowance is only ever true when it was just read.
      products: products.map((product) => ({ ...product, quota: null })),
    };
  };
  const service: Customer = { name: `service:${digest(accountName)}`, products: [] };
  return {
    resolve: (scope) => {
      requireSignedIn(scope);
      const { principal, kind } = scope.session;
      if (kind === 'service' || principal.kind === 'anonymous') return Promise.resolve(service);
      const before = known.get(principal.id);
      if (before !== undefined) return before;
      const found = lookUp(scope, principal.id);
      known.set(principal.id, found);
      // A failed look-up is not remembered: nothing was sent, and the next call may try again.
      found.catch(() => known.delete(principal.id));
      return found;
    },
  };
};
