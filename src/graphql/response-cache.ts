import { LRUCache } from 'lru-cache';
import type { Clock } from '../lib/clock.js';
import type { FreshnessLimit, RequestContext } from '../lib/request-context.js';
import type { GraphqlRequestBody } from './fast-path.js';

/** Characters of all answers together; one takes one byte, or two where it is not Latin. */
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** The data of an answer, as JSON, and when it was made. */
interface CacheEntry {
  readonly data: string;
  readonly storedAt: number;
  readonly expiresAt: number;
}

/** An answer found again. */
export interface CacheHit {
  readonly data: string;
  /** Seconds since it was made. */
  readonly age: number;
}

/**
 * Answers for callers who say no name: what comes of upstream answers that are kept on the road, finished. One is
 * kept no longer than Getty Images' own headers let the answers be that it is made of, and only where the schema lets
 * anybody have it (`@cacheControl`, public). Whoever has a key or a token is answered afresh: nothing of theirs comes
 * here, and nothing from here goes to them.
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

  /** What makes two requests the same; `null` where the caller is somebody. */
  cacheKey(
    { query, operationName, variables }: GraphqlRequestBody,
    { caller, language }: Pick<RequestContext<never, never, never>, 'caller' | 'language'>,
  ): string | null {
    if (caller.kind !== 'anonymous') return null;
    // A name has no blank, and JSON written by us no line's end: nothing can be taken for something else.
    const values = variables === undefined ? '' : JSON.stringify(variables);
    // Whoever wants a random order wants another one each time.
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
   * @param freshness what Getty Images' own headers allow
   */
  set(key: string, data: string, maxAge: number, freshness: FreshnessLimit | undefined): void {
    const storedAt = this.#clock.now();
    const expiresAt = Math.min(storedAt + maxAge * 1000, freshness?.expiresAt ?? 0);
    if (expiresAt > storedAt) this.#entries.set(key, { data, storedAt, expiresAt });
  }
}
