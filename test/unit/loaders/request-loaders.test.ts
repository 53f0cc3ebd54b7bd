import { describe, expect, it } from 'vitest';
import type { GettyClients } from '../../../src/getty/clients/create-getty.js';
import type { GettyCall } from '../../../src/getty/session.js';
import type { UpstreamRequest, UpstreamResponse } from '../../../src/getty/transport/transport.js';
import { createLoaders } from '../../../src/loaders/loaders.js';
import { MAX_PREVIOUS_DOWNLOADS } from '../../../src/loaders/previous-downloads.loader.js';
import { callAs, envelope, gatewayOf, json, scripted, sentBody } from '../getty/v1-support.js';

/** The loaders of one request over an answerer, with every call that left. */
const loadersOver = (
  response: (request: UpstreamRequest) => UpstreamResponse,
  call: GettyCall = callAs(),
) => {
  const { transport, sent } = scripted(...Array.from({ length: 50 }, () => response));
  const v3 = { baseUrl: 'https://api.test', apiKey: 'key', transport, clock: { now: () => 0 } };
  const v1 = gatewayOf(transport);
  const getty: GettyClients = {
    v3,
    v1,
    v2: { baseUrl: 'https://connect.test', apiKey: 'key', transport, clock: { now: () => 0 } },
    apis: ['V3', 'V2', 'V1'],
  };
  return {
    loaders: createLoaders(getty, call),
    asked: () => sent.map(({ request }) => request.url.replace(/^https:\/\/[^/]+/, '')),
    sent,
  };
};

const idsOf = (request: UpstreamRequest): string[] =>
  new URL(request.url).searchParams.get('ids')?.split(',') ?? [];

describe('the loaders of one request', () => {
  it('images are loaded together, 100 per call', async () => {
    const { loaders, sent } = loadersOver((request) =>
      json({ images: idsOf(request).map((id) => ({ id })) }),
    );
    const ids = Array.from({ length: 101 }, (_, index) => `${index}`);
    const images = await Promise.all(
      ids.map((assetId) => loaders.images.load({ assetId, fields: ['title'] })),
    );
    expect(sent.map(({ request }) => idsOf(request).length)).toEqual([100, 1]);
    expect(images.map((image) => image?.assetId)).toEqual(ids);
  });

  it('videos are loaded together', async () => {
    const { loaders, asked } = loadersOver((request) =>
      json({ videos: idsOf(request).map((id) => ({ id })) }),
    );
    await Promise.all(['1', '2'].map((assetId) => loaders.videos.load({ assetId, fields: ['title'] })));
    expect(asked()).toEqual(['/v3/videos?ids=1,2&fields=title']);
  });

  it('products are loaded once, and again after a download or with requirements', async () => {
    const { loaders, asked } = loadersOver(() => json({ products: [{ id: 1, type: 'easyaccess' }] }));
    await Promise.all([
      loaders.products.load(true),
      loaders.products.load(false),
      loaders.products.load(true),
    ]);
    expect(asked()).toEqual(['/v3/products?fields=download_requirements']);
    loaders.products.forget();
    await loaders.products.load(false);
    await loaders.products.load(true);
    await loaders.products.load(false);
    expect(asked().slice(1)).toEqual(['/v3/products', '/v3/products?fields=download_requirements']);
  });

  it('v1 authorizations are loaded together, 500 per call', async () => {
    const { loaders, sent } = loadersOver((request) => {
      const body = sentBody(request)['GetLargestImageDownloadAuthorizationsRequestBody'];
      const images = (body?.['Images'] ?? []) as { ImageId: string }[];
      const answered = images.map(({ ImageId }) => ({
        ImageId,
        Authorizations: [
          { DownloadToken: `t${ImageId}`, ProductOfferingType: 'EasyAccess', DownloadIsFree: true },
        ],
      }));
      return envelope('success', { GetLargestImageDownloadAuthorizationsResult: { Images: answered } });
    });
    const ids = Array.from({ length: 501 }, (_, index) => `${index}`);
    const all = await Promise.all([...ids, ...ids].map((id) => loaders.authorizations.load(id)));
    expect(sent).toHaveLength(2);
    expect(all[7]?.authorizations[0]).toMatchObject({ downloadToken: 't7', isFree: true });
  });

  it('loaders share nothing between requests', async () => {
    const response = () => json({ images: [{ id: '1' }] });
    const one = loadersOver(response);
    const other = loadersOver(response);
    await one.loaders.images.load({ assetId: '1', fields: [] });
    await other.loaders.images.load({ assetId: '1', fields: [] });
    expect([one.asked().length, other.asked().length]).toEqual([1, 1]);
  });
});

describe('previousDownloads', () => {
  const row = { date_downloaded: '2026-05-10T14:23:11Z', product_type: 'easyaccess' };
  const history = () => loadersOver(() => json({ downloads: [row] }));

  it('previousDownloads are loaded once per image', async () => {
    const { loaders, asked } = history();
    const rows = await Promise.all(['1', '2', '1'].map((id) => loaders.previousDownloads.load(id)));
    expect(asked().sort()).toEqual(['/v3/images/1/downloadhistory', '/v3/images/2/downloadhistory']);
    expect(rows.map(([first]) => first?.assetId)).toEqual(['1', '2', '1']);
  });

  it(`previousDownloads of ${MAX_PREVIOUS_DOWNLOADS} images are loaded, and of one more refused`, async () => {
    const enough = history();
    const ids = Array.from({ length: MAX_PREVIOUS_DOWNLOADS + 1 }, (_, index) => `${index}`);
    await Promise.all(ids.slice(1).map((id) => enough.loaders.previousDownloads.load(id)));
    expect(enough.asked()).toHaveLength(MAX_PREVIOUS_DOWNLOADS);

    const { loaders, asked } = history();
    const results = await Promise.allSettled(ids.map((id) => loaders.previousDownloads.load(id)));
    expect(asked(), 'nothing is asked of a batch that would go over').toEqual([]);
    for (const result of results)
      expect(result).toMatchObject({ status: 'rejected', reason: { code: 'QUERY_TOO_EXPENSIVE' } });
  });

  it('previousDownloads are counted over the operation, also when loaded in sequence', async () => {
    const { loaders, asked } = history();
    const some = Array.from({ length: 6 }, (_, index) => `${index}`);
    await Promise.all(some.map((id) => loaders.previousDownloads.load(id)));
    const more = await Promise.allSettled(some.map((id) => loaders.previousDownloads.load(`more-${id}`)));
    expect(asked()).toHaveLength(6);
    expect(more.every(({ status }) => status === 'rejected')).toBe(true);
  });

  it('a failing previousDownloads affects its own image only', async () => {
    const { loaders } = loadersOver(({ url }) =>
      url.includes('/2/') ? json({ ErrorCode: 'SystemError' }, 500) : json({ downloads: [row] }),
    );
    const results = await Promise.allSettled(['1', '2', '3'].map((id) => loaders.previousDownloads.load(id)));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });
});
