/**
 * How long everything that was read for one operation may be given again: as long as the answer that keeps the least.
 * One that may not be kept at all, by its headers or because of whose it is, ends it.
 */
export class MinFreshness {
  #expiresAt = Number.POSITIVE_INFINITY;

  /** Milliseconds of `Clock.now()`; `Infinity` where nothing was read. */
  get expiresAt(): number {
    return this.#expiresAt;
  }

  /** One more answer was read. */
  observe(until: number): void {
    this.#expiresAt = Math.min(this.#expiresAt, until);
  }
}
