/** What wants to know that nobody waits any more. */
export interface CancelListener {
  /** Called at most once, when the last one who wanted the answer went away. */
  onCancel(): void;
}

/**
 * Something that ends once, such as a caller's patience, and tells whoever listens. An `AbortSignal` says the same, but
 * is dear to make and to listen to, and warns of a leak from the eleventh listener on: one operation can hide dozens
 * of calls.
 */
export class CancellationToken {
  #isCancelled = false;
  /** Most have one. */
  #firstListener: CancelListener | null = null;
  #otherListeners: Set<CancelListener> | null = null;

  /** Whether it has ended. */
  get isCancelled(): boolean {
    return this.#isCancelled;
  }

  /** Whoever is listed is aborted when it ends. What has ended tells nobody any more: look at `isCancelled` as well. */
  addListener(listener: CancelListener): void {
    if (this.#firstListener === null) {
      this.#firstListener = listener;
      return;
    }
    this.#otherListeners ??= new Set();
    this.#otherListeners.add(listener);
  }

  /** Takes a listener off again; each must do so when it is done. */
  removeListener(listener: CancelListener): void {
    if (this.#firstListener === listener) this.#firstListener = null;
    else this.#otherListeners?.delete(listener);
  }

  /** Tells everybody, once. */
  cancel(): void {
    if (this.#isCancelled) return;
    this.#isCancelled = true;
    const first = this.#firstListener;
    this.#firstListener = null;
    first?.onCancel();
    // One that is taken off by another's abort is not told any more.
    for (const listener of this.#otherListeners ?? []) listener.onCancel();
    this.#otherListeners = null;
  }
}
