import type { CallerShare } from '../transport.js';

/** Calls of named callers that are served for one of an anonymous caller, while both wait. */
const NAMED_PER_ANONYMOUS = 4;

/** Waiting calls of one caller: those that are made again stand before those that have not left yet. */
class CallerQueue<T> {
  readonly again = new Set<T>();
  readonly fresh = new Set<T>();

  get size(): number {
    return this.again.size + this.fresh.size;
  }

  shift(): T | null {
    for (const waiting of [this.again, this.fresh])
      for (const item of waiting) {
        waiting.delete(item);
        return item;
      }
    return null;
  }

  /** Takes out the one that came last. */
  pop(): T | null {
    let last: T | null = null;
    for (const waiting of [this.fresh, this.again]) {
      for (const item of waiting) last = item;
      if (last !== null) {
        waiting.delete(last);
        break;
      }
    }
    return last;
  }
}

/** Callers of one class, served in turn: one call each. */
class Ring<T> {
  readonly #callers = new Map<string, CallerQueue<T>>();
  size = 0;

  add(id: string, item: T, isRetry: boolean): void {
    let queue = this.#callers.get(id);
    if (queue === undefined) {
      queue = new CallerQueue();
      this.#callers.set(id, queue);
    }
    (isRetry ? queue.again : queue.fresh).add(item);
    this.size += 1;
  }

  remove(id: string, item: T): void {
    const queue = this.#callers.get(id);
    if (queue === undefined || !(queue.again.delete(item) || queue.fresh.delete(item))) return;
    this.size -= 1;
    if (queue.size === 0) this.#callers.delete(id);
  }

  sizeOf(id: string): number {
    return this.#callers.get(id)?.size ?? 0;
  }

  /** How many would be served before a newcomer of a caller. */
  ahead(id: string, isRetry: boolean): number {
    const queue = this.#callers.get(id);
    const own = queue === undefined ? 0 : isRetry ? queue.again.size : queue.size;
    let ahead = own;
    for (const [other, { size }] of this.#callers) if (other !== id) ahead += Math.min(size, own + 1);
    return ahead;
  }

  next(): T | null {
    for (const [id, queue] of this.#callers) {
      const item = queue.shift();
      // Goes to the end of the ring.
      this.#callers.delete(id);
      if (queue.size > 0) this.#callers.set(id, queue);
      if (item !== null) {
        this.size -= 1;
        return item;
      }
    }
    return null;
  }

  /** The caller with the most waiting calls. */
  longest(): { readonly id: string; readonly size: number } | null {
    let longest: { readonly id: string; readonly size: number } | null = null;
    for (const [id, { size }] of this.#callers)
      if (longest === null || size > longest.size) longest = { id, size };
    return longest;
  }

  /** Takes the latest call of a caller out. */
  pop(id: string): T | null {
    const queue = this.#callers.get(id);
    const item = queue?.pop() ?? null;
    if (item !== null) this.size -= 1;
    if (queue?.size === 0) this.#callers.delete(id);
    return item;
  }
}

/**
 * Waiting calls, served caller by caller, so that no caller waits for all calls of another. Callers with a client key
 * or a token get four of five turns while anonymous ones wait as well: those can be as many as they like.
 */
export class FairQueue<T> {
  readonly #named = new Ring<T>();
  readonly #anonymous = new Ring<T>();
  #namedInARow = 0;

  get size(): number {
    return this.#named.size + this.#anonymous.size;
  }

  /** @param isRetry whether it was made before: it goes before the caller's other calls */
  add(share: CallerShare, item: T, isRetry: boolean): void {
    this.#ringOf(share).add(share.id, item, isRetry);
  }

  remove(share: CallerShare, item: T): void {
    this.#ringOf(share).remove(share.id, item);
  }

  /** How many of those that wait now would be served before a newcomer. */
  ahead(share: CallerShare, isRetry: boolean): number {
    const own = this.#ringOf(share).ahead(share.id, isRetry);
    return share.isNamed
      ? own + Math.min(this.#anonymous.size, Math.floor(own / NAMED_PER_ANONYMOUS) + 1)
      : own + Math.min(this.#named.size, NAMED_PER_ANONYMOUS * (own + 1));
  }

  /** Takes out the call that is next, or gives `null`. */
  next(): T | null {
    const isAnonymousTurn =
      this.#named.size === 0 || (this.#anonymous.size > 0 && this.#namedInARow >= NAMED_PER_ANONYMOUS);
    this.#namedInARow = isAnonymousTurn ? 0 : this.#namedInARow + 1;
    return (isAnonymousTurn ? this.#anonymous : this.#named).next();
  }

  /**
   * Makes room for a newcomer: takes out the latest call of the caller that has most of them, of an anonymous one
   * where it can be. `null` where the newcomer has as many itself.
   */
  displace(share: CallerShare): T | null {
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

  #ringOf({ isNamed }: CallerShare): Ring<T> {
    return isNamed ? this.#named : this.#anonymous;
  }
}
