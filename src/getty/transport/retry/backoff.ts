import { retryAfterMs } from '../../errors/parse-error-response.js';
import type { UpstreamResult } from '../classify-response.js';
import type { TransportError } from '../transport.js';

/** How often a read is made at most, the first time included. A 429 costs Getty Images little and passes by the second. */
export const MAX_ATTEMPTS = { failed: 3, 'rate-limited': 6 } as const;

/** Milliseconds that the first retry waits at most; each further one twice as long, up to the cap. */
const BASE_MS = { failed: 100, 'rate-limited': 1000 } as const;
const CAP_MS = 4000;

/** Why a read may be made again. */
export type RetryReason = keyof typeof MAX_ATTEMPTS;

/** How an attempt ended. */
export type Outcome = { readonly arrival: UpstreamResult } | { readonly error: TransportError };

const RETRIED_STATUSES = new Set([200, 500, 502, 503, 504]);

/** Why an attempt may be repeated, or `null` where another would end the same way. Pure. */
export const retryReason = (outcome: Outcome): RetryReason | null => {
  if ('arrival' in outcome) {
    const { response, health } = outcome.arrival;
    if (health === 'rate-limited') return 'rate-limited';
    return health === 'outage' && RETRIED_STATUSES.has(response.status) ? 'failed' : null;
  }
  switch (outcome.error.code) {
    case 'dns':
    case 'refused':
    case 'timeout':
    case 'reset':
    case 'unreadable':
      return 'failed';
    // The kernel has tried again by itself all the while.
    case 'connect-timeout':
    case 'tls':
    case 'circuit-open':
    case 'queue-full':
    case 'deadline':
    case 'not-sent':
    case 'aborted':
    case 'too-large':
      return null;
    default:
      return outcome.error.code satisfies never;
  }
};

/**
 * Milliseconds to wait before the next attempt: what Getty Images asks for, else full jitter (anything between nothing
 * and an exponentially growing limit), which spreads a herd better than any fixed wait. Pure.
 * @param attempt how many were made
 * @param random in [0, 1)
 * @param now for `Retry-After` dates
 */
export const backoffMs = (
  outcome: Outcome,
  reason: RetryReason,
  attempt: number,
  random: number,
  now: number,
): number => {
  const asked =
    'arrival' in outcome ? retryAfterMs(outcome.arrival.response.headers['retry-after'], now) : null;
  const jittered = random * Math.min(CAP_MS, BASE_MS[reason] * 2 ** (attempt - 1));
  // Everybody was told the same time; a little jitter on top keeps them apart.
  return asked === null ? jittered : asked + random * BASE_MS.failed;
};
