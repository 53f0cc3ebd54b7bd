import type { Timers } from '../../../src/downloads/idempotency/timers.js';
import type { Clock } from '../../../src/lib/clock.js';

/** A clock and timers that advance on demand only. */
export class VirtualTime implements Clock, Timers {
  private current = 1_000_000;
  private pending: { at: number; run: () => void }[] = [];

  now(): number {
    return this.current;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.current + ms, run };
    this.pending.push(timer);
    return () => {
      this.pending = this.pending.filter((other) => other !== timer);
    };
  }

  /** Lets time pass; what falls due runs in order. */
  pass(ms: number): void {
    const end = this.current + ms;
    for (;;) {
      const [next] = this.pending.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
      if (next === undefined) break;
      this.pending = this.pending.filter((other) => other !== next);
      this.current = Math.max(this.current, next.at);
      next.run();
    }
    this.current = end;
  }

  /** Number of pending timers; none may be left behind. */
  get waiting(): number {
    return this.pending.length;
  }
}
