import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { observeFastPath } from '../../support/fast-path.js';
import { MovableClock, type Service, startService } from '../../support/service.js';
import { send } from './test-server.js';

const clock = new MovableClock();
const env = { SERVICE_ACCOUNT_ACCESS: 'off' };
interface CachedService {
  readonly service: Service;
  readonly registry: Registry;
}
const start = async (cacheHeaders: boolean): Promise<CachedService> => {
  const registry = new Registry();
  return { registry, service: await startService({ clock, env, registry, simulator: { cacheHeaders } }) };
};

/** Their simulators let searches be cached for a day, or send no cache headers. */
let cacheable: CachedService;
let uncacheable: CachedService;
beforeAll(async () => {
  cacheable = await start(true);
  uncacheable = await start(false);
});
afterAll(() => Promise.all([cacheable.service.close(), uncacheable.service.close()]));

const search = (selection: string, sort = 'NEWEST') =>
  `query($phrase: String!) { searchImages(phrase: $phrase, filter: { family: CREATIVE }, sort: ${sort}, first: 2) { nodes { ${selection} } } }`;

const ask = (service: Service, query: string, phrase: string, headers: Record<string, string> = {}) =>
  send(service.url, 'POST', headers, { query, variables: { phrase } });

/** Repeats an operation for different phrases until it is compiled; then reads of each response whether it was cached. */
const warmUp = async ({ service, registry }: CachedService, query: string) => {
  let turn = 0;
  const repeat = async () => {
    turn += 1;
    return (await observeFastPath(registry, () => ask(service, query, `sunset ${turn}`))).results[0];
  };
  await expect.poll(repeat, { interval: 5, timeout: 10_000 }).toBe('executed');
  service.forget();
  return async (phrase: string, headers: Record<string, string> = {}) => {
    const { response, results } = await observeFastPath(registry, () => ask(service, query, phrase, headers));
    return { ...response, isCached: results[0] === 'cached' };
  };
};

const token = () => ({ authorization: `Bearer ${cacheable.service.simulator.issueToken('plenty')}` });

describe('responses to anonymous callers', () => {
  const query = search('id title');

  it('are cached for the max-age of the schema, with a request id and a cost of their own', async () => {
    const asking = await warmUp(cacheable, query);
    const first = await asking('kitten', { 'x-request-id': 'first' });
    clock.advance(10_000);
    const again = await asking('kitten', { 'x-request-id': 'again' });
    expect([first.isCached, again.isCached]).toEqual([false, true]);
    expect(again.json.data).toEqual(first.json.data);
    expect([first, again].map(({ json }) => json.extensions.requestId)).toEqual(['first', 'again']);
    expect(again.json.extensions.cost.used).toBeGreaterThan(first.json.extensions.cost.used);
    expect(first.headers.get('cache-control')).toBe('max-age=60, public');
    // Advance the clock.
    expect(again.headers.get('cache-control')).toMatch(/^max-age=(50|4\d), public$/);
    clock.advance(50_000);
    expect((await asking('kitten')).isCached).toBe(false);
  });

  it('are not cached where Getty Images sends no cache headers', async () => {
    const asking = await warmUp(uncacheable, query);
    await asking('kitten');
    expect((await asking('kitten')).isCached).toBe(false);
    expect(uncacheable.service.calls()).toHaveLength(2);
  });

  it('expire no later than the responses of Getty Images they were built from', async () => {
    const asking = await warmUp(cacheable, query);
    await asking('puppy');
    // The rest of its day is less than the schema's minute.
    clock.advance(86_370_000);
    await asking('puppy');
    expect((await asking('puppy')).isCached).toBe(true);
    clock.advance(31_000);
    expect((await asking('puppy')).isCached).toBe(false);
  });

  it('are cached by variables and language', async () => {
    const asking = await warmUp(cacheable, query);
    await asking('horse');
    const responses = [
      await asking('dog'),
      await asking('horse', { 'accept-language': 'de' }),
      await asking('horse', { 'accept-language': 'de-AT, de;q=0.5' }),
    ];
    expect(responses.map(({ isCached }) => isCached)).toEqual([false, false, true]);
  });

  it('are not shared with callers that send a token, nor theirs with them', async () => {
    const asking = await warmUp(cacheable, query);
    await asking('cow', token());
    expect((await asking('cow')).isCached).toBe(false);
    expect((await asking('cow')).isCached).toBe(true);
    expect((await asking('cow', token())).isCached).toBe(false);
  });

  it.each([
    ['with an error', search('id largestDownloads { productType }')],
    ['in random order', search('id', 'RANDOM')],
  ])('are not cached %s', async (_what, text) => {
    const asking = await warmUp(cacheable, text);
    await asking('kitten');
    expect((await asking('kitten')).isCached).toBe(false);
  });
});
