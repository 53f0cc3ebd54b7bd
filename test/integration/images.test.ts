import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ImageDetailDocument, ImagesByIdsDocument, VideoDetailDocument } from '../generated/graphql.js';
import { dataOf, defined, errorOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService({ simulator: { cacheHeaders: false } });
});
afterAll(() => service.close());
beforeEach(() => service.reset());

const gid = (type: string, id: string): string => `gid://getty/${type}/${id}`;

describe('image', () => {
  it('an image has every field', async () => {
    const { image } = dataOf(await service.query(ImageDetailDocument, { id: '83454804' }));
    expect(image).toEqual({
      id: gid('Image', '83454804'),
      assetId: '83454804',
      title: expect.stringContaining('Kitties in 서울'),
      caption: expect.any(String),
      artist: expect.any(String),
      creditLine: expect.stringMatching(/^.+\/.+$/),
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      keywords: expect.arrayContaining([expect.any(String)]),
      collection: { code: expect.any(String), name: expect.any(String) },
      license: { model: 'ROYALTY_FREE', modelName: 'royaltyfree' },
      maxDimensions: { width: expect.any(Number), height: expect.any(Number) },
      displaySizes: expect.arrayContaining([
        { name: 'thumb', url: expect.stringMatching(/^http:\/\/.+\.jpg$/), isWatermarked: false },
        { name: 'comp', url: expect.stringMatching(/^http:\/\/.+\.jpg$/), isWatermarked: true },
      ]),
      largestDownloads: [
        {
          productType: 'EASY_ACCESS',
          productTypeName: 'easyaccess',
          isFree: false,
          file: {
            sizeName: expect.any(String),
            mediaType: 'image/jpeg',
            bytes: expect.any(Number),
            width: expect.any(Number),
            height: expect.any(Number),
          },
          productOffering: {
            id: gid('ProductOffering', '11001'),
            name: 'Easy Access',
            requirements: { isNoteRequired: false, isProjectCodeRequired: false, projectCodes: [] },
          },
        },
        expect.objectContaining({ productType: 'PREMIUM_ACCESS', productTypeName: 'premiumaccess' }),
      ],
    });
  });

  it('the deprecated URL of a largest download is absolute', async () => {
    const { image } = dataOf(
      await service.query<{ image: { largestDownloads: { uri: string }[] } }>(
        '{ image(id: "83454804") { largestDownloads { uri } } }',
      ),
    );
    expect(image.largestDownloads[0]?.uri).toBe(`${service.simulator.url}/v3/downloads/images/83454804`);
  });

  it('an image in a search has the same values as by id', async () => {
    const fields = 'assetId creditLine largestDownloads { productTypeName uri file { sizeName bytes } }';
    interface Shown {
      readonly assetId: string;
    }
    const { searchImages } = dataOf(
      await service.query<{ searchImages: { nodes: Shown[] } }>(
        `{ searchImages(phrase: "kitties", first: 12) { nodes { ${fields} } } }`,
      ),
    );
    const { images } = dataOf(
      await service.query<{ images: Shown[] }>(`query ($ids: [ID!]!) { images(ids: $ids) { ${fields} } }`, {
        ids: searchImages.nodes.map((node) => node.assetId),
      }),
    );
    expect(searchImages.nodes).toHaveLength(12);
    expect(searchImages.nodes).toEqual(images);
  });

  it('isFree is true within a day of a download, read from v1', async () => {
    dataOf(
      await service.query('mutation { downloadImage(input: { imageId: "83454804" }) { download { url } } }'),
    );
    const { image } = dataOf(await service.query(ImageDetailDocument, { id: '83454804' }));
    expect(image?.largestDownloads?.map(({ productTypeName, isFree }) => [productTypeName, isFree])).toEqual([
      ['easyaccess', true],
      ['premiumaccess', false],
    ]);
  });

  it('an image that does not exist is null without an error', async () => {
    expect(
      dataOf(await service.query('{ image(id: "1") { id } b: image(id: "gid://getty/Image/2") { id } }')),
    ).toEqual({ image: null, b: null });
  });

  it('largestDownloads is [] without a product, and fields that Getty Images omits are null', async () => {
    const { simulator } = service;
    const token = simulator.issueToken('none');
    const { image } = dataOf(
      await service.query('{ image(id: "83454804") { largestDownloads { productType } } }', {}, { token }),
    ) as { image: object };
    expect(image).toEqual({ largestDownloads: [] });
  });

  it('texts are in the caller’s language', async () => {
    const titles = await Promise.all(
      ['de', 'fr-CH, fr;q=0.9', 'en'].map(async (language) => {
        const headers = { 'accept-language': language };
        const { image } = dataOf(
          await service.query<{ image: { title: string } }>(
            '{ image(id: "83454804") { title } }',
            {},
            { headers },
          ),
        );
        return image.title;
      }),
    );
    expect(new Set(titles).size).toBe(3);
    expect(new Set(service.calls().map(({ headers }) => headers['accept-language']))).toEqual(
      new Set(['de', 'fr', 'en-US']),
    );
  });
});

describe('values that Getty Images added later', () => {
  it('an unknown value reads UNKNOWN, with Getty Images’ word in the Name field', async () => {
    const { searchImages } = dataOf(
      await service.query<{
        searchImages: { nodes: { license: { model: string; modelName: string } }[] };
      }>('{ searchImages(phrase: "kitties", first: 100) { nodes { license { model modelName } } } }'),
    );
    const words = new Map(
      searchImages.nodes.map(({ license }) => [license.modelName, license.model] as const),
    );
    expect(words.get('royaltyfree')).toBe('ROYALTY_FREE');
    expect(words.get('rightsmanaged')).toBe('RIGHTS_MANAGED');
    // `rightsready` is old and has no value of its own either.
    expect(words.get('rightsready')).toBe('UNKNOWN');
  });
});

describe('images and nodes', () => {
  it('images and nodes keep order and repeats, with null for missing ones', async () => {
    const ids = ['103131833', '1', gid('Image', '83454804'), 'BA19430', '103131833', '200261415-001'];
    const { images } = dataOf(await service.query(ImagesByIdsDocument, { ids }));
    expect(images?.map((image) => image?.assetId ?? null)).toEqual([
      '103131833',
      null,
      '83454804',
      'BA19430',
      '103131833',
      '200261415-001',
    ]);
    expect(service.operations()).toEqual(['GET /v3/images']);
  });

  it('images that do not exist are all null', async () => {
    expect(dataOf(await service.query(ImagesByIdsDocument, { ids: ['1', '2'] })).images).toEqual([
      null,
      null,
    ]);
  });

  it('nodes return several types', async () => {
    const { downloadHistory } = dataOf(
      await service.query<{ downloadHistory: { nodes: { id: string }[] } }>(
        '{ downloadHistory(first: 2) { nodes { id } } }',
      ),
    );
    const record = defined(downloadHistory.nodes[1]).id;
    const ids = [
      gid('Video', '690773579'),
      record,
      gid('Image', '1'),
      gid('Image', '83454804'),
      gid('ProductOffering', '11002'),
      gid('ProductOffering', '4'),
      gid('Video', '690773579'),
    ];
    service.forget();
    const { nodes } = dataOf(
      await service.query<{ nodes: ({ id: string; __typename: string } | null)[] }>(
        'query ($ids: [ID!]!) { nodes(ids: $ids) { __typename id } }',
        { ids },
      ),
    );
    expect(nodes.map((node) => node?.__typename ?? null)).toEqual([
      'Video',
      'DownloadRecord',
      null,
      'Image',
      'ProductOffering',
      null,
      'Video',
    ]);
    expect(nodes.map((node, index) => node === null || node.id === ids[index])).not.toContain(false);
    expect([...service.operations()].sort()).toEqual([
      'GET /v3/downloads',
      'GET /v3/images',
      'GET /v3/products',
      'GET /v3/videos',
    ]);
  });
});

describe('video', () => {
  it('a video has every field', async () => {
    const { video } = dataOf(await service.query(VideoDetailDocument, { id: '690773579' }));
    expect(video).toEqual({
      id: gid('Video', '690773579'),
      assetId: '690773579',
      title: expect.any(String),
      caption: expect.any(String),
      displaySizes: expect.arrayContaining([
        { name: 'thumb', url: expect.stringMatching(/^http:\/\/.+\.jpg$/) },
      ]),
      downloadSizes: expect.arrayContaining([
        {
          name: 'hd1',
          description: expect.any(String),
          width: 1920,
          height: 1080,
          productTypes: ['EASY_ACCESS', 'PREMIUM_ACCESS'],
        },
      ]),
    });
  });

  it('a video that does not exist is null, and sizes need a signed-in caller', async () => {
    expect(dataOf(await service.query('{ video(id: "1") { id } }'))).toEqual({ video: null });
    const anonymous = await startService({ env: { SERVICE_ACCOUNT_ACCESS: 'off' } });
    try {
      const response = await anonymous.query(
        '{ video(id: "690773579") { assetId title downloadSizes { name } } }',
      );
      expect(response.data).toMatchObject({ video: { assetId: '690773579', downloadSizes: null } });
      expect(errorOf(response)).toMatchObject({
        path: ['video', 'downloadSizes'],
        extensions: { code: 'UNAUTHENTICATED' },
      });
    } finally {
      await anonymous.close();
    }
  });
});

describe('a failing side call', () => {
  const detail =
    '{ image(id: "83454804") { title largestDownloads { productType isFree productOffering { id } } } }';

  it('a failing v1 makes isFree null only', async () => {
    service.simulator.inject({
      operation: 'GetLargestImageDownloadAuthorizations',
      kind: 'status',
      times: Number.POSITIVE_INFINITY,
    });
    const response = await service.query(detail);
    expect(response.data).toMatchObject({
      image: {
        title: expect.any(String),
        largestDownloads: [
          { isFree: null, productOffering: { id: gid('ProductOffering', '11001') } },
          { isFree: null },
        ],
      },
    });
    expect(new Set(response.errors.map(({ extensions }) => extensions.code))).toEqual(
      new Set(['UPSTREAM_UNAVAILABLE']),
    );
    expect(response.errors[0]).toMatchObject({
      path: ['image', 'largestDownloads', 0, 'isFree'],
      extensions: {
        upstream: { api: 'V1', operation: 'GetLargestImageDownloadAuthorizations', httpStatus: 500 },
      },
    });
  });

  it('a failing products call makes productOffering null only', async () => {
    service.simulator.inject({
      operation: 'GET /v3/products',
      kind: 'status',
      times: Number.POSITIVE_INFINITY,
    });
    const response = await service.query(detail);
    expect(response.data).toMatchObject({
      image: { largestDownloads: [{ isFree: false, productOffering: null }, { productOffering: null }] },
    });
    expect(response.errors.every(({ path }) => path?.at(-1) === 'productOffering')).toBe(true);
    expect(response.errors).toHaveLength(2);
  });

  it('a failing batch of ids affects its own images only', async () => {
    service.simulator.inject({ operation: 'GET /v3/images/{id}/downloadhistory', kind: 'status', times: 3 });
    const response = await service.query('{ images(ids: ["83454804"]) { title previousDownloads { id } } }');
    expect(response.data).toMatchObject({ images: [{ title: expect.any(String), previousDownloads: null }] });
    expect(errorOf(response).path).toEqual(['images', 0, 'previousDownloads']);
  });
});
