import { afterAll, beforeAll, expect, it } from 'vitest';
import { Bench } from './helpers.js';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
afterAll(() => bench.sim.close());

it('searches, downloads, charges once and delivers a JPEG', async () => {
  const found = await bench.call('/v3/search/images/creative?phrase=Kitties', { as: 'plenty' });
  expect(found.json.result_count).toBeGreaterThan(30);
  const paid = await bench.download('83454804', 'plenty');
  expect(bench.sim.charges).toHaveLength(1);
  const file = await fetch(String(paid.json.uri));
  const bytes = new Uint8Array(await file.arrayBuffer());
  expect([...bytes.subarray(0, 2)]).toEqual([0xff, 0xd8]);
});
