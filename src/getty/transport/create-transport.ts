import { addressOf } from './address.js';
import { openConnections } from './connections.js';
import { Exchange } from './exchange.js';
import { type Life, withinScope } from './life.js';
import { settingsOf, type TransportOptions } from './options.js';
import { followingRedirects } from './redirects.js';
import { spendOnce } from './spend.js';
import type { Transport, UpstreamAnswer, UpstreamRequest } from './transport.js';
import { type Told, troubled } from './trouble.js';

/** Makes the road to Getty Images. Once per process: pool, throttle, breakers and cache are its own. */
export const createTransport = (options: TransportOptions): Transport => {
  const settings = settingsOf(options);
  const connections = openConnections(settings);
  const spending = new Set<Promise<unknown>>();
  let isClosing = false;

  const attempt = async (request: UpstreamRequest, life: Life): Promise<UpstreamAnswer> => {
    const address = addressOf(request.url);
    const told: Told = { operation: request.operation, host: address.host };
    if (isClosing || life.isOver) throw troubled(told, 'aborted', false);
    if (life.deadlineAt <= settings.clock.now()) throw troubled(told, 'deadline', false);
    const exchange = new Exchange(told, address, settings, life);
    connections.dispatch(address, request, exchange);
    return exchange.answer;
  };

  return {
    read: (request, _policy, scope) =>
      withinScope(scope, (life) =>
        followingRedirects(request, settings.allowedHosts, (hop) => attempt(hop, life)),
      ),
    token: (request, scope) => withinScope(scope, (life) => attempt(request, life)),
    async spend(request, scope, goAhead) {
      const spent = withinScope(scope, async (life) => {
        const told: Told = { operation: request.operation, host: addressOf(request.url).host };
        if (isClosing) throw troubled(told, 'not-sent', false);
        if (life.isOver) throw troubled(told, 'aborted', false);
        if (life.deadlineAt <= settings.clock.now()) throw troubled(told, 'deadline', false);
        return spendOnce(connections, settings, request, life, goAhead);
      });
      spending.add(spent);
      try {
        return await spent;
      } finally {
        spending.delete(spent);
      }
    },
    forget: () => {},
    clockSkewMs: () => 0,
    async close() {
      isClosing = true;
      await Promise.allSettled(spending);
      await connections.destroy();
    },
  };
};
