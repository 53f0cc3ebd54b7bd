import { afterEach, describe, expect, it } from 'vitest';
import { DownloadImageDocument } from '../generated/graphql.js';
import { dataOf, defined, MovableClock, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

let service: Service;
let clock: MovableClock;
afterEach(() => service.close());

const IMAGE = '83454804';
const HOUR = 3_600_000;
const SPEND = 'POST /v3/downloads/images/{id}';

const start = async (clockSkewMs: number): Promise<void> => {
  clock = new MovableClock();
  service = await startService({ clock, simulator: { cacheHeaders: false, clockSkewMs } });
};
const download = async (input: object = {}) => {
  const response = await service.query(DownloadImageDocument, { input: { imageId: IMAGE, ...input } });
  return defined(dataOf(response).downloadImage);
};

/** The same account downloads the same image on Getty Images' own pages: this service knows nothing of it. */
const elsewhere = async (): Promise<void> => {
  const { simulator } = service;
  const response = await fetch(
    `${simulator.url}/v3/downloads/images/${IMAGE}?auto_download=false&product_type=easyaccess`,
    {
      method: 'POST',
      headers: { 'api-key': simulator.apiKey, authorization: `Bearer ${simulator.issueToken('plenty')}` },
    },
  );
  expect(response.status).toBe(200);
  service.forget();
};

describe.each([
  ['an hour ahead', HOUR],
  ['with ours', 0],
  ['an hour behind', -HOUR],
])('Getty Images’ clock is %s', (_, skew) => {
  it('an earlier download made elsewhere is not counted as a lost response', async () => {
    await start(skew);
    await elsewhere();
    // Further than the clocks of `Date` headers and of the history may lie apart.
    clock.advance(310_000);
    service.simulator.inject({ operation: SPEND, kind: 'reset' });
    expect((await download({ idempotencyKey: 'a' })).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    clock.advance(131_000);
    expect((await download({ idempotencyKey: 'a' })).download).toMatchObject({ isReplay: false });
    expect(spendingCalls(service.calls())).toHaveLength(2);
  });

  it('a lost response is found in the history', async () => {
    await start(skew);
    await elsewhere();
    clock.advance(10_000);
    service.simulator.inject({ operation: SPEND, kind: 'resetAfterCommit' });
    const { userErrors } = await download();
    expect(userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
    expect(spendingCalls(service.calls())).toHaveLength(1);
  });

  it('a later download made elsewhere keeps the key from being sent again, because it may be its own', async () => {
    await start(skew);
    service.simulator.inject({ operation: SPEND, kind: 'reset' });
    expect((await download({ idempotencyKey: 'a' })).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    clock.advance(30_000);
    await elsewhere();
    clock.advance(131_000);
    expect((await download({ idempotencyKey: 'a' })).userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
    expect(spendingCalls(service.calls())).toEqual([]);
  });

  it('the newest download is in downloadHistory at once', async () => {
    await start(skew);
    for (const via of ['V3', 'V1']) {
      await download({ via });
      const { downloadHistory } = dataOf(
        await service.query<{ downloadHistory: { nodes: { assetId: string; downloadedAt: string }[] } }>(
          'query ($via: GettyApi) { downloadHistory(first: 1, via: $via) { nodes { assetId downloadedAt } } }',
          { via },
        ),
      );
      expect(downloadHistory.nodes[0]?.assetId).toBe(IMAGE);
      const age = clock.now() + skew - Date.parse(downloadHistory.nodes[0]?.downloadedAt ?? '');
      expect(Math.abs(age)).toBeLessThan(30_000);
    }
  });
});
