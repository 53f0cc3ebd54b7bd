import type { Clock } from '../../lib/clock.js';
import type { TransportObserver } from './events.js';
import type { RedisLike } from './redis-like.js';
import type { EndpointGroup } from './transport.js';

/** What `createTransport` is given. Everything but the clock, the randomness and the time-out has a default. */
export interface TransportOptions {
  readonly clock: Clock;
  /** Evenly spread over [0, 1), e.g. `Math.random`; spreads retries. */
  readonly random: () => number;
  /** Milliseconds that one call may take from connecting to its last byte (`GETTY_TIMEOUT_MS`). */
  readonly timeoutMs: number;
  /** Milliseconds until a connection, TLS included, must stand. Default 3000, never more than `timeoutMs`. */
  readonly connectTimeoutMs?: number;
  /** Milliseconds from writing a request to its answer's headers. Default: `timeoutMs`. */
  readonly headersTimeoutMs?: number;
  /** Milliseconds that a body may stand still. Default: `timeoutMs`. */
  readonly bodyTimeoutMs?: number;
  /**
   * Milliseconds that the connection of a request that spends stays open after `timeoutMs`, for a response that comes
   * late. Default 0.
   */
  readonly lateMs?: number;
  /** Bytes of a body, as it travels and once it is unpacked; `largestBody` says less for most groups. Default 8 MiB. */
  readonly maxBodyBytes?: number;
  /** Hosts (`URL.host`) that a read may be redirected to; `null`, the default: any. */
  readonly allowedHosts?: readonly string[] | null;
  /** Calls per second to Getty Images, over all replicas when there is `redis` (`GETTY_MAX_RPS`). Default `null`: none. */
  readonly maxRps?: number | null;
  /** Calls that may wait for their turn, in each lane. Default 5000. */
  readonly maxQueued?: number;
  /** Bytes of answers kept in memory, by estimate. Default 32 MiB; 0 keeps none. */
  readonly cacheBytes?: number;
  /** What replicas share: the throttle and anonymous answers. `RedisConnection` fits. Default `null`. */
  readonly redis?: RedisLike | null;
  /** Whose limit of calls `maxRps` is, e.g. the API key. Only services that share a Redis need it. Default ''. */
  readonly account?: string;
  /** Hears what happens on the road. */
  readonly observe?: TransportObserver;
}

/** The options with every default filled in. */
export type TransportSettings = { readonly [K in keyof TransportOptions]-?: TransportOptions[K] };

const KIB = 1024;
const MIB = 1024 * KIB;

/**
 * Bytes of the largest honest response by group of endpoints, with room to spare: what is larger is not read to its end.
 * A search of 100 rows with every field is 160 kB in the simulator and below 20 kB a row at Getty Images; 100 images or
 * videos with details, keywords and sizes stay below 40 kB each. A download's response is below 2 kB; its bound is wide,
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
