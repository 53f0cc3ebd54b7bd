import { createHash } from 'node:crypto';
import type { RedisLike } from '../redis-like.js';
import type { UpstreamRequest } from '../transport.js';
import { type CacheEntry, isFresh } from './memory-cache.js';

/** Keys hold the API key and what people search for; Redis gets a digest. */
const storeKey = (key: string): string =>
  `getty-graphql:answer:${createHash('sha256').update(key).digest('base64url')}`;

/** A cache that takes longer than this is slower than asking Getty Images. */
const TIMEOUT_MS = 200;
/** How long a Redis that failed is left alone. */
const BACKOFF_MS = 5000;

const isCacheEntry = (value: unknown): value is CacheEntry =>
  typeof value === 'object' &&
  value !== null &&
  'response' in value &&
  'freshUntil' in value &&
  typeof value.freshUntil === 'number' &&
  'storedAt' in value &&
  typeof value.storedAt === 'number' &&
  'vary' in value &&
  Array.isArray(value.vary) &&
  'varyKey' in value;

const parseEntry = (text: unknown): CacheEntry | null => {
  if (typeof text !== 'string') return null;
  try {
    const value: unknown = JSON.parse(text);
    return isCacheEntry(value) ? value : null;
  } catch {
    return null;
  }
};

/** Rejects when the promise takes too long. */
const withTimeout = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('too slow')), ms).unref();
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Anonymous answers, for all replicas. What belongs to a caller is never put here. Without Redis it is empty: a cache
 * that fails is a cache that knows nothing.
 */
export class RedisCache {
  readonly #store: RedisLike | null;
  #backoffUntil = Number.NEGATIVE_INFINITY;

  constructor(store: RedisLike | null) {
    this.#store = store;
  }

  async get(key: string, request: UpstreamRequest, now: number): Promise<CacheEntry | null> {
    if (this.#store === null || !this.#store.isReady() || now < this.#backoffUntil) return null;
    try {
      const entry = parseEntry(await withTimeout(TIMEOUT_MS, this.#store.command('GET', storeKey(key))));
      return entry !== null && isFresh(entry, request, now) ? entry : null;
    } catch {
      this.#backoffUntil = now + BACKOFF_MS;
      return null;
    }
  }

  /** Does not wait for Redis. */
  set(key: string, entry: CacheEntry, now: number): void {
    if (this.#store === null || !this.#store.isReady() || now < this.#backoffUntil) return;
    const forMs = Math.ceil(entry.freshUntil - now);
    this.#store.command('SET', storeKey(key), JSON.stringify(entry), 'PX', forMs).catch(() => {});
  }
}
