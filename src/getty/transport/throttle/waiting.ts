import type { Clock } from '../../../clock.js';
import type { Abortable } from '../../../ending.js';
import type { Life } from '../life.js';
import { OutOfTime, type Told, troubled } from '../trouble.js';
import type { Slot } from './slot.js';

/** Node.js fires a timer at once that is set for longer than this. */
const LONGEST_TIMER_MS = 0x7fff_ffff;

/** One call in the queue. It ends with a slot, with its deadline, or with its caller's leaving. */
export class Waiting implements Abortable {
  /** Resolves with a slot. Rejects with a `TransportError` whose `isSent` is false. */
  readonly slot: Promise<Slot>;
  #resolve: (slot: Slot) => void = () => {};
  #reject: (error: Error) => void = () => {};
  #timer: NodeJS.Timeout | null = null;

  /** @param onGone told when it no longer waits */
  constructor(
    private readonly told: Told,
    private readonly life: Life,
    private readonly clock: Clock,
    private readonly onGone: (gone: Waiting) => void,
  ) {
    this.slot = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    life.onEnd(this);
    this.#watch();
  }

  /** It is its turn. */
  go(slot: Slot): void {
    this.#leave();
    this.#resolve(slot);
  }

  /** Another caller, with fewer waiting calls, needs its place. */
  displace(): void {
    this.#leave();
    this.#reject(troubled(this.told, 'queue-full', false, undefined, 1000));
  }

  abort(): void {
    this.#leave();
    this.#reject(troubled(this.told, 'aborted', false));
  }

  #watch = (): void => {
    // Looked up each time: another caller who joins may have more time.
    const leftMs = this.life.deadlineAt - this.clock.now();
    if (leftMs > 0) {
      this.#timer = setTimeout(this.#watch, Math.min(leftMs, LONGEST_TIMER_MS)).unref();
      return;
    }
    this.#leave();
    this.#reject(troubled(this.told, 'deadline', false, new OutOfTime('caller')));
  };

  #leave(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.life.offEnd(this);
    this.onGone(this);
  }
}
