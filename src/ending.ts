/** What wants to know that nobody waits any more. */
export interface Abortable {
  /** Called at most once, when the last one who wanted the answer went away. */
  abort(): void;
}

/**
 * Something that ends once, such as a caller's patience, and tells whoever listens. An `AbortSignal` says the same, but is
 * dear to make and to listen to, and warns of a leak from the eleventh listener on: one operation can hide dozens of
 * calls.
 */
export class Ending {
  #isOver = false;
  #listeners: Set<Abortable> | null = null;

  /** Whether it has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** Whoever is listed is aborted when it ends. What has ended tells nobody any more: look at `isOver` as well. */
  onEnd(listener: Abortable): void {
    this.#listeners ??= new Set();
    this.#listeners.add(listener);
  }

  /** Takes a listener off again; each must do so when it is done. */
  offEnd(listener: Abortable): void {
    this.#listeners?.delete(listener);
  }

  /** Tells everybody, once. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    for (const listener of this.#listeners ?? []) listener.abort();
    this.#listeners = null;
  }
}
