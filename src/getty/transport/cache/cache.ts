import type { Clock } from '../../../lib/clock.js';
import { principalKey } from '../coalescing/request-key.js';
import type { RedisLike } from '../redis-like.js';
import type { CachePrincipal, ReadPolicy, UpstreamRequest, UpstreamResponse } from '../transport.js';
import { freshnessMs } from './freshness.js';
import { MemoryCache } from './memory-cache.js';
import { RedisCache } from './redis-cache.js';
import { parseVary, varyKey } from './vary.js';

/** Whether the answer to a read may be kept at all: account data never is, whatever its headers say. Pure. */
export const isCacheable = (request: UpstreamRequest, policy: ReadPolicy): boolean =>
  policy.cache === 'allowed' &&
  request.method === 'GET' &&
  (request.group === 'search' || request.group === 'metadata');

/** Answers of Getty Images, kept as long as their headers allow: near in memory, and anonymous ones in Redis as well. */
export class Cache {
  readonly #clock: Clock;
  readonly #local: MemoryCache;
  readonly #shared: RedisCache;
  readonly #expiresAt = new WeakMap<UpstreamResponse, number>();
  /** Anonymous answers of Redis that are older are not taken. */
  #anonymousSince = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, maxBytes: number, store: RedisLike | null) {
    this.#clock = clock;
    this.#local = new MemoryCache(clock, maxBytes);
    this.#shared = new RedisCache(store);
  }

  /** Looks in memory. */
  get(key: string, request: UpstreamRequest): UpstreamResponse | null {
    return this.#local.get(key, request);
  }

  /** Looks in Redis, for anonymous reads. */
  async getShared(
    key: string,
    request: UpstreamRequest,
    principal: CachePrincipal,
  ): Promise<UpstreamResponse | null> {
    if (principal.kind !== 'anonymous') return null;
    const entry = await this.#shared.get(key, request, this.#clock.now());
    if (entry === null || entry.storedAt <= this.#anonymousSince) return null;
    this.#local.set(key, entry);
    this.#expiresAt.set(entry.response, entry.freshUntil);
    return entry.response;
  }

  /** Keeps an answer if its headers allow it. */
  set(key: string, request: UpstreamRequest, principal: CachePrincipal, response: UpstreamResponse): void {
    const isShared = principal.kind === 'anonymous';
    const freshMs = freshnessMs(request, response, isShared);
    if (freshMs <= 0) return;
    const now = this.#clock.now();
    const vary = parseVary(response.headers['vary']);
    const entry = {
      response,
      storedAt: now,
      freshUntil: now + freshMs,
      vary,
      varyKey: varyKey(vary, request.headers),
    };
    this.#local.set(key, entry);
    this.#expiresAt.set(response, entry.freshUntil);
    if (isShared) this.#shared.set(key, entry, now);
  }

  /** Milliseconds of `Clock.now()` until which an answer may be given again; 0 where it may not. */
  expiresAt(response: UpstreamResponse): number {
    return this.#expiresAt.get(response) ?? 0;
  }

  /** Drops what a principal was answered. */
  invalidate(principal: CachePrincipal): void {
    this.#local.invalidate(principalKey(principal));
    if (principal.kind === 'anonymous') this.#anonymousSince = this.#clock.now();
  }
}
