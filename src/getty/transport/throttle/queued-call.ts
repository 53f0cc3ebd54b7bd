import type { CancelListener } from '../../../lib/cancellation.js';
import type { Clock } from '../../../lib/clock.js';
import type { Deadline } from '../deadline.js';
import { createTransportError, DeadlineExceeded, type ErrorContext } from '../errors.js';
import type { Permit } from './permit.js';

/** Node.js fires a timer at once that is set for longer than this. */
const LONGEST_TIMER_MS = 0x7fff_ffff;

/** One call in the queue. It ends with a slot, with its deadline, or with its caller's leaving. */
export class QueuedCall implements CancelListener {
  /** Resolves with a slot. Rejects with a `TransportError` whose `isSent` is false. */
  readonly permit: Promise<Permit>;
  #resolve: (permit: Permit) => void = () => {};
  #reject: (error: Error) => void = () => {};
  #timer: NodeJS.Timeout | null = null;

  /** @param onLeave told when it no longer waits */
  constructor(
    private readonly told: ErrorContext,
    private readonly life: Deadline,
    private readonly clock: Clock,
    private readonly onLeave: (gone: QueuedCall) => void,
  ) {
    this.permit = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    life.addListener(this);
    this.#watch();
  }

  /** It is its turn. */
  grant(permit: Permit): void {
    this.#leave();
    this.#resolve(permit);
  }

  /** Another caller, with fewer waiting calls, needs its place. */
  displace(): void {
    this.#leave();
    this.#reject(createTransportError(this.told, 'queue-full', false, undefined, 1000));
  }

  onCancel(): void {
    this.#leave();
    this.#reject(createTransportError(this.told, 'aborted', false));
  }

  #watch = (): void => {
    // Looked up each time: another caller who joins may have more time.
    const leftMs = this.life.expiresAt - this.clock.now();
    if (leftMs > 0) {
      this.#timer = setTimeout(this.#watch, Math.min(leftMs, LONGEST_TIMER_MS)).unref();
      return;
    }
    this.#leave();
    this.#reject(createTransportError(this.told, 'deadline', false, new DeadlineExceeded('caller')));
  };

  #leave(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.life.removeListener(this);
    this.onLeave(this);
  }
}
