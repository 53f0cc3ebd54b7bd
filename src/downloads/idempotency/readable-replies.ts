import { z } from 'zod';
import { type IdempotencyStore, StoreUnavailableError } from './idempotency-store.js';

/** Warnings about unreadable replies are at least this far apart, in milliseconds: one broken store makes many. */
const QUIET_MS = 10_000;

const isUnreadable = (error: unknown): boolean => error instanceof z.ZodError || error instanceof SyntaxError;

/**
 * A key store whose unreadable replies (nil, or another type than the scripts give: a proxy in between, another program
 * on the same keys) count as a store that cannot be used: nothing is sent on their word, and the operator is warned.
 * @param onWarning is given a sentence, at most once in ten seconds
 */
export const withReadableReplies = <Store extends IdempotencyStore>(
  store: Store,
  clock: { now(): number },
  onWarning: (message: string) => void,
): Store => {
  let quietUntil = Number.NEGATIVE_INFINITY;
  const fail = (method: string, error: unknown): never => {
    if (!isUnreadable(error)) throw error;
    const now = clock.now();
    if (now >= quietUntil) {
      quietUntil = now + QUIET_MS;
      onWarning(
        `Redis gave a reply to "${method}" that this service cannot read. Look whether a proxy or another program changes its keys.`,
      );
    }
    throw new StoreUnavailableError(`its reply to ${method} cannot be read`);
  };
  return new Proxy(store, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, args);
        return result instanceof Promise
          ? result.catch((error: unknown) => fail(String(name), error))
          : result;
      };
    },
  });
};
