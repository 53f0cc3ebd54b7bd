import { ServiceError } from '../../errors/service-error.js';
import { writeLost, writeSettlement } from './answers.js';
import { UNDECIDED_AT } from './counting.js';
import type { Item, Plan } from './item.js';
import { type KeyStore, StoreUnavailableError } from './key-store.js';
import { LEASE_MS } from './lease.js';
import type { Effect } from './machine.js';
import { persist } from './persist.js';
import { writeRefusal } from './refusal-text.js';
import { KEEP_MS, type Spending, UNRESOLVED_KEEP_MS } from './spending.js';

/** Effects that only write down. They never change how a download ended, so none of them throws. */
export type Bookkeeping = Extract<
  Effect<Plan>,
  { type: 'unsend' | 'settle' | 'lose' | 'mark-unknown' | 'release' }
>;

/** Whether an effect only writes down. */
export const isBookkeeping = (effect: Effect<Plan>): effect is Bookkeeping =>
  effect.type === 'unsend' ||
  effect.type === 'settle' ||
  effect.type === 'lose' ||
  effect.type === 'mark-unknown' ||
  effect.type === 'release';

/** A store that cannot be reached, told to a caller whose download was not risked. */
export const storeLost = (store: Pick<KeyStore, 'name'>, cause: unknown): ServiceError =>
  new ServiceError(
    'UPSTREAM_UNAVAILABLE',
    `The store of idempotency keys (${store.name}) cannot be reached; the download was not sent. Ask again with the same key.`,
    { cause },
  );

/** A store that takes no other key, told to a caller whose download was not sent. */
export const storeFull = (cause: Error): ServiceError =>
  new ServiceError(
    'UPSTREAM_UNAVAILABLE',
    `${cause.message} The download was not sent; ask again later with the same key.`,
    { cause },
  );

/** A key that was made while the store was lost, asked for where nobody remembers it. */
export const keyElsewhere = (store: Pick<KeyStore, 'name'>): ServiceError =>
  new ServiceError(
    'UPSTREAM_UNAVAILABLE',
    `This idempotency key was made while the store of keys (${store.name}) could not be reached, and only the process that made it knows whether it was downloaded. It was not sent again; ask again, or look at \`previousDownloads\` before you take a new key.`,
  );

/**
 * Writes down what became of a download. A store that fails here is told to the log: the caller's answer stands, and
 * what could not be written is taken for unresolved by the next call with the key, which looks before it sends.
 * @param gettyNow Getty Images' present, ms
 */
export const writeDown = async (
  item: Item,
  effect: Bookkeeping,
  gettyNow: number,
  spending: Spending,
): Promise<void> => {
  const { claim, store, key } = item;
  if (claim === null) return;
  const end = (write: () => Promise<unknown>): Promise<void> => persist(spending, key, effect.type, write);
  switch (effect.type) {
    case 'settle':
      return end(async () => {
        const isKept = await store.settle(claim, writeSettlement(effect.settlement), gettyNow, KEEP_MS);
        if (!isKept) spending.log.warn({ key }, 'a link arrived after its key had got another one');
      });
    case 'lose': {
      const { failure } = effect;
      const isLost = failure.code === 'LINK_LOST';
      const resolvedAt = isLost ? (failure.record?.downloadedAt.getTime() ?? gettyNow) : UNDECIDED_AT;
      return end(() => store.lose(claim, writeLost(effect.failure), resolvedAt, KEEP_MS));
    }
    case 'mark-unknown':
      return end(() => store.markUnknown(claim, UNRESOLVED_KEEP_MS));
    case 'release': {
      const refusal = effect.refusal === undefined ? null : writeRefusal(effect.refusal, item.request.path);
      return end(() => store.release(claim, refusal));
    }
    case 'unsend':
      // Once: see `persist`. Where it fails the key stays `sent`, and nothing more is sent under this claim.
      try {
        await store.unsend(claim, LEASE_MS);
      } catch (error) {
        if (!(error instanceof StoreUnavailableError)) throw error;
        spending.log.warn({ error, key, step: effect.type }, 'a key could not be set back');
      }
      return;
    default:
      effect satisfies never;
  }
};
