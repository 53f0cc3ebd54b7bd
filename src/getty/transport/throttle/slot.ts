import type { Clock } from '../../../clock.js';
import type { Lateness } from './lateness.js';

/** The right to make one call. */
export interface Slot {
  /** The request is being written: from now on the call counts. @param kind its group of endpoints */
  used(kind: string): void;
  /** The call is over, however it ended. If it was never written, the place is given back. */
  done(): void;
}

/** The slot of a call that nobody limits. */
export const FREE_SLOT: Slot = { used: () => {}, done: () => {} };

/** A place in a window. */
export interface Place {
  /** It was taken too early by this many milliseconds: the call counts from then on. */
  delay(ms: number): void;
  giveBack(): void;
}

/** Up to this many milliseconds nobody minds. */
const NEARLY = 5;

/**
 * A slot whose place moves to the time at which Getty Images will have counted the call. That is later than the time of
 * taking the place when a connection had to be made first, and later than writing when this process is too busy to get
 * the bytes out, as in the burst after a quiet time, or when the way is slower than usual: calls that leave a second
 * apart must also arrive a second apart.
 */
export class CountedSlot implements Slot {
  readonly #clock: Clock;
  readonly #busyMs: () => number;
  readonly #lateness: Lateness;
  readonly #place: Place;
  readonly #takenAt: number;
  /** How the call was written, and when; `null` until it is. */
  #written: { readonly kind: string; readonly at: number; readonly busyBefore: number } | null = null;
  #isDone = false;

  /** @param busyMs how long this process has been busy since it began, in milliseconds */
  constructor(clock: Clock, busyMs: () => number, lateness: Lateness, place: Place) {
    this.#clock = clock;
    this.#busyMs = busyMs;
    this.#lateness = lateness;
    this.#place = place;
    this.#takenAt = clock.now();
  }

  used(kind: string): void {
    const at = this.#clock.now();
    this.#written = { kind, at, busyBefore: this.#busyMs() };
    this.#delay(at - this.#takenAt);
  }

  done(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    if (this.#written === null) {
      this.#place.giveBack();
      return;
    }
    const { kind, at, busyBefore } = this.#written;
    const late = this.#lateness.note(kind, at, this.#clock.now());
    this.#delay(Math.max(this.#busyMs() - busyBefore, late));
  }

  #delay(ms: number): void {
    if (ms > NEARLY) this.#place.delay(ms);
  }
}
