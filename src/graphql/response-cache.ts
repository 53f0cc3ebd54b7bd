import { LRUCache } from 'lru-cache';
import type { Clock } from '../lib/clock.js';
import type { FreshnessLimit, RequestContext } from '../lib/request-context.js';
import type { GraphqlRequestBody } from './fast-path.js';

/** Characters of all entries together; one takes one byte, or two where it is not Latin. */
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** The data of a response, as JSON. */
interface CacheEntry {
  readonly data: string;
  readonly storedAt: number;
  readonly expiresAt: number;
}

/** A fresh entry. */
export interface CacheHit {
  readonly data: string;
  /** Seconds since it was stored. */
  readonly age: number;
}

/**
 * Response cache for anonymous callers. An entry is fresh no longer than the upstream responses it was built from, and
 * only public responses (`@cacheControl`) have one. Callers with a key or a token neither read nor fill it.
 */
export class ResponseCache {
  readonly #clock: Clock;
  readonly #entries = new LRUCache<string, CacheEntry>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ data }, key) => data.length + key.length + 200,
  });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The key of a request; `null` where the caller is not anonymous. */
  cacheKey(
    { query, operationName, variables }: GraphqlRequestBody,
    { caller, language }: Pick<RequestContext<never, never, never>, 'caller' | 'language'>,
  ): string | null {
    if (caller.kind !== 'anonymous') return null;
    // A name has no space, and our JSON no line break: no two requests have one key.
    const values = variables === undefined ? '' : JSON.stringify(variables);
    // A random order must differ each time.
    if (query.includes('RANDOM') || values.includes('RANDOM')) return null;
    return `${language ?? ''} ${operationName ?? ''} ${values}\n${query}`;
  }

  get(key: string): CacheHit | null {
    const cached = this.#entries.get(key);
    const now = this.#clock.now();
    if (cached === undefined || now >= cached.expiresAt) return null;
    return { data: cached.data, age: Math.ceil((now - cached.storedAt) / 1000) };
  }

  /**
   * @param maxAge seconds that the schema allows
   * @param freshness the freshness of the upstream responses
   */
  set(key: string, data: string, maxAge: number, freshness: FreshnessLimit | undefined): void {
    const storedAt = this.#clock.now();
    const expiresAt = Math.min(storedAt + maxAge * 1000, freshness?.expiresAt ?? 0);
    if (expiresAt > storedAt) this.#entries.set(key, { data, storedAt, expiresAt });
  }
}
