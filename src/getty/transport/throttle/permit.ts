import type { Clock } from '../../../lib/clock.js';
import type { ArrivalJitter } from './arrival-jitter.js';

/** The right to make one call. */
export interface Permit {
  /** The request is being written: from now on the call counts. @param kind its group of endpoints */
  start(kind: string): void;
  /** The call is over, however it ended. If it was never written, the place is given back. */
  release(): void;
}

/** The slot of a call that nobody limits. */
export const NOOP_PERMIT: Permit = { start: () => {}, release: () => {} };

/** A place in a window. */
export interface Reservation {
  /** It was taken too early by this many milliseconds: the call counts from then on. */
  shift(ms: number): void;
  cancel(): void;
}

/** Up to this many milliseconds nobody minds. */
const MIN_SHIFT_MS = 5;

/**
 * A slot whose place moves to the time at which Getty Images will have counted the call. That is later than the time of
 * taking the place when a connection had to be made first, and later than writing when this process is too busy to get
 * the bytes out, as in the burst after a quiet time, or when the way is slower than usual: calls that leave a second
 * apart must also arrive a second apart.
 */
export class TimedPermit implements Permit {
  readonly #clock: Clock;
  readonly #busyMs: () => number;
  readonly #jitter: ArrivalJitter;
  readonly #reservation: Reservation;
  readonly #takenAt: number;
  /** How the call was written, and when; `null` until it is. */
  #written: { readonly kind: string; readonly at: number; readonly busyBefore: number } | null = null;
  #isDone = false;

  /** @param busyMs how long this process has been busy since it began, in milliseconds */
  constructor(clock: Clock, busyMs: () => number, lateness: ArrivalJitter, reservation: Reservation) {
    this.#clock = clock;
    this.#busyMs = busyMs;
    this.#jitter = lateness;
    this.#reservation = reservation;
    this.#takenAt = clock.now();
  }

  start(kind: string): void {
    const at = this.#clock.now();
    this.#written = { kind, at, busyBefore: this.#busyMs() };
    this.#shift(at - this.#takenAt);
  }

  release(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    if (this.#written === null) {
      this.#reservation.cancel();
      return;
    }
    const { kind, at, busyBefore } = this.#written;
    const late = this.#jitter.record(kind, at, this.#clock.now());
    this.#shift(Math.max(this.#busyMs() - busyBefore, late));
  }

  #shift(ms: number): void {
    if (ms > MIN_SHIFT_MS) this.#reservation.shift(ms);
  }
}
