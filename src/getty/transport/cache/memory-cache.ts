import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../lib/clock.js';
import type { UpstreamRequest, UpstreamResponse } from '../transport.js';
import { varyKey } from './vary.js';

/** An answer as it is kept. */
export interface CacheEntry {
  readonly response: UpstreamResponse;
  /** Milliseconds of `Clock.now()`. */
  readonly storedAt: number;
  readonly freshUntil: number;
  /** The names of its `Vary`, and what the request for it said in them. */
  readonly vary: readonly string[];
  readonly varyKey: string;
}

/** Whether a kept answer is an answer to this request now. Pure. */
export const isFresh = (entry: CacheEntry, request: UpstreamRequest, now: number): boolean =>
  now < entry.freshUntil && entry.varyKey === varyKey(entry.vary, request.headers);

/** What an entry takes beside its body: key, headers, bookkeeping. */
const ENTRY_BYTES = 2048;

/** A JavaScript string takes up to two bytes a character. */
const sizeOf = (entry: CacheEntry, key: string): number =>
  ENTRY_BYTES + 2 * (entry.response.body.length + key.length);

/** Answers in memory, the least recently used dropped first. Each belongs to one principal and is given to no other. */
export class MemoryCache {
  readonly #clock: Clock;
  readonly #entries: LRUCache<string, CacheEntry>;
  /** Keys by principal, so that forgetting one does not mean walking through all. */
  readonly #keys = new Map<string, Set<string>>();

  constructor(clock: Clock, maxBytes: number) {
    this.#clock = clock;
    this.#entries = new LRUCache({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: sizeOf,
      dispose: (_kept, key, reason) => {
        if (reason !== 'set') this.#unlist(key);
      },
    });
  }

  /** Bytes kept, by estimate. */
  get bytes(): number {
    return this.#entries.calculatedSize;
  }

  get(key: string, request: UpstreamRequest): UpstreamResponse | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    if (isFresh(entry, request, this.#clock.now())) return entry.response;
    this.#entries.delete(key);
    return null;
  }

  /** @param key begins with the principal and a line break */
  set(key: string, entry: CacheEntry): void {
    this.#entries.set(key, entry);
    // What is larger than the whole cache was not taken.
    if (!this.#entries.has(key)) return;
    const principal = principalInKey(key);
    const keys = this.#keys.get(principal);
    if (keys === undefined) this.#keys.set(principal, new Set([key]));
    else keys.add(key);
  }

  /** Drops all that is kept for a principal. */
  invalidate(principal: string): void {
    for (const key of this.#keys.get(principal) ?? []) this.#entries.delete(key);
  }

  #unlist(key: string): void {
    const principal = principalInKey(key);
    const keys = this.#keys.get(principal);
    keys?.delete(key);
    if (keys?.size === 0) this.#keys.delete(principal);
  }
}

const principalInKey = (key: string): string => key.slice(0, key.indexOf('\n'));
