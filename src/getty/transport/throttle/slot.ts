import type { Clock } from '../../../clock.js';

/** The right to make one call. */
export interface Slot {
  /** The request is being written: from now on the call counts. */
  used(): void;
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
 * the bytes out, as in the burst after a quiet time: calls that leave a second apart must also arrive a second apart.
 */
export class CountedSlot implements Slot {
  readonly #clock: Clock;
  readonly #busyMs: () => number;
  readonly #place: Place;
  readonly #takenAt: number;
  #busyBefore: number | null = null;
  #isDone = false;

  /** @param busyMs how long this process has been busy since it began, in milliseconds */
  constructor(clock: Clock, busyMs: () => number, place: Place) {
    this.#clock = clock;
    this.#busyMs = busyMs;
    this.#place = place;
    this.#takenAt = clock.now();
  }

  used(): void {
    this.#busyBefore = this.#busyMs();
    this.#delay(this.#clock.now() - this.#takenAt);
  }

  done(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    if (this.#busyBefore === null) this.#place.giveBack();
    else this.#delay(this.#busyMs() - this.#busyBefore);
  }

  #delay(ms: number): void {
    if (ms > NEARLY) this.#place.delay(ms);
  }
}
