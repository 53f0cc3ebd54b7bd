import type { CircuitBreakers } from './circuit-breaker.js';
import type { ClockSkews } from './clock-skew.js';
import type { ConnectionPool } from './connection-pool.js';
import { createTransportError, TransportError } from './errors.js';
import type { Dispatch, OutgoingRequest, Transmit, UpstreamResult, Write } from './outgoing-request.js';
import { ResponseHandler } from './response-handler.js';
import { classifyHealth } from './response-health.js';
import { noteSent } from './sent-secrets.js';
import type { Permit, Throttle } from './throttle.js';
import type { TransportSettings } from './transport.js';

/** Last stage of reads and token requests: writes the request on a pooled connection. */
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

/** Records each attempt: its health for the throttle's rate, its `Date` for the clock skew, an event for logs and metrics. */
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
      code: 'status' in end ? null : end.code,
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

/** Counts outcomes per host and group, and rejects requests while the circuit breaker is open. */
export const withCircuitBreaker =
  (breakers: CircuitBreakers, transmit: Transmit): Transmit =>
  (outgoing, permit) =>
    breakers.for(outgoing).run(outgoing, () => transmit(outgoing, permit));

/** Queues requests until the throttle grants a permit. */
export const withThrottle =
  (settings: TransportSettings, throttle: Throttle, transmit: Transmit): Dispatch =>
  (outgoing) => {
    const permit = throttle.acquire(
      outgoing,
      outgoing.priority,
      outgoing.deadline,
      outgoing.share,
      outgoing.isRetry,
    );
    return permit instanceof Promise
      ? permit.then((granted) => transmitWith(settings, outgoing, granted, transmit))
      : transmitWith(settings, outgoing, permit, transmit);
  };

const transmitWith = async (
  settings: TransportSettings,
  outgoing: OutgoingRequest,
  permit: Permit,
  transmit: Transmit,
): Promise<UpstreamResult> => {
  try {
    // The deadline may have expired in the queue.
    assertNotExpired(settings, outgoing);
    return await transmit(outgoing, permit);
  } finally {
    permit.release();
  }
};

/** Rejects at once, before the queue, a request whose caller is gone or whose circuit breaker is open. */
export const withFailFast =
  (settings: TransportSettings, breakers: CircuitBreakers, send: Dispatch): Dispatch =>
  (outgoing) => {
    assertNotExpired(settings, outgoing);
    breakers.for(outgoing).check(outgoing);
    return send(outgoing);
  };

const assertNotExpired = (settings: TransportSettings, outgoing: OutgoingRequest): void => {
  if (outgoing.deadline.isCancelled) throw createTransportError(outgoing, 'aborted', false);
  if (outgoing.deadline.expiresAt <= settings.clock.now())
    throw createTransportError(outgoing, 'deadline', false);
};
