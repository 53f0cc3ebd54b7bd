import type { Abortable } from '../../ending.js';
import type { Send, Write } from './arrival.js';
import { Breakers } from './breaker/breakers.js';
import { Cache } from './cache/cache.js';
import { ClockSkews } from './clock-skew.js';
import { openConnections } from './connections.js';
import { hopOf } from './hop.js';
import { withinScope } from './life.js';
import { settingsOf, type TransportOptions } from './options.js';
import { sharingAndKeeping } from './reads.js';
import { followingRedirects } from './redirects.js';
import { RetryBudget } from './retry/retry-budget.js';
import { retrying } from './retry/retrying.js';
import { counting, failingFast, noting, throttling, writingOnPool } from './road.js';
import { Flights } from './sharing/flights.js';
import { principalKey } from './sharing/sharing-key.js';
import { spendingOnce } from './spend.js';
import { Throttle } from './throttle/throttle.js';
import type { CallScope, Transport } from './transport.js';
import { troubled } from './trouble.js';

const ofScope = ({ requestId, share }: CallScope) => ({ requestId, share, isOutage: null });

/** Makes the road to Getty Images. Once per process: pool, throttle, breakers, cache and retry budget are its own. */
export const createTransport = (options: TransportOptions): Transport => {
  const settings = settingsOf(options);
  const { clock, random, observe, redis } = settings;
  const connections = openConnections(settings);
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
  const flights = new Flights(clock);
  const cache = new Cache(clock, settings.cacheBytes, redis);
  const spending = new Set<Promise<unknown>>();
  const open = new Set<Abortable>();
  let isClosed = false;

  // The composition: what is written left is met first.
  const road = (write: Write): Send =>
    failingFast(
      settings,
      breakers,
      throttling(settings, throttle, counting(breakers, noting(settings, throttle, skews, write))),
    );
  const calling = road(writingOnPool(connections, settings));
  const reading = sharingAndKeeping(
    settings,
    flights,
    cache,
    followingRedirects(settings.allowedHosts, retrying({ clock, random, budget }, calling)),
  );

  return {
    read: reading,
    token: (request, scope) =>
      withinScope(scope, async (life) => {
        const hop = hopOf(request, { life, ...ofScope(scope), lane: 'token' });
        return (await calling(hop)).answer;
      }),
    async spend(request, scope, goAhead) {
      const spent = withinScope(scope, async (life) => {
        const hop = hopOf(request, { life, ...ofScope(scope), lane: 'spend' });
        if (isClosed) throw troubled(hop, 'not-sent', false);
        return (await road(spendingOnce(connections, settings, open, goAhead))(hop)).answer;
      });
      spending.add(spent);
      try {
        return await spent;
      } finally {
        spending.delete(spent);
        flights.close(() => true);
      }
    },
    forget(principal) {
      const prefix = `${principalKey(principal)}\n`;
      cache.forget(principal);
      flights.close((key) => key.startsWith(prefix));
    },
    clockSkewMs: (host) => skews.of(host),
    async close() {
      isClosed = true;
      await Promise.allSettled(spending);
      // Those that are late: how long they are waited for is decided by who stops the service.
      for (const exchange of [...open]) exchange.abort();
      flights.end();
      throttle.close();
      await connections.destroy();
    },
  };
};
