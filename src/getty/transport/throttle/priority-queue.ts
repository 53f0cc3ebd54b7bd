import type { CallerShare, EndpointGroup } from '../transport.js';
import { FairQueue } from './fair-queue.js';

/** Who goes first when calls must wait. Without a token nothing works; a download is what a customer pays for. */
export const PRIORITIES = ['token', 'spend', 'small', 'search'] as const;

/** A place in the queue. */
export type Priority = (typeof PRIORITIES)[number];

/** The lane of a read: searches are many and large, and wait for all others. */
export const readPriority = (group: EndpointGroup): Priority => (group === 'search' ? 'search' : 'small');

/** Waiting calls by lane, and within a lane caller by caller. Leaving the queue costs nothing. */
export class PriorityQueue<T> {
  readonly #byPriority: Readonly<Record<Priority, FairQueue<T>>> = {
    token: new FairQueue(),
    spend: new FairQueue(),
    small: new FairQueue(),
    search: new FairQueue(),
  };

  /** How many wait in all lanes. */
  get size(): number {
    let size = 0;
    for (const priority of PRIORITIES) size += this.#byPriority[priority].size;
    return size;
  }

  /** How many wait in one lane. */
  sizeOf(priority: Priority): number {
    return this.#byPriority[priority].size;
  }

  /** How many of those that wait now would be served before a newcomer. @param isRetry as for `add` */
  ahead(priority: Priority, share: CallerShare, isRetry = false): number {
    let ahead = 0;
    for (const other of PRIORITIES) {
      if (other === priority) return ahead + this.#byPriority[priority].ahead(share, isRetry);
      ahead += this.#byPriority[other].size;
    }
    return ahead;
  }

  /** @param isRetry whether it has had its turn, and is made again: it waited already, and its deadline is the nearer */
  add(priority: Priority, share: CallerShare, item: T, isRetry = false): void {
    this.#byPriority[priority].add(share, item, isRetry);
  }

  remove(priority: Priority, share: CallerShare, item: T): void {
    this.#byPriority[priority].remove(share, item);
  }

  /** Takes one out of a full lane for a newcomer; `null` where the newcomer has to go. */
  displace(priority: Priority, share: CallerShare): T | null {
    return this.#byPriority[priority].displace(share);
  }

  /** Takes out the call that is next, or gives `null`. */
  next(): T | null {
    for (const priority of PRIORITIES)
      if (this.#byPriority[priority].size > 0) return this.#byPriority[priority].next();
    return null;
  }
}
