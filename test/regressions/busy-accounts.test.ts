import { afterEach, describe, expect, it } from 'vitest';
import { DownloadImagesDocument } from '../generated/graphql.js';
import { dataOf, MovableClock, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

const HISTORY = 'GET /v3/downloads';
const SETTLED = 131_000;

let service: Service;
let clock: MovableClock;
let images: string[];
afterEach(() => service.close());

const start = async (env: Record<string, string> = {}): Promise<void> => {
  clock = new MovableClock();
  service = await startService({ clock, simulator: { cacheHeaders: false }, env });
  images = service.simulator.imagesFitting('plenty', 'easyaccess', 3);
  service.forget();
};

const download = async () => {
  const items = images.map((imageId) => ({ imageId, idempotencyKey: `key-${imageId}` }));
  const response = await service.query(DownloadImagesDocument, { input: { items } });
  return (dataOf(response).downloadImages?.results ?? []).map(
    ({ userErrors, download: link }) => userErrors[0]?.code ?? (link?.isReplay ? 'REPLAY' : 'LINK'),
  );
};

const lists = (body: object) => ({
  kind: 'status' as const,
  status: 200,
  body: JSON.stringify(body),
  times: Number.POSITIVE_INFINITY,
});
const rowOf = (id: string) => ({
  id,
  asset_type: 'image',
  product_type: 'easyaccess',
  date_downloaded: new Date(clock.now()).toISOString(),
});
const elsewhere = () => Array.from({ length: 100 }, (_, index) => rowOf(`${900_000 + index}`));

describe('a batch with a lost response, on an account that other systems use', () => {
  // It stayed unknown for as long as the account was busy.
  it('reconciliation reads each asset’s own history where the account’s moves meanwhile', async () => {
    await start();
    service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'resetAfterCommit' });
    service.simulator.inject({ operation: HISTORY, ...lists({ result_count: 40, downloads: [] }) });
    expect(await download()).toEqual(['LINK_LOST', 'LINK_LOST', 'LINK_LOST']);
    expect(service.simulator.charges).toHaveLength(3);
    const own = service.operations().filter((name) => name === 'GET /v3/images/{id}/downloadhistory');
    expect(own).toHaveLength(3);
  });

  it('reconciliation reads each asset’s own history where the account’s is longer than 5,000 rows', async () => {
    await start();
    service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'resetAfterCommit' });
    service.simulator.inject({
      operation: HISTORY,
      ...lists({ result_count: 6000, downloads: elsewhere() }),
    });
    expect(await download()).toEqual(['LINK_LOST', 'LINK_LOST', 'LINK_LOST']);
    expect(service.operations().filter((name) => name === HISTORY)).toHaveLength(50);
  });

  it('an item that its own history shows as uncharged is sent again after the settling time', async () => {
    await start();
    service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'reset' });
    service.simulator.inject({ operation: HISTORY, ...lists({ result_count: 40, downloads: [] }) });
    expect(await download()).toEqual(['OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN', 'OUTCOME_UNKNOWN']);
    clock.advance(SETTLED);
    expect(await download()).toEqual(['LINK', 'LINK', 'LINK']);
    expect(service.simulator.charges).toHaveLength(3);
  });
});

describe('a download whose outcome the history cannot decide', () => {
  const single = async (key: string) => {
    const { downloadImage } = dataOf(
      await service.query<{
        downloadImage: { download: object | null; userErrors: Record<string, unknown>[] };
      }>(
        `mutation ($input: DownloadImageInput!) {
          downloadImage(input: $input) {
            download { url isReplay }
            userErrors { code message isRetryable
              ... on OutcomeUnknownError { isFinal sentAt retryAfterMs candidates { downloadedAt } } } } }`,
        { input: { imageId: images[0], idempotencyKey: key, via: 'V3' } },
      ),
    );
    return downloadImage;
  };

  // One key was LINK_LOST for the charge of the other, which was OUTCOME_UNKNOWN for ever.
  it('two keys with one row in the history are both finally OUTCOME_UNKNOWN, and neither is sent again', async () => {
    await start();
    const spend = 'POST /v3/downloads/images/{id}';
    service.simulator.options.historyDelayMs = 60_000;
    service.simulator.inject({ operation: spend, kind: 'resetAfterCommit' });
    service.simulator.inject({ operation: spend, kind: 'reset' });
    expect((await single('one')).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN', isFinal: false }]);
    expect((await single('two')).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN', isFinal: false }]);
    clock.advance(61_000);
    expect((await single('one')).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN', isFinal: false }]);
    clock.advance(SETTLED);
    const final = {
      code: 'OUTCOME_UNKNOWN',
      isFinal: true,
      isRetryable: false,
      sentAt: expect.stringMatching(/Z$/),
      candidates: [{ downloadedAt: expect.stringMatching(/Z$/) }],
    };
    for (const key of ['one', 'two', 'one', 'two'])
      expect((await single(key)).userErrors).toMatchObject([final]);
    expect(spendingCalls(service.calls())).toHaveLength(2);
    expect(service.simulator.charges).toHaveLength(1);
    // A third key is a new download; only its link distinguishes its row from the one in doubt.
    expect((await single('three')).download).toMatchObject({ isReplay: false });
  });

  it('two keys with a row each are both LINK_LOST', async () => {
    await start();
    const spend = 'POST /v3/downloads/images/{id}';
    service.simulator.options.historyDelayMs = 60_000;
    service.simulator.inject({ operation: spend, kind: 'resetAfterCommit', times: 2 });
    await single('one');
    await single('two');
    clock.advance(61_000);
    expect((await single('one')).userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
    expect((await single('two')).userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
    expect(service.simulator.charges).toHaveLength(2);
  });

  it('a key whose history cannot be read is open for hours and final after six', async () => {
    await start();
    service.simulator.inject({ operation: 'POST /v3/downloads/images/{id}', kind: 'reset' });
    service.simulator.inject({ operation: /history/, kind: 'status', times: Number.POSITIVE_INFINITY });
    expect((await single('one')).userErrors).toMatchObject([{ isFinal: false }]);
    clock.advance(5 * 3_600_000);
    expect((await single('one')).userErrors).toMatchObject([{ isFinal: false, retryAfterMs: 30_000 }]);
    clock.advance(3_600_000);
    expect((await single('one')).userErrors).toMatchObject([{ isFinal: true, candidates: [] }]);
    service.simulator.clearFaults();
    expect((await single('one')).userErrors).toMatchObject([{ isFinal: true }]);
    expect(service.simulator.charges).toEqual([]);
  });

  it('a key on an account with v1 alone and too many rows is final after the settling time', async () => {
    await start({ GETTY_APIS: 'v1' });
    const rows = Array.from({ length: 100 }, (_, index) => ({
      AssetId: `${900_000 + index}`,
      DateDownloaded: new Date(clock.now()).toISOString(),
      ProductOffering: 'EasyAccess',
    }));
    service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'reset' });
    service.simulator.inject({
      operation: 'GetPreviousDownloads',
      ...lists({
        ResponseHeader: { Status: 'success', StatusList: [] },
        GetPreviousDownloadsResultBody: {
          PreviousDownloads: rows,
          ItemCount: 100,
          ItemStartNumber: 1,
          ItemTotalCount: 6000,
        },
      }),
    });
    const ask = async () => {
      const { downloadImage } = dataOf(
        await service.query<{ downloadImage: { userErrors: Record<string, unknown>[] } }>(
          `mutation ($input: DownloadImageInput!) { downloadImage(input: $input) {
            userErrors { code ... on OutcomeUnknownError { isFinal } } } }`,
          { input: { imageId: images[0], idempotencyKey: 'one' } },
        ),
      );
      return downloadImage.userErrors;
    };
    expect(await ask()).toMatchObject([{ code: 'OUTCOME_UNKNOWN', isFinal: false }]);
    clock.advance(SETTLED);
    expect(await ask()).toMatchObject([{ code: 'OUTCOME_UNKNOWN', isFinal: true }]);
    expect(service.simulator.charges).toEqual([]);
  });
});
