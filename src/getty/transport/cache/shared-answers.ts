import { createHash } from 'node:crypto';
import type { SharedStore } from '../shared-store.js';
import type { UpstreamRequest } from '../transport.js';
import { isGoodFor, type Kept } from './answer-cache.js';

/** Keys hold the API key and what people search for; Redis gets a digest. */
const storeKey = (key: string): string =>
  `getty-graphql:answer:${createHash('sha256').update(key).digest('base64url')}`;

/** A cache that takes longer than this is slower than asking Getty Images. */
const PATIENCE_MS = 200;
/** How long a Redis that failed is left alone. */
const ALONE_MS = 5000;

const isKept = (value: unknown): value is Kept =>
  typeof value === 'object' &&
  value !== null &&
  'answer' in value &&
  'freshUntil' in value &&
  typeof value.freshUntil === 'number' &&
  'keptAt' in value &&
  typeof value.keptAt === 'number' &&
  'vary' in value &&
  Array.isArray(value.vary) &&
  'varied' in value;

const parsed = (text: unknown): Kept | null => {
  if (typeof text !== 'string') return null;
  try {
    const value: unknown = JSON.parse(text);
    return isKept(value) ? value : null;
  } catch {
    return null;
  }
};

/** Rejects when the promise takes too long. */
const within = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
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
export class SharedAnswers {
  readonly #store: SharedStore | null;
  #aloneUntil = Number.NEGATIVE_INFINITY;

  constructor(store: SharedStore | null) {
    this.#store = store;
  }

  async find(key: string, request: UpstreamRequest, now: number): Promise<Kept | null> {
    if (this.#store === null || !this.#store.isReady() || now < this.#aloneUntil) return null;
    try {
      const kept = parsed(await within(PATIENCE_MS, this.#store.command('GET', storeKey(key))));
      return kept !== null && isGoodFor(kept, request, now) ? kept : null;
    } catch {
      this.#aloneUntil = now + ALONE_MS;
      return null;
    }
  }

  /** Does not wait for Redis. */
  keep(key: string, kept: Kept, now: number): void {
    if (this.#store === null || !this.#store.isReady() || now < this.#aloneUntil) return;
    const forMs = Math.ceil(kept.freshUntil - now);
    this.#store.command('SET', storeKey(key), JSON.stringify(kept), 'PX', forMs).catch(() => {});
  }
}
