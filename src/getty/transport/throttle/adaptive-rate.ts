const SECOND = 1000;
/** The least that a limit nobody told is guessed at. */
const LEAST_GUESS = 10;
/** A limit that was only guessed is forgotten after this long without a 429. */
const FORGET_AFTER_MS = 60 * SECOND;
/** A lowered rate is back where it was after twenty seconds. */
const STEPS = 20;

/**
 * How many calls a second may be made: additive increase, multiplicative decrease. A 429 halves the rate, once a second
 * however many 429s come in that second; each second without one raises it a little, up to what was configured.
 * Without a configured rate there is no limit until the first 429; then a little less than what was just answered, raised
 * a little each second, and forgotten after a minute without another 429.
 */
export class AdaptiveRate {
  readonly #configured: number | null;
  /** The rate after the last change; `Infinity` for none. */
  #rate: number;
  /** What the steps back up are measured by. */
  #usual: number;
  #changedAt = Number.NEGATIVE_INFINITY;
  #second = 0;
  #answered = 0;
  #answeredBefore = 0;

  /** @param configured calls per second, `null` for no limit */
  constructor(configured: number | null) {
    this.#configured = configured;
    this.#rate = this.#usual = configured ?? Number.POSITIVE_INFINITY;
  }

  /** Calls per second at present: at least 1, `Infinity` for no limit. */
  limit(now: number): number {
    const highest = this.#configured ?? Number.POSITIVE_INFINITY;
    if (this.#rate === highest) return highest;
    const sinceMs = now - this.#changedAt;
    const raised = this.#rate + Math.max(1, this.#usual / STEPS) * Math.floor(Math.max(0, sinceMs) / SECOND);
    const isForgotten = this.#configured === null && sinceMs >= FORGET_AFTER_MS;
    if (raised >= highest || isForgotten) this.#rate = highest;
    return isForgotten ? highest : Math.floor(Math.min(raised, highest));
  }

  /** A call was answered with something else than a 429. */
  answered(now: number): void {
    if (this.#configured !== null) return;
    this.#turn(now);
    this.#answered += 1;
  }

  /** A 429 came. */
  limited(now: number): void {
    if (now - this.#changedAt < SECOND) return;
    const before = this.limit(now);
    if (before === Number.POSITIVE_INFINITY) {
      this.#turn(now);
      this.#usual = Math.max(LEAST_GUESS, Math.floor(0.8 * Math.max(this.#answered, this.#answeredBefore)));
      this.#rate = this.#usual;
    } else {
      this.#rate = Math.max(1, Math.floor(before / 2));
    }
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
