import { createHash } from 'node:crypto';
import CachePolicy from 'http-cache-semantics';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../../lib/clock.js';
import { createOutgoingRequest, type Dispatch, splitUrl } from './outgoing-request.js';
import { principalKey, type RequestCoalescer, requestKey } from './request-coalescing.js';
import { readPriority } from './throttle.js';
import type {
  CachePrincipal,
  FreshnessObserver,
  ReadPolicy,
  RedisLike,
  Transport,
  TransportSettings,
  UpstreamRequest,
  UpstreamResponse,
} from './transport.js';

/**
 * Expiry of everything that was read for one operation: the earliest of its responses. One response that must not be
 * cached, by its headers or because it belongs to a caller, makes it expire at once.
 */
export class MinFreshness implements FreshnessObserver {
  #expiresAt = Number.POSITIVE_INFINITY;

  /** Milliseconds of `Clock.now()`; `Infinity` where nothing was read. */
  get expiresAt(): number {
    return this.#expiresAt;
  }

  /** Lowers the expiry to that of one more response. */
  observe(expiresAt: number): void {
    this.#expiresAt = Math.min(this.#expiresAt, expiresAt);
  }
}

/** Decodes a `Vary` header to lower-case names. */
export const parseVary = (vary: string | undefined): readonly string[] =>
  vary === undefined
    ? []
    : vary
        .toLowerCase()
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');

/**
 * Joins the values that a request has in the headers of `Vary`, for comparison. The request key has most of them
 * already; this adds those it leaves out, above all the token: a response that varies on it is reused with it only. Pure.
 */
export const varyKey = (names: readonly string[], headers: UpstreamRequest['headers']): string => {
  if (names.length === 0) return '';
  const lower: Record<string, string> = {};
  for (const name in headers) lower[name.toLowerCase()] = headers[name] ?? '';
  return names.map((name) => `${name}: ${lower[name] ?? ''}`).join('\n');
};

/** No heuristics: a response without explicit freshness is not cached. */
const NO_HEURISTICS = { cacheHeuristic: 0, immutableMinTimeToLive: 0 } as const;

/** Longest freshness in seconds: Getty Images gives its searches no more, and anything longer is a mistake. */
const MAX_FRESH_S = 24 * 3600;

/**
 * Milliseconds from now during which a response is fresh; 0 where it must not be cached. RFC 9111 by
 * `http-cache-semantics`: `Cache-Control` (`s-maxage` before `max-age` where shared), `Expires`, less its `Age`;
 * nothing with `no-store`, `no-cache` or `Vary: *`, and nothing `private` in a shared entry. Only 200s. Pure.
 * @param isShared whether different callers get the entry
 */
export const freshnessMs = (
  request: UpstreamRequest,
  response: UpstreamResponse,
  isShared: boolean,
): number => {
  if (
    response.status !== 200 ||
    request.method !== 'GET' ||
    parseVary(response.headers['vary']).includes('*')
  )
    return 0;
  // Most responses have neither header; decoding the rest of their headers would cost more.
  if (response.headers['cache-control'] === undefined && response.headers['expires'] === undefined) return 0;
  const policy = new CachePolicy(
    { method: request.method, url: request.url, headers: request.headers },
    { status: response.status, headers: response.headers },
    { shared: isShared, ...NO_HEURISTICS },
  );
  const age = Number(response.headers['age'] ?? 0);
  const leftS = policy.maxAge() - (Number.isFinite(age) ? age : 0);
  return Math.min(MAX_FRESH_S, Math.max(0, leftS)) * 1000;
};

/** A cached response. */
export interface CacheEntry {
  readonly response: UpstreamResponse;
  /** Milliseconds of `Clock.now()`. */
  readonly storedAt: number;
  readonly freshUntil: number;
  /** Names of its `Vary`, and the values that its request had in them. */
  readonly vary: readonly string[];
  readonly varyKey: string;
}

/** Whether an entry is fresh and answers this request. Pure. */
export const isFresh = (entry: CacheEntry, request: UpstreamRequest, now: number): boolean =>
  now < entry.freshUntil && entry.varyKey === varyKey(entry.vary, request.headers);

/** Bytes of an entry beside its body and key: headers, bookkeeping. */
const ENTRY_BYTES = 2048;

/** A JavaScript string takes up to two bytes a character. */
const sizeOf = (entry: CacheEntry, key: string): number =>
  ENTRY_BYTES + 2 * (entry.response.body.length + key.length);

/** The first line of a request key. */
const principalInKey = (key: string): string => key.slice(0, key.indexOf('\n'));

/** Cache entries in memory, evicted by least recent use. Each belongs to one principal and is returned to no other. */
export class MemoryCache {
  readonly #clock: Clock;
  readonly #entries: LRUCache<string, CacheEntry>;
  /** Keys by principal, so that `invalidate` need not scan every entry. */
  readonly #keys = new Map<string, Set<string>>();

  constructor(clock: Clock, maxBytes: number) {
    this.#clock = clock;
    this.#entries = new LRUCache({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: sizeOf,
      dispose: (_entry, key, reason) => {
        if (reason !== 'set') this.#unlist(key);
      },
    });
  }

  /** Bytes in use, estimated. */
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
    // An entry larger than the cache was not stored.
    if (!this.#entries.has(key)) return;
    const principal = principalInKey(key);
    const keys = this.#keys.get(principal);
    if (keys === undefined) this.#keys.set(principal, new Set([key]));
    else keys.add(key);
  }

  /** Drops every entry of a principal. */
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

/** Redis key of an entry: a digest, because request keys hold the API key and search phrases. */
const storeKey = (key: string): string =>
  `getty-graphql:answer:${createHash('sha256').update(key).digest('base64url')}`;

/** Milliseconds after which Redis is slower than a request to Getty Images. */
const TIMEOUT_MS = 200;
/** Milliseconds during which a Redis that failed is not asked. */
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

/** Rejects after `ms` milliseconds. */
const withTimeout = async <T>(ms: number, promise: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('Redis took too long')), ms).unref();
  });
  try {
    return await Promise.race([promise, expired]);
  } finally {
    clearTimeout(timer);
  }
};

/**
 * Anonymous cache entries, shared by all replicas; entries of a caller are never stored here. Empty without Redis or
 * while Redis fails.
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

  /** Stores an entry without waiting for Redis. */
  set(key: string, entry: CacheEntry, now: number): void {
    if (this.#store === null || !this.#store.isReady() || now < this.#backoffUntil) return;
    const ttlMs = Math.ceil(entry.freshUntil - now);
    this.#store.command('SET', storeKey(key), JSON.stringify(entry), 'PX', ttlMs).catch(() => {});
  }
}

/** Whether the response to a read may be cached at all: account data never is, whatever its headers say. Pure. */
export const isCacheable = (request: UpstreamRequest, policy: ReadPolicy): boolean =>
  policy.cache === 'allowed' &&
  request.method === 'GET' &&
  (request.group === 'search' || request.group === 'metadata');

/** Cached responses of Getty Images, fresh as long as their headers allow: in memory, and anonymous ones in Redis too. */
export class Cache {
  readonly #clock: Clock;
  readonly #local: MemoryCache;
  readonly #shared: RedisCache;
  readonly #expiresAt = new WeakMap<UpstreamResponse, number>();
  /** Older anonymous entries of Redis are ignored: they were invalidated. */
  #anonymousSince = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, maxBytes: number, store: RedisLike | null) {
    this.#clock = clock;
    this.#local = new MemoryCache(clock, maxBytes);
    this.#shared = new RedisCache(store);
  }

  /** Looks up a fresh entry in memory. */
  get(key: string, request: UpstreamRequest): UpstreamResponse | null {
    return this.#local.get(key, request);
  }

  /** Looks up a fresh entry in Redis, for anonymous reads. */
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

  /** Caches a response if its headers allow it. */
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

  /** Milliseconds of `Clock.now()` until which a response is fresh; 0 for one that is not cached. */
  expiresAt(response: UpstreamResponse): number {
    return this.#expiresAt.get(response) ?? 0;
  }

  /** Drops every entry of a principal. */
  invalidate(principal: CachePrincipal): void {
    this.#local.invalidate(principalKey(principal));
    if (principal.kind === 'anonymous') this.#anonymousSince = this.#clock.now();
  }
}

/**
 * Serves reads from the cache where possible, else joins an identical read in flight, else sends one. A caller never
 * joins a background read, which may wait in the queue behind every caller; a background read joins any.
 */
export const withCache =
  (
    settings: TransportSettings,
    coalescer: RequestCoalescer,
    cache: Cache,
    send: Dispatch,
  ): Transport['read'] =>
  (request, policy, context) => {
    const { group, operation } = request;
    const { minFreshness } = context;
    const isBackground = context.isBackground === true;
    const key = requestKey(request, policy.principal);
    const cacheKey = key !== null && isCacheable(request, policy) ? key : null;
    const cached = cacheKey === null ? null : cache.get(cacheKey, request);
    if (cached !== null) {
      settings.observe({ kind: 'avoided', group, operation, reason: 'cache' });
      minFreshness?.observe(cache.expiresAt(cached));
      return Promise.resolve(cached);
    }
    // A read that must be fresh does not join one that may be answered from a cache.
    const callersKey = key === null ? null : `${key}\n\n${policy.cache}`;
    const coalescingKey =
      callersKey === null || !isBackground || coalescer.has(callersKey)
        ? callersKey
        : `${callersKey}\n\nbackground`;
    if (coalescingKey !== null && coalescer.has(coalescingKey))
      settings.observe({ kind: 'avoided', group, operation, reason: 'coalesced' });
    const errorContext = { operation, host: splitUrl(request.url).host };
    const pending = coalescer.getOrCreate(
      coalescingKey,
      errorContext,
      context,
      async (deadline, mayCache) => {
        const shared = cacheKey === null ? null : await cache.getShared(cacheKey, request, policy.principal);
        if (shared !== null) return shared;
        const meta = {
          deadline,
          priority: readPriority(group, isBackground),
          requestId: context.id,
          share: context.share,
          isOutage: policy.isOutage ?? null,
        };
        const { response, health } = await send(createOutgoingRequest(request, meta));
        const isWorthCaching = cacheKey !== null && health === 'ok' && mayCache();
        if (isWorthCaching && policy.isReadable?.(response) !== false)
          cache.set(cacheKey, request, policy.principal, response);
        return response;
      },
    );
    if (minFreshness === undefined) return pending;
    return pending.then((response) => {
      minFreshness.observe(cache.expiresAt(response));
      return response;
    });
  };
