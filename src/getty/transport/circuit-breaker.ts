import type { Clock } from '../../lib/clock.js';
import { createTransportError, DeadlineExceeded, type ErrorContext, TransportError } from './errors.js';
import type { OutgoingRequest, UpstreamResult } from './outgoing-request.js';
import type { EndpointGroup } from './transport.js';

/** When a circuit breaker opens. */
export interface BreakerRule {
  /** Fewer requests than this within the window never open it. */
  readonly minRequests: number;
  /** The share of failed requests that opens it. */
  readonly failedShare: number;
  /** Milliseconds during which a request counts. */
  readonly windowMs: number;
}

/** At least 20 requests in the last ten seconds, of which half failed. */
export const DEFAULT_RULE: BreakerRule = { minRequests: 20, failedShare: 0.5, windowMs: 10_000 };

const SLICES = 10;

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

/** Counts requests and failures in a window that slides with the clock, so that failures are forgotten in a quiet time too. */
export class FailureWindow {
  readonly #clock: Clock;
  readonly #rule: BreakerRule;
  readonly #requests = new Array<number>(SLICES).fill(0);
  readonly #failures = new Array<number>(SLICES).fill(0);
  #slice = 0;

  constructor(clock: Clock, rule: BreakerRule = DEFAULT_RULE) {
    this.#clock = clock;
    this.#rule = rule;
  }

  record(isFailure: boolean): void {
    const slice = Math.floor((this.#clock.now() * SLICES) / this.#rule.windowMs);
    const passed = Math.min(SLICES, Math.max(0, slice - this.#slice));
    for (let i = 0; i < passed; i += 1) this.#clear((slice - i) % SLICES);
    this.#slice = Math.max(slice, this.#slice);
    const at = this.#slice % SLICES;
    this.#requests[at] = (this.#requests[at] ?? 0) + 1;
    if (isFailure) this.#failures[at] = (this.#failures[at] ?? 0) + 1;
  }

  /** Whether the requests recorded so far open the circuit breaker. Call it directly after `record`. */
  get isTripped(): boolean {
    const requests = sum(this.#requests);
    return requests >= this.#rule.minRequests && sum(this.#failures) >= requests * this.#rule.failedShare;
  }

  /** Forgets every request. */
  reset(): void {
    for (let at = 0; at < SLICES; at += 1) this.#clear(at);
  }

  #clear(at: number): void {
    this.#requests[at] = 0;
    this.#failures[at] = 0;
  }
}

/** Milliseconds that an open circuit breaker rejects every request. */
export const OPEN_MS = 5000;

/** Shortest `retryAfterMs` of a rejected request: a probe can take as long as any request. */
const MIN_RETRY_AFTER_MS = 1000;

/** Whether an error means that the host is unhealthy. What the caller or this service did says nothing about the host. */
const isHostFailure = (error: unknown): boolean => {
  if (!(error instanceof TransportError)) return false;
  switch (error.code) {
    case 'dns':
    case 'connection-refused':
    case 'connect-timeout':
    case 'tls':
    case 'reset':
    case 'unreadable':
      return true;
    case 'timeout':
      return !(error.cause instanceof DeadlineExceeded && error.cause.owner === 'caller');
    case 'circuit-open':
    case 'queue-full':
    case 'deadline':
    case 'not-sent':
    case 'aborted':
    case 'too-large':
      return false;
    default:
      return error.code satisfies never;
  }
};

/** State of a circuit breaker. `half-open`: a single request is in flight as a probe. */
export type BreakerState = 'open' | 'half-open' | 'closed';

/**
 * One circuit breaker: closed; open for five seconds once half of the recent requests failed; then half-open for one
 * probe, which closes it again if it succeeds. Written here rather than taken from a library: what counts as a failure,
 * the sliding window and probes that prove nothing are this service's own rules, and the three states around them are
 * less code than an adapter to cockatiel was.
 */
export class CircuitBreaker {
  readonly #clock: Clock;
  readonly #onChange: (state: BreakerState) => void;
  readonly #window: FailureWindow;
  #state: BreakerState = 'closed';
  #openedAt = 0;

  /** @param onChange called with each new state */
  constructor(clock: Clock, onChange: (state: BreakerState) => void = () => {}) {
    this.#clock = clock;
    this.#onChange = onChange;
    this.#window = new FailureWindow(clock);
  }

  /**
   * Rejects a request that could not be sent anyway, so that it need not queue first.
   * @throws TransportError `circuit-open` with `retryAfterMs`
   */
  check(context: ErrorContext): void {
    if (this.#state === 'closed') return;
    const leftMs = this.#openedAt + OPEN_MS - this.#clock.now();
    if (this.#state === 'half-open' || leftMs > 0)
      throw createTransportError(
        context,
        'circuit-open',
        false,
        undefined,
        Math.max(MIN_RETRY_AFTER_MS, leftMs),
      );
  }

  /**
   * Makes a request and counts its outcome. The first one after the open time is the probe.
   * @throws what `send` throws; TransportError `circuit-open`
   */
  async run(context: ErrorContext, send: () => Promise<UpstreamResult>): Promise<UpstreamResult> {
    this.check(context);
    const isProbe = this.#state === 'open';
    if (isProbe) this.#enter('half-open');
    let result: UpstreamResult;
    try {
      result = await send();
    } catch (error) {
      // A probe must prove that the host works: one that was cancelled or not sent opens the breaker again.
      if (isProbe) this.#open();
      else if (isHostFailure(error)) this.#record(true);
      throw error;
    }
    const isFailure = result.health === 'outage';
    if (!isProbe) this.#record(isFailure);
    else if (isFailure) this.#open();
    else this.#close();
    return result;
  }

  /** Counts the outcome of a request that was sent while closed; the breaker may have opened since. */
  #record(isFailure: boolean): void {
    if (this.#state !== 'closed') return;
    this.#window.record(isFailure);
    if (isFailure && this.#window.isTripped) this.#open();
  }

  #open(): void {
    this.#openedAt = this.#clock.now();
    this.#enter('open');
  }

  #close(): void {
    this.#window.reset();
    this.#window.record(false);
    this.#enter('closed');
  }

  #enter(state: BreakerState): void {
    this.#state = state;
    this.#onChange(state);
  }
}

/** Is called when a circuit breaker changes its state. */
export type BreakerListener = (host: string, group: EndpointGroup, state: BreakerState) => void;

/** One circuit breaker per host and group of endpoints: downloads may work while search fails. */
export class CircuitBreakers {
  readonly #clock: Clock;
  readonly #onChange: BreakerListener;
  readonly #byOrigin = new Map<string, Map<EndpointGroup, CircuitBreaker>>();

  constructor(clock: Clock, onChange: BreakerListener) {
    this.#clock = clock;
    this.#onChange = onChange;
  }

  /** The breaker of a request's origin and group. Redirects lead to few, allowed hosts, so none is ever dropped. */
  for({ address, request: { group } }: Pick<OutgoingRequest, 'address' | 'request'>): CircuitBreaker {
    let groups = this.#byOrigin.get(address.origin);
    if (groups === undefined) {
      groups = new Map();
      this.#byOrigin.set(address.origin, groups);
    }
    let breaker = groups.get(group);
    if (breaker === undefined) {
      breaker = new CircuitBreaker(this.#clock, (state) => this.#onChange(address.host, group, state));
      groups.set(group, breaker);
    }
    return breaker;
  }
}
