import type { Clock } from '../../clock.js';
import type { Customers } from './customer.js';
import type { KeyStore } from './key-store.js';
import type { OpenDownloads } from './open-downloads.js';
import type { Timers } from './stores/timers.js';

/** What the spending of downloads needs beyond one request; made once per process. */
export interface Spending {
  readonly store: KeyStore;
  /** For keys that this service made itself while the shared store is lost: such a download is nobody's retry. */
  readonly fallback: KeyStore;
  readonly customers: Customers;
  readonly clock: Clock;
  /** Names this process among all that share the store. */
  readonly instance: string;
  /** For trying again later what could not be written down. */
  readonly timers: Timers;
  readonly newKey: () => string;
  /** How long after an unanswered download Getty Images may still commit or show it, ms. */
  readonly settleMs: number;
  /** How long one call to Getty Images may take, ms. */
  readonly timeoutMs: number;
  /** For what is worth telling an operator and must not disturb a caller. Never URLs. */
  readonly log: { warn(facts: object, message: string): void };
  /** Whether downloads without a key of the caller's are refused (`REQUIRE_IDEMPOTENCY_KEY`). */
  readonly requiresKey: boolean;
  /** Downloads under way, so that a stop can wait for them, client or not. */
  readonly underWay: Set<Promise<unknown>>;
  /** Sent downloads whose end is not known: late responses, settlement in the background, and what every end is told to. */
  readonly open: OpenDownloads;
}

/**
 * Begins keys that were made while the shared store was lost: they live in the memory of the one process whose name
 * they carry, and everybody else must know that the store's silence about them says nothing.
 */
const UNSHARED = 'unshared-';

const unsharedPrefix = ({ instance }: Pick<Spending, 'instance'>): string => `${UNSHARED}${instance}-`;

/** The name of a key that only this process will know. */
export const unsharedKey = (spending: Pick<Spending, 'instance'>, key: string): string =>
  `${unsharedPrefix(spending)}${key}`;

/** Which store knows a key; `null` where only another process does. */
export const storeOf = (spending: Spending, key: string): KeyStore | null => {
  if (!key.startsWith(UNSHARED)) return spending.store;
  return key.startsWith(unsharedPrefix(spending)) ? spending.fallback : null;
};

/** How long an ended key is stored, and the key of an undelivered answer, ms. */
export const KEEP_MS = 24 * 3_600_000;
/** How long a key whose outcome is unknown is stored, from its sending, ms: a week. */
export const UNRESOLVED_KEEP_MS = 7 * KEEP_MS;

/**
 * Waits until every download under way has ended and is written down, and until late responses have come; both at most
 * `limitMs`, though always long enough for a request that was sent to end by itself. What is left then is logged: its
 * key stays unresolved, and the next call with it looks before it sends.
 */
export const drain = async (
  spending: Pick<Spending, 'underWay' | 'open' | 'timers' | 'timeoutMs' | 'log'>,
  limitMs = Number.POSITIVE_INFINITY,
): Promise<void> => {
  const after = (ms: number): Promise<'over'> =>
    new Promise((resolve) => spending.timers.after(ms, () => resolve('over')));
  const limit = after(limitMs);
  spending.open.stopSettlement();
  const grace = after(Math.max(limitMs, spending.timeoutMs + LAST_WRITES_MS));
  while (spending.underWay.size > 0)
    if ((await Promise.race([Promise.allSettled([...spending.underWay]), grace])) === 'over') break;
  await Promise.race([spending.open.lateResponses(), limit]);
  const left = spending.open.stopLate();
  if (left.length > 0)
    spending.log.warn({ keys: left }, 'stopped before the responses to these downloads came');
  // Marking those keys takes a moment more, and what cannot be written now never will be.
  await Promise.race([Promise.allSettled([...spending.underWay]), after(LAST_WRITES_MS)]);
  if (spending.underWay.size > 0)
    spending.log.warn(
      { count: spending.underWay.size },
      'stopped before the ends of downloads were written down',
    );
};

/** How long the last writes may take once the limit of a stop is over, ms. */
const LAST_WRITES_MS = 2000;
