import type { StatusListEntry } from '../../errors/upstream-failure.js';
import type { RequestScope } from '../request-scope.js';
import { type Item, outcomeOf } from './item.js';
import type { CallerIdentity } from './owner.js';
import { persist } from './persist.js';
import { KEEP_MS, type Spending } from './spending.js';

/**
 * Downloads without a key of the caller's. Their client cannot ask for them again by name; so the key of one whose
 * client is gone is noted under the same token or client and client name, and their next equal call takes it. The note
 * is made the moment the client is gone, while the download may still be under way: the next call joins it.
 */

/** Says in a download's notices that it could not have been asked for again. */
export const KEY_MISSING: StatusListEntry = {
  type: 'WARNING',
  code: 'IdempotencyKeyMissing',
  message:
    'No idempotencyKey was sent. Had this response been lost, asking again might have been charged again; send a UUID of your own with every download.',
};

/** Notes that are being written: the next equal call of the same client may be here before they are. */
const writing = new WeakMap<Spending['underWay'], Set<Promise<void>>>();

/** The key of an equal download whose response never reached this caller. */
export const undeliveredKey = async (
  spending: Spending,
  caller: CallerIdentity,
  hash: string,
): Promise<string | null> => {
  await Promise.all(writing.get(spending.underWay) ?? []);
  try {
    const key = await spending.store.takeUndelivered(caller, hash);
    if (key !== null) return key;
  } catch (error) {
    // Without the store nothing undelivered can be found there; the download is a new one.
    spending.log.warn({ error }, 'undelivered answers could not be looked for');
  }
  return spending.fallback.takeUndelivered(caller, hash);
};

/** Notes that an item's client is gone, once: see the head of this file. */
export const noteUndelivered = async (spending: Spending, item: Item): Promise<void> => {
  if (item.hasCallersKey || item.isNoted) return;
  item.isNoted = true;
  const { store, customer, hash, key } = item;
  const note = persist(spending, key, 'keep-undelivered', () =>
    store.keepUndelivered(customer.identity, hash, key, KEEP_MS),
  );
  const notes = writing.get(spending.underWay) ?? new Set();
  writing.set(spending.underWay, notes.add(note));
  await note.finally(() => notes.delete(note));
};

/**
 * Notes every item without a key as soon as its client is gone, even before it holds its key: the next call then claims
 * it first, and this one finds it busy. What ended before is noted by `noteEnded`.
 */
export const noteWhenGone = async (scope: RequestScope, items: readonly Item[]): Promise<void> => {
  if (items.every((item) => item.hasCallersKey) || (await scope.delivered)) return;
  const open = items.filter((item) => outcomeOf(item) === null);
  await Promise.all(open.map((item) => noteUndelivered(scope.spending, item)));
};

const isWorthNoting = (item: Item): boolean => {
  const outcome = outcomeOf(item);
  return (
    outcome?.kind === 'settled' ||
    (outcome?.kind === 'failed' &&
      (outcome.failure.code === 'OUTCOME_UNKNOWN' || outcome.failure.code === 'LINK_LOST'))
  );
};

/**
 * Notes what ended for a client that is gone. A noted key that was taken and could not be carried on is noted again,
 * whether the client heard of that or not: without its key they would pay.
 */
export const noteEnded = async (scope: RequestScope, items: readonly Item[]): Promise<void> => {
  const mine = items.filter((item) => !item.hasCallersKey);
  const again = mine.filter((item) => !item.isNewKey && outcomeOf(item)?.kind === 'trouble');
  const ended = mine.filter(isWorthNoting);
  for (const item of again) await noteUndelivered(scope.spending, item);
  if (ended.length === 0 || (await scope.delivered)) return;
  for (const item of ended) await noteUndelivered(scope.spending, item);
};
