import { LRUCache } from 'lru-cache';
import { type DomainContext, requireSignedIn } from '../catalog/domain-context.js';
import type { Product } from '../getty/model/product.js';
import { fetchCurrentCustomer } from '../getty/v3/customers.client.js';
import { type AccountFacts, type CallerIdentity, digest } from './owner.js';

/** Whose idempotency keys a request uses, and with which products. */
export interface Customer {
  readonly identity: CallerIdentity;
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

/** What names the service's own account. */
export interface ServiceAccount {
  /** Stays the same when the API key is rotated; tells the account from another's on the same store. */
  readonly name: string;
  /** What releases before this one were named by: the user name or the API key. Only ever hashed. */
  readonly formerName: string;
}

/** What Getty Images says of a token's holder. */
interface LookedUp {
  readonly account: AccountFacts | null;
  readonly products: readonly Product[];
  readonly formerName: string;
}

const MAX_TOKENS = 10_000;
/** Longer than any token lives. */
const KEY_TTL_MS = 60 * 60_000;

/**
 * Identifies callers: the service's account by its name, a caller's token by its hash together with the person and the
 * products it stands for, looked up once per token.
 */
export const createCustomers = (account: ServiceAccount): Customers => {
  const known = new LRUCache<string, Promise<LookedUp>>({ max: MAX_TOKENS, ttl: KEY_TTL_MS });
  const lookUp = async (scope: DomainContext, token: string): Promise<LookedUp> => {
    // Without v3 nothing names the person; the token is then all there is to go by.
    if (!scope.services.getty.apis.includes('V3')) return { account: null, products: [], formerName: token };
    const [person, products] = await Promise.all([
      fetchCurrentCustomer(scope.services.getty.v3, scope),
      scope.loaders.products.load(true),
    ]);
    const names = [person.firstName, person.middleName, person.lastName];
    const held = products.map((product) => product.productId).sort();
    const isNameless = names.every((name) => name === null);
    const hash = digest([names, held]);
    return {
      account: { hash, names: isNameless ? null : digest(names) },
      // An allowance is only ever true when it was just read.
      products: products.map((product) => ({ ...product, quota: null })),
      formerName: isNameless && held.length === 0 ? token : `customer:${hash}`,
    };
  };
  const formerService = `service:${digest(account.formerName)}`;
  return {
    resolve: async (scope) => {
      requireSignedIn(scope);
      const { principal, kind } = scope.session;
      const client = { clientKey: scope.client?.key ?? null, clientName: scope.client?.name ?? null };
      if (kind === 'service' || principal.kind === 'anonymous')
        return {
          identity: {
            token: null,
            account: null,
            service: account.name,
            ...client,
            formerName: formerService,
          },
          products: [],
        };
      const found = known.get(principal.id) ?? lookUp(scope, principal.id);
      known.set(principal.id, found);
      try {
        const { account: facts, products, formerName } = await found;
        const identity = {
          token: principal.id,
          account: facts,
          service: null,
          ...client,
          formerName,
        };
        return { identity, products };
      } catch (error) {
        // A failed look-up is not cached: nothing was sent, and the next call may try again.
        known.delete(principal.id);
        throw error;
      }
    },
  };
};
