/** A request's place in a window. */
export interface Reservation {
  /** Counts the request this many milliseconds later than before. */
  shift(ms: number): void;
  /** Gives the place back: nothing was sent. */
  cancel(): void;
}

/**
 * Milliseconds during which a request counts. Getty Images counts per second; the rest covers what the network may
 * compress, so that requests that were sent within the limit also arrive within it.
 */
export const WINDOW_MS = 1050;

/**
 * Times of the last second's requests. No stretch of that length ever has more requests than the limit, which neither a
 * fixed window (twice the limit across its border) nor a token bucket (a burst on top) guarantees.
 */
export class SlidingWindow {
  /** Ascending. */
  #times: number[] = [];
  #first = 0;

  /** Reserves a place now. @returns `false` where none is free */
  take(limit: number, now: number): boolean {
    if (this.#used(now) >= limit) return false;
    this.#times.push(now);
    return true;
  }

  /** Moves a request to the later time at which it counts. One that has expired is ignored. */
  move(from: number, to: number): void {
    if (!this.cancel(from)) return;
    let index = this.#times.length;
    while (index > this.#first && (this.#times[index - 1] ?? 0) > to) index -= 1;
    this.#times.splice(index, 0, to);
  }

  /** Gives back the place that was taken at a time. @returns `false` where there is none */
  cancel(takenAt: number): boolean {
    const index = this.#times.lastIndexOf(takenAt);
    if (index < this.#first) return false;
    this.#times.splice(index, 1);
    return true;
  }

  /** Milliseconds until a place is free; 0 where one is. */
  waitMs(limit: number, now: number): number {
    const used = this.#used(now);
    if (used < limit) return 0;
    const leaving = this.#times[this.#first + used - limit] ?? now;
    return Math.max(1, leaving + WINDOW_MS - now);
  }

  #used(now: number): number {
    while ((this.#times[this.#first] ?? Number.POSITIVE_INFINITY) <= now - WINDOW_MS) this.#first += 1;
    if (this.#first > 1024 && this.#first * 2 > this.#times.length) {
      this.#times = this.#times.slice(this.#first);
      this.#first = 0;
    }
    return this.#times.length - this.#first;
  }
}
