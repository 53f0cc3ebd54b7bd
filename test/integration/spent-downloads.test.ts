import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Fault, SimulatorOptions } from '../../simulator/src/index.js';
import { DownloadImageDocument } from '../generated/graphql.js';
import { application, gateway } from '../support/refusals.js';
import { dataOf, defined, errorOf, MovableClock, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

let service: Service;
let clock: MovableClock;
const start = async (simulator: SimulatorOptions = {}, env: Record<string, string> = {}): Promise<void> => {
  clock = new MovableClock();
  service = await startService({ clock, simulator: { cacheHeaders: false, ...simulator }, env });
};
afterEach(() => service.close());

const IMAGE = '83454804';
const KEY = '0b9c7c34-55a2-4d43-9f1c-0d8f6b0a5a11';
type Via = 'V3' | 'V2' | 'V1';
const spendOf = {
  V3: 'POST /v3/downloads/images/{id}',
  V2: 'POST /v2/download/{id}',
  V1: 'CreateDownloadRequest',
} as const;

const download = async (input: object = {}) => {
  const response = await service.query(DownloadImageDocument, { input: { imageId: IMAGE, ...input } });
  return defined(dataOf(response).downloadImage);
};
const sent = (): number => spendingCalls(service.calls()).length;
const charged = (): number => service.simulator.charges.length;

describe('a download response in another form', () => {
  it.each<[string, SimulatorOptions, Fault | null]>([
    ['slowly, piece by piece', {}, { kind: 'drip', bytes: 40, delayMs: 1 }],
    ['packed', {}, { kind: 'gzip' }],
    ['as a bare string', { bareStringUri: true }, null],
  ])('a response %s is read as a link', async (_, simulator, fault) => {
    await start(simulator);
    if (fault !== null) service.simulator.inject({ operation: spendOf.V3, ...fault });
    expect(await download()).toMatchObject({ userErrors: [], download: { url: expect.any(String) } });
    expect([sent(), charged()]).toEqual([1, 1]);
  });

  it.each([302, 303])('a redirect with %i is the response, and is not followed', async (status) => {
    await start();
    const location = `${service.simulator.url}/delivery/somewhere`;
    service.simulator.inject({
      operation: spendOf.V3,
      kind: 'status',
      status,
      body: '',
      headers: { location },
    });
    expect((await download()).download?.url).toBe(location);
    expect(service.simulator.requests.filter(({ api }) => api === 'delivery')).toEqual([]);
    expect(sent()).toBe(1);
  });
});

describe('downloads that were certainly not charged', () => {
  it.each<[string, Via, Fault]>([
    ['429 of v3', 'V3', gateway(429, 'Too Many Requests')],
    ['429 of v2', 'V2', gateway(429, 'Too Many Requests')],
    ['429 of v1', 'V1', gateway(429, 'Too Many Requests')],
    ['403 about the rate', 'V3', gateway(403, 'x', { 'x-error-detail': 'Account Over Rate Limit' })],
  ])('%s is reported, frees the key, and is sent again on a retry', async (_, via, fault) => {
    await start();
    service.simulator.inject({ operation: spendOf[via], ...fault });
    const response = await service.query(DownloadImageDocument, {
      input: { imageId: IMAGE, via, idempotencyKey: KEY },
    });
    expect(errorOf(response).extensions).toMatchObject({
      code: 'UPSTREAM_RATE_LIMITED',
      isRetryable: true,
      retryAfterMs: expect.any(Number),
      idempotencyKey: KEY,
    });
    expect([sent(), charged()]).toEqual([1, 0]);
    expect((await download({ via, idempotencyKey: KEY })).download).toMatchObject({ isReplay: false });
    expect([sent(), charged()]).toEqual([2, 1]);
  });

  it('a refusal frees the key, also for other input', async () => {
    await start();
    service.simulator.inject({ operation: spendOf.V3, ...application(401, 'NoDownloadAuthorization') });
    expect((await download({ idempotencyKey: KEY })).userErrors).toMatchObject([{ code: 'NOT_ENTITLED' }]);
    expect((await download({ imageId: 'BA19430', idempotencyKey: KEY })).download).toMatchObject({
      isReplay: false,
    });
    expect(charged()).toBe(1);
  });
});

describe('checks before a download is sent', () => {
  beforeEach(() => start());
  const ask = async (name: string, input: object) => {
    const token = service.simulator.issueToken(name);
    const response = await service.query(
      DownloadImageDocument,
      { input: { imageId: IMAGE, ...input } },
      { token },
    );
    return defined(dataOf(response).downloadImage).userErrors;
  };

  it.each([
    [{}, ['projectCode']],
    [{ note: 'For the cover' }, ['projectCode']],
    [{ projectCode: 'SPRING-26' }, ['note']],
    [{ note: 'For the cover', projectCode: 'WINTER-99' }, ['projectCode']],
    [{ note: '  ', projectCode: 'SPRING-26' }, ['note']],
  ])('missing download requirements are an error with %j, and nothing is sent', async (input, field) => {
    expect(await ask('notes', input)).toMatchObject([
      {
        __typename: 'DownloadRequirementsError',
        code: 'DOWNLOAD_REQUIREMENTS_NOT_MET',
        field,
        upstream: null,
        requirements: {
          isNoteRequired: true,
          isProjectCodeRequired: true,
          projectCodes: ['SPRING-26', 'SUMMER-26', 'Größe-9'],
        },
      },
    ]);
    expect(sent()).toBe(0);
  });

  it.each<Via>(['V1', 'V2'])(
    'requirements that %s cannot carry are an error, and nothing is sent',
    async (via) => {
      expect(await ask('notes', { via })).toMatchObject([{ code: 'DOWNLOAD_REQUIREMENTS_NOT_MET' }]);
      expect(sent()).toBe(0);
    },
  );

  it('a download with its requirements succeeds, and Getty Images gets them', async () => {
    expect(await ask('notes', { note: 'Titel', projectCode: 'Größe-9' })).toEqual([]);
    expect(service.simulator.charges).toMatchObject([{ note: 'Titel', projectCode: 'Größe-9' }]);
  });

  it.each<Via>(['V3', 'V2', 'V1'])(
    'an exhausted product is QUOTA_EXHAUSTED through %s, and nothing is sent',
    async (via) => {
      expect(await ask('usedup', { via })).toMatchObject([
        {
          code: 'QUOTA_EXHAUSTED',
          resetsAt: expect.any(String),
          productOffering: { id: 'gid://getty/ProductOffering/12001' },
        },
      ]);
      expect(sent()).toBe(0);
    },
  );

  it('a product with overage left is not exhausted', async () => {
    service.simulator.setRemaining('plenty', 11002, 1);
    for (const overage of [50, 49]) {
      const { download: got } = await download({ productType: 'PREMIUM_ACCESS' });
      expect(got?.productOffering).toMatchObject({ quota: { remaining: 0 } });
      expect(service.simulator.account('plenty').products[1]?.overage?.remaining).toBe(overage);
    }
  });

  it.each([
    ['two of a kind', 'twins', { productType: 'PREMIUM_ACCESS', productId: '17002' }, 17002],
    ['by its id alone', 'twins', { productId: 'gid://getty/ProductOffering/17002' }, 17002],
    ['by its kind', 'plenty', { productType: 'PREMIUM_ACCESS' }, 11002],
    ['none: Getty Images’ own choice', 'plenty', {}, 11001],
    ['none, with two of a type: Getty Images’ own choice', 'twins', {}, 17001],
    ['credits', 'credits', {}, 16001],
  ])('the named product is charged: %s', async (_, name, input, productId) => {
    expect(await ask(name, input)).toEqual([]);
    expect(service.simulator.charges).toMatchObject([{ account: name, productId }]);
    expect(spendingCalls(service.calls())[0]?.query).toMatchObject({
      product_id: String(productId),
      product_type: expect.any(String),
    });
  });

  it('v2 with an image pack is NOT_ENTITLED, and nothing is sent', async () => {
    const id = defined(
      service.simulator
        .imagesFitting('plenty', 'imagepack', 500)
        .find(
          (image) =>
            service.simulator.imagesFitting('plenty', 'premiumaccess', 5000).indexOf(image) < 0 &&
            service.simulator.imagesFitting('plenty', 'easyaccess', 5000).indexOf(image) < 0,
        ),
    );
    expect(await ask('plenty', { imageId: id, via: 'V2' })).toMatchObject([
      { code: 'NOT_ENTITLED', allowedProductTypes: ['IMAGE_PACK'] },
    ]);
    expect(sent()).toBe(0);
    expect(await ask('plenty', { imageId: id })).toEqual([]);
  });
});

describe('one download field per operation', () => {
  it('an operation with two download fields is refused', async () => {
    await start();
    const response = await service.query(
      `mutation { a: downloadImage(input: { imageId: "${IMAGE}" }) { download { url } }
                  b: downloadImage(input: { imageId: "BA19430" }) { download { url } } }`,
    );
    expect(errorOf(response)).toMatchObject({
      message: expect.stringContaining('downloadImages'),
      extensions: { code: 'QUERY_TOO_EXPENSIVE' },
    });
    expect(service.calls()).toEqual([]);
  });

  it.each([
    [
      'in fragments',
      'mutation { ...Both } fragment Both on Mutation { a: downloadImage(input: { imageId: "1" }) { download { url } } ...More } fragment More on Mutation { downloadVideo(input: { videoId: "1" }) { download { url } } }',
    ],
    [
      'of two kinds',
      'mutation { downloadImage(input: { imageId: "1" }) { download { url } } downloadImages(input: { items: [{ imageId: "2" }] }) { succeededCount } }',
    ],
  ])('an operation with a second download field hidden %s is refused', async (_, query) => {
    await start();
    expect(errorOf(await service.query(query)).extensions.code).toBe('QUERY_TOO_EXPENSIVE');
    expect(service.calls()).toEqual([]);
  });

  it('an operation with the same download field twice, or one skipped, runs once', async () => {
    await start();
    const field = `downloadImage(input: { imageId: "${IMAGE}" })`;
    const response = await service.query(
      `mutation { ${field} { download { url } } ${field} { userErrors { code } }
                  other: downloadImage(input: { imageId: "BA19430" }) @skip(if: true) { download { url } } }`,
    );
    expect(dataOf(response)).toEqual({
      downloadImage: { download: { url: expect.any(String) }, userErrors: [] },
    });
    expect([sent(), charged()]).toEqual([1, 1]);
  });

  it('an operation whose deadline expired before sending sends nothing', async () => {
    await start({ latencyMs: 40 });
    const response = await service.query(
      DownloadImageDocument,
      { input: { imageId: IMAGE, idempotencyKey: KEY } },
      { headers: { 'x-request-timeout-ms': '30' } },
    );
    expect(errorOf(response).extensions.code).toBe('UPSTREAM_TIMEOUT');
    expect([sent(), charged()]).toEqual([0, 0]);
    // The key was not used up by it.
    expect((await download({ idempotencyKey: KEY })).download).toMatchObject({ isReplay: false });
  });

  it('a download drops the caller’s cached entitlements', async () => {
    await start({ cacheHeaders: true, hideUsedUp: true });
    service.simulator.setRemaining('company', 18001, 1);
    const asking = { token: service.simulator.issueToken('company') };
    const query = `{ image(id: "${IMAGE}") { largestDownloads { productType } } }`;
    const entitled = async (): Promise<unknown> => dataOf(await service.query(query, {}, asking));
    expect(await entitled()).toEqual({ image: { largestDownloads: [{ productType: 'EASY_ACCESS' }] } });
    const input = { imageId: IMAGE };
    dataOf(await service.query(DownloadImageDocument, { input }, asking));
    expect(await entitled()).toEqual({ image: { largestDownloads: [] } });
  });

  it('the payload shows the quota after the download', async () => {
    await start();
    const quotas: unknown[] = [];
    for (let n = 0; n < 3; n += 1) quotas.push((await download()).download?.productOffering?.quota);
    expect(quotas).toMatchObject([{ remaining: 4999 }, { remaining: 4998 }, { remaining: 4997 }]);
  });
});
