import type { EndpointGroup } from '../transport.js';

/** Who goes first when calls must wait. Without a token nothing works; a download is what a customer pays for. */
export const LANES = ['token', 'spend', 'small', 'search'] as const;

/** A place in the queue. */
export type Lane = (typeof LANES)[number];

/** The lane of a read: searches are many and large, and wait for all others. */
export const readLane = (group: EndpointGroup): Lane => (group === 'search' ? 'search' : 'small');

/** Waiting calls by lane. First come, first served within a lane; leaving the queue costs nothing. */
export class LaneQueue<T> {
  readonly #lanes: Readonly<Record<Lane, Set<T>>> = {
    token: new Set(),
    spend: new Set(),
    small: new Set(),
    search: new Set(),
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

  /** How many would be served before a newcomer of this lane. */
  ahead(lane: Lane): number {
    let ahead = 0;
    for (const other of LANES) {
      ahead += this.#lanes[other].size;
      if (other === lane) break;
    }
    return ahead;
  }

  add(lane: Lane, item: T): void {
    this.#lanes[lane].add(item);
  }

  remove(lane: Lane, item: T): void {
    this.#lanes[lane].delete(item);
  }

  /** Takes out whoever is next, or gives `null`. */
  next(): T | null {
    for (const lane of LANES) {
      for (const item of this.#lanes[lane]) {
        this.#lanes[lane].delete(item);
        return item;
      }
    }
    return null;
  }
}
