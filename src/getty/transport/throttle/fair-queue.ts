/** The caller of a queued request. */
export interface QueueOwner {
  readonly id: string;
  /** Whether the caller sent a client key or a token. */
  readonly isNamed: boolean;
}

/** Requests of named callers that are served per request of an anonymous one, while both wait. */
const NAMED_PER_ANONYMOUS = 4;

/** Queued requests of one caller: retries go before first attempts. */
class CallerQueue<T> {
  readonly retries = new Set<T>();
  readonly first = new Set<T>();

  get size(): number {
    return this.retries.size + this.first.size;
  }

  shift(): T | null {
    for (const waiting of [this.retries, this.first])
      for (const item of waiting) {
        waiting.delete(item);
        return item;
      }
    return null;
  }

  /** Removes the one that was added last. */
  pop(): T | null {
    let last: T | null = null;
    for (const waiting of [this.first, this.retries]) {
      for (const item of waiting) last = item;
      if (last !== null) {
        waiting.delete(last);
        break;
      }
    }
    return last;
  }
}

/** Callers of one class, served in turn, one request each. */
class Ring<T> {
  readonly #callers = new Map<string, CallerQueue<T>>();
  size = 0;

  add(id: string, item: T, isRetry: boolean): void {
    let queue = this.#callers.get(id);
    if (queue === undefined) {
      queue = new CallerQueue();
      this.#callers.set(id, queue);
    }
    (isRetry ? queue.retries : queue.first).add(item);
    this.size += 1;
  }

  remove(id: string, item: T): void {
    const queue = this.#callers.get(id);
    if (queue === undefined || !(queue.retries.delete(item) || queue.first.delete(item))) return;
    this.size -= 1;
    if (queue.size === 0) this.#callers.delete(id);
  }

  sizeOf(id: string): number {
    return this.#callers.get(id)?.size ?? 0;
  }

  /** Number of requests that would be served before a new one of this caller. */
  ahead(id: string, isRetry: boolean): number {
    const queue = this.#callers.get(id);
    const own = queue === undefined ? 0 : isRetry ? queue.retries.size : queue.size;
    let ahead = own;
    for (const [other, { size }] of this.#callers) if (other !== id) ahead += Math.min(size, own + 1);
    return ahead;
  }

  next(): T | null {
    for (const [id, queue] of this.#callers) {
      const item = queue.shift();
      // The caller goes to the end of the ring.
      this.#callers.delete(id);
      if (queue.size > 0) this.#callers.set(id, queue);
      if (item !== null) {
        this.size -= 1;
        return item;
      }
    }
    return null;
  }

  /** The caller with the most queued requests. */
  longest(): { readonly id: string; readonly size: number } | null {
    let longest: { readonly id: string; readonly size: number } | null = null;
    for (const [id, { size }] of this.#callers)
      if (longest === null || size > longest.size) longest = { id, size };
    return longest;
  }

  /** Removes the latest request of a caller. */
  pop(id: string): T | null {
    const queue = this.#callers.get(id);
    const item = queue?.pop() ?? null;
    if (item !== null) this.size -= 1;
    if (queue?.size === 0) this.#callers.delete(id);
    return item;
  }
}

/**
 * Queued requests, served caller by caller, so that no caller waits for all requests of another. Callers with a client
 * key or a token get four of five turns while anonymous ones wait too, because anonymous callers can be arbitrarily many.
 */
export class FairQueue<T> {
  readonly #named = new Ring<T>();
  readonly #anonymous = new Ring<T>();
  #namedInARow = 0;

  get size(): number {
    return this.#named.size + this.#anonymous.size;
  }

  /** @param isRetry whether an earlier attempt failed: it goes before the caller's other requests */
  add(share: QueueOwner, item: T, isRetry: boolean): void {
    this.#ringOf(share).add(share.id, item, isRetry);
  }

  remove(share: QueueOwner, item: T): void {
    this.#ringOf(share).remove(share.id, item);
  }

  /** Number of queued requests that would be served before a new one. */
  ahead(share: QueueOwner, isRetry: boolean): number {
    const own = this.#ringOf(share).ahead(share.id, isRetry);
    return share.isNamed
      ? own + Math.min(this.#anonymous.size, Math.floor(own / NAMED_PER_ANONYMOUS) + 1)
      : own + Math.min(this.#named.size, NAMED_PER_ANONYMOUS * (own + 1));
  }

  /** Removes and returns the next request, or `null`. */
  next(): T | null {
    const isAnonymousTurn =
      this.#named.size === 0 || (this.#anonymous.size > 0 && this.#namedInARow >= NAMED_PER_ANONYMOUS);
    this.#namedInARow = isAnonymousTurn ? 0 : this.#namedInARow + 1;
    return (isAnonymousTurn ? this.#anonymous : this.#named).next();
  }

  /**
   * Makes room for a new request: removes the latest one of the caller with the most, preferably of an anonymous caller.
   * `null` where the new request's caller has as many itself.
   */
  displace(share: QueueOwner): T | null {
    const own = this.#ringOf(share).sizeOf(share.id);
    for (const ring of [this.#anonymous, this.#named]) {
      const longest = ring.longest();
      const isMore = longest !== null && longest.size > own + 1;
      if (longest !== null && (isMore || (share.isNamed && ring === this.#anonymous)))
        return ring.pop(longest.id);
      if (!share.isNamed) return null;
    }
    return null;
  }

  #ringOf({ isNamed }: QueueOwner): Ring<T> {
    return isNamed ? this.#named : this.#anonymous;
  }
}
