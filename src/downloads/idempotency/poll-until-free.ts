import type { IdempotencyStore } from './idempotency-store.js';
import type { Timers } from './timers.js';
import { isBusy } from './transitions.js';

const FIRST_POLL_MS = 20;
const MAX_POLL_MS = 250;

/**
 * Looks at a key, soon and then less often, until no caller holds it or the time is over. A look is one small read; no
 * message can be missed, and a holder that died is noticed when its lease ends, which no message would tell.
 */
export async function pollUntilFree(
  read: () => ReturnType<IdempotencyStore['read']>,
  timeoutMs: number,
  timers: Timers,
): Promise<void> {
  let isOver = timeoutMs <= 0;
  let wakeUp = (): void => {};
  const cancel = timers.after(timeoutMs, () => {
    isOver = true;
    wakeUp();
  });
  try {
    for (let pause = FIRST_POLL_MS; !isOver; pause = Math.min(pause * 1.5, MAX_POLL_MS)) {
      const { record, now } = await read();
      if (record === null || !isBusy(record, now)) return;
      await new Promise<void>((resolve) => {
        const cancelPause = timers.after(pause, resolve);
        wakeUp = () => {
          cancelPause();
          resolve();
        };
        if (isOver) wakeUp();
      });
    }
  } finally {
    cancel();
  }
}
