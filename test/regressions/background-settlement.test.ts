import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { systemTimers, type Timers } from '../../src/downloads/idempotency/timers.js';
import { DownloadImageDocument } from '../generated/graphql.js';
import { dataOf, defined, eventually, MovableClock, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

const SPEND = 'POST /v3/downloads/images/{id}';
/** A minute of the service is a third of a second. */
const quick: Timers = { after: (ms, run) => systemTimers.after(ms / 200, run) };

let service: Service;
let clock: MovableClock;
afterEach(() => service.close());

const start = async (env: Record<string, string> = {}, registry = new Registry()) => {
  clock = new MovableClock();
  service = await startService({
    clock,
    registry,
    timers: quick,
    simulator: { cacheHeaders: false },
    env: { BACKGROUND_SETTLEMENT: 'on', ...env },
  });
  const imageId = defined(service.simulator.imagesFitting('plenty', 'easyaccess', 1)[0]);
  const token = service.simulator.issueToken('plenty');
  return async (asking: { token?: string } = { token }) => {
    const input = { imageId, idempotencyKey: 'left', via: 'V3' as const };
    return defined(dataOf(await service.query(DownloadImageDocument, { input }, asking)).downloadImage);
  };
};

const ends = (): unknown[] =>
  service.log.filter(({ msg }) => msg === 'download ended').map(({ outcome, by }) => `${outcome} ${by}`);

// Nothing became of it until the client came back, if it ever did.
describe('a download without a response whose client does not retry', () => {
  it.each([
    ['a caller’s token', undefined],
    ['the service’s account', {}],
  ])('a charged download is found in the history in the background, with %s', async (_who, asking) => {
    const registry = new Registry();
    const download = await start({}, registry);
    service.simulator.options.historyDelayMs = 30_000;
    service.simulator.inject({ operation: SPEND, kind: 'resetAfterCommit' });
    expect((await download(asking)).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    clock.advance(31_000);
    await eventually(() => ends().includes('LINK_LOST settlement'), true);
    const text = await registry.getSingleMetricAsString('getty_graphql_downloads_total');
    expect(text).toMatch(/outcome="LINK_LOST",product_type="EASY_ACCESS",client="none",via="V3"} 1/);

    service.forget();
    expect((await download(asking)).userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
    expect(service.calls()).toEqual([]);
    expect(service.simulator.charges).toHaveLength(1);
  });

  it('an uncharged download is reported as such, and never sent from the background', async () => {
    const download = await start();
    service.simulator.inject({ operation: SPEND, kind: 'reset' });
    expect((await download()).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    clock.advance(131_000);
    await eventually(() => ends().includes('NOT_CHARGED settlement'), true);
    expect(spendingCalls(service.calls())).toHaveLength(1);
    // The history is read once more before the key is sent again.
    service.forget();
    expect((await download()).download).toMatchObject({ isReplay: false });
    const order = service.operations().filter((name) => /downloads?history|downloads\/images/.test(name));
    expect(order).toEqual(['GET /v3/images/{id}/downloadhistory', SPEND]);
    expect(service.simulator.charges).toHaveLength(1);
  });

  it('background settlement ends with the service', async () => {
    const download = await start();
    service.simulator.inject({ operation: SPEND, kind: 'reset' });
    await download();
    await service.close();
    const before = service.simulator.requests.length;
    await new Promise<void>((resolve) => quick.after(30_000, resolve));
    expect(service.simulator.requests).toHaveLength(before);
  });

  it('BACKGROUND_SETTLEMENT=off leaves the download to its client', async () => {
    const download = await start({ BACKGROUND_SETTLEMENT: 'off' });
    service.simulator.inject({ operation: SPEND, kind: 'resetAfterCommit' });
    service.simulator.options.historyDelayMs = 30_000;
    await download();
    clock.advance(31_000);
    await new Promise<void>((resolve) => quick.after(30_000, resolve));
    expect(ends()).toEqual(['OUTCOME_UNKNOWN call']);
  });
});
