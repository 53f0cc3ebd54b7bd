import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { ResponseCache } from '../../../src/graphql/response-cache.js';
import { MovableClock, type Service, startService } from '../../support/service.js';
import { send } from './test-server.js';

const clock = new MovableClock();
const env = { SERVICE_ACCOUNT_ACCESS: 'off' };
/** In front of a Getty Images that lets searches be kept for a day, and of one that says nothing of it. */
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

/** Asks until the operation is compiled, of something else each time; then tells of each answer whether it was kept. */
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
    return { ...response, isKept: (find.mock.results[0]?.value ?? null) !== null };
  };
};

const token = () => ({ authorization: `Bearer ${keepable.simulator.issueToken('plenty')}` });

describe('answers for callers without a name', () => {
  const query = search('id title');

  it('are kept as long as the schema lets anybody keep them, with an id and a cost of their own', async () => {
    const asking = await known(keepable, query);
    const first = await asking('kitten', { 'x-request-id': 'first' });
    clock.advance(10_000);
    const again = await asking('kitten', { 'x-request-id': 'again' });
    expect([first.isKept, again.isKept]).toEqual([false, true]);
    expect(again.json.data).toEqual(first.json.data);
    expect([first, again].map(({ json }) => json.extensions.requestId)).toEqual(['first', 'again']);
    expect(again.json.extensions.cost.used).toBeGreaterThan(first.json.extensions.cost.used);
    expect(first.headers.get('cache-control')).toBe('max-age=60, public');
    // The clock runs on a little.
    expect(again.headers.get('cache-control')).toMatch(/^max-age=(50|4\d), public$/);
    clock.advance(50_000);
    expect((await asking('kitten')).isKept).toBe(false);
  });

  it('are never kept where Getty Images does not say that they may be', async () => {
    const asking = await known(unsaid, query);
    await asking('kitten');
    expect((await asking('kitten')).isKept).toBe(false);
    expect(unsaid.calls()).toHaveLength(2);
  });

  it('are not kept longer than Getty Images lets its own be', async () => {
    const asking = await known(keepable, query);
    await asking('puppy');
    // What is left of its day is less than the schema's minute.
    clock.advance(86_370_000);
    await asking('puppy');
    expect((await asking('puppy')).isKept).toBe(true);
    clock.advance(31_000);
    expect((await asking('puppy')).isKept).toBe(false);
  });

  it('are kept by question and language', async () => {
    const asking = await known(keepable, query);
    await asking('horse');
    const kept = [
      await asking('dog'),
      await asking('horse', { 'accept-language': 'de' }),
      await asking('horse', { 'accept-language': 'de-AT, de;q=0.5' }),
    ];
    expect(kept.map(({ isKept }) => isKept)).toEqual([false, false, true]);
  });

  it('go to nobody else, and nobody else’s to them', async () => {
    const asking = await known(keepable, query);
    await asking('cow', token());
    expect((await asking('cow')).isKept).toBe(false);
    expect((await asking('cow')).isKept).toBe(true);
    expect((await asking('cow', token())).isKept).toBe(false);
  });

  it.each([
    ['with an error', search('id largestDownloads { productType }')],
    ['in random order', search('id', 'RANDOM')],
  ])('%s are never kept', async (_what, text) => {
    const asking = await known(keepable, text);
    await asking('kitten');
    expect((await asking('kitten')).isKept).toBe(false);
  });
});
