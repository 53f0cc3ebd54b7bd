import type { CancelListener } from '../../lib/cancellation.js';
import { Breakers } from './breaker/breakers.js';
import { Cache } from './cache/cache.js';
import { withCache } from './cached-read.js';
import type { Dispatch, Write } from './classify-response.js';
import { ClockSkews } from './clock-skew.js';
import { RequestCoalescer } from './coalescing/request-coalescer.js';
import { principalKey } from './coalescing/request-key.js';
import { createConnectionPool } from './connection-pool.js';
import { withDeadline } from './deadline.js';
import { createTransportError } from './errors.js';
import { settingsOf, type TransportOptions } from './options.js';
import { createOutgoingRequest } from './outgoing-request.js';
import { withCircuitBreaker, withFailFast, withMetrics, withPool, withThrottle } from './pipeline.js';
import { withRedirects } from './redirects.js';
import { withRetry } from './retry/retry.js';
import { RetryBudget } from './retry/retry-budget.js';
import { withSendOnce } from './send-once.js';
import { Throttle } from './throttle/throttle.js';
import type { CallContext, Transport } from './transport.js';

const ofScope = ({ id, share }: CallContext) => ({ requestId: id, share, isOutage: null });

/** Makes the road to Getty Images. Once per process: pool, throttle, breakers, cache and retry budget are its own. */
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
  const breakers = new Breakers(clock, (host, group, state) =>
    observe({ kind: 'breaker', host, group, state }),
  );
  const budget = new RetryBudget(clock);
  const skews = new ClockSkews();
  const flights = new RequestCoalescer(clock);
  const cache = new Cache(clock, settings.cacheBytes, redis);
  const spending = new Set<Promise<unknown>>();
  const open = new Set<CancelListener>();
  let isClosed = false;

  // The composition: what is written left is met first.
  const road = (write: Write): Dispatch =>
    withFailFast(
      settings,
      breakers,
      withThrottle(
        settings,
        throttle,
        withCircuitBreaker(breakers, withMetrics(settings, throttle, skews, write)),
      ),
    );
  const calling = road(withPool(connections, settings));
  const reading = withCache(
    settings,
    flights,
    cache,
    withRedirects(settings.allowedHosts, withRetry({ clock, random, budget }, calling)),
  );

  return {
    read: reading,
    requestToken: (request, scope) =>
      withDeadline(scope, async (deadline) => {
        const outgoing = createOutgoingRequest(request, { deadline, ...ofScope(scope), priority: 'token' });
        return (await calling(outgoing)).response;
      }),
    async sendOnce(request, scope, beforeSend) {
      const spent = withDeadline(scope, async (deadline) => {
        const outgoing = createOutgoingRequest(request, { deadline, ...ofScope(scope), priority: 'spend' });
        if (isClosed) throw createTransportError(outgoing, 'not-sent', false);
        return (await road(withSendOnce(connections, settings, open, beforeSend))(outgoing)).response;
      });
      spending.add(spent);
      try {
        return await spent;
      } finally {
        spending.delete(spent);
        flights.detach(() => true);
      }
    },
    invalidate(principal) {
      const prefix = `${principalKey(principal)}\n`;
      cache.invalidate(principal);
      flights.detach((key) => key.startsWith(prefix));
    },
    clockSkewMs: (host) => skews.get(host),
    async close() {
      isClosed = true;
      await Promise.allSettled(spending);
      // Those that are late: how long they are waited for is decided by who stops the service.
      for (const exchange of [...open]) exchange.onCancel();
      flights.cancelAll();
      throttle.close();
      await connections.destroy();
    },
  };
};
