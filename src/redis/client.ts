import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import type { RedisAddress } from './address.js';

/** Either kind of client. Both send commands by name with `call`. */
export type RedisClient = Redis | Cluster;

/** Limits and TLS of a client. */
export interface RedisClientOptions {
  /** Milliseconds a command may take. */
  readonly commandTimeoutMs: number;
  /** Milliseconds that connecting may take. */
  readonly connectTimeoutMs: number;
  /** PEM certificates of a private authority; `null`: the system's. */
  readonly ca: string | null;
  /** Whether the first connection is still being made: then a failed attempt is final. */
  readonly isStarting: () => boolean;
}

const reconnectDelayMs = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt - 1, 6), 2000);

const commonOptions = (address: RedisAddress, options: RedisClientOptions) => ({
  lazyConnect: true,
  ...(address.username === null ? {} : { username: address.username }),
  ...(address.password === null ? {} : { password: address.password }),
  ...(address.isTls ? { tls: tlsOptions(options) } : {}),
  connectTimeout: options.connectTimeoutMs,
  commandTimeout: options.commandTimeoutMs,
  // Detects half-open connections and reconnects.
  socketTimeout: options.commandTimeoutMs * 2,
  // A claim that was made and whose reply was lost must not be made again: it would find itself busy.
  autoResendUnfulfilledCommands: false,
  maxRetriesPerRequest: 0,
  // A demoted primary answers READONLY; reconnecting finds the new one. `true` reconnects without sending again.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
});

const tlsOptions = ({ ca }: RedisClientOptions): { readonly ca?: string } => (ca === null ? {} : { ca });

/** Makes the client that fits an address, not yet connected. No command is ever sent twice by the client itself. */
export function createClient(address: RedisAddress, options: RedisClientOptions): RedisClient {
  const common = commonOptions(address, options);
  // Fail fast: callers would rather have an error now than an outcome after their deadline.
  const failFast = { enableOfflineQueue: false, retryStrategy: reconnectDelayMs };
  const [first] = address.endpoints;
  switch (address.topology) {
    case 'single':
      return new Redis({ ...common, ...failFast, ...first, db: address.database } satisfies RedisOptions);
    case 'sentinel':
      return new Redis({
        ...common,
        ...failFast,
        db: address.database,
        sentinels: [...address.endpoints],
        name: address.primaryName ?? '',
        ...(address.sentinelUsername === null ? {} : { sentinelUsername: address.sentinelUsername }),
        ...(address.sentinelPassword === null ? {} : { sentinelPassword: address.sentinelPassword }),
        ...(address.isTls ? { enableTLSForSentinelMode: true, sentinelTLS: tlsOptions(options) } : {}),
        // A Sentinel that accepts connections and never answers must not hold up the others.
        sentinelCommandTimeout: options.commandTimeoutMs,
        sentinelRetryStrategy: (attempt: number) => (options.isStarting() ? null : reconnectDelayMs(attempt)),
        // The client's `failoverDetector` stays off: an announcement that arrives while it reconnects ends it for good.
        // Sentinels close the connections of a demoted primary themselves, and a write there would answer READONLY.
      } satisfies RedisOptions);
    case 'cluster':
      return new Cluster([...address.endpoints], {
        lazyConnect: true,
        enableOfflineQueue: false,
        clusterRetryStrategy: (attempt: number) => (options.isStarting() ? null : reconnectDelayMs(attempt)),
        // Both would send a command again that may have been executed.
        retryDelayOnFailover: 0,
        retryDelayOnClusterDown: 0,
        slotsRefreshTimeout: options.connectTimeoutMs,
        // Finds a promoted replica also where no node sends MOVED.
        slotsRefreshInterval: 2000,
        redisOptions: common,
      } satisfies ClusterOptions);
    default:
      return address.topology satisfies never;
  }
}
