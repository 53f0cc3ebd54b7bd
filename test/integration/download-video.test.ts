import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DownloadVideoDocument, type DownloadVideoInput } from '../generated/graphql.js';
import {
  dataOf,
  defined,
  errorOf,
  MovableClock,
  type RequestOptions,
  type Service,
  startService,
} from '../support/service.js';

let service: Service;
let clock: MovableClock;
beforeEach(async () => {
  clock = new MovableClock();
  service = await startService({ clock, simulator: { cacheHeaders: false } });
});
afterEach(() => service.close());

const VIDEO = '690773579';
const spendOf = { V3: 'POST /v3/downloads/videos/{id}', V1: 'CreateDownloadRequest' } as const;
const ask = (input: object, asking: RequestOptions = {}) =>
  service.query(DownloadVideoDocument, { input: { videoId: VIDEO, ...input } as DownloadVideoInput }, asking);
const download = async (input: object = {}, asking: RequestOptions = {}) =>
  defined(dataOf(await ask(input, asking)).downloadVideo);
const charged = (): number => service.simulator.charges.length;

describe.each(['V3', 'V1'] as const)('a video through %s', (via) => {
  it('a video is downloaded in the named size, or else the largest', async () => {
    for (const size of ['hd1', undefined]) {
      service.forget();
      const { download: got, userErrors } = await download({ via, ...(size === undefined ? {} : { size }) });
      expect(userErrors).toEqual([]);
      expect(got).toMatchObject({ via, productOffering: { id: 'gid://getty/ProductOffering/11001' } });
      if (via === 'V3')
        expect(service.calls().find(({ operation }) => operation === spendOf.V3)?.query['size']).toBe(size);
    }
    const { downloadHistory } = dataOf(
      await service.query<{ downloadHistory: { nodes: { sizeName: string }[] } }>(
        '{ downloadHistory(first: 2) { nodes { sizeName } } }',
      ),
    );
    const { video } = dataOf(
      await service.query<{ video: { downloadSizes: { name: string; width: number }[] } }>(
        `{ video(id: "${VIDEO}") { downloadSizes { name width } } }`,
      ),
    );
    const largest = video.downloadSizes.reduce((one, other) => (other.width > one.width ? other : one));
    expect(downloadHistory.nodes.map(({ sizeName }) => sizeName).sort()).toEqual(
      ['hd1', largest.name].sort(),
    );
  });

  it('a video size that does not exist is BAD_USER_INPUT', async () => {
    const response = await ask({ via, size: 'imax' });
    expect(errorOf(response)).toMatchObject({
      message: expect.stringContaining('hd1'),
      extensions: { code: 'BAD_USER_INPUT', argument: ['input', 'size'] },
    });
    expect(service.operations()).not.toContain(spendOf[via]);
  });

  it('a video that does not exist is ASSET_NOT_FOUND', async () => {
    expect((await download({ via, videoId: '77' })).userErrors).toMatchObject([
      { code: 'ASSET_NOT_FOUND', field: ['videoId'] },
    ]);
    expect(service.operations()).not.toContain(spendOf[via]);
  });

  it('a video download is replayed under its key', async () => {
    const first = await download({ via, idempotencyKey: 'film' });
    const again = await download({ via, idempotencyKey: 'film', videoId: `gid://getty/Video/${VIDEO}` });
    expect(again.download).toMatchObject({ url: first.download?.url, isReplay: true });
    expect(charged()).toBe(1);
    expect((await download({ via, idempotencyKey: 'film', size: 'hd1' })).userErrors).toMatchObject([
      { code: 'IDEMPOTENCY_KEY_REUSED' },
    ]);
  });

  it('a lost video response is looked for in the video’s own history', async () => {
    service.simulator.inject({ operation: spendOf[via], kind: 'resetAfterCommit' });
    const { userErrors } = await download({ via, idempotencyKey: 'film' });
    expect(userErrors).toMatchObject([{ code: 'LINK_LOST', record: { id: expect.any(String) } }]);
    expect(service.operations()).toContain('GET /v3/videos/{id}/downloadhistory');
    // Times this far apart are distinguishable.
    clock.advance(10_000);
    service.simulator.inject({ operation: spendOf[via], kind: 'reset' });
    expect((await download({ via, idempotencyKey: 'two' })).userErrors).toMatchObject([
      { code: 'OUTCOME_UNKNOWN', idempotencyKey: 'two' },
    ]);
    clock.advance(131_000);
    expect((await download({ via, idempotencyKey: 'two' })).download).toMatchObject({ isReplay: false });
    expect(charged()).toBe(2);
  });

  it('a video outside the caller’s products is NOT_ENTITLED', async () => {
    const token = service.simulator.issueToken('credits');
    expect((await download({ via }, { token })).userErrors).toMatchObject([{ code: 'NOT_ENTITLED' }]);
    expect(charged()).toBe(0);
  });

  it('a video of an exhausted product is QUOTA_EXHAUSTED', async () => {
    service.simulator.setRemaining('company', 18001, 0);
    const token = service.simulator.issueToken('company');
    expect((await download({ via }, { token })).userErrors).toMatchObject([{ code: 'QUOTA_EXHAUSTED' }]);
    expect(charged()).toBe(0);
  });
});

describe('versions that cannot serve a video', () => {
  it.each([
    [{ via: 'V2' }, 'via'],
    [{ via: 'V1', productType: 'PREMIUM_ACCESS' }, 'productType'],
    [{ via: 'V1', note: 'x' }, 'note'],
    [{ via: 'V1', projectCode: 'x' }, 'projectCode'],
  ])('a video with %j is BAD_USER_INPUT, and nothing is sent', async (input, argument) => {
    const response = await ask(input);
    expect(errorOf(response).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: ['input', argument],
    });
    expect(service.calls()).toEqual([]);
  });

  it('v1 downloads videos under Easy Access only', async () => {
    const token = service.simulator.issueToken('twins');
    expect((await download({ via: 'V1' }, { token })).userErrors).toMatchObject([{ code: 'NOT_ENTITLED' }]);
    expect((await download({ via: 'V3' }, { token })).download).not.toBeNull();
    expect(service.simulator.charges).toMatchObject([{ account: 'twins', productId: 17001 }]);
  });
});
