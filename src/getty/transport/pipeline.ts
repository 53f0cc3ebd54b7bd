import type { Breakers } from './breaker/breakers.js';
import type { Dispatch, UpstreamResult, Write } from './classify-response.js';
import { classifyHealth } from './classify-response.js';
import type { ClockSkews } from './clock-skew.js';
import type { ConnectionPool } from './connection-pool.js';
import { createTransportError } from './errors.js';
import type { TransportSettings } from './options.js';
import type { OutgoingRequest } from './outgoing-request.js';
import { ResponseHandler } from './response-handler.js';
import { noteSent } from './sent-secrets.js';
import type { Permit } from './throttle/permit.js';
import type { Throttle } from './throttle/throttle.js';
import { TransportError } from './transport.js';

/** The last step of reads and tokens: writes the request on a pooled connection. */
export const withPool =
  (connections: ConnectionPool, settings: TransportSettings): Write =>
  (outgoing, permit) => {
    const handler = new ResponseHandler(outgoing, settings, outgoing.deadline, () => {
      permit.start(outgoing.request.group);
      return true;
    });
    connections.dispatch(outgoing.address, outgoing.request, handler);
    return handler.response;
  };

/** A step that makes a call with the slot it was given. */
export type Transmit = (outgoing: OutgoingRequest, permit: Permit) => Promise<UpstreamResult>;

/** Notes what each answer tells: how fast Getty Images may be asked, what time it is there, and what the logs want to know. */
export const withMetrics = (
  settings: TransportSettings,
  throttle: Throttle,
  skews: ClockSkews,
  write: Write,
): Transmit => {
  const { clock, observe } = settings;
  const report = (
    outgoing: OutgoingRequest,
    startedAt: number,
    end: { status: number } | TransportError,
  ): void =>
    observe({
      kind: 'call',
      host: outgoing.host,
      group: outgoing.request.group,
      operation: outgoing.operation,
      requestId: outgoing.requestId,
      status: 'status' in end ? end.status : null,
      trouble: 'status' in end ? null : end.code,
      isSent: 'status' in end ? true : end.isSent,
      durationMs: clock.now() - startedAt,
    });
  return async (outgoing, permit) => {
    const startedAt = clock.now();
    try {
      const response = await write(outgoing, permit);
      const health = classifyHealth(response, outgoing.isOutage);
      if (response.status >= 300 || outgoing.request.method !== 'GET') noteSent(response, outgoing.request);
      throttle.recordResponse(health === 'rate-limited', startedAt);
      skews.record(outgoing.host, response.headers, startedAt, clock.now());
      report(outgoing, startedAt, response);
      return { response, health };
    } catch (error) {
      if (error instanceof TransportError) report(outgoing, startedAt, error);
      throw error;
    }
  };
};

/** Counts how calls end, and lets none through to a host that fails. */
export const withCircuitBreaker =
  (breakers: Breakers, call: Transmit): Transmit =>
  (outgoing, permit) =>
    breakers.for(outgoing).run(outgoing, () => call(outgoing, permit));

/** Makes calls wait for their turn. */
export const withThrottle =
  (settings: TransportSettings, throttle: Throttle, call: Transmit): Dispatch =>
  (outgoing) => {
    const permit = throttle.acquire(
      outgoing,
      outgoing.priority,
      outgoing.deadline,
      outgoing.share,
      outgoing.isRetry,
    );
    return permit instanceof Promise
      ? permit.then((mine) => transmitWith(settings, outgoing, mine, call))
      : transmitWith(settings, outgoing, permit, call);
  };

const transmitWith = async (
  settings: TransportSettings,
  outgoing: OutgoingRequest,
  permit: Permit,
  call: Transmit,
): Promise<UpstreamResult> => {
  try {
    // The queue may have taken the last of its time.
    assertWanted(settings, outgoing);
    return await call(outgoing, permit);
  } finally {
    permit.release();
  }
};

/** Refuses at once what could not be sent: nobody waits for it, or its host is given a rest. */
export const withFailFast =
  (settings: TransportSettings, breakers: Breakers, send: Dispatch): Dispatch =>
  (outgoing) => {
    assertWanted(settings, outgoing);
    breakers.for(outgoing).check(outgoing);
    return send(outgoing);
  };

const assertWanted = (settings: TransportSettings, outgoing: OutgoingRequest): void => {
  if (outgoing.deadline.isCancelled) throw createTransportError(outgoing, 'aborted', false);
  if (outgoing.deadline.expiresAt <= settings.clock.now())
    throw createTransportError(outgoing, 'deadline', false);
};
