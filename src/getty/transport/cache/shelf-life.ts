/**
 * How long everything that was read for one operation may be given again: as long as the answer that keeps the least.
 * One that may not be kept at all, by its headers or because of whose it is, ends it.
 */
export class ShelfLife {
  #until = Number.POSITIVE_INFINITY;

  /** Milliseconds of `Clock.now()`; `Infinity` where nothing was read. */
  get until(): number {
    return this.#until;
  }

  /** One more answer was read. */
  note(until: number): void {
    this.#until = Math.min(this.#until, until);
  }
}
