import { afterEach, describe, expect, it } from 'vitest';
import { DownloadImageDocument } from '../generated/graphql.js';
import { dataOf, defined, eventually, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

const SPEND = {
  V3: 'POST /v3/downloads/images/{id}',
  V2: 'POST /v2/download/{id}',
  V1: 'CreateDownloadRequest',
};
type Via = keyof typeof SPEND;

let service: Service;
afterEach(() => service.close());

const start = async (env: Record<string, string> = {}) => {
  service = await startService({
    simulator: { cacheHeaders: false },
    env: { GETTY_TIMEOUT_MS: '400', GETTY_SETTLE_MS: '30000', ...env },
  });
  const imageId = defined(service.simulator.imagesFitting('plenty', 'easyaccess', 1)[0]);
  dataOf(await service.query('{ productOfferings { id } }'));
  return async (via: Via, headers: Record<string, string> = {}) => {
    const input = { imageId, idempotencyKey: 'late', via };
    return defined(dataOf(await service.query(DownloadImageDocument, { input }, { headers })).downloadImage);
  };
};

const ends = (): unknown[] =>
  service.log.filter(({ msg }) => msg === 'download ended').map(({ outcome, by }) => `${outcome} ${by}`);

describe.each<Via>(['V3', 'V2', 'V1'])('a response of %s that comes after GETTY_TIMEOUT_MS', (via) => {
  // The connection was closed with the client's patience, and the link that was paid for was lost.
  it('a late response settles its key: OUTCOME_UNKNOWN first, then the link as a replay', async () => {
    const download = await start();
    service.simulator.inject({ operation: SPEND[via], kind: 'delay', delayMs: 900 });
    const first = await download(via);
    expect(first.userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN', retryAfterMs: 2000 }]);
    // Waits for the response like any call with a key under way, and has it as soon as it is there.
    const again = await download(via);
    expect(again).toMatchObject({ userErrors: [], download: { isReplay: true, via } });
    expect(spendingCalls(service.calls())).toHaveLength(1);
    expect(service.simulator.charges).toHaveLength(1);
    expect(ends()).toEqual(['OUTCOME_UNKNOWN call', 'SUCCEEDED late-response', 'REPLAYED call']);
  });
});

describe('while a response is late', () => {
  it('no other call counts the charge of a late response and reports LINK_LOST', async () => {
    const download = await start();
    // The charge is in the history at once, and the response's body stalls.
    service.simulator.inject({ operation: SPEND.V3, kind: 'drip', bytes: 40, delayMs: 350 });
    expect((await download('V3')).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    expect(service.simulator.charges).toHaveLength(1);
    const impatient = await download('V3', { 'x-request-timeout-ms': '50' });
    expect(impatient.userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    await eventually(() => ends().includes('SUCCEEDED late-response'), true);
    expect((await download('V3')).download).toMatchObject({ isReplay: true });
  });

  it('a late refusal of Getty Images frees the key', async () => {
    const download = await start();
    service.simulator.inject({ operation: SPEND.V3, kind: 'delay', delayMs: 900 });
    expect((await download('V3')).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    // The request is processed only now, when the allowance is exhausted.
    service.simulator.expireTokens();
    await eventually(() => ends().includes('NOT_CHARGED late-response'), true);
    expect((await download('V3')).download).toMatchObject({ isReplay: false });
    expect(service.simulator.charges).toHaveLength(1);
  });

  it('a late response whose connection breaks is looked for in the history', async () => {
    const download = await start({ GETTY_SETTLE_MS: '600' });
    service.simulator.inject({ operation: SPEND.V3, kind: 'hangAfterCommit' });
    expect((await download('V3')).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    expect((await download('V3')).userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
    expect(service.simulator.charges).toHaveLength(1);
  });
});

describe('shutdown', () => {
  it('shutdown logs the downloads whose responses had not arrived', async () => {
    const download = await start();
    service.simulator.inject({ operation: SPEND.V3, kind: 'hangAfterCommit' });
    await download('V3');
    await service.close();
    expect(service.log.find(({ keys }) => keys !== undefined)).toMatchObject({ keys: ['late'] });
  });
});
