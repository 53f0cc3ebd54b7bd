/**
 * How long a call counts. A second is Getty Images' measure; the rest covers what the network may bunch together
 * on the way, so that calls that left within the limit also arrive within it.
 */
export const WINDOW_MS = 1050;

/**
 * The times of the last second's calls. In any window of that length no more calls are let through than the limit,
 * which neither a fixed window (twice the limit across its border) nor a token bucket (a burst on top) can promise.
 */
export class SlidingWindow {
  /** In order. */
  #times: number[] = [];
  #first = 0;

  /** Takes a place now, if there is one. */
  take(limit: number, now: number): boolean {
    if (this.#used(now) >= limit) return false;
    this.#times.push(now);
    return true;
  }

  /** Moves a call to the later time at which it truly counts. One that counts no more is left alone. */
  move(from: number, to: number): void {
    if (!this.cancel(from)) return;
    let index = this.#times.length;
    while (index > this.#first && (this.#times[index - 1] ?? 0) > to) index -= 1;
    this.#times.splice(index, 0, to);
  }

  /** Gives back the place taken at a time: nothing was sent. */
  cancel(takenAt: number): boolean {
    const index = this.#times.lastIndexOf(takenAt);
    if (index < this.#first) return false;
    this.#times.splice(index, 1);
    return true;
  }

  /** Milliseconds until a place may be free; 0 if one is. */
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
