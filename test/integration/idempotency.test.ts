import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DownloadImageDocument } from '../generated/graphql.js';
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

const IMAGE = '83454804';
const KEY = '6d1f8f0e-2b55-4f9e-b1ad-8c7a2f3f9a10';
const LINK = `mutation ($input: DownloadImageInput!) {
  downloadImage(input: $input) { clientMutationId download { url isReplay idempotencyKey via } userErrors { code field } }
}`;

interface Payload {
  readonly clientMutationId: string | null;
  readonly download: {
    readonly url: string;
    readonly isReplay: boolean;
    readonly idempotencyKey: string;
    readonly via: string;
  } | null;
  readonly userErrors: readonly { readonly code: string; readonly field: readonly string[] | null }[];
}

const download = async (input: object = {}, asking: RequestOptions = {}): Promise<Payload> => {
  const response = await service.query<{ downloadImage: Payload }>(
    LINK,
    { input: { imageId: IMAGE, ...input } },
    asking,
  );
  return dataOf(response).downloadImage;
};
const sent = (): number => spendingCalls(service.calls()).length;
const charged = (): number => service.simulator.charges.length;

describe('the same key with the same input', () => {
  it('the same key replays the first result without an upstream call', async () => {
    const first = defined((await download({ idempotencyKey: KEY })).download);
    expect(first).toMatchObject({ isReplay: false, idempotencyKey: KEY });
    service.forget();
    const again = defined((await download({ idempotencyKey: KEY })).download);
    expect(again).toEqual({ ...first, isReplay: true });
    expect(service.calls()).toEqual([]);
    expect(charged()).toBe(1);
  });

  it.each([
    ['the other form of the id', { imageId: `gid://getty/Image/${IMAGE}` }],
    ['another clientMutationId', { clientMutationId: 'two' }],
    ['another via', { via: 'V1' }],
    ['nulls for what was left out', { note: null, height: null, productType: null }],
    ['blanks for what was left out', { note: '  ' }],
  ])('input counts as the same with %s', async (_, input) => {
    const first = await download({ idempotencyKey: KEY });
    const again = await download({ idempotencyKey: KEY, ...input });
    expect(again.download).toMatchObject({ url: first.download?.url, isReplay: true, via: 'V3' });
    expect([sent(), charged()]).toEqual([1, 1]);
  });

  it('the same key is replayed whichever version was used first', async () => {
    for (const via of ['V1', 'V2', 'V3']) {
      const first = await download({ idempotencyKey: `key-${via}`, via });
      const again = await download({ idempotencyKey: `key-${via}` });
      expect(again.download).toMatchObject({ url: first.download?.url, isReplay: true, via });
    }
    expect(sent()).toBe(3);
  });

  it('a key is stored for 24 hours', async () => {
    await download({ idempotencyKey: KEY });
    clock.advance(23 * 3_600_000);
    expect((await download({ idempotencyKey: KEY })).download?.isReplay).toBe(true);
    clock.advance(2 * 3_600_000);
    expect((await download({ idempotencyKey: KEY })).download?.isReplay).toBe(false);
    expect(charged()).toBe(2);
  });

  it('a replay shows the current image and product', async () => {
    const input = { imageId: IMAGE, idempotencyKey: KEY };
    await service.query(DownloadImageDocument, { input });
    await download({ imageId: 'BA19430' });
    const { downloadImage } = dataOf(await service.query(DownloadImageDocument, { input }));
    expect(downloadImage?.download).toMatchObject({
      isReplay: true,
      image: { id: `gid://getty/Image/${IMAGE}` },
      productOffering: { id: 'gid://getty/ProductOffering/11001' },
    });
  });

  it('one key sent five times at once is charged once', async () => {
    const payloads = await Promise.all(Array.from({ length: 5 }, () => download({ idempotencyKey: KEY })));
    expect(new Set(payloads.map((payload) => payload.download?.url)).size).toBe(1);
    expect(payloads.filter((payload) => payload.download?.isReplay === false)).toHaveLength(1);
    expect([sent(), charged()]).toEqual([1, 1]);
  });

  it('a call that waits for another with its key ends at its own deadline', async () => {
    service.simulator.options.commitDelayMs = 5000;
    const first = download({ idempotencyKey: KEY });
    await eventually(sent, 1);
    const impatient = await service.query(
      LINK,
      { input: { imageId: IMAGE, idempotencyKey: KEY } },
      { headers: { 'x-request-timeout-ms': '50' } },
    );
    const code = impatient.errors[0]?.extensions.code ?? 'OUTCOME_UNKNOWN';
    expect(['OUTCOME_UNKNOWN', 'UPSTREAM_TIMEOUT']).toContain(code);
    clock.advance(5000);
    service.simulator.runDueCommits();
    expect((await first).download?.isReplay).toBe(false);
    expect([sent(), charged()]).toEqual([1, 1]);
  });
});

describe('the same key with other input', () => {
  it.each([
    ['another image', { imageId: 'BA19430' }, {}],
    ['a height', { height: 100 }, {}],
    ['a note', { note: 'x' }, {}],
    ['another product', { productType: 'PREMIUM_ACCESS' }, {}],
    ['a product where none was named', {}, { productType: 'EASY_ACCESS' }],
  ])('the same key is IDEMPOTENCY_KEY_REUSED with %s', async (_, other, first) => {
    expect((await download({ idempotencyKey: KEY, ...first })).userErrors).toEqual([]);
    service.forget();
    expect(await download({ idempotencyKey: KEY, ...other })).toMatchObject({
      download: null,
      userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] }],
    });
    expect(service.calls()).toEqual([]);
    expect(charged()).toBe(1);
  });

  it('IDEMPOTENCY_KEY_REUSED is in errors where userErrors is not selected', async () => {
    await download({ idempotencyKey: KEY });
    const response = await service.query(
      `mutation { downloadImage(input: { imageId: "BA19430", idempotencyKey: "${KEY}" }) { download { url } } }`,
    );
    expect(errorOf(response).extensions).toMatchObject({
      code: 'IDEMPOTENCY_KEY_REUSED',
      argument: ['input', 'idempotencyKey'],
      isRetryable: false,
    });
  });

  it('a video and an image of the same id conflict under one key', async () => {
    await download({ idempotencyKey: KEY });
    const response = await service.query<{ downloadVideo: Payload }>(
      `mutation { downloadVideo(input: { videoId: "${IMAGE}", idempotencyKey: "${KEY}" }) { userErrors { code } } }`,
    );
    expect(dataOf(response).downloadVideo.userErrors).toEqual([{ code: 'IDEMPOTENCY_KEY_REUSED' }]);
  });
});

describe('races', () => {
  it('one key with two inputs at once downloads one, and the other is a conflict', async () => {
    const payloads = await Promise.all([
      download({ idempotencyKey: KEY }),
      download({ idempotencyKey: KEY, imageId: 'BA19430' }),
    ]);
    const codes = payloads.map(({ userErrors }) => userErrors[0]?.code ?? 'none').sort();
    expect(codes).toEqual(['IDEMPOTENCY_KEY_REUSED', 'none']);
    expect([sent(), charged()]).toEqual([1, 1]);
  });

  it('concurrent retries of an unknown download send it once', async () => {
    service.simulator.inject({ operation: 'POST /v3/downloads/images/{id}', kind: 'reset' });
    expect((await download({ idempotencyKey: KEY })).userErrors).toMatchObject([{ code: 'OUTCOME_UNKNOWN' }]);
    clock.advance(131_000);
    const payloads = await Promise.all(Array.from({ length: 5 }, () => download({ idempotencyKey: KEY })));
    expect(payloads.filter(({ download: got }) => got?.isReplay === false)).toHaveLength(1);
    expect(new Set(payloads.map(({ download: got }) => got?.url)).size).toBe(1);
    expect([sent(), charged()]).toEqual([2, 1]);
  });

  it('concurrent downloads of one image without keys are charged each', async () => {
    const payloads = await Promise.all(Array.from({ length: 4 }, () => download()));
    expect(new Set(payloads.map(({ download: got }) => got?.url)).size).toBe(4);
    expect([sent(), charged()]).toEqual([4, 4]);
  });
});

describe('downloads without a key', () => {
  it('a download without a key is a new one, and the payload names its key', async () => {
    const first = defined((await download()).download);
    const second = defined((await download()).download);
    expect(first.idempotencyKey).toMatch(/^[0-9a-f-]{36}$/);
    expect(second.idempotencyKey).not.toBe(first.idempotencyKey);
    expect([first.isReplay, second.isReplay, charged()]).toEqual([false, false, 2]);
    expect((await download({ idempotencyKey: first.idempotencyKey })).download).toEqual({
      ...first,
      isReplay: true,
    });
  });

  it('an error names the generated key, as data and in errors', async () => {
    const { simulator } = service;
    simulator.inject({ operation: 'POST /v3/downloads/images/{id}', kind: 'reset' });
    const response = await service.query(
      `mutation { downloadImage(input: { imageId: "${IMAGE}" }) { download { url } } }`,
    );
    const { code, idempotencyKey, retryAfterMs } = errorOf(response).extensions;
    expect([code, typeof retryAfterMs]).toEqual(['OUTCOME_UNKNOWN', 'number']);
    expect(retryAfterMs).toBe(2000);
    clock.advance(131_000);
    const retried = await download({ idempotencyKey });
    expect(retried.download).toMatchObject({ isReplay: false, idempotencyKey });
    expect([sent(), charged()]).toEqual([2, 1]);
  });
});

describe('whose key it is', () => {
  it('the first caller’s: another customer with the same key is refused, unsent and unshown', async () => {
    const asking = ['company', 'credits', 'twins'].map((name) => ({
      token: service.simulator.issueToken(name),
    }));
    expect((await download({ idempotencyKey: KEY })).download?.isReplay).toBe(false);
    for (const one of asking)
      expect(await download({ idempotencyKey: KEY }, one)).toMatchObject({
        download: null,
        userErrors: [{ code: 'IDEMPOTENCY_KEY_REUSED', field: ['idempotencyKey'] }],
      });
    expect([sent(), charged()]).toEqual([1, 1]);
  });

  it('the customer’s: a new token of the same one gets the same answer under a random UUID', async () => {
    const token = (): RequestOptions => ({ token: service.simulator.issueToken('company') });
    const first = await download({ idempotencyKey: KEY }, token());
    const again = await download({ idempotencyKey: KEY }, token());
    expect(again.download).toMatchObject({ url: first.download?.url, isReplay: true });
    expect([sent(), charged()]).toEqual([1, 1]);
  });
});

describe('a client that disconnects', () => {
  /** Sends a request and disconnects while Getty Images still processes it; then Getty Images commits and responds. */
  const abandoned = async (input: object, asking: RequestOptions = {}): Promise<void> => {
    const { simulator } = service;
    simulator.options.commitDelayMs = 5000;
    const leave = new AbortController();
    const before = sent();
    const asked = download(input, { ...asking, signal: leave.signal });
    const gone = expect(asked).rejects.toThrow(/abort/i);
    await eventually(sent, before + 1);
    leave.abort();
    await gone;
    // The service has seen it by the time another request of ours went there and back.
    await service.query('{ errorCatalog { code } }');
    clock.advance(5000);
    simulator.runDueCommits();
    simulator.options.commitDelayMs = 0;
    await eventually(() => charged() > 0, true);
  };

  it('a disconnect does not abort a sent download, whose key has the result', async () => {
    await abandoned({ idempotencyKey: KEY });
    const again = await download({ idempotencyKey: KEY });
    expect(again.download).toMatchObject({ isReplay: true, url: expect.any(String) });
    expect([sent(), charged()]).toEqual([1, 1]);
  });

  it('a disconnected client without a key gets the stored result with its next equal call, once', async () => {
    await abandoned({});
    // Stored as soon as the response could not be delivered; another input does not get it.
    expect((await download({ imageId: 'BA19430' })).download?.isReplay).toBe(false);
    const again = await download();
    expect(again.download).toMatchObject({ isReplay: true });
    expect((await fetch(defined(again.download).url)).status).toBe(200);
    expect([sent(), charged()]).toEqual([2, 2]);
    expect((await download()).download?.isReplay).toBe(false);
    expect(charged()).toBe(3);
  });

  it('an undelivered result is never given to another customer', async () => {
    await abandoned({});
    const token = service.simulator.issueToken('company');
    expect((await download({}, { token })).download?.isReplay).toBe(false);
    expect((await download()).download?.isReplay).toBe(true);
    expect(charged()).toBe(2);
  });

  it('X-Request-Timeout-Ms does not abort a sent download', async () => {
    service.simulator.options.commitDelayMs = 5000;
    const asked = download({ idempotencyKey: KEY }, { headers: { 'x-request-timeout-ms': '4000' } });
    await eventually(sent, 1);
    clock.advance(5000);
    service.simulator.runDueCommits();
    expect((await asked).download).toMatchObject({ isReplay: false });
    expect(charged()).toBe(1);
  });
});

describe('a service that shuts down', () => {
  it('shutdown finishes sent downloads and sends their responses', async () => {
    const { simulator } = service;
    const other = await startService({ clock, of: simulator });
    simulator.options.commitDelayMs = 5000;
    const asked = other.query<{ downloadImage: Payload }>(LINK, { input: { imageId: IMAGE } });
    await eventually(sent, 1);
    const closing = other.close();
    clock.advance(5000);
    simulator.runDueCommits();
    expect(dataOf(await asked).downloadImage.download?.url).toEqual(expect.any(String));
    await closing;
    await expect(other.query('{ errorCatalog { code } }')).rejects.toThrow();
    expect(charged()).toBe(1);
  });
});

describe('two replicas with separate memory stores', () => {
  it('a replica never takes the other’s download for its own', async () => {
    const other = await startService({ clock, of: service.simulator });
    try {
      service.simulator.inject({ operation: 'POST /v3/downloads/images/{id}', kind: 'reset' });
      expect((await download({ idempotencyKey: KEY })).userErrors).toMatchObject([
        { code: 'OUTCOME_UNKNOWN' },
      ]);
      dataOf(await other.query(LINK, { input: { imageId: IMAGE } }));
      // The history shows one more than this replica knows of: it will not risk a second one.
      expect((await download({ idempotencyKey: KEY })).userErrors).toMatchObject([{ code: 'LINK_LOST' }]);
      expect(charged()).toBe(1);
    } finally {
      await other.close();
    }
  });
});
