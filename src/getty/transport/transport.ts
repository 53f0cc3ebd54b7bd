/**
 * The public types of the transport. Clients of the endpoints (`v3/`, `v2/`, `v1/`, `oauth/`) describe a request; the
 * transport sends it: connection, deadline, throttle, circuit breaker, retries, coalescing and caching.
 * Of a response it reads the status and the headers that concern sending; what the body means is for `../errors/`.
 */

import type { Clock } from '../../lib/clock.js';
import type { CallContext, CallerShare } from '../../lib/request-context.js';

export type { CallContext, CallerShare };

/** Groups of endpoints that fail together: circuit breakers and metrics count per host and group. */
export type EndpointGroup = 'search' | 'metadata' | 'account' | 'downloads' | 'oauth' | 'v1' | 'v2';

/** On whose behalf a request is made. Cache entries and in-flight reads are separate for each; `anonymous`: API key only. */
export type CachePrincipal =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'caller'; readonly id: string };

/** Is informed until when the response of each read is fresh. */
export interface FreshnessObserver {
  /** @param expiresAt milliseconds of `Clock.now()`; 0 where the response must not be reused */
  observe(expiresAt: number): void;
}

/** One request, as an endpoint's client describes it. */
export interface UpstreamRequest {
  readonly group: EndpointGroup;
  /** The template for logs, metrics and errors, e.g. `GET /v3/images`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Absolute, query included. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Options of a read beyond its request. */
export interface ReadPolicy {
  /** Who may receive the same response; identical reads in flight are coalesced within it. */
  readonly principal: CachePrincipal;
  /** `never` for account data (products, history, entitlements); else as the response's headers allow. */
  readonly cache: 'allowed' | 'never';
  /**
   * Detects an outage of Getty Images behind a successful HTTP status (v1 reports it inside its envelope). Such a
   * response is retried like a 5xx and counts against the circuit breaker.
   */
  readonly isOutage?: (response: UpstreamResponse) => boolean;
  /**
   * Detects whether a 200 can be decoded. A response that cannot is never cached, or every caller would get it until it
   * is stale. Default: every response is cached that its headers allow to be.
   */
  readonly isReadable?: (response: UpstreamResponse) => boolean;
}

/** A complete response. Header names are lower-case; repeated headers are joined with a comma. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why no complete response arrived. */
export type TransportErrorCode =
  | 'dns'
  | 'connection-refused'
  | 'connect-timeout'
  | 'tls'
  | 'circuit-open'
  | 'queue-full'
  | 'deadline' // the operation's deadline expired before anything was written
  | 'not-sent' // `beforeSend` refused or took too long, or the fresh connection closed before it was used
  | 'aborted' // the caller disconnected
  | 'timeout' // headers or body took too long
  | 'reset' // the connection broke
  | 'too-large'
  | 'unreadable'; // not HTTP, or truncated

/** Allows a request that costs money, directly before it is written; `false` stops it unsent. */
export type BeforeSend = () => Promise<boolean>;

/** Sends requests to Getty Images. Made once per process by `createTransport`. */
export interface Transport {
  /**
   * Sends a read: coalesced with identical ones in flight, retried within the retry budget, cached where allowed.
   * Follows up to 5 redirects of a `GET`; `Authorization` goes to the same origin only. A `POST` (v1) is not redirected,
   * because its body holds a token; the body is part of what makes two reads identical.
   * @throws TransportError
   */
  read(request: UpstreamRequest, policy: ReadPolicy, context: CallContext): Promise<UpstreamResponse>;
  /**
   * Sends a request that costs money: exactly once, on a connection of its own that is open before `beforeSend` is
   * called, never retried, never redirected, never aborted once written. Its timeouts are the transport's;
   * `context.deadlineAt` and `context.cancellation` apply only until `beforeSend` is called. After `timeoutMs` it
   * rejects, and the connection stays open for `lateMs` more: a response that arrives then is `TransportError.late`.
   * @throws TransportError
   */
  sendOnce(request: UpstreamRequest, context: CallContext, beforeSend: BeforeSend): Promise<UpstreamResponse>;
  /** Sends a token request: first in the queue, never coalesced, cached or retried. @throws TransportError */
  requestToken(request: UpstreamRequest, context: CallContext): Promise<UpstreamResponse>;
  /** Drops every cache entry of a principal, and keeps reads in flight from being cached or joined: a download changed them. */
  invalidate(principal: CachePrincipal): void;
  /** Milliseconds that a host's clock is ahead of this one, from its `Date` headers; 0 until one was seen. */
  clockSkewMs(host: string): number;
  /** Waits for sent downloads, then closes every connection. */
  close(): Promise<void>;
}

/** The commands of Redis that the transport uses. `RedisConnection` fits, and so does a fake of ten lines. */
export interface RedisLike {
  /** Whether a command would be sent now. */
  isReady(): boolean;
  /** Sends one command. Rejects where Redis cannot be reached. */
  command(name: string, ...args: readonly (string | number)[]): Promise<unknown>;
  /** Runs a constant Lua script, atomically. Rejects where Redis cannot be reached. */
  evaluate(
    script: { readonly name: string; readonly lua: string },
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown>;
}

/** Events for logs and metrics. Without URLs, headers and bodies. */
export type TransportEvent =
  | {
      /** One attempt ended. Retries and redirects are attempts of their own. */
      readonly kind: 'call';
      readonly host: string;
      readonly group: EndpointGroup;
      readonly operation: string;
      readonly requestId: string;
      /** `null` without a response. */
      readonly status: number | null;
      /** `null` with a response. */
      readonly code: TransportErrorCode | null;
      readonly isSent: boolean;
      /** Milliseconds from the permit of the throttle to the last byte. */
      readonly durationMs: number;
    }
  | {
      /** A read that needed no request of its own. */
      readonly kind: 'avoided';
      readonly group: EndpointGroup;
      readonly operation: string;
      /** `coalesced`: an identical read was in flight. */
      readonly reason: 'cache' | 'coalesced';
    }
  | {
      readonly kind: 'breaker';
      readonly host: string;
      readonly group: EndpointGroup;
      readonly state: 'open' | 'half-open' | 'closed';
    };

/** Receives every event; must be quick and never throw. */
export type TransportObserver = (event: TransportEvent) => void;

/** Options of `createTransport`. All but clock, randomness and timeout have a default. */
export interface TransportOptions {
  readonly clock: Clock;
  /** Uniform over [0, 1), e.g. `Math.random`; spreads retries. */
  readonly random: () => number;
  /** Milliseconds of one attempt, from connecting to the last byte (`GETTY_TIMEOUT_MS`). */
  readonly timeoutMs: number;
  /** Milliseconds until a connection, TLS included, must be established. Default 3000, at most `timeoutMs`. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds from writing a request to its response's headers. Default: `timeoutMs`. */
  readonly headersTimeoutMs?: number;
  /** Milliseconds between two chunks of a body. Default: `timeoutMs`. */
  readonly bodyTimeoutMs?: number;
  /** Milliseconds that a download's connection stays open after `timeoutMs`, for a late response. Default 0. */
  readonly lateMs?: number;
  /** Bytes of a body, compressed and decompressed; `largestBody` allows less for most groups. Default 8 MiB. */
  readonly maxBodyBytes?: number;
  /** Hosts (`URL.host`) that a read may be redirected to. Default `null`: any. */
  readonly allowedHosts?: readonly string[] | null;
  /** Requests per second, over all replicas with `redis` (`GETTY_MAX_RPS`). Default `null`: no limit. */
  readonly maxRps?: number | null;
  /** Requests that may queue, per priority. Default 5000. */
  readonly maxQueued?: number;
  /** Bytes of cached responses in memory, estimated. Default 32 MiB; 0 caches none. */
  readonly cacheBytes?: number;
  /** Shares the throttle and anonymous cache entries between replicas. Default `null`. */
  readonly redis?: RedisLike | null;
  /** Names the account that `maxRps` belongs to, e.g. by the API key. Needed where services share a Redis. Default ''. */
  readonly account?: string;
  readonly observe?: TransportObserver;
}

/** The options with their defaults filled in. */
export type TransportSettings = { readonly [K in keyof TransportOptions]-?: TransportOptions[K] };

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * Bytes of the largest valid response by group of endpoints, with margin; larger bodies are not read to their end.
 * A search of 100 rows with every field is 160 kB in the simulator and below 20 kB a row at Getty Images; 100 images or
 * videos with details, keywords and sizes are below 40 kB each. A download's response is below 2 kB; its limit is wide,
 * because a response that is not read is a link that is lost.
 */
const LARGEST_BODY: Readonly<Record<EndpointGroup, number>> = {
  search: 2 * MIB,
  metadata: 4 * MIB,
  account: 2 * MIB,
  downloads: MIB,
  oauth: 64 * KIB,
  v1: 4 * MIB,
  v2: MIB,
};

/** Bytes that a response of a group may have. */
export const largestBody = (
  group: EndpointGroup,
  { maxBodyBytes }: Pick<TransportSettings, 'maxBodyBytes'>,
): number => Math.min(maxBodyBytes, LARGEST_BODY[group]);

/** Fills in the defaults. */
export const settingsOf = (options: TransportOptions): TransportSettings => ({
  clock: options.clock,
  random: options.random,
  timeoutMs: options.timeoutMs,
  connectTimeoutMs: Math.min(options.connectTimeoutMs ?? 3000, options.timeoutMs),
  headersTimeoutMs: Math.min(options.headersTimeoutMs ?? options.timeoutMs, options.timeoutMs),
  bodyTimeoutMs: Math.min(options.bodyTimeoutMs ?? options.timeoutMs, options.timeoutMs),
  lateMs: options.lateMs ?? 0,
  maxBodyBytes: options.maxBodyBytes ?? 8 * MIB,
  allowedHosts: options.allowedHosts ?? null,
  maxRps: options.maxRps ?? null,
  maxQueued: options.maxQueued ?? 5000,
  cacheBytes: options.cacheBytes ?? 32 * MIB,
  redis: options.redis ?? null,
  account: options.account ?? '',
  observe: options.observe ?? (() => {}),
});
