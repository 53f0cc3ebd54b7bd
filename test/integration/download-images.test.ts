import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, V1Item } from '../../simulator/src/index.js';
import { DownloadImagesDocument, type DownloadImagesInput } from '../generated/graphql.js';
import { application, gateway, items as v1Items } from '../support/refusals.js';
import {
  dataOf,
  defined,
  errorOf,
  eventually,
  MovableClock,
  type RequestOptions,
  type Service,
  startService,
} from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

let service: Service;
let clock: MovableClock;
beforeEach(async () => {
  clock = new MovableClock();
  service = await startService({ clock, simulator: { cacheHeaders: false } });
});
afterEach(() => service.close());

const PAIR = ['GetLargestImageDownloadAuthorizations', 'CreateDownloadRequest'];
const V3 = 'POST /v3/downloads/images/{id}';

const batch = async (items: readonly object[], more: object = {}, asking: RequestOptions = {}) => {
  const input = { items, ...more } as DownloadImagesInput;
  const response = await service.query(DownloadImagesDocument, { input }, asking);
  return defined(dataOf(response).downloadImages);
};
type Batch = Awaited<ReturnType<typeof batch>>;

const easy = (count: number): string[] => service.simulator.imagesFitting('plenty', 'easyaccess', count);
const plain = (ids: readonly string[]): { imageId: string }[] => ids.map((imageId) => ({ imageId }));
const statuses = ({ results }: Batch): string[] => results.map(({ status }) => status);
const codes = ({ results }: Batch): (string | null)[] =>
  results.map(({ userErrors }) => userErrors[0]?.code ?? null);
const sent = (): number => spendingCalls(service.calls()).length;
const charged = (): string[] => service.simulator.charges.map(({ assetId }) => assetId);

describe('downloadImages of plain items', () => {
  it('a hundred plain items take exactly two upstream calls', async () => {
    const ids = easy(100);
    const response = await service.query<{
      downloadImages: { succeededCount: number; results: { imageId: string; download: { url: string } }[] };
    }>(
      `mutation ($input: DownloadImagesInput!) { downloadImages(input: $input) {
        succeededCount failedCount notAttemptedCount
        results { index imageId status download { url via idempotencyKey } userErrors { code } } } }`,
      { input: { items: plain(ids) } },
    );
    const { downloadImages } = dataOf(response);
    expect(service.operations()).toEqual(PAIR);
    expect(downloadImages.succeededCount).toBe(100);
    expect(downloadImages.results.map(({ imageId }) => imageId)).toEqual(
      ids.map((id) => `gid://getty/Image/${id}`),
    );
    expect(new Set(downloadImages.results.map(({ download }) => download.url)).size).toBe(100);
    expect(charged()).toEqual(ids);
    expect(service.calls()[1]?.body).toMatchObject({
      CreateDownloadRequestBody: {
        DownloadItems: ids.map(() => ({ DownloadToken: expect.any(String) })),
      },
    });
  });

  it('results keep the order of the items, whatever the order of v1’s response', async () => {
    const ids = easy(6);
    service.simulator.inject({
      operation: 'CreateDownloadRequest',
      kind: 'v1',
      v1Items: (items: V1Item[]) => items.reverse(),
    });
    const { results, succeededCount } = await batch(plain(ids));
    expect(succeededCount).toBe(6);
    for (const [index, { download, imageId, index: shown }] of results.entries()) {
      expect([shown, imageId]).toEqual([index, `gid://getty/Image/${ids[index]}`]);
      const file = await fetch(defined(download).url);
      expect(file.headers.get('content-disposition')).toContain(`${ids[index]}.`);
    }
  });

  it('a single item, and items that v1 cannot serve, are sent to v3', async () => {
    const [one = '', two = '', three = '', four = '', five = ''] = easy(5);
    expect((await batch(plain([one]))).results[0]?.download?.via).toBe('V3');
    service.forget();
    const { results } = await batch([
      { imageId: two },
      { imageId: three, note: 'For the cover' },
      { imageId: four, fileType: 'JPG' },
      { imageId: five },
    ]);
    expect(results.map(({ download }) => download?.via)).toEqual(['V1', 'V3', 'V3', 'V1']);
    expect(service.operations().filter((operation) => operation === V3)).toHaveLength(2);
    expect(service.operations().filter((operation) => PAIR.includes(operation))).toEqual(PAIR);
    // Both items of v3 were looked up together.
    expect(service.operations().filter((operation) => operation === 'GET /v3/images')).toHaveLength(1);
    expect(service.simulator.charges).toContainEqual(
      expect.objectContaining({ assetId: three, note: 'For the cover', api: 'v3' }),
    );
  });

  it('items with a product named charge that product', async () => {
    const ids = service.simulator.imagesFitting('plenty', 'imagepack', 2);
    const items = ids.map((imageId) => ({ imageId, productType: 'IMAGE_PACK' }));
    const { results } = await batch(items);
    expect(results.map(({ download }) => download?.productOffering?.id)).toEqual([
      'gid://getty/ProductOffering/11003',
      'gid://getty/ProductOffering/11003',
    ]);
    expect(service.simulator.account('plenty').products[2]?.remaining).toBe(248);
  });

  it('the payload’s quota is read after all downloads', async () => {
    const { results } = await batch(plain(easy(3)));
    expect(results.map(({ download }) => download?.productOffering?.quota?.remaining)).toEqual([
      4997, 4997, 4997,
    ]);
    expect(service.operations()).toEqual([...PAIR, 'GET /v3/products']);
  });

  it('via: V3 sends one call per item, a bounded number at a time', async () => {
    const ids = easy(20);
    service.simulator.options.commitDelayMs = 1000;
    const running = batch(ids.map((imageId) => ({ imageId, via: 'V3' })));
    await eventually(sent, 8);
    for (let round = 0; round < 3; round += 1) {
      await service.query('{ errorCatalog { code } }');
      const before = sent();
      clock.advance(1000);
      service.simulator.runDueCommits();
      if (before < 20) await eventually(sent, Math.min(20, before + 8));
    }
    const done = await running;
    expect(done.succeededCount).toBe(20);
    expect(sent()).toBe(20);
    expect(service.operations().filter((operation) => operation === 'GET /v3/images')).toHaveLength(1);
  });
});

describe('idempotency keys of a batch', () => {
  const keyed = (ids: readonly string[]): object[] =>
    ids.map((imageId) => ({ imageId, idempotencyKey: `key-${imageId}` }));

  it('a repeated batch sends only the items that are not settled', async () => {
    const ids = easy(5);
    await batch(keyed(ids.slice(0, 3)));
    service.forget();
    const { results, succeededCount } = await batch(keyed(ids));
    expect(succeededCount).toBe(5);
    expect(results.map(({ download }) => download?.isReplay)).toEqual([true, true, true, false, false]);
    expect(charged()).toEqual(ids);
    expect(service.calls()[0]?.body).toMatchObject({
      GetLargestImageDownloadAuthorizationsRequestBody: {
        Images: ids.slice(3).map((ImageId) => ({ ImageId })),
      },
    });
  });

  it('two batches at once with the same keys charge each item once', async () => {
    const ids = easy(12);
    const [one, other] = await Promise.all([batch(keyed(ids)), batch(keyed([...ids].reverse()))]);
    expect([one.succeededCount, other.succeededCount]).toEqual([12, 12]);
    expect([...charged()].sort()).toEqual([...ids].sort());
    const urls = (result: Batch): unknown[] => result.results.map(({ download }) => download?.url);
    expect(urls(other).reverse()).toEqual(urls(one));
  });

  it('a key used by downloadImage is replayed in a batch', async () => {
    const [one = '', two = ''] = easy(2);
    const first = dataOf(
      await service.query<{ downloadImage: { download: { url: string } } }>(
        'mutation ($input: DownloadImageInput!) { downloadImage(input: $input) { download { url } } }',
        { input: { imageId: one, idempotencyKey: `key-${one}` } },
      ),
    );
    const { results } = await batch(keyed([one, two]));
    expect(results[0]?.download).toMatchObject({
      url: first.downloadImage.download.url,
      isReplay: true,
      via: 'V3',
    });
    expect(charged()).toEqual([one, two]);
  });
});

describe('one failing item among good ones', () => {
  it.each(['V1', 'V3'])('an item that fails leaves the others’ links in place through %s', async (via) => {
    const [one = '', two = ''] = easy(2);
    const ids = [one, '55', '200261415-001', two];
    const uncovered = service.simulator.imagesFitting('plenty', undefined, 5000).includes('200261415-001');
    const result = await batch(ids.map((imageId) => ({ imageId, ...(via === 'V3' ? { via } : {}) })));
    expect(codes(result)).toEqual([null, 'ASSET_NOT_FOUND', uncovered ? null : 'NOT_ENTITLED', null]);
    expect(result.results[1]?.userErrors[0]?.field).toEqual(['items', '1', 'imageId']);
    expect(result).toMatchObject({ failedCount: uncovered ? 1 : 2, notAttemptedCount: 0 });
    expect(charged()).toEqual(expect.arrayContaining([one, two]));
  });

  it('bad input of one item is an error at its own download', async () => {
    const ids = easy(2);
    const input = {
      items: [{ imageId: ids[0] }, { imageId: 'gid://getty/Video/1' }, { imageId: ids[1], height: -3 }],
    };
    const response = await service.query(DownloadImagesDocument, { input } as never);
    expect(
      response.errors.map(({ path, extensions }) => [path, extensions.code, extensions['argument']]),
    ).toEqual([
      [['downloadImages', 'results', 1, 'download'], 'BAD_USER_INPUT', ['input', 'items', '1', 'imageId']],
      [['downloadImages', 'results', 2, 'download'], 'BAD_USER_INPUT', ['input', 'items', '2', 'height']],
    ]);
    expect(response.data?.downloadImages).toMatchObject({
      succeededCount: 1,
      failedCount: 2,
      results: [{ status: 'SUCCEEDED' }, { status: 'FAILED', userErrors: [] }, { status: 'FAILED' }],
    });
    expect(charged()).toEqual([ids[0]]);
  });

  it('a version that cannot serve an item is an error of that item only', async () => {
    const [one = '', two = ''] = easy(2);
    const input = { items: [{ imageId: one, via: 'V2', height: 9 }, { imageId: two }] };
    const response = await service.query(DownloadImagesDocument, { input } as never);
    expect(errorOf(response)).toMatchObject({
      path: ['downloadImages', 'results', 0, 'download'],
      extensions: { code: 'BAD_USER_INPUT', argument: ['input', 'items', '0', 'height'] },
    });
    expect(charged()).toEqual([two]);
  });

  it('a system error of one item is an error at its own download, with the idempotency key', async () => {
    const [one = '', two = '', three = ''] = easy(3);
    service.simulator.inject({ operation: V3, skip: 1, ...gateway(429, 'Too Many Requests') });
    const input = { items: [one, two, three].map((imageId) => ({ imageId, via: 'V3' })) };
    const response = await service.query(DownloadImagesDocument, { input } as never);
    const error = errorOf(response);
    expect(error.extensions).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      idempotencyKey: expect.any(String),
    });
    expect(error.path?.slice(0, 2)).toEqual(['downloadImages', 'results']);
    expect(response.data?.downloadImages).toMatchObject({ succeededCount: 2, failedCount: 1 });
    expect(charged()).toHaveLength(2);
  });
});

describe('a product that is exhausted during a batch', () => {
  const premium = (count: number): object[] =>
    service.simulator
      .imagesFitting('twins', 'premiumaccess', count)
      .map((imageId) => ({ imageId, via: 'V3', productType: 'PREMIUM_ACCESS', productId: '17001' }));
  const asking = (): RequestOptions => ({ token: service.simulator.issueToken('twins') });

  it('STOP leaves the remaining items NOT_ATTEMPTED', async () => {
    service.simulator.setRemaining('twins', 17001, 2);
    const result = await batch(premium(30), { onQuotaExhausted: 'STOP' }, asking());
    const { succeededCount, failedCount, notAttemptedCount, results } = result;
    expect(succeededCount).toBe(2);
    expect(failedCount).toBeGreaterThanOrEqual(1);
    expect(notAttemptedCount).toBeGreaterThan(0);
    expect(succeededCount + failedCount + notAttemptedCount).toBe(30);
    expect(charged()).toHaveLength(2);
    // A stopped item has the failure that stopped it, and follows it.
    const stopper = results.findIndex(({ status }) => status === 'FAILED');
    for (const { index, status, userErrors, download } of results) {
      if (status !== 'NOT_ATTEMPTED') continue;
      expect(index).toBeGreaterThan(stopper);
      expect(download).toBeNull();
      expect(userErrors).toMatchObject([
        {
          code: 'QUOTA_EXHAUSTED',
          resetsAt: expect.any(String),
          productOffering: { id: 'gid://getty/ProductOffering/17001' },
        },
      ]);
    }
    // Never more under way than eight.
    expect(sent()).toBeLessThanOrEqual(10);
  });

  it('onQuotaExhausted defaults to STOP, and NOT_ATTEMPTED is in errors where it is not selected as data', async () => {
    service.simulator.setRemaining('twins', 17001, 0);
    const response = await service.query<{ downloadImages: { results: { status: string }[] } }>(
      `mutation ($input: DownloadImagesInput!) { downloadImages(input: $input) { results { status download { url } } } }`,
      { input: { items: premium(3) } },
      asking(),
    );
    expect(response.errors.map(({ extensions }) => extensions.code)).toEqual([
      'QUOTA_EXHAUSTED',
      'QUOTA_EXHAUSTED',
      'QUOTA_EXHAUSTED',
    ]);
    expect(sent()).toBe(0);
  });

  it('CONTINUE sends the remaining items with other products', async () => {
    service.simulator.setRemaining('twins', 17001, 1);
    const items = service.simulator
      .imagesFitting('twins', 'premiumaccess', 12)
      .map((imageId) => ({ imageId, via: 'V3' }));
    const result = await batch(items, { onQuotaExhausted: 'CONTINUE' }, asking());
    expect(result.notAttemptedCount).toBe(0);
    expect(result.succeededCount + result.failedCount).toBe(12);
    const products = new Set(service.simulator.charges.map(({ productId }) => productId));
    expect(products).toContain(17001);
    expect(service.simulator.account('twins').products[0]?.remaining).toBe(0);
  });

  it('v1 refuses items of a batch one by one, and every item has a result', async () => {
    service.simulator.setRemaining('company', 18001, 3);
    const ids = service.simulator.imagesFitting('company', 'easyaccess', 6);
    const token = service.simulator.issueToken('company');
    const result = await batch(plain(ids), {}, { token });
    expect(statuses(result)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED', 'FAILED', 'FAILED', 'FAILED']);
    expect(codes(result).slice(3)).toEqual(['QUOTA_EXHAUSTED', 'QUOTA_EXHAUSTED', 'QUOTA_EXHAUSTED']);
    expect(charged()).toEqual(ids.slice(0, 3));
  });

  it('an alternative agreement that paid is a notice, and productOffering is null', async () => {
    const { simulator } = service;
    simulator.options.alternativeAgreement = true;
    simulator.setRemaining('plenty', 11001, 1);
    const ids = simulator
      .imagesFitting('plenty', 'easyaccess', 500)
      .filter((id) => simulator.imagesFitting('plenty', 'premiumaccess', 5000).includes(id))
      .slice(0, 2);
    const { results, succeededCount } = await batch(plain(ids));
    expect(succeededCount).toBe(2);
    expect(results.every(({ download }) => download?.productOffering === null)).toBe(true);
    expect(results[1]?.download?.notices).toMatchObject([
      { type: 'INFORMATION', code: 'AlternativeAgreement' },
      { type: 'WARNING', code: 'IdempotencyKeyMissing' },
    ]);
  });
});

describe('the same image twice', () => {
  it('the same image twice without keys is BAD_USER_INPUT, and nothing is sent', async () => {
    const [one = '', two = ''] = easy(2);
    for (const items of [
      plain([one, two, one]),
      [{ imageId: one, idempotencyKey: 'a' }, { imageId: `gid://getty/Image/${one}` }],
      [{ imageId: one }, { imageId: one, idempotencyKey: 'b' }],
    ]) {
      const response = await service.query(DownloadImagesDocument, { input: { items } } as never);
      expect(response.data).toEqual({ downloadImages: null });
      expect(errorOf(response).extensions).toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: ['input', 'items', String(items.length - 1), 'imageId'],
      });
    }
    expect(service.calls()).toEqual([]);
  });

  it.each(['V1', 'V3'])('the same image twice with two keys is two downloads through %s', async (via) => {
    const [one = '', two = ''] = easy(2);
    const keyed = (imageId: string, idempotencyKey: string): object => ({
      imageId,
      idempotencyKey,
      ...(via === 'V3' ? { via } : {}),
    });
    const items = [keyed(one, 'a'), keyed(two, 'b'), keyed(one, 'c')];
    const { results, succeededCount } = await batch(items);
    expect(succeededCount).toBe(3);
    expect(new Set(results.map(({ download }) => download?.url)).size).toBe(3);
    expect(charged()).toHaveLength(3);
    expect(sent()).toBe(via === 'V1' ? 2 : 3);
    service.forget();
    const again = await batch(items);
    expect(again.results.map(({ download }) => download?.url)).toEqual(
      results.map(({ download }) => download?.url),
    );
    expect(again.results.every(({ download }) => download?.isReplay)).toBe(true);
    expect(sent()).toBe(0);
  });

  it('the same key twice in a batch is BAD_USER_INPUT, and nothing is sent', async () => {
    const [one = '', two = ''] = easy(2);
    const items = [one, two].map((imageId) => ({ imageId, idempotencyKey: 'same' }));
    const response = await service.query(DownloadImagesDocument, { input: { items } } as never);
    expect(errorOf(response).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: ['input', 'items', '1', 'idempotencyKey'],
    });
    expect(service.calls()).toEqual([]);
  });
});

describe('a batch that ends early', () => {
  const keyed = (ids: readonly string[]): object[] =>
    ids.map((imageId) => ({ imageId, idempotencyKey: `key-${imageId}`, via: 'V3' }));
  const commit = (): void => {
    clock.advance(40_000);
    service.simulator.runDueCommits();
    service.simulator.options.commitDelayMs = 0;
  };

  it('a batch past its deadline finishes what was sent, sends nothing more, and frees the other keys', async () => {
    const ids = easy(20);
    service.simulator.options.commitDelayMs = 40_000;
    const running = service.query(DownloadImagesDocument, { input: { items: keyed(ids) } } as never);
    await eventually(sent, 8);
    commit();
    const response = await running;
    expect(response.data?.downloadImages).toMatchObject({ succeededCount: 8, failedCount: 12 });
    const unsent = response.errors.filter(({ path }) => path?.at(-1) === 'download');
    expect(unsent.map(({ extensions }) => extensions.code)).toEqual(Array(12).fill('UPSTREAM_TIMEOUT'));
    // The links are there; what is read after them has no time left, and costs its field only.
    expect(response.errors.filter(({ path }) => path?.at(-1) === 'productOffering')).toHaveLength(8);
    expect([sent(), charged().length]).toEqual([8, 8]);
    const again = await batch(keyed(ids));
    expect(again.succeededCount).toBe(20);
    expect([...charged()].sort()).toEqual([...ids].sort());
  });

  it('a batch whose client disconnects finishes and stores what was sent, and sends nothing more', async () => {
    const ids = easy(20);
    const { simulator } = service;
    const other = await startService({ clock, of: simulator });
    simulator.options.commitDelayMs = 40_000;
    const leave = new AbortController();
    const running = other.query(DownloadImagesDocument, { input: { items: keyed(ids) } } as never, {
      signal: leave.signal,
    });
    const gone = expect(running).rejects.toThrow(/abort/i);
    await eventually(sent, 8);
    leave.abort();
    await gone;
    await other.query('{ errorCatalog { code } }');
    commit();
    // Ends only when nothing is under way any more.
    await other.close();
    expect([sent(), charged().length]).toEqual([8, 8]);
  });
});

describe('a v1 batch with a faulty response', () => {
  const rewrite = (v1: (items: V1Item[]) => unknown): Fault => ({
    operation: 'CreateDownloadRequest',
    kind: 'v1',
    v1Items: v1,
  });
  const keyed = (ids: readonly string[]): object[] =>
    ids.map((imageId) => ({ imageId, idempotencyKey: `key-${imageId}` }));

  it.each<[string, (items: V1Item[]) => unknown]>([
    ['its entry is missing', (items) => items.filter((_, index) => index !== 1)],
    [
      'its entry has no id',
      (items) => items.map((item, index) => (index === 1 ? { ...item, ImageId: null } : item)),
    ],
    [
      'FailedToGetDownloadUrl',
      (items) =>
        items.map((item, index) =>
          index === 1 ? { ...item, Status: 'FailedToGetDownloadUrl', UrlAttachment: null } : item,
        ),
    ],
    [
      'its link is empty',
      (items) => items.map((item, index) => (index === 1 ? { ...item, UrlAttachment: '' } : item)),
    ],
    [
      'an unknown status',
      (items) =>
        items.map((item, index) =>
          index === 1 ? { ...item, Status: 'Perhaps', UrlAttachment: null } : item,
        ),
    ],
  ])('%s: it was charged, so LINK_LOST', async (_, v1) => {
    const ids = easy(3);
    service.simulator.inject(rewrite(v1));
    const result = await batch(keyed(ids));
    expect(statuses(result)).toEqual(['SUCCEEDED', 'FAILED', 'SUCCEEDED']);
    expect(codes(result)).toEqual([null, 'LINK_LOST', null]);
    expect(charged()).toEqual(ids);
    const again = await batch(keyed(ids));
    expect(codes(again)).toEqual([null, 'LINK_LOST', null]);
    expect([sent(), charged().length]).toEqual([1, 3]);
  });

  it('an entry for an image that was not requested changes nothing', async () => {
    const ids = easy(2);
    service.simulator.inject(
      rewrite((items) => [
        { ImageId: '999', SizeName: null, Status: 'success', UrlAttachment: 'http://127.0.0.1:9/x' },
        ...items,
      ]),
    );
    expect((await batch(keyed(ids))).succeededCount).toBe(2);
    expect(charged()).toEqual(ids);
  });

  it('two entries with different links for one image give neither link', async () => {
    const ids = easy(2);
    service.simulator.inject(rewrite((items) => items.map((item) => ({ ...item, ImageId: ids[0] }))));
    const result = await batch(keyed(ids));
    expect(codes(result)).toEqual(['LINK_LOST', 'LINK_LOST']);
    expect([sent(), charged().length]).toEqual([1, 2]);
  });

  it('an expired download token is replaced once', async () => {
    const ids = easy(3);
    const expired = ids.map((ImageId) => ({
      ImageId,
      SizeName: null,
      Status: 'ExpiredToken',
      UrlAttachment: null,
    }));
    service.simulator.inject({ operation: 'CreateDownloadRequest', ...v1Items(...expired) });
    const result = await batch(keyed(ids));
    expect(result.succeededCount).toBe(3);
    expect(sent()).toBe(2);
    expect(charged()).toEqual(ids);
  });

  it('a download token that expires twice is DOWNLOAD_REFUSED', async () => {
    const ids = easy(2);
    const expired = ids.map((ImageId) => ({
      ImageId,
      SizeName: null,
      Status: 'InvalidToken',
      UrlAttachment: null,
    }));
    service.simulator.inject({ operation: 'CreateDownloadRequest', ...v1Items(...expired), times: 2 });
    const result = await batch(keyed(ids));
    expect(codes(result)).toEqual(['DOWNLOAD_REFUSED', 'DOWNLOAD_REFUSED']);
    expect([sent(), charged().length]).toEqual([2, 0]);
    // Refused, so the keys are free again.
    expect((await batch(keyed(ids))).succeededCount).toBe(2);
  });

  it('a lost v1 response takes one history call for all items', async () => {
    const ids = easy(5);
    service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'resetAfterCommit' });
    const result = await batch(keyed(ids));
    expect(new Set(codes(result))).toEqual(new Set(['LINK_LOST']));
    expect(service.operations()).toEqual([...PAIR, 'GET /v3/downloads']);
    expect([sent(), charged().length]).toEqual([1, 5]);
  });

  it('a v1 request that was never processed is OUTCOME_UNKNOWN, and is sent again after the settling time', async () => {
    const ids = easy(4);
    service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'reset' });
    const result = await batch(keyed(ids));
    expect(new Set(codes(result))).toEqual(new Set(['OUTCOME_UNKNOWN']));
    clock.advance(131_000);
    const again = await batch(keyed(ids));
    expect(again.succeededCount).toBe(4);
    expect(charged()).toEqual(ids);
  });

  it('a lost v1 response with some items charged gives each item its own outcome', async () => {
    const ids = easy(4);
    const [one = '', two = ''] = ids;
    // One item is v3's own, and fails there; the rest are v1's.
    service.simulator.inject({ operation: V3, ...application(401, 'NoDownloadAuthorization') });
    service.simulator.inject(rewrite((items) => items.filter(({ ImageId }) => ImageId !== two)));
    const result = await batch([{ imageId: one, note: 'x' }, ...plain(ids.slice(1))]);
    expect(codes(result)).toEqual(['NOT_ENTITLED', 'LINK_LOST', null, null]);
    expect(charged()).toEqual(ids.slice(1));
  });

  it('a batch whose v1 authorizations fail goes to another version', async () => {
    const ids = easy(3);
    service.simulator.inject({
      operation: 'GetLargestImageDownloadAuthorizations',
      kind: 'status',
      times: Number.POSITIVE_INFINITY,
    });
    const { results } = await batch(keyed(ids));
    expect(results.map(({ download }) => download?.via)).toEqual(['V3', 'V3', 'V3']);
    expect([...charged()].sort()).toEqual([...ids].sort());
  });
});
