import type { CancelListener } from '../../lib/cancellation.js';
import { Cache, withCache } from './cache.js';
import { CircuitBreakers } from './circuit-breaker.js';
import { ClockSkews } from './clock-skew.js';
import { createConnectionPool } from './connection-pool.js';
import { withDeadline } from './deadline.js';
import { createTransportError } from './errors.js';
import { createOutgoingRequest, type Dispatch, type Write } from './outgoing-request.js';
import { withCircuitBreaker, withFailFast, withMetrics, withPool, withThrottle } from './pipeline.js';
import { withRedirects } from './redirects.js';
import { principalKey, RequestCoalescer } from './request-coalescing.js';
import { RetryBudget, withRetry } from './retry.js';
import { withSendOnce } from './send-once.js';
import { Throttle } from './throttle.js';
import { type CallContext, settingsOf, type Transport, type TransportOptions } from './transport.js';

const metaOf = ({ id, share }: CallContext) => ({ requestId: id, share, isOutage: null });

/**
 * Creates the transport to Getty Images, once per process: connection pool, throttle, circuit breakers, cache and retry
 * budget belong to it.
 */
export const createTransport = (options: TransportOptions): Transport => {
  const settings = settingsOf(options);
  const { clock, random, observe, redis } = settings;
  const connections = createConnectionPool(settings);
  const throttle = new Throttle({
    clock,
    random,
    maxRps: settings.maxRps,
    maxQueued: settings.maxQueued,
    store: redis,
    account: settings.account,
  });
  const breakers = new CircuitBreakers(clock, (host, group, state) =>
    observe({ kind: 'breaker', host, group, state }),
  );
  const budget = new RetryBudget(clock);
  const skews = new ClockSkews();
  const coalescer = new RequestCoalescer(clock);
  const cache = new Cache(clock, settings.cacheBytes, redis);
  /** Downloads that `close` waits for. */
  const downloads = new Set<Promise<unknown>>();
  /** Downloads whose connection is open, late ones included. */
  const open = new Set<CancelListener>();
  let isClosed = false;

  // The pipeline: a request passes the stages from left to right.
  const pipeline = (write: Write): Dispatch =>
    withFailFast(
      settings,
      breakers,
      withThrottle(
        settings,
        throttle,
        withCircuitBreaker(breakers, withMetrics(settings, throttle, skews, write)),
      ),
    );
  const send = pipeline(withPool(connections, settings));

  return {
    read: withCache(
      settings,
      coalescer,
      cache,
      withRedirects(settings.allowedHosts, withRetry({ clock, random, budget }, send)),
    ),
    requestToken: (request, context) =>
      withDeadline(context, async (deadline) => {
        const outgoing = createOutgoingRequest(request, { deadline, ...metaOf(context), priority: 'token' });
        return (await send(outgoing)).response;
      }),
    async sendOnce(request, context, beforeSend) {
      const download = withDeadline(context, async (deadline) => {
        const meta = { deadline, ...metaOf(context), priority: 'download' } as const;
        const outgoing = createOutgoingRequest(request, meta);
        if (isClosed) throw createTransportError(outgoing, 'not-sent', false);
        return (await pipeline(withSendOnce(connections, settings, open, beforeSend))(outgoing)).response;
      });
      downloads.add(download);
      try {
        return await download;
      } finally {
        downloads.delete(download);
        coalescer.detach(() => true);
      }
    },
    invalidate(principal) {
      const prefix = `${principalKey(principal)}\n`;
      cache.invalidate(principal);
      coalescer.detach((key) => key.startsWith(prefix));
    },
    clockSkewMs: (host) => skews.get(host),
    async close() {
      isClosed = true;
      await Promise.allSettled(downloads);
      // Ends late ones; the caller of `close` decides how long to wait for them before.
      for (const handler of [...open]) handler.onCancel();
      coalescer.cancelAll();
      throttle.close();
      await connections.destroy();
    },
  };
};
