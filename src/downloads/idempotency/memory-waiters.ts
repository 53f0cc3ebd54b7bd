import type { Timers } from './timers.js';

/** Callers waiting for a key to come free or to end. Woken by changes and by timers: nothing is polled. */
export class MemoryWaiters {
  private readonly byId = new Map<string, Set<() => void>>();

  constructor(private readonly timers: Timers) {}

  /**
   * Resolves after `timeoutMs`, on `wake` or as soon as `remaining` says 0; it is asked how long the key will be busy
   * now and again when that time is over, because a lease may have been prolonged.
   */
  wait(id: string, timeoutMs: number, remaining: () => number): Promise<void> {
    if (timeoutMs <= 0 || remaining() <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const waiters = this.byId.get(id) ?? new Set();
      const done = (): void => {
        cancelTimeout();
        cancelLook();
        waiters.delete(done);
        if (waiters.size === 0 && this.byId.get(id) === waiters) this.byId.delete(id);
        resolve();
      };
      const look = (): void => {
        const left = remaining();
        if (left <= 0) done();
        else cancelLook = this.timers.after(Math.max(left, 1), look);
      };
      let cancelLook = this.timers.after(Math.max(remaining(), 1), look);
      const cancelTimeout = this.timers.after(timeoutMs, done);
      this.byId.set(id, waiters.add(done));
    });
  }

  /** Resolves everybody who waits for this key. */
  wake(id: string): void {
    for (const done of [...(this.byId.get(id) ?? [])]) done();
  }

  wakeAll(): void {
    for (const id of [...this.byId.keys()]) this.wake(id);
  }
}
