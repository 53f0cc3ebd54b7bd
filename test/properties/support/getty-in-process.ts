import type { Order } from '../../../simulator/src/accounts/ledger.js';
import { Router } from '../../../simulator/src/http/router.js';
import { allRoutes } from '../../../simulator/src/http/routes.js';
import { State } from '../../../simulator/src/state.js';
import type { Charge, SimulatorSwitches } from '../../../simulator/src/types.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import type { UpstreamRequest, UpstreamResponse } from '../../../src/getty/transport/transport.js';
import { withFault } from './faults.js';
import type { FaultKind, FaultTarget } from './scenario.js';
import type { Time } from './time.js';

/** The result of one request to Getty Images, before it is delivered. */
export interface Dealt {
  readonly answer: UpstreamResponse;
  /** The charges it makes. */
  readonly orders: readonly Order[];
  /** The late charge that the response waits for. */
  readonly settled: Promise<void> | undefined;
}

/**
 * The simulator's own operations, ledger, tokens and histories without the sockets: whatever it does over HTTP it does
 * here, thousands of sequences a minute. The faults, which the simulator makes at its sockets, are made here.
 */
export class GettyInProcess {
  readonly state: State;
  private readonly router = new Router(allRoutes());
  private time: Time | null = null;
  private captured: Order[] = [];
  private seq = 0;
  private commitDelayMs = 0;
  private random: () => number = Math.random;
  private faults: { readonly target: FaultTarget; readonly kind: FaultKind }[] = [];

  constructor() {
    this.state = new State({ now: () => this.time?.now() ?? 0 });
    const { ledger } = this.state;
    const spend = ledger.spend.bind(ledger);
    ledger.spend = (orders, delayMs) => {
      this.captured.push(...orders);
      return spend(orders, delayMs);
    };
  }

  /** A new sequence: everything as at the start. */
  begin(time: Time, options: Partial<SimulatorSwitches>, random: () => number): void {
    this.time = time;
    this.random = random;
    this.commitDelayMs = options.commitDelayMs ?? 0;
    Object.assign(this.state.options, options);
    this.state.reset();
    this.faults = [];
    this.captured = [];
    time.onStep((now) => this.state.ledger.runDue(now));
  }

  get charges(): readonly Charge[] {
    return this.state.ledger.charges;
  }

  /** The next request that fits meets this. */
  spoil(target: FaultTarget, kind: FaultKind): void {
    this.faults.push({ target, kind });
  }

  clearFaults(): void {
    this.faults = [];
  }

  /** The fault that a request of this kind meets, used up by it. */
  fault(wanted: FaultTarget): FaultKind | null {
    const index = this.faults.findIndex(({ target }) => target === wanted);
    if (index < 0) return null;
    const [found] = this.faults.splice(index, 1);
    return found?.kind ?? null;
  }

  /** Deals with a request that arrived. */
  deal(request: UpstreamRequest, fault: FaultKind | null): Dealt {
    const { state } = this;
    const url = new URL(request.url);
    const date = new Date(state.clock.getty()).toUTCString();
    const before = withFault(fault, date);
    if (before !== null) return { answer: before, orders: [], settled: undefined };
    this.captured = [];
    this.seq += 1;
    // Getty Images is not always late.
    state.options.commitDelayMs = this.random() < 0.5 ? this.commitDelayMs : 0;
    const match = this.router.find(request.method, url.pathname, state.options);
    if (match === undefined)
      throw new Error(`The simulator does not know ${request.method} ${url.pathname}.`);
    const reply = match.route.handler(state, {
      seq: this.seq,
      api: match.route.api,
      method: request.method,
      path: url.pathname,
      query: url.searchParams,
      headers: request.headers,
      body: request.body ?? '',
      params: match.params,
      base: url.origin,
    });
    const headers = { ...reply.headers, date };
    const response = { status: reply.status, headers, body: reply.body.toString() };
    return { answer: response, orders: this.captured, settled: reply.settled };
  }
}

/** An error as the transport throws it. */
export const transportError = (kind: TransportError['code'], isSent: boolean): TransportError =>
  new TransportError(kind, isSent, `on purpose: ${kind}`);
