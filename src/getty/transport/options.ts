import type { Clock } from '../../clock.js';

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
  /** Bytes of a body, as it travels and once it is unpacked. Default 8 MiB. */
  readonly maxBodyBytes?: number;
  /** Hosts (`URL.host`) that a read may be redirected to; `null`, the default: any. */
  readonly allowedHosts?: readonly string[] | null;
}

/** The options with every default filled in. */
export type TransportSettings = { readonly [K in keyof TransportOptions]-?: TransportOptions[K] };

const MIB = 1024 * 1024;

/** Fills in the defaults. */
export const settingsOf = (options: TransportOptions): TransportSettings => ({
  clock: options.clock,
  random: options.random,
  timeoutMs: options.timeoutMs,
  connectTimeoutMs: Math.min(options.connectTimeoutMs ?? 3000, options.timeoutMs),
  headersTimeoutMs: Math.min(options.headersTimeoutMs ?? options.timeoutMs, options.timeoutMs),
  bodyTimeoutMs: Math.min(options.bodyTimeoutMs ?? options.timeoutMs, options.timeoutMs),
  maxBodyBytes: options.maxBodyBytes ?? 8 * MIB,
  allowedHosts: options.allowedHosts ?? null,
});
