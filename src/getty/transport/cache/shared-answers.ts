import { createHash } from 'node:crypto';
import type { SharedStore } from '../shared-store.js';
import type { UpstreamRequest } from '../transport.js';
import { isGoodFor, type Kept } from './answer-cache.js';

/** Keys hold the API key and what people search for; Redis gets a digest. */
const storeKey = (key: string): string =>
  `getty:answer:${createHash('sha256').update(key).digest('base64url')}`;

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

/**
 * Anonymous answers, for all replicas. What belongs to a caller is never put here. Without Redis it is empty: a cache
 * that fails is a cache that knows nothing.
 */
export class SharedAnswers {
  readonly #store: SharedStore | null;

  constructor(store: SharedStore | null) {
    this.#store = store;
  }

  async find(key: string, request: UpstreamRequest, now: number): Promise<Kept | null> {
    if (this.#store === null || !this.#store.isReady()) return null;
    const kept = parsed(await this.#store.command('GET', storeKey(key)).catch(() => null));
    return kept !== null && isGoodFor(kept, request, now) ? kept : null;
  }

  /** Does not wait for Redis. */
  keep(key: string, kept: Kept, now: number): void {
    if (this.#store === null || !this.#store.isReady()) return;
    const forMs = Math.ceil(kept.freshUntil - now);
    this.#store.command('SET', storeKey(key), JSON.stringify(kept), 'PX', forMs).catch(() => {});
  }
}
