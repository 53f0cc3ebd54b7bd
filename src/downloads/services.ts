import type { OwnershipIndex } from '../catalog/ownership/ownership-index.js';
import type { Clock } from '../lib/clock.js';
import type { Customers } from './customer.js';
import type { IdempotencyStore } from './idempotency/idempotency-store.js';
import type { Timers } from './idempotency/timers.js';
import type { OpenDownloads } from './open-downloads.js';

/** What the spending of downloads needs beyond one request; made once per process. */
export interface DownloadServices {
  readonly store: IdempotencyStore;
  /** For keys that this service made itself while the shared store is lost: such a download is nobody's retry. */
  readonly fallback: IdempotencyStore;
  readonly customers: Customers;
  readonly clock: Clock;
  /** What each account has licensed, for `ownership` and `ifOwned: REFUSE`. */
  readonly ownership: OwnershipIndex;
  /** Names this process among all that share the store. */
  readonly instance: string;
  /** For trying again later what could not be written down. */
  readonly timers: Timers;
  readonly generateKey: () => string;
  /** How long after an unanswered download Getty Images may still commit or show it, ms. */
  readonly settleMs: number;
  /** How long one call to Getty Images may take, ms. */
  readonly timeoutMs: number;
  /** For what is worth telling an operator and must not disturb a caller. Never URLs. */
  readonly log: { warn(facts: object, message: string): void };
  /** Whether downloads without a key of the caller's are refused (`REQUIRE_IDEMPOTENCY_KEY`). */
  readonly requiresKey: boolean;
  /** Downloads per day by name of the client key (`CLIENT_SPENDING_LIMITS`). */
  readonly limits?: ReadonlyMap<string, number>;
  /** Downloads under way, so that a stop can wait for them, client or not. */
  readonly inFlight: Set<Promise<unknown>>;
  /** Sent downloads whose end is not known: late responses, settlement in the background, and what every end is told to. */
  readonly open: OpenDownloads;
}

/**
 * Begins keys that were made while the shared store was lost: they live in the memory of the one process whose name
 * they carry, and everybody else must know that the store's silence about them says nothing.
 */
const LOCAL_KEY_PREFIX = 'unshared-';

const localKeyPrefix = ({ instance }: Pick<DownloadServices, 'instance'>): string =>
  `${LOCAL_KEY_PREFIX}${instance}-`;

/** The name of a key that only this process will know. */
export const localKey = (services: Pick<DownloadServices, 'instance'>, key: string): string =>
  `${localKeyPrefix(services)}${key}`;

/** Which store knows a key; `null` where only another process does. */
export const storeForKey = (services: DownloadServices, key: string): IdempotencyStore | null => {
  if (!key.startsWith(LOCAL_KEY_PREFIX)) return services.store;
  return key.startsWith(localKeyPrefix(services)) ? services.fallback : null;
};

/** How long an ended key is stored, and the key of an undelivered answer, ms. */
export const RETENTION_MS = 24 * 3_600_000;
/** How long a key whose outcome is unknown is stored, from its sending, ms: a week. */
export const UNRESOLVED_KEEP_MS = 7 * RETENTION_MS;

/**
 * Waits until every download under way has ended and is written down, and until late responses have come; both at most
 * `limitMs`, though always long enough for a request that was sent to end by itself. What is left then is logged: its
 * key stays unresolved, and the next call with it looks before it sends.
 */
export const drain = async (
  services: Pick<DownloadServices, 'inFlight' | 'open' | 'ownership' | 'timers' | 'timeoutMs' | 'log'>,
  limitMs = Number.POSITIVE_INFINITY,
): Promise<void> => {
  const after = (ms: number): Promise<'over'> =>
    new Promise((resolve) => services.timers.after(ms, () => resolve('over')));
  const limit = after(limitMs);
  services.open.stopSettlement();
  services.ownership.stop();
  const grace = after(Math.max(limitMs, services.timeoutMs + LAST_WRITES_MS));
  while (services.inFlight.size > 0)
    if ((await Promise.race([Promise.allSettled([...services.inFlight]), grace])) === 'over') break;
  await Promise.race([services.open.lateResponses(), limit]);
  const left = services.open.stopLate();
  if (left.length > 0)
    services.log.warn({ keys: left }, 'stopped before the responses to these downloads came');
  // Marking those keys takes a moment more, and what cannot be written now never will be.
  await Promise.race([Promise.allSettled([...services.inFlight]), after(LAST_WRITES_MS)]);
  if (services.inFlight.size > 0)
    services.log.warn(
      { count: services.inFlight.size },
      'stopped before the ends of downloads were written down',
    );
};

/** How long the last writes may take once the limit of a stop is over, ms. */
const LAST_WRITES_MS = 2000;
