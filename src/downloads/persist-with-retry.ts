import { StoreUnavailableError } from './idempotency/idempotency-store.js';
import type { DownloadServices } from './services.js';

/** How often at once: one reply that went missing is no reason to wait. */
const IMMEDIATE_ATTEMPTS = 3;
/** Then after these pauses, ms, behind the caller's back: longer than a store takes to fail over. */
const RETRY_DELAYS_MS = [100, 300, 1000, 3000, 10_000, 30_000] as const;

/**
 * Writes down how something ended, although the store may be lost for a moment. Comes back when it is written or after
 * a few tries; what is not written by then is tried on in the background, for which a stop waits. Never throws: the
 * caller's answer stands, and what is never written is taken for unresolved by the next call with the key.
 *
 * Only for steps that may happen late and twice: a fenced end, or a link. A step that the same claim follows with
 * another one (`unsend`) must not be repeated, or an old copy of it could undo what came after.
 */
export const persistWithRetry = async (
  services: Pick<DownloadServices, 'log' | 'timers' | 'inFlight'>,
  key: string,
  step: string,
  write: () => Promise<unknown>,
): Promise<void> => {
  const attempt = async (isLast: boolean): Promise<boolean> => {
    try {
      await write();
      return true;
    } catch (error) {
      if (error instanceof StoreUnavailableError && !isLast) return false;
      services.log.warn({ error, key, step }, 'the end of a download could not be written down');
      return true;
    }
  };
  for (let tries = 0; tries < IMMEDIATE_ATTEMPTS; tries += 1) if (await attempt(false)) return;
  const later = async (): Promise<void> => {
    // A link in hand was paid for and stands nowhere else: it is tried again until it is written.
    const isLink = step === 'settle';
    for (let tries = 0; ; tries += 1) {
      const last = RETRY_DELAYS_MS.length - 1;
      const pause = RETRY_DELAYS_MS[Math.min(tries, last)] ?? 30_000;
      await new Promise<void>((resolve) => services.timers.after(pause, resolve));
      if (await attempt(!isLink && tries >= last)) return;
    }
  };
  const working = later();
  services.inFlight.add(working);
  void working.finally(() => services.inFlight.delete(working));
};
