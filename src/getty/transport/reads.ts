import { addressOf } from './address.js';
import type { Send } from './arrival.js';
import type { Cache } from './cache/cache.js';
import { isKeepable } from './cache/cache.js';
import { hopOf } from './hop.js';
import type { TransportSettings } from './options.js';
import type { Flights } from './sharing/flights.js';
import { sharingKey } from './sharing/sharing-key.js';
import { readLane } from './throttle/lanes.js';
import type { Transport } from './transport.js';

/** Answers reads from the cache where it can, by boarding the same read where one is under way, and by a call else. */
export const sharingAndKeeping =
  (settings: TransportSettings, flights: Flights, cache: Cache, send: Send): Transport['read'] =>
  (request, policy, scope) => {
    const { group, operation } = request;
    const key = sharingKey(request, policy.principal);
    const cacheKey = key !== null && isKeepable(request, policy) ? key : null;
    const kept = cacheKey === null ? null : cache.find(cacheKey, request);
    if (kept !== null) {
      settings.observe({ kind: 'saved', group, operation, by: 'cache' });
      scope.shelfLife?.note(cache.goodUntil(kept));
      return Promise.resolve(kept);
    }
    // A read that must be fresh does not board one that may be answered from a cache.
    const flightKey = key === null ? null : `${key}\n\n${policy.cache}`;
    if (flightKey !== null && flights.isUnderWay(flightKey)) {
      settings.observe({ kind: 'saved', group, operation, by: 'sharing' });
    }
    const told = { operation, host: addressOf(request.url).host };
    const arrived = flights.join(flightKey, told, scope, async (life, mayKeep) => {
      const far = cacheKey === null ? null : await cache.findFar(cacheKey, request, policy.principal);
      if (far !== null) return far;
      const journey = {
        life,
        // Searches have the lowest lane there is.
        lane: readLane(scope.isBackground === true ? 'search' : group),
        requestId: scope.requestId,
        share: scope.share,
        isOutage: policy.isOutage ?? null,
      };
      const { answer, condition } = await send(hopOf(request, journey));
      const isWorthKeeping = cacheKey !== null && condition === 'fine' && mayKeep();
      if (isWorthKeeping && policy.isReadable?.(answer) !== false) {
        cache.keep(cacheKey, request, policy.principal, answer);
      }
      return answer;
    });
    const { shelfLife } = scope;
    if (shelfLife === undefined) return arrived;
    return arrived.then((answer) => {
      shelfLife.note(cache.goodUntil(answer));
      return answer;
    });
  };
