import type { CallerShare, EndpointGroup } from '../transport.js';
import { FairQueue } from './fair-queue.js';

/** Who goes first when calls must wait. Without a token nothing works; a download is what a customer pays for. */
export const LANES = ['token', 'spend', 'small', 'search'] as const;

/** A place in the queue. */
export type Lane = (typeof LANES)[number];

/** The lane of a read: searches are many and large, and wait for all others. */
export const readLane = (group: EndpointGroup): Lane => (group === 'search' ? 'search' : 'small');

/** Waiting calls by lane, and within a lane caller by caller. Leaving the queue costs nothing. */
export class LaneQueue<T> {
  readonly #lanes: Readonly<Record<Lane, FairQueue<T>>> = {
    token: new FairQueue(),
    spend: new FairQueue(),
    small: new FairQueue(),
    search: new FairQueue(),
  };

  /** How many wait in all lanes. */
  get size(): number {
    let size = 0;
    for (const lane of LANES) size += this.#lanes[lane].size;
    return size;
  }

  /** How many wait in one lane. */
  sizeOf(lane: Lane): number {
    return this.#lanes[lane].size;
  }

  /** How many of those that wait now would be served before a newcomer. @param isAgain as for `add` */
  ahead(lane: Lane, share: CallerShare, isAgain = false): number {
    let ahead = 0;
    for (const other of LANES) {
      if (other === lane) return ahead + this.#lanes[lane].ahead(share, isAgain);
      ahead += this.#lanes[other].size;
    }
    return ahead;
  }

  /** @param isAgain whether it has had its turn, and is made again: it waited already, and its deadline is the nearer */
  add(lane: Lane, share: CallerShare, item: T, isAgain = false): void {
    this.#lanes[lane].add(share, item, isAgain);
  }

  remove(lane: Lane, share: CallerShare, item: T): void {
    this.#lanes[lane].remove(share, item);
  }

  /** Takes one out of a full lane for a newcomer; `null` where the newcomer has to go. */
  displace(lane: Lane, share: CallerShare): T | null {
    return this.#lanes[lane].displace(share);
  }

  /** Takes out the call that is next, or gives `null`. */
  next(): T | null {
    for (const lane of LANES) if (this.#lanes[lane].size > 0) return this.#lanes[lane].next();
    return null;
  }
}
