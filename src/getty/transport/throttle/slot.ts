import type { Clock } from '../../../clock.js';
import type { LeastLatency } from './least-latency.js';

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
/** What a slow answer may cost at most; most of its time is Getty Images' work and not the way there. */
const LONGEST_WAY_MS = 300;

/**
 * A slot whose place moves to the time at which Getty Images will have counted the call. That lies between writing and
 * answer: what an answer took longer than the quickest one may have been spent on the way there, in a new connection's
 * handshake or in somebody's queue, and calls that leave a second apart must also arrive a second apart.
 */
export class CountedSlot implements Slot {
  readonly #clock: Clock;
  readonly #least: LeastLatency;
  readonly #place: Place;
  readonly #takenAt: number;
  #usedAt: number | null = null;
  #isDone = false;

  constructor(clock: Clock, least: LeastLatency, place: Place) {
    this.#clock = clock;
    this.#least = least;
    this.#place = place;
    this.#takenAt = clock.now();
  }

  used(): void {
    this.#usedAt = this.#clock.now();
    this.#delay(this.#usedAt - this.#takenAt);
  }

  done(): void {
    if (this.#isDone) return;
    this.#isDone = true;
    if (this.#usedAt === null) {
      this.#place.giveBack();
      return;
    }
    const now = this.#clock.now();
    const latency = now - this.#usedAt;
    this.#least.note(now, latency);
    this.#delay(Math.min(LONGEST_WAY_MS, latency - this.#least.ms(now)));
  }

  #delay(ms: number): void {
    if (ms > NEARLY) this.#place.delay(ms);
  }
}
