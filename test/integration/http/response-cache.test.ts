import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ResponseCache } from '../../../src/graphql/response-cache.js';
import { MovableClock, type Service, startService } from '../../support/service.js';
import { send } from './test-server.js';

const clock = new MovableClock();
const env = { SERVICE_ACCOUNT_ACCESS: 'off' };
/** Services in front of an upstream whose searches are cacheable for a day, and of one without cache headers. */
let keepable: Service;
let unsaid: Service;
beforeAll(async () => {
  keepable = await startService({ clock, env });
  unsaid = await startService({ clock, env, simulator: { cacheHeaders: false } });
});
afterAll(() => Promise.all([keepable.close(), unsaid.close()]));
afterEach(() => vi.restoreAllMocks());

const search = (selection: string, sort = 'NEWEST') =>
  `query($phrase: String!) { searchImages(phrase: $phrase, filter: { family: CREATIVE }, sort: ${sort}, first: 2) { nodes { ${selection} } } }`;

const ask = (service: Service, query: string, phrase: string, headers: Record<string, string> = {}) =>
  send(service.url, 'POST', headers, { query, variables: { phrase } });

/** Sends different requests until the operation is compiled; then reports for each response whether it was cached. */
const known = async (service: Service, query: string) => {
  // Called for every operation that runs compiled.
  const keyOf = vi.spyOn(ResponseCache.prototype, 'cacheKey');
  keyOf.mockClear();
  let turn = 0;
  const lookUps = async () => {
    turn += 1;
    await ask(service, query, `sunset ${turn}`);
    return keyOf.mock.calls.length;
  };
  await expect.poll(lookUps, { interval: 5, timeout: 10_000 }).toBeGreaterThan(0);
  service.forget();
  const find = vi.spyOn(ResponseCache.prototype, 'get');
  return async (phrase: string, headers: Record<string, string> = {}) => {
    find.mockClear();
    const response = await ask(service, query, phrase, headers);
    return { ...response, isCached: (find.mock.results[0]?.value ?? null) !== null };
  };
};

const token = () => ({ authorization: `Bearer ${keepable.simulator.issueToken('plenty')}` });

describe('the response cache for anonymous callers', () => {
  const query = search('id title');

  it('a response is cached for the schema’s maxAge, with a request id and cost of its own', async () => {
    const asking = await known(keepable, query);
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

  it('a response is not cached where Getty Images does not allow it', async () => {
    const asking = await known(unsaid, query);
    await asking('kitten');
    expect((await asking('kitten')).isCached).toBe(false);
    expect(unsaid.calls()).toHaveLength(2);
  });

  it('a response is cached no longer than its upstream responses', async () => {
    const asking = await known(keepable, query);
    await asking('puppy');
    // The rest of the upstream's day is less than the schema's minute.
    clock.advance(86_370_000);
    await asking('puppy');
    expect((await asking('puppy')).isCached).toBe(true);
    clock.advance(31_000);
    expect((await asking('puppy')).isCached).toBe(false);
  });

  it('cache entries are separate by operation, variables and language', async () => {
    const asking = await known(keepable, query);
    await asking('horse');
    const responses = [
      await asking('dog'),
      await asking('horse', { 'accept-language': 'de' }),
      await asking('horse', { 'accept-language': 'de-AT, de;q=0.5' }),
    ];
    expect(responses.map(({ isCached }) => isCached)).toEqual([false, false, true]);
  });

  it('a cached response is never served to an authenticated caller, nor the reverse', async () => {
    const asking = await known(keepable, query);
    await asking('cow', token());
    expect((await asking('cow')).isCached).toBe(false);
    expect((await asking('cow')).isCached).toBe(true);
    expect((await asking('cow', token())).isCached).toBe(false);
  });

  it.each([
    ['with an error', search('id largestDownloads { productType }')],
    ['in random order', search('id', 'RANDOM')],
  ])('%s are never cached', async (_what, text) => {
    const asking = await known(keepable, text);
    await asking('kitten');
    expect((await asking('kitten')).isCached).toBe(false);
  });
});
