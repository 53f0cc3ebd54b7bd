import { Counter, Gauge, Histogram } from 'prom-client';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { DriftEvent } from './drift/drift-watch.js';
import { createSampleWriter } from './drift/samples.js';
import type { TransportEvent, TransportObserver } from './transport/transport.js';

const STATES = ['open', 'half-open', 'closed'] as const;

/** Values of the label `by` of the deprecated `getty_graphql_upstream_saved_total`. */
const SAVED_BY = { cache: 'cache', coalesced: 'sharing' } as const;

/** Outcome of a request as a label with few values: the class of the status, or the error code. */
const resultLabel = (event: Extract<TransportEvent, { kind: 'call' }>): string =>
  event.status === null ? (event.code ?? 'unknown') : `${Math.floor(event.status / 100)}xx`;

/**
 * Counts and logs the transport's events: requests by operation and result, reads that needed none, and changes of
 * circuit breakers. Every line has the request id, under which the logs of both sides find it.
 */
export const createUpstreamObserver = ({ registry }: Metrics, logger: Logger): TransportObserver => {
  const registers = [registry];
  const calls = new Counter({
    name: 'getty_graphql_upstream_calls_total',
    help: 'Requests to Getty Images, by operation and result; every retry counts.',
    labelNames: ['operation', 'result'],
    registers,
  });
  const seconds = new Histogram({
    name: 'getty_graphql_upstream_call_seconds',
    help: 'Seconds from the permit of the throttle to the last byte of the response, by group of endpoints.',
    labelNames: ['group'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers,
  });
  const avoided = new Counter({
    name: 'getty_graphql_upstream_requests_avoided_total',
    help: 'Reads that needed no request: served from the cache, or coalesced with an identical one in flight.',
    labelNames: ['operation', 'reason'],
    registers,
  });
  const saved = new Counter({
    name: 'getty_graphql_upstream_saved_total',
    help: 'Deprecated, removed in the next release: see getty_graphql_upstream_requests_avoided_total.',
    labelNames: ['operation', 'by'],
    registers,
  });
  const breakers = new Gauge({
    name: 'getty_graphql_breaker_state',
    help: '1 for the current state of the circuit breaker of a host and group of endpoints.',
    labelNames: ['host', 'group', 'state'],
    registers,
  });
  return (event) => {
    switch (event.kind) {
      case 'call':
        calls.inc({ operation: event.operation, result: resultLabel(event) });
        seconds.observe({ group: event.group }, event.durationMs / 1000);
        logger.debug(event, 'upstream call');
        return;
      case 'avoided':
        avoided.inc({ operation: event.operation, reason: event.reason });
        saved.inc({ operation: event.operation, by: SAVED_BY[event.reason] });
        return;
      case 'breaker':
        for (const state of STATES)
          breakers.set({ host: event.host, group: event.group, state }, state === event.state ? 1 : 0);
        logger.warn(event, 'breaker');
        return;
      default:
        event satisfies never;
    }
  };
};

/**
 * Counts and logs responses that differ from Getty Images' documents; each difference is logged once.
 * @param samples folder for redacted samples; `null`: none are written
 */
export const createDriftObserver = (
  { registry }: Metrics,
  logger: Logger,
  samples: string | null,
): ((event: DriftEvent) => void) => {
  const drifts = new Counter({
    name: 'getty_graphql_upstream_drift_total',
    help: 'Differences between examined responses of Getty Images and its documents, by operation and kind.',
    labelNames: ['operation', 'kind'],
    registers: [registry],
  });
  const writeSample =
    samples === null
      ? null
      : createSampleWriter(samples, (err) => logger.error({ err }, 'samples of drift cannot be written'));
  return (event) => {
    const { operation, kind, path, status, isNew } = event;
    drifts.inc({ operation, kind });
    if (isNew)
      logger.warn({ operation, kind, path, status }, 'Getty Images’ response differs from its documents');
    writeSample?.(event);
  };
};
