import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { SimulatorOptions } from '../../simulator/src/index.js';
import { DownloadImageDocument, type DownloadImageInput } from '../generated/graphql.js';
import { gateway } from '../support/refusals.js';
import { dataOf, defined, errorOf, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

let service: Service;
afterEach(() => service.close());

/** Addresses that refuse connections. */
const closed = await new Promise<string>((resolve, reject) => {
  const server = createServer();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    server.close(() => resolve(`http://127.0.0.1:${port}`));
  });
});

const start = async (env: Record<string, string> = {}, simulator: SimulatorOptions = {}): Promise<void> => {
  service = await startService({ simulator: { cacheHeaders: false, ...simulator }, env });
};
const IMAGE = '83454804';
const ask = (input: object = {}) =>
  service.query<{
    downloadImage: { download: { via: string; url: string } | null; userErrors: { code: string }[] };
  }>(
    'mutation ($input: DownloadImageInput!) { downloadImage(input: $input) { download { url via } userErrors { code } } }',
    { input: { imageId: IMAGE, ...input } },
  );
const via = async (input: object = {}): Promise<string | undefined> =>
  dataOf(await ask(input)).downloadImage.download?.via;
const charged = (): number => service.simulator.charges.length;

describe('v3 is certainly unreachable', () => {
  it('a refused connection to v3 sends the download to v2', async () => {
    await start({ GETTY_API_URL: closed });
    const url = defined(dataOf(await ask()).downloadImage.download).url;
    expect((await fetch(url)).status).toBe(200);
    expect(service.simulator.charges).toMatchObject([{ api: 'v2' }]);
  });

  it('a refused connection to v3 sends the download to v1 where v2 is switched off', async () => {
    await start({ GETTY_API_URL: closed, GETTY_APIS: 'v3,v1' });
    expect(await via()).toBe('V1');
    expect(charged()).toBe(1);
  });

  it('a download with a product named goes to v1, which can honour it', async () => {
    await start({ GETTY_API_URL: closed });
    expect(await via({ productType: 'PREMIUM_ACCESS' })).toBe('V1');
    expect(service.simulator.charges).toMatchObject([{ productType: 'premiumaccess' }]);
  });

  it.each([{ note: 'x' }, { height: 100 }, { fileType: 'JPG' }, { projectCode: 'x' }, { via: 'V3' }])(
    'a download with %j stays with v3, because no other version can honour it',
    async (input) => {
      await start({ GETTY_API_URL: closed });
      expect(errorOf(await ask(input)).extensions).toMatchObject({
        code: 'UPSTREAM_UNAVAILABLE',
        idempotencyKey: expect.any(String),
      });
      expect([service.calls().length, charged()]).toEqual([0, 0]);
    },
  );

  it('a v3 without its routes sends the download to v2', async () => {
    await start({}, { v3Enabled: false });
    expect(await via()).toBe('V2');
    expect(charged()).toBe(1);
  });

  it('a v3 without its download route sends the download to v2', async () => {
    await start();
    service.simulator.inject({
      operation: 'POST /v3/downloads/images/{id}',
      ...gateway(403, 'Missing Authentication Token'),
    });
    expect(await via()).toBe('V2');
    expect(spendingCalls(service.calls())).toHaveLength(2);
    expect(charged()).toBe(1);
  });

  it('a batch through v1 needs nothing of v3', async () => {
    await start({ GETTY_API_URL: closed });
    const ids = service.simulator.imagesFitting('plenty', 'easyaccess', 5);
    const response = await service.query<{ downloadImages: { succeededCount: number } }>(
      'mutation ($input: DownloadImagesInput!) { downloadImages(input: $input) { succeededCount results { userErrors { code } } } }',
      { input: { items: ids.map((imageId) => ({ imageId })) } },
    );
    expect(dataOf(response).downloadImages.succeededCount).toBe(5);
    expect(charged()).toBe(5);
  });
});

describe('v1 and v2 are certainly unreachable', () => {
  it('a batch goes to v3 where v1 is unreachable', async () => {
    await start({ GETTY_CONNECT_URL: closed });
    const ids = service.simulator.imagesFitting('plenty', 'easyaccess', 5);
    const response = await service.query<{
      downloadImages: { succeededCount: number; results: { download: { via: string } }[] };
    }>(
      'mutation ($input: DownloadImagesInput!) { downloadImages(input: $input) { succeededCount results { download { via } userErrors { code } } } }',
      { input: { items: ids.map((imageId) => ({ imageId })) } },
    );
    const { downloadImages } = dataOf(response);
    expect(downloadImages.results.map(({ download }) => download.via)).toEqual(Array(5).fill('V3'));
    expect(charged()).toBe(5);
  });

  it.each(['V1', 'V2'])('via: %s stays with that version and fails', async (named) => {
    await start({ GETTY_CONNECT_URL: closed });
    expect(errorOf(await ask({ via: named })).extensions).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      upstream: { api: named },
    });
    expect(charged()).toBe(0);
  });

  it('isFree is null with an error where v1 is unreachable, and the other fields are there', async () => {
    await start({ GETTY_CONNECT_URL: closed });
    const response = await service.query('{ image(id: "83454804") { title largestDownloads { isFree } } }');
    expect(response.data).toMatchObject({ image: { title: expect.any(String) } });
    expect(response.errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
  });
});

describe('no other version is tried after a download was sent', () => {
  it.each([
    ['reset', { kind: 'reset' }, 'OUTCOME_UNKNOWN'],
    ['500', { kind: 'status' }, 'OUTCOME_UNKNOWN'],
    ['reset after the charge', { kind: 'resetAfterCommit' }, 'LINK_LOST'],
    [
      'refused',
      { kind: 'status', status: 401, body: '{"ErrorCode":"NoDownloadAuthorization"}' },
      'NOT_ENTITLED',
    ],
  ] as const)('%s', async (_, fault, code) => {
    await start();
    service.simulator.inject({ operation: 'POST /v3/downloads/images/{id}', ...fault });
    expect(dataOf(await ask()).downloadImage.userErrors).toEqual([{ code }]);
    expect(spendingCalls(service.calls())).toHaveLength(1);
  });

  it('a 429 to a download tries no other version', async () => {
    await start();
    service.simulator.inject({
      operation: 'POST /v3/downloads/images/{id}',
      ...gateway(429, 'Too Many Requests'),
    });
    expect(errorOf(await ask()).extensions.code).toBe('UPSTREAM_RATE_LIMITED');
    expect(spendingCalls(service.calls())).toHaveLength(1);
  });

  it('a failed v1 download request tries no other version', async () => {
    await start();
    const ids = service.simulator.imagesFitting('plenty', 'easyaccess', 3);
    service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'reset' });
    const response = await service.query<{ downloadImages: { failedCount: number } }>(
      'mutation ($input: DownloadImagesInput!) { downloadImages(input: $input) { failedCount results { userErrors { code } } } }',
      { input: { items: ids.map((imageId) => ({ imageId })) } },
    );
    expect(dataOf(response).downloadImages.failedCount).toBe(3);
    expect(spendingCalls(service.calls())).toHaveLength(1);
  });
});

describe('GETTY_APIS', () => {
  it.each([
    ['v1', 'V1'],
    ['v2', 'V2'],
    ['v2,v1', 'V2'],
    ['v1,v2', 'V1'],
    ['v1,v3', 'V3'],
  ])('GETTY_APIS=%s sends a single image through %s', async (apis, used) => {
    await start({ GETTY_APIS: apis });
    expect(await via()).toBe(used);
    expect(charged()).toBe(1);
  });

  it.each<[string, Partial<DownloadImageInput>, string]>([
    ['v1', { via: 'V3' }, 'via'],
    ['v3', { via: 'V1' }, 'via'],
    ['v1', { note: 'x' }, 'note'],
    ['v2,v1', { height: 9 }, 'height'],
  ])('GETTY_APIS=%s rejects a download with %j', async (apis, input, argument) => {
    await start({ GETTY_APIS: apis });
    const response = await service.query(DownloadImageDocument, { input: { imageId: IMAGE, ...input } });
    expect(errorOf(response).extensions).toMatchObject({
      code: 'BAD_USER_INPUT',
      argument: ['input', argument],
    });
    expect(service.calls()).toEqual([]);
  });

  it('GETTY_APIS=v1 serves history, products and keys from v1', async () => {
    await start({ GETTY_APIS: 'v1' });
    const input = { imageId: IMAGE, idempotencyKey: 'one' };
    service.simulator.inject({ operation: 'CreateDownloadRequest', kind: 'resetAfterCommit' });
    expect(dataOf(await ask(input)).downloadImage.userErrors).toEqual([{ code: 'LINK_LOST' }]);
    const data = dataOf(
      await service.query(
        '{ downloadHistory(first: 1) { via nodes { assetId } } productOfferings { productId } }',
      ),
    );
    expect(data).toMatchObject({
      downloadHistory: { via: 'V1', nodes: [{ assetId: IMAGE }] },
      productOfferings: expect.arrayContaining([{ productId: '11001' }]),
    });
    expect(service.operations().filter((operation) => operation.startsWith('GET /v3'))).toEqual([]);
  });
});
