import type { EndpointGroup } from '../transport.js';

/** Who goes first when calls must wait. Without a token nothing works; a download is what a customer pays for. */
export const LANES = ['token', 'spend', 'small', 'search'] as const;

/** A place in the queue. */
export type Lane = (typeof LANES)[number];

/** The lane of a read: searches are many and large, and wait for all others. */
export const readLane = (group: EndpointGroup): Lane => (group === 'search' ? 'search' : 'small');

/** Those who wait in one lane: who was refused for coming too early stands before all who have not left yet. */
class Waiters<T> {
  readonly again = new Set<T>();
  readonly fresh = new Set<T>();

  get size(): number {
    return this.again.size + this.fresh.size;
  }
}

/** Waiting calls by lane. First come, first served within a lane; leaving the queue costs nothing. */
export class LaneQueue<T> {
  readonly #lanes: Readonly<Record<Lane, Waiters<T>>> = {
    token: new Waiters(),
    spend: new Waiters(),
    small: new Waiters(),
    search: new Waiters(),
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

  /** How many would be served before a newcomer of this lane. @param isAgain as for `add` */
  ahead(lane: Lane, isAgain = false): number {
    let ahead = 0;
    for (const other of LANES) {
      if (other === lane) return ahead + (isAgain ? this.#lanes[lane].again.size : this.#lanes[lane].size);
      ahead += this.#lanes[other].size;
    }
    return ahead;
  }

  /** @param isAgain whether it has had its turn, and is made again: it waited already, and its deadline is the nearer */
  add(lane: Lane, item: T, isAgain = false): void {
    const { again, fresh } = this.#lanes[lane];
    (isAgain ? again : fresh).add(item);
  }

  remove(lane: Lane, item: T): void {
    const { again, fresh } = this.#lanes[lane];
    if (!again.delete(item)) fresh.delete(item);
  }

  /** Takes out whoever is next, or gives `null`. */
  next(): T | null {
    for (const lane of LANES) {
      const { again, fresh } = this.#lanes[lane];
      for (const waiters of [again, fresh])
        for (const item of waiters) {
          waiters.delete(item);
          return item;
        }
    }
    return null;
  }
}
