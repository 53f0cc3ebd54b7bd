import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type Answer, Bench } from './helpers.js';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
beforeEach(() => bench.sim.reset());
afterAll(() => bench.sim.close());

function post(id: string, as?: string, headers: Record<string, string> = {}): Promise<Answer> {
  return bench.call(`/v2/download/${id}`, { method: 'POST', headers, ...(as === undefined ? {} : { as }) });
}

it('v2 redirects to the largest file and charges the first product with something left', async () => {
  const response = await post('83454804', 'plenty', { 'gi-coordination-id': 'c-7' });
  expect(response.status).toBe(302);
  expect(response.headers.get('gi-coordination-id')).toBe('c-7');
  expect(bench.sim.charges).toMatchObject([{ api: 'v2', productType: 'easyaccess', coordinationId: 'c-7' }]);
  const file = await fetch(String(response.headers.get('location')));
  expect(file.headers.get('content-type')).toBe('application/x-download');
  expect(file.headers.get('content-disposition')).toBe('attachment; filename=83454804.jpg');
  bench.sim.setRemaining('plenty', 11001, 0);
  await post('83454804', 'plenty');
  expect(bench.sim.charges[1]).toMatchObject({ productType: 'premiumaccess', coordinationId: null });
  const { json } = await bench.call('/v3/images/83454804/downloadhistory', { as: 'plenty' });
  expect(json['downloads']).toHaveLength(2);
});

it.each([
  ['83454804', undefined, 401, 'Only a secure token'],
  ['83454804', 'application', 401, 'not fully authenticated'],
  ['1', 'plenty', 404, 'not found'],
  ['83454804', 'usedup', 403, 'No product offering found'],
  ['83454804', 'none', 403, 'No product offering found'],
  ['83454804', 'credits', 403, 'can not be used with this resource'],
])('v2 with %s for %s is %i', async (id, as, status, message) => {
  const response = await post(id, as);
  expect(response.status).toBe(status);
  expect(response.json['message']).toContain(message);
  expect(bench.sim.charges).toEqual([]);
});

it('v2 requires HTTPS, an Api-Key and a downloadable asset', async () => {
  expect((await post('83454804', 'plenty', { 'x-forwarded-proto': 'http' })).status).toBe(403);
  expect(
    (await bench.call('/v2/download/83454804', { method: 'POST', key: null, as: 'plenty' })).status,
  ).toBe(401);
  const ids = await bench.call('/v3/search/images?phrase=city&page_size=100&fields=id,product_types', {
    as: 'plenty',
  });
  const statuses: number[] = [];
  for (const { id, product_types } of ids.json['images'] as { id: string; product_types: string[] }[]) {
    if (product_types.length === 0) statuses.push((await post(id, 'plenty')).status);
  }
  expect(statuses).toContain(404);
});
