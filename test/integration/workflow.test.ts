import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  DownloadHistoryDocument,
  DownloadImageDocument,
  DownloadVideoDocument,
  ProductOfferingsDocument,
  SearchImagesDocument,
} from '../generated/graphql.js';
import { dataOf, defined, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService();
});
afterAll(() => service.close());

/** As a frontend signs in: straight at Getty Images. */
async function signIn(name: string): Promise<string> {
  const { simulator } = service;
  const response = await fetch(`${simulator.url}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'password',
      client_id: simulator.apiKey,
      client_secret: simulator.apiSecret,
      username: name,
      password: `${name}-password`,
    }),
  });
  expect(response.status).toBe(200);
  return defined(((await response.json()) as { access_token?: string }).access_token);
}

const V1_HISTORY = `{ downloadHistory(via: V1, first: 5) { via nodes { assetId productTypeName } } }`;
interface V1History {
  readonly downloadHistory: { via: string; nodes: { assetId: string; productTypeName: string }[] };
}

describe.each(['V3', 'V1', 'V2'] as const)('the workflow through %s', (via) => {
  it('a caller searches, downloads the file, sees it in the history, and has one download fewer left', async () => {
    const asking = { token: await signIn('plenty') };
    const left = async (): Promise<Map<string, number>> => {
      const { productOfferings } = dataOf(await service.query(ProductOfferingsDocument, {}, asking));
      return new Map(
        defined(productOfferings).map(({ id, quota }) => [id, defined(quota?.remaining)] as const),
      );
    };
    const before = await left();

    const found = dataOf(await service.query(SearchImagesDocument, { phrase: 'kitties' }, asking));
    // An image without earlier downloads: v1 gives an image of Easy Access again for free within a day.
    const image = defined(
      found.searchImages?.nodes.find(
        ({ assetId, largestDownloads }) =>
          largestDownloads?.some(({ productType }) => productType === 'PREMIUM_ACCESS') &&
          service.simulator.charges.every((charge) => charge.assetId !== assetId),
      ),
    );

    const { downloadImage } = dataOf(
      await service.query(
        DownloadImageDocument,
        { input: { imageId: image.id, via, idempotencyKey: `workflow-${via}` } },
        asking,
      ),
    );
    expect(downloadImage).toMatchObject({ userErrors: [], download: { via, isReplay: false, notices: [] } });
    const download = defined(downloadImage?.download);

    // The link needs neither key nor token, and moves once more before the file.
    const first = await fetch(download.url, { redirect: 'manual' });
    expect(first.status).toBe(302);
    const file = await fetch(download.url);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-disposition')).toContain(image.assetId);
    const bytes = new Uint8Array(await file.arrayBuffer());
    expect([...bytes.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    expect([...bytes.subarray(-2)]).toEqual([0xff, 0xd9]);

    const history = dataOf(await service.query(DownloadHistoryDocument, { first: 5 }, asking));
    expect(history.downloadHistory?.nodes[0]).toMatchObject({
      assetId: image.assetId,
      assetType: 'IMAGE',
      image: { id: image.id },
    });
    const old = dataOf(await service.query<V1History>(V1_HISTORY, {}, asking));
    expect(old.downloadHistory.via).toBe('V1');
    expect(old.downloadHistory.nodes[0]?.assetId).toBe(image.assetId);

    const after = await left();
    const charged = [...before].filter(([id, remaining]) => after.get(id) !== remaining);
    expect(charged).toHaveLength(1);
    const [[product, remaining] = ['', 0]] = charged;
    expect(after.get(product)).toBe(remaining - 1);
    expect(service.simulator.charges.at(-1)).toMatchObject({
      account: 'plenty',
      assetId: image.assetId,
      api: via.toLowerCase(),
      free: false,
    });
    // v2 does not say which product paid; the others name it, with what is left now.
    if (via === 'V2') expect(download.productOffering).toBeNull();
    else expect(download.productOffering).toMatchObject({ id: product, quota: { remaining: remaining - 1 } });
  });
});

describe.each(['V3', 'V1'] as const)('a video through %s', (via) => {
  it('a video download delivers a video file', async () => {
    const asking = { token: await signIn('plenty') };
    const { downloadVideo } = dataOf(
      await service.query(DownloadVideoDocument, { input: { videoId: '690773579', via } }, asking),
    );
    const download = defined(downloadVideo?.download);
    expect(download).toMatchObject({
      via,
      video: { id: 'gid://getty/Video/690773579' },
      productOffering: { id: 'gid://getty/ProductOffering/11001' },
    });
    const file = await fetch(download.url);
    expect(file.headers.get('content-type')).toBe('video/quicktime');
    expect(
      Buffer.from(await file.arrayBuffer())
        .subarray(4, 10)
        .toString('latin1'),
    ).toBe('ftypqt');
    const { downloadHistory } = dataOf(
      await service.query<{ downloadHistory: { nodes: object[] } }>(
        '{ downloadHistory(first: 1) { nodes { assetId assetType image { id } video { id } } } }',
        {},
        asking,
      ),
    );
    expect(downloadHistory.nodes).toEqual([
      { assetId: '690773579', assetType: 'VIDEO', image: null, video: { id: 'gid://getty/Video/690773579' } },
    ]);
  });
});
