/** What wants to know that nobody waits any more. */
export interface Abortable {
  /** Called at most once, when the last one who wanted the answer went away. */
  abort(): void;
}

/**
 * Something that ends once, such as a caller's patience, and tells whoever listens. An `AbortSignal` says the same, but
 * is dear to make and to listen to, and warns of a leak from the eleventh listener on: one operation can hide dozens
 * of calls.
 */
export class Ending {
  #isOver = false;
  /** Most have one. */
  #first: Abortable | null = null;
  #others: Set<Abortable> | null = null;

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whoever is listed is aborted when it ends. What has ended tells nobody any more: look at `isOver` as well. */
  onEnd(listener: Abortable): void {
    if (this.#first === null) {
      this.#first = listener;
      return;
    }
    this.#others ??= new Set();
    this.#others.add(listener);
  }

  /** Takes a listener off again; each must do so when it is done. */
  offEnd(listener: Abortable): void {
    if (this.#first === listener) this.#first = null;
    else this.#others?.delete(listener);
  }

  /** Tells everybody, once. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const first = this.#first;
    this.#first = null;
    first?.abort();
    // One that is taken off by another's abort is not told any more.
    for (const listener of this.#others ?? []) listener.abort();
    this.#others = null;
  }
}
