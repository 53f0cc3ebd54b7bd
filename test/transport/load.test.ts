import { describe, expect, it } from 'vitest';
import { ANONYMOUS, get, post, scope, testTransport } from './support/transport.js';
import { httpUpstream, type Upstream } from './support/upstream.js';

/** An upstream that lets through so many calls in any second, and answers all others with a 429. */
const limitedUpstream = async (perSecond: number): Promise<Upstream & { refused: number }> => {
  const times: number[] = [];
  const upstream = await httpUpstream((_request, response) => {
    const now = performance.now();
    while ((times[0] ?? now) <= now - 1000) times.shift();
    if (times.length >= perSecond) {
      limited.refused += 1;
      response.writeHead(429).end();
      return;
    }
    times.push(now);
    setTimeout(() => response.end('fine'), 5);
  });
  const limited = Object.assign(upstream, { refused: 0 });
  return limited;
};

describe('a thousand different reads in parallel', () => {
  it('at an upstream that accepts 500 a second all succeed, with a thousand requests and no 429', async () => {
    // Half as much again: a busy machine brings calls together that left apart. A thousand at once are too many.
    const upstream = await limitedUpstream(750);
    const transport = testTransport({ maxRps: 500 });
    const responses = await Promise.all(
      Array.from({ length: 1000 }, (_, i) => transport.read(get(`${upstream.url}/${i}`), ANONYMOUS, scope())),
    );
    expect(responses.every(({ status }) => status === 200)).toBe(true);
    expect([upstream.seen.length, upstream.refused]).toEqual([1000, 0]);
  });

  it('do not delay a token request or a download', async () => {
    const upstream = await limitedUpstream(300);
    const transport = testTransport({ maxRps: 200 });
    const within = scope({ deadlineAt: Number.POSITIVE_INFINITY });
    const searches = Array.from({ length: 1000 }, (_, i) =>
      transport
        .read(get(`${upstream.url}/search/${i}`, { group: 'search' }), ANONYMOUS, within)
        .catch(() => {}),
    );
    await Promise.all([
      transport.requestToken(post(`${upstream.url}/token`, { group: 'oauth' }), within),
      transport.sendOnce(post(`${upstream.url}/download`), within, async () => true),
    ]);
    expect(upstream.seen.length).toBeLessThanOrEqual(420);
    expect(upstream.refused).toBe(0);
    await transport.close();
    await Promise.all(searches);
  });

  it('without a rate limit use many connections, and leave none open', async () => {
    let most = 0;
    const upstream = await httpUpstream((_request, response) => {
      most = Math.max(most, upstream.connections.open);
      setTimeout(() => response.end('fine'), 20);
    });
    const transport = testTransport();
    await Promise.all(
      Array.from({ length: 300 }, (_, i) => transport.read(get(`${upstream.url}/${i}`), ANONYMOUS, scope())),
    );
    expect(most).toBeGreaterThan(50);
    await transport.close();
    while (upstream.connections.open > 0) await new Promise((resolve) => setImmediate(resolve));
  });
});
