import type { Cache } from './cache/cache.js';
import { isCacheable } from './cache/cache.js';
import type { Dispatch } from './classify-response.js';
import type { RequestCoalescer } from './coalescing/request-coalescer.js';
import { requestKey } from './coalescing/request-key.js';
import type { TransportSettings } from './options.js';
import { createOutgoingRequest } from './outgoing-request.js';
import { splitUrl } from './split-url.js';
import { readPriority } from './throttle/priority-queue.js';
import type { Transport } from './transport.js';

/** Answers reads from the cache where it can, by boarding the same read where one is under way, and by a call else. */
export const withCache =
  (settings: TransportSettings, flights: RequestCoalescer, cache: Cache, send: Dispatch): Transport['read'] =>
  (request, policy, scope) => {
    const { group, operation } = request;
    const key = requestKey(request, policy.principal);
    const cacheKey = key !== null && isCacheable(request, policy) ? key : null;
    const cached = cacheKey === null ? null : cache.get(cacheKey, request);
    if (cached !== null) {
      settings.observe({ kind: 'avoided', group, operation, by: 'cache' });
      scope.minFreshness?.observe(cache.expiresAt(cached));
      return Promise.resolve(cached);
    }
    // A read that must be fresh does not board one that may be answered from a cache.
    const coalescingKey = key === null ? null : `${key}\n\n${policy.cache}`;
    if (coalescingKey !== null && flights.has(coalescingKey)) {
      settings.observe({ kind: 'avoided', group, operation, by: 'sharing' });
    }
    const context = { operation, host: splitUrl(request.url).host };
    const pending = flights.getOrCreate(coalescingKey, context, scope, async (deadline, mayCache) => {
      const shared = cacheKey === null ? null : await cache.getShared(cacheKey, request, policy.principal);
      if (shared !== null) return shared;
      const journey = {
        deadline,
        // Searches have the lowest lane there is.
        priority: readPriority(scope.isBackground === true ? 'search' : group),
        requestId: scope.id,
        share: scope.share,
        isOutage: policy.isOutage ?? null,
      };
      const { response, health } = await send(createOutgoingRequest(request, journey));
      const isWorthCaching = cacheKey !== null && health === 'fine' && mayCache();
      if (isWorthCaching && policy.isReadable?.(response) !== false) {
        cache.set(cacheKey, request, policy.principal, response);
      }
      return response;
    });
    const { minFreshness } = scope;
    if (minFreshness === undefined) return pending;
    return pending.then((response) => {
      minFreshness.observe(cache.expiresAt(response));
      return response;
    });
  };
