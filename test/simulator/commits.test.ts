import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../simulator/src/index.js';
import { Bench } from './helpers.js';

let bench: Bench;
let now = Date.UTC(2026, 4, 10, 12);
afterEach(() => bench.sim.close());

async function start(options: SimulatorOptions): Promise<void> {
  bench = await Bench.start({ now: () => now, ...options });
}

/** Sends a download and disconnects before the response. */
async function abandoned(): Promise<void> {
  const leave = new AbortController();
  const headers = { 'api-key': bench.sim.apiKey, authorization: `Bearer ${bench.sim.issueToken('plenty')}` };
  const url = `${bench.sim.url}/v3/downloads/images/83454804?product_type=easyaccess`;
  const call = fetch(url, { method: 'POST', headers, signal: leave.signal });
  await expect.poll(() => bench.sim.requests.length).toBe(1);
  // Another request gets its response only after the first one was processed.
  await bench.call('/v3/images/83454804');
  leave.abort();
  await expect(call).rejects.toThrow();
}

describe('a late charge', () => {
  it('a late charge happens at its time although the client disconnected', async () => {
    await start({ commitDelayMs: 5000 });
    await abandoned();
    expect(bench.sim.charges).toEqual([]);
    now += 4999;
    expect(bench.sim.runDueCommits()).toBe(0);
    now += 1;
    expect(bench.sim.runDueCommits()).toBe(1);
    expect(bench.sim.charges).toMatchObject([{ assetId: '83454804', at: now }]);
    expect(bench.sim.requests[0]?.status).toBeNull();
  });

  it('flush() makes late charges happen', async () => {
    await start({ commitDelayMs: 5000 });
    await abandoned();
    await bench.sim.flush();
    expect(bench.sim.charges).toMatchObject([{ at: now + 5000 }]);
  });

  it('a response can wait for its late charge', async () => {
    await start({ commitDelayMs: 5000 });
    const call = bench.download('83454804', 'plenty');
    await expect.poll(() => bench.sim.requests.length).toBe(1);
    expect((await bench.call('/v3/products', { as: 'plenty' })).text).toContain('"downloads_remaining":5000');
    now += 5000;
    bench.sim.runDueCommits();
    expect((await call).status).toBe(200);
    expect((await bench.call('/v3/products', { as: 'plenty' })).text).toContain('"downloads_remaining":4999');
  });

  it('a late charge can follow a broken connection', async () => {
    await start({ commitDelayMs: 5000 });
    bench.sim.inject({ kind: 'resetAfterCommit' });
    await expect(bench.download('83454804', 'plenty')).rejects.toThrow();
    expect(bench.sim.charges).toEqual([]);
    await bench.sim.flush();
    expect(bench.sim.charges).toHaveLength(1);
  });

  it('a late charge reserves its place in the allowance', async () => {
    await start({ commitDelayMs: 5000 });
    bench.sim.setRemaining('company', 18001, 1);
    const first = bench.download('83454804', 'company');
    await expect.poll(() => bench.sim.requests.length).toBe(1);
    expect(await bench.download('83454804', 'company')).toMatchObject({
      status: 403,
      json: { ErrorCode: 'OverageLimitReached' },
    });
    await bench.sim.flush();
    expect((await first).status).toBe(200);
    expect(bench.sim.charges).toHaveLength(1);
  });

  it('a late charge happens by itself in real time', async () => {
    bench = await Bench.start({ commitDelayMs: 20 });
    bench.sim.inject({ kind: 'resetAfterCommit' });
    await expect(bench.download('83454804', 'plenty')).rejects.toThrow();
    await bench.sim.flush();
    expect(bench.sim.charges).toHaveLength(1);
  });
});

describe('clocks', () => {
  it('Getty Images’ clock may run ahead, in the history and not in the ledger', async () => {
    await start({ clockSkewMs: 3_600_000 });
    await bench.download('83454804', 'plenty');
    const { json } = await bench.call('/v3/images/83454804/downloadhistory', { as: 'plenty' });
    expect(json['downloads']).toMatchObject([
      { date_downloaded: new Date(now + 3_600_000).toISOString().replace('.000', '') },
    ]);
    expect(bench.sim.charges[0]?.at).toBe(now);
  });

  it('the history’s clock may differ from the Date header, and its ranges use the history’s', async () => {
    await start({ historySkewMs: 5000 });
    await bench.download('83454804', 'plenty');
    const response = await bench.call('/v3/downloads?use_time=true&page_size=1', { as: 'plenty' });
    expect(response.headers.get('date')).toBe(new Date(now).toUTCString());
    expect(response.json['downloads']).toMatchObject([
      { id: '83454804', date_downloaded: new Date(now + 5000).toISOString().replace('.000', '') },
    ]);
  });

  it('times are in whole seconds by default', async () => {
    now += 789;
    await start({});
    await bench.download('83454804', 'plenty');
    const moment = async (): Promise<unknown> =>
      (
        (await bench.call('/v3/images/83454804/downloadhistory', { as: 'plenty' })).json[
          'downloads'
        ] as Record<string, unknown>[]
      )[0]?.['date_downloaded'];
    expect(await moment()).toBe(
      '2026-05-10T12:00:00Z'.replace('12:00:00', new Date(now).toISOString().slice(11, 19)),
    );
    bench.sim.options.historyPrecisionMs = 1;
    expect(await moment()).toBe(new Date(now).toISOString());
  });
});

it('reset restores the account’s state and keeps its tokens valid', async () => {
  await start({});
  const token = bench.sim.issueToken('plenty');
  await bench.download('83454804', 'plenty');
  bench.sim.inject({ kind: 'reset' });
  bench.sim.reset();
  expect(bench.sim.charges).toEqual([]);
  expect(bench.sim.requests).toEqual([]);
  expect(bench.sim.account('plenty').products[0]?.remaining).toBe(5000);
  const response = await bench.call('/v3/products', { headers: { authorization: `Bearer ${token}` } });
  expect(response.status).toBe(200);
});

it('an unknown account is refused with the names of the known ones', async () => {
  await start({});
  expect(() => bench.sim.account('nobody')).toThrow('It has: plenty, usedup');
  expect(() => bench.sim.setRemaining('plenty', 1, 1)).toThrow('no product 1');
});
