const PERIOD_MS = 10_000;
const SECOND_MS = 1000;

/**
 * The quickest answer of the last ten to twenty seconds, in milliseconds: what the way there and back takes at least.
 * Answers count from the next second on: in the first burst even the quickest one has waited in a queue.
 */
export class LeastLatency {
  #ofSecond = Number.POSITIVE_INFINITY;
  #ofPeriod = Number.POSITIVE_INFINITY;
  #ofPeriodBefore = Number.POSITIVE_INFINITY;
  #second = 0;
  #period = 0;

  /** Takes note of an answer. */
  note(now: number, latencyMs: number): void {
    this.#turn(now);
    this.#ofSecond = Math.min(this.#ofSecond, latencyMs);
  }

  /** 0 until something is known. */
  ms(now: number): number {
    this.#turn(now);
    const least = Math.min(this.#ofPeriod, this.#ofPeriodBefore);
    return least === Number.POSITIVE_INFINITY ? 0 : least;
  }

  #turn(now: number): void {
    const second = Math.floor(now / SECOND_MS);
    if (second === this.#second) return;
    this.#second = second;
    const period = Math.floor(now / PERIOD_MS);
    if (period !== this.#period) {
      this.#ofPeriodBefore = period === this.#period + 1 ? this.#ofPeriod : Number.POSITIVE_INFINITY;
      this.#ofPeriod = Number.POSITIVE_INFINITY;
      this.#period = period;
    }
    this.#ofPeriod = Math.min(this.#ofPeriod, this.#ofSecond);
    this.#ofSecond = Number.POSITIVE_INFINITY;
  }
}
