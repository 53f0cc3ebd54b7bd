import { ServiceError } from '../../errors/service-error.js';
import { writeLost, writeSettlement } from './answers.js';
import type { Item, Plan } from './item.js';
import { type KeyStore, StoreUnavailableError } from './key-store.js';
import type { Effect } from './machine.js';
import { KEEP_MS, type Spending } from './spending.js';

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

/** How often a link is tried to be kept while the store is away. */
const ATTEMPTS = 3;

const keep = async (item: Item, answer: string, resolvedAt: number, spending: Spending): Promise<void> => {
  if (item.claim === null) return;
  for (let attempt = 1; ; attempt += 1) {
    try {
      const isKept = await item.store.settle(item.claim, answer, resolvedAt, KEEP_MS);
      if (!isKept) spending.log.warn({ key: item.key }, 'a link arrived after its key had got another one');
      return;
    } catch (error) {
      // Settling twice is settling once, so a lost reply is no danger here.
      if (attempt >= ATTEMPTS || !(error instanceof StoreUnavailableError)) throw error;
    }
  }
};

/**
 * Writes down what became of a download. A store that fails here is told to the log: the caller's answer stands, and
 * what could not be written is taken for unresolved by the next call with the key, which looks before it sends.
 * @param gettyNow Getty Images' present, ms
 */
export const writeDown = async (
  item: Item,
  effect: Bookkeeping,
  gettyNow: number,
  leaseMs: number,
  spending: Spending,
): Promise<void> => {
  const { claim, store } = item;
  if (claim === null) return;
  try {
    switch (effect.type) {
      case 'settle':
        return await keep(item, writeSettlement(effect.settlement), gettyNow, spending);
      case 'lose': {
        const record = effect.failure.code === 'LINK_LOST' ? effect.failure.record : null;
        await store.lose(claim, writeLost(record), record?.downloadedAt.getTime() ?? gettyNow, KEEP_MS);
        return;
      }
      case 'mark-unknown':
        await store.markUnknown(claim, KEEP_MS);
        return;
      case 'unsend':
        await store.unsend(claim, leaseMs);
        return;
      case 'release':
        await store.release(claim);
        return;
      default:
        return effect satisfies never;
    }
  } catch (error) {
    spending.log.warn(
      { error, key: item.key, step: effect.type },
      'the end of a download could not be written down',
    );
  }
};
