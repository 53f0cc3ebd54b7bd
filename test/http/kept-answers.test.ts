import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { MovableClock, type Service, startService } from '../support/service.js';
import { send } from './stand-in.js';

const clock = new MovableClock();
let service: Service;
beforeAll(async () => {
  service = await startService({
    clock,
    // Nothing is kept on the way to Getty Images, so that every answer made anew is a call there.
    simulator: { cacheHeaders: false },
    env: { SERVICE_ACCOUNT_ACCESS: 'off' },
  });
});
afterAll(() => service.close());
beforeEach(() => {
  clock.advance(3_600_000);
  service.forget();
});

const search = (selection: string, sort = 'NEWEST') =>
  `query($phrase: String!) { searchImages(phrase: $phrase, sort: ${sort}, first: 2) { nodes { ${selection} } } }`;

const ask = (query: string, phrase: string, headers: Record<string, string> = {}) =>
  send(service.url, 'POST', headers, { query, variables: { phrase } });

/** Asks until the operation is compiled, of something else each time. */
const known = async (query: string, headers: Record<string, string> = {}): Promise<void> => {
  for (let turn = 0; turn < 6; turn += 1) {
    await ask(query, `sunset ${turn}`, headers);
    await new Promise((resolve) => setTimeout(resolve, turn * 20));
  }
  service.forget();
};

const token = () => ({ authorization: `Bearer ${service.simulator.issueToken('plenty')}` });

describe('answers for callers without a name', () => {
  const query = search('id title');

  it('are kept for as long as anybody may keep them, with an id and a cost of their own', async () => {
    await known(query);
    const first = await ask(query, 'kitten', { 'x-request-id': 'first' });
    clock.advance(10_000);
    const again = await ask(query, 'kitten', { 'x-request-id': 'again' });
    expect(service.calls()).toHaveLength(1);
    expect(again.json.data).toEqual(first.json.data);
    expect([first, again].map(({ json }) => json.extensions.requestId)).toEqual(['first', 'again']);
    expect(again.json.extensions.cost.used).toBeGreaterThan(first.json.extensions.cost.used);
    expect(first.headers.get('cache-control')).toBe('max-age=60, public');
    // The clock runs on a little.
    expect(again.headers.get('cache-control')).toMatch(/^max-age=(50|4\d), public$/);
    clock.advance(50_000);
    await ask(query, 'kitten');
    expect(service.calls()).toHaveLength(2);
  });

  it('are kept by question and language', async () => {
    await known(query);
    await ask(query, 'kitten');
    await ask(query, 'dog');
    await ask(query, 'kitten', { 'accept-language': 'de' });
    await ask(query, 'kitten', { 'accept-language': 'de-AT, de;q=0.5' });
    expect(service.calls()).toHaveLength(3);
  });

  it('go to nobody else, and nobody else’s to them', async () => {
    await known(query);
    await ask(query, 'kitten', token());
    await ask(query, 'kitten');
    await ask(query, 'kitten', token());
    expect(service.calls()).toHaveLength(3);
  });

  it.each([
    ['with an error', search('id largestDownloads { productType }')],
    ['in random order', search('id', 'RANDOM')],
  ])('%s are never kept', async (_what, text) => {
    await known(text);
    await ask(text, 'kitten');
    await ask(text, 'kitten');
    expect(service.calls()).toHaveLength(2);
  });
});
