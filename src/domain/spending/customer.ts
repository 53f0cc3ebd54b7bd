import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { fetchCurrentCustomer } from '../../getty/v3/customers.client.js';
import { type RequestScope, requireSignedIn } from '../request-scope.js';

/** Finds out whose idempotency keys a request uses. */
export interface Customers {
  /** A name that stays the same while tokens change. @throws ServiceError where Getty Images cannot be asked */
  of(scope: RequestScope): Promise<string>;
}

const MAX_TOKENS = 10_000;
/** Longer than any token lives. */
const KEEP_MS = 60 * 60_000;

const digest = (parts: unknown): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 32);

/**
 * Keys belong to the customer. The service's account is known by its name; a caller's token by the person and the
 * products it stands for, looked up once per token. A token that names nobody and nothing stands for itself.
 * @param accountName what tells this service's account from another's on the same store
 */
export const createCustomers = (accountName: string): Customers => {
  const known = new LRUCache<string, Promise<string>>({ max: MAX_TOKENS, ttl: KEEP_MS });
  const lookUp = async (scope: RequestScope, token: string): Promise<string> => {
    // Without v3 nothing names the person; v1's tokens are then what there is to go by.
    if (!scope.getty.apis.includes('V3')) return token;
    const [person, products] = await Promise.all([
      fetchCurrentCustomer(scope.getty.v3, scope.call),
      scope.loaders.products.load(true),
    ]);
    const names = [person.firstName, person.middleName, person.lastName];
    const held = products.map((product) => product.productId).sort();
    return names.every((name) => name === null) && held.length === 0
      ? token
      : `customer:${digest([names, held])}`;
  };
  return {
    of: (scope) => {
      requireSignedIn(scope);
      const { principal, kind } = scope.call.session;
      if (kind === 'service' || principal.kind === 'anonymous')
        return Promise.resolve(`service:${digest(accountName)}`);
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
