const SECOND = 1000;
/** The first guess of a limit that nobody told, when nothing was answered yet. */
const FIRST_GUESS = 10;
/** A limit that was only guessed is forgotten after this long without a 429. */
const FORGET_AFTER_MS = 60 * SECOND;

/**
 * How many calls a second may be made: additive increase, multiplicative decrease. A 429 halves the rate, once a second
 * however many 429s come in that second; each second without one raises it a little, up to what was configured.
 * Without a configured rate there is no limit until the first 429; then a little less than what was just answered.
 */
export class AdaptiveRate {
  readonly #max: number;
  #rate: number;
  #changedAt = Number.NEGATIVE_INFINITY;
  #second = 0;
  #answered = 0;
  #answeredBefore = 0;

  /** @param max calls per second, `null` for no limit */
  constructor(max: number | null) {
    this.#max = max ?? Number.POSITIVE_INFINITY;
    this.#rate = this.#max;
  }

  /** Calls per second at present: at least 1, `Infinity` for no limit. */
  limit(now: number): number {
    if (this.#rate === this.#max) return this.#max;
    const seconds = Math.floor((now - this.#changedAt) / SECOND);
    if (this.#max === Number.POSITIVE_INFINITY) {
      if (seconds * SECOND >= FORGET_AFTER_MS) this.#rate = this.#max;
      return this.#rate === this.#max ? this.#max : Math.floor(this.#rate * (1 + 0.1 * Math.max(0, seconds)));
    }
    const raised = this.#rate + Math.max(1, this.#max / 20) * Math.max(0, seconds);
    if (raised >= this.#max) this.#rate = this.#max;
    return Math.floor(Math.min(raised, this.#max));
  }

  /** A call was answered with something else than a 429. */
  answered(now: number): void {
    if (this.#max !== Number.POSITIVE_INFINITY) return;
    this.#turn(now);
    this.#answered += 1;
  }

  /** A 429 came. */
  limited(now: number): void {
    if (now - this.#changedAt < SECOND) return;
    const before = this.limit(now);
    this.#turn(now);
    const guess = Math.max(FIRST_GUESS, Math.floor(0.8 * Math.max(this.#answered, this.#answeredBefore)));
    this.#rate = Math.max(1, before === Number.POSITIVE_INFINITY ? guess : Math.floor(before / 2));
    this.#changedAt = now;
  }

  #turn(now: number): void {
    const second = Math.floor(now / SECOND);
    if (second === this.#second) return;
    this.#answeredBefore = second === this.#second + 1 ? this.#answered : 0;
    this.#answered = 0;
    this.#second = second;
  }
}
