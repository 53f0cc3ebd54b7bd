import type { CancelListener } from '../../lib/cancellation.js';
import type { Clock } from '../../lib/clock.js';
import type { Deadline } from './deadline.js';
import { createTransportError, TransportError } from './errors.js';
import type { Dispatch, OutgoingRequest, UpstreamResult } from './outgoing-request.js';
import { retryAfterMs } from './response-health.js';

/** Most attempts of a read, the first included. A 429 costs Getty Images little, and its limit renews every second. */
export const MAX_ATTEMPTS = { failed: 3, 'rate-limited': 6 } as const;

/** Longest delay of the first retry, in milliseconds; it doubles with each further one, up to the cap. */
const BASE_MS = { failed: 100, 'rate-limited': 1000 } as const;
const CAP_MS = 4000;

/** Why a read may be retried. */
export type RetryReason = keyof typeof MAX_ATTEMPTS;

/** Outcome of an attempt. */
export type Outcome = { readonly result: UpstreamResult } | { readonly error: TransportError };

const RETRIED_STATUSES = new Set([200, 500, 502, 503, 504]);

/** Why an attempt may be retried, or `null` where another would end the same way. Pure. */
export const retryReason = (outcome: Outcome): RetryReason | null => {
  if ('result' in outcome) {
    const { response, health } = outcome.result;
    if (health === 'rate-limited') return 'rate-limited';
    return health === 'outage' && RETRIED_STATUSES.has(response.status) ? 'failed' : null;
  }
  switch (outcome.error.code) {
    case 'dns':
    case 'connection-refused':
    case 'timeout':
    case 'reset':
    case 'unreadable':
      return 'failed';
    // The kernel has retried the connection by itself meanwhile.
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
 * Milliseconds before the next attempt: those of `Retry-After`, else full jitter (uniform between zero and an
 * exponentially growing limit), which spreads simultaneous retries best. Pure.
 * @param attempt the number of attempts made
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
  const requested =
    'result' in outcome ? retryAfterMs(outcome.result.response.headers['retry-after'], now) : null;
  const jittered = random * Math.min(CAP_MS, BASE_MS[reason] * 2 ** (attempt - 1));
  // Every client got the same `Retry-After`; a little jitter on top spreads them.
  return requested === null ? jittered : requested + random * BASE_MS.failed;
};

const SECONDS = 60;

/** Retries of the last minute may be a fifth of its requests; ten are always allowed. */
const SHARE = 0.2;
const MIN_RETRIES = 10;

/**
 * Bounds retries, so that they do not make an outage worse: when every request fails, the load grows by a fifth and not
 * by a multiple. Counts requests and retries of the last sixty seconds.
 */
export class RetryBudget {
  readonly #clock: Clock;
  readonly #requests = new Array<number>(SECONDS).fill(0);
  readonly #retries = new Array<number>(SECONDS).fill(0);
  #second = 0;
  #requestsNow = 0;
  #retriesNow = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts a request; its retries are counted by `take`. */
  recordRequest(): void {
    const at = this.#advance();
    this.#requests[at] = (this.#requests[at] ?? 0) + 1;
    this.#requestsNow += 1;
  }

  /** Takes one retry from the budget. @returns `false` where it is exhausted */
  take(): boolean {
    const at = this.#advance();
    if (this.#retriesNow >= Math.max(MIN_RETRIES, Math.floor(this.#requestsNow * SHARE))) return false;
    this.#retries[at] = (this.#retries[at] ?? 0) + 1;
    this.#retriesNow += 1;
    return true;
  }

  #advance(): number {
    const second = Math.floor(this.#clock.now() / 1000);
    const passed = Math.min(SECONDS, Math.max(0, second - this.#second));
    for (let i = 0; i < passed; i += 1) {
      const at = (second - i) % SECONDS;
      this.#requestsNow -= this.#requests[at] ?? 0;
      this.#retriesNow -= this.#retries[at] ?? 0;
      this.#requests[at] = 0;
      this.#retries[at] = 0;
    }
    this.#second = Math.max(second, this.#second);
    return this.#second % SECONDS;
  }
}

/** Dependencies of `withRetry`. */
export interface RetryDeps {
  readonly clock: Clock;
  readonly random: () => number;
  readonly budget: RetryBudget;
}

/** Waits; returns early when the request is cancelled. */
const pause = (ms: number, deadline: Deadline): Promise<void> =>
  new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      deadline.removeListener(listener);
      resolve();
    };
    const listener: CancelListener = { onCancel: end };
    const timer = setTimeout(end, ms).unref();
    deadline.addListener(listener);
    if (deadline.isCancelled) end();
  });

const toResponseOutcome = (result: UpstreamResult): Outcome => ({ result });
const toErrorOutcome = (error: unknown): Outcome => {
  if (error instanceof TransportError) return { error };
  throw error;
};

const tryOnce = (send: Dispatch, outgoing: OutgoingRequest): Outcome | Promise<Outcome> => {
  try {
    return send(outgoing).then(toResponseOutcome, toErrorOutcome);
  } catch (error) {
    return toErrorOutcome(error);
  }
};

const wasSent = (outcome: Outcome): boolean => 'result' in outcome || outcome.error.isSent;

/** Retries failed reads, as long as the budget, the number of attempts and the deadline allow. */
export const withRetry =
  (retries: RetryDeps, send: Dispatch): Dispatch =>
  async (outgoing): Promise<UpstreamResult> => {
    retries.budget.recordRequest();
    let outcome = await tryOnce(send, outgoing);
    for (let attempt = 1; ; attempt += 1) {
      const delay = delayBeforeNext(retries, outgoing, outcome, attempt);
      if (delay === null) break;
      await pause(delay, outgoing.deadline);
      if (outgoing.deadline.isCancelled) throw createTransportError(outgoing, 'aborted', wasSent(outcome));
      const next = await tryOnce(send, { ...outgoing, isRetry: true });
      // A retry that was not sent (queue, circuit breaker, deadline) says less than the outcome before it.
      if (!wasSent(next) && wasSent(outcome)) break;
      outcome = next;
    }
    if ('error' in outcome) throw outcome.error;
    return outcome.result;
  };

/** Milliseconds before the next attempt, or `null` for none. Takes the retry from the budget. */
const delayBeforeNext = (
  retries: RetryDeps,
  outgoing: OutgoingRequest,
  outcome: Outcome,
  attempt: number,
): number | null => {
  const reason = retryReason(outcome);
  if (reason === null || attempt >= MAX_ATTEMPTS[reason]) return null;
  const now = retries.clock.now();
  const delay = backoffMs(outcome, reason, attempt, retries.random(), now);
  if (now + delay >= outgoing.deadline.expiresAt) return null;
  return retries.budget.take() ? delay : null;
};
