import type { DownloadTask } from './download-task.js';
import {
  type AssetLock,
  type Claim,
  type IdempotencyStore,
  StoreUnavailableError,
} from './idempotency/idempotency-store.js';
import type { DownloadServices } from './services.js';

/**
 * How long the holder of a claim or of an asset's lock is believed alive without a sign of life, ms: after a crash the
 * key is free for the next call within this time.
 */
export const LEASE_MS = 10_000;
/** How often a holder gives a sign of life, ms: two of them may be lost. */
export const RENEW_MS = 3_000;
/** A holder that never ends is a fault: after this long its key is free for the next call, ms. */
const MAX_HELD_MS = 10 * 60_000;

/** What a holder holds. */
interface Held {
  readonly store: IdempotencyStore;
  readonly claim: Claim | null;
  readonly lock: AssetLock | null;
}

const renew = async ({ store, claim, lock }: Held): Promise<void> => {
  await Promise.all([claim && store.renew(claim, LEASE_MS), lock?.renew(LEASE_MS)]);
};

/**
 * Renews an item's claim, and the asset's lock while it holds one, until it is told to stop.
 * @returns stops it
 */
export const keepAlive = (
  services: Pick<DownloadServices, 'timers' | 'clock' | 'log'>,
  task: Pick<DownloadTask, 'store' | 'claim' | 'lock' | 'key'>,
): (() => void) => {
  const endsAt = services.clock.now() + MAX_HELD_MS;
  let isStopped = false;
  let cancel = (): void => {};
  const beat = async (): Promise<void> => {
    try {
      await renew(task);
    } catch (error) {
      // The next sign of life may get through; where none does the lease ends, and nothing is sent under the claim.
      if (!(error instanceof StoreUnavailableError)) throw error;
      services.log.warn({ error, key: task.key }, 'the lease of an idempotency key could not be renewed');
    }
    next();
  };
  const next = (): void => {
    if (isStopped || services.clock.now() >= endsAt) return;
    cancel = services.timers.after(RENEW_MS, () => void beat());
  };
  next();
  return () => {
    isStopped = true;
    cancel();
  };
};
