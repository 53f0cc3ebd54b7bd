import {
  BrokenCircuitError,
  type CircuitBreakerPolicy,
  CircuitState,
  circuitBreaker,
  handleWhen,
} from 'cockatiel';
import type { Clock } from '../../../clock.js';
import type { Arrival } from '../arrival.js';
import { TransportError } from '../transport.js';
import { OutOfTime, type Told, troubled } from '../trouble.js';
import { FailureWindow } from './failure-window.js';

/** How long an open breaker lets nothing through, in milliseconds. */
export const OPEN_MS = 5000;

/** Whether a failure says that the host is unwell. What the caller or this service did says nothing about it. */
const blamesHost = (error: unknown): boolean => {
  if (!(error instanceof TransportError)) return false;
  switch (error.trouble) {
    case 'dns':
    case 'refused':
    case 'connect-timeout':
    case 'tls':
    case 'reset':
    case 'unreadable':
      return true;
    case 'timeout':
      return !(error.cause instanceof OutOfTime && error.cause.whose === 'caller');
    case 'circuit-open':
    case 'queue-full':
    case 'deadline':
    case 'not-sent':
    case 'aborted':
    case 'too-large':
      return false;
    default:
      return error.trouble satisfies never;
  }
};

/** An outage that came as an answer, in the form that cockatiel counts. */
class Outage extends Error {
  constructor(readonly arrival: Arrival) {
    super('outage');
  }
}

/** A probe that proved nothing: its caller left, or the go-ahead was refused. */
class Unproven extends Error {
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
      handleWhen((error) => error instanceof Outage || error instanceof Unproven || blamesHost(error)),
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
  check(told: Told): void {
    const { state } = this.#policy;
    if (state === CircuitState.Closed) return;
    const leftMs = this.#openedAt + OPEN_MS - this.#clock.now();
    // While the probe is out everybody else waits for its end elsewhere: it can take as long as a call can.
    if (state === CircuitState.HalfOpen || leftMs > 0) {
      throw troubled(told, 'circuit-open', false, undefined, Math.max(1000, leftMs));
    }
  }

  /**
   * Makes a call and counts how it ended.
   * @throws what the call throws; TransportError `circuit-open`
   */
  async run(told: Told, call: () => Promise<Arrival>): Promise<Arrival> {
    this.check(told);
    if (this.#policy.state !== CircuitState.Closed) return this.#probe(told, call);
    let arrival: Arrival;
    try {
      arrival = await call();
    } catch (error) {
      if (blamesHost(error)) await this.#failed(error);
      throw error;
    }
    // Nearly all calls end well; those are counted without cockatiel's four promises around each.
    if (arrival.condition === 'outage') await this.#failed(new Outage(arrival));
    else this.#window.success(CircuitState.Closed);
    return arrival;
  }

  /** Tells cockatiel of a failure of a closed circuit. It may have opened meanwhile: then this is old news. */
  async #failed(error: unknown): Promise<void> {
    if (this.#policy.state !== CircuitState.Closed) return;
    await this.#policy.execute(() => Promise.reject(error)).catch(() => {});
  }

  /** The one call of an open circuit whose rest is over; `check` has turned away all others. */
  async #probe(told: Told, call: () => Promise<Arrival>): Promise<Arrival> {
    try {
      return await this.#policy.execute(() => proven(call));
    } catch (error) {
      if (error instanceof Outage) return error.arrival;
      if (error instanceof Unproven) throw error.reason;
      if (error instanceof BrokenCircuitError) throw troubled(told, 'circuit-open', false, error, 1000);
      throw error;
    }
  }
}

const proven = async (call: () => Promise<Arrival>): Promise<Arrival> => {
  let arrival: Arrival;
  try {
    arrival = await call();
  } catch (error) {
    // cockatiel would close the circuit on an error that is nobody's failure; a probe must prove something for that.
    throw blamesHost(error) ? error : new Unproven(error);
  }
  if (arrival.condition === 'outage') throw new Outage(arrival);
  return arrival;
};
