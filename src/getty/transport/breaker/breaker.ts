import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import type { Clock } from '../../../lib/clock.js';
import type { UpstreamResult } from '../classify-response.js';
import { createTransportError, DeadlineExceeded, type ErrorContext } from '../errors.js';
import { TransportError } from '../transport.js';
import { FailureWindow } from './failure-window.js';

/** How long an open breaker lets nothing through, in milliseconds. */
export const OPEN_MS = 5000;

/** Whether a failure says that the host is unwell. What the caller or this service did says nothing about it. */
const isHostFailure = (error: unknown): boolean => {
  if (!(error instanceof TransportError)) return false;
  switch (error.code) {
    case 'dns':
    case 'refused':
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

/** An outage that came as an answer, in the form that cockatiel counts. */
class OutageResponse extends Error {
  constructor(readonly arrival: UpstreamResult) {
    super('outage');
  }
}

/** A probe that proved nothing: its caller left, or the go-ahead was refused. */
class InconclusiveProbe extends Error {
  constructor(readonly reason: unknown) {
    super('unproven');
  }
}

/**
 * One breaker: closed, open for five seconds, then half open for one probe. The states are cockatiel's; what counts is
 * decided here.
 */
export class Breaker {
  readonly #clock: Clock;
  readonly #policy: CircuitBreakerPolicy;
  readonly #window: FailureWindow;
  #openedAt = 0;

  /** @param onChange told `open`, `half-open` and `closed` */
  constructor(clock: Clock, onChange: (state: 'open' | 'half-open' | 'closed') => void = () => {}) {
    this.#clock = clock;
    this.#window = new FailureWindow(clock);
    this.#policy = circuitBreaker(
      handleWhen(
        (error) =>
          error instanceof OutageResponse || error instanceof InconclusiveProbe || isHostFailure(error),
      ),
      { halfOpenAfter: OPEN_MS, breaker: this.#window },
    );
    this.#policy.onBreak(() => {
      this.#openedAt = clock.now();
      onChange('open');
    });
    this.#policy.onHalfOpen(() => onChange('half-open'));
    this.#policy.onReset(() => onChange('closed'));
  }

  /**
   * Refuses at once where a call could not be made anyway, so that it need not queue first.
   * @throws TransportError `circuit-open` with `retryAfterMs`
   */
  check(context: ErrorContext): void {
    const { state } = this.#policy;
    if (state === CircuitState.Closed) return;
    const leftMs = this.#openedAt + OPEN_MS - this.#clock.now();
    // While the probe is out everybody else waits for its end elsewhere: it can take as long as a call can.
    if (state === CircuitState.HalfOpen || leftMs > 0) {
      throw createTransportError(context, 'circuit-open', false, undefined, Math.max(1000, leftMs));
    }
  }

  /**
   * Makes a call and counts how it ended.
   * @throws what the call throws; TransportError `circuit-open`
   */
  async run(context: ErrorContext, call: () => Promise<UpstreamResult>): Promise<UpstreamResult> {
    this.check(context);
    if (this.#policy.state !== CircuitState.Closed) return this.#runProbe(context, call);
    let arrival: UpstreamResult;
    try {
      arrival = await call();
    } catch (error) {
      if (isHostFailure(error)) await this.#failed(error);
      throw error;
    }
    // Nearly all calls end well; those are counted without cockatiel's four promises around each.
    if (arrival.health === 'outage') await this.#failed(new OutageResponse(arrival));
    else this.#window.success(CircuitState.Closed);
    return arrival;
  }

  /** Tells cockatiel of a failure of a closed circuit. It may have opened meanwhile: then this is old news. */
  async #failed(error: unknown): Promise<void> {
    if (this.#policy.state !== CircuitState.Closed) return;
    await this.#policy.execute(() => Promise.reject(error)).catch(() => {});
  }

  /** The one call of an open circuit whose rest is over; `check` has turned away all others. */
  async #runProbe(context: ErrorContext, call: () => Promise<UpstreamResult>): Promise<UpstreamResult> {
    try {
      return await this.#policy.execute(() => assertConclusive(call));
    } catch (error) {
      if (error instanceof OutageResponse) return error.arrival;
      if (error instanceof InconclusiveProbe) throw error.reason;
      if (error instanceof BrokenCircuitError)
        throw createTransportError(context, 'circuit-open', false, error, 1000);
      throw error;
    }
  }
}

const assertConclusive = async (call: () => Promise<UpstreamResult>): Promise<UpstreamResult> => {
  let arrival: UpstreamResult;
  try {
    arrival = await call();
  } catch (error) {
    // cockatiel would close the circuit on an error that is nobody's failure; a probe must prove something for that.
    throw isHostFailure(error) ? error : new InconclusiveProbe(error);
  }
  if (arrival.health === 'outage') throw new OutageResponse(arrival);
  return arrival;
};
