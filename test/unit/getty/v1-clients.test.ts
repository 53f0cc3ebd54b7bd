import { describe, expect, it } from 'vitest';
import { fetchLargestAuthorizations } from '../../../src/getty/v1/authorizations.client.js';
import { fetchPreviousDownloads } from '../../../src/getty/v1/previous-downloads.client.js';
import { fetchProductOfferings } from '../../../src/getty/v1/product-offerings.client.js';
import { searchVideos } from '../../../src/getty/v1/search-videos.client.js';
import { callAs, envelope, gatewayOf, type Scripted, scripted, sentBody } from './v1-support.js';

const numbered = (count: number) => Array.from({ length: count }, (_, at) => String(at));

describe('authorizations for the largest size', () => {
  const ask = async (ids: readonly string[], ...script: Scripted[]) => {
    const { transport, sent } = scripted(...script);
    return { answer: await fetchLargestAuthorizations(gatewayOf(transport), callAs(), ids), sent };
  };
  const images = (...Images: unknown[]) => ({ GetLargestImageDownloadAuthorizationsResult: { Images } });
  const paid = {
    DownloadToken: 'a',
    ProductOfferingType: 'EasyAccess',
    DownloadIsFree: false,
    SizeKey: 'x-large',
  };

  it('request each image once and keep Getty Images’ order of preference', async () => {
    const { answer, sent } = await ask(
      ['1', '2', '1'],
      envelope(
        'success',
        images(
          { ImageId: '2', Authorizations: [] },
          {
            ImageId: 1,
            Status: 'available',
            Authorizations: [
              paid,
              {
                DownloadToken: 'b',
                ProductOfferingType: 'ImagePack',
                ProductOfferingInstanceId: 12,
                DownloadsRemaining: '3',
              },
              { DownloadToken: 'c', ProductOfferingType: 'Odd', InstanceId: '13', DownloadIsFree: true },
            ],
          },
        ),
      ),
    );
    expect(sentBody(sent[0]?.request)['GetLargestImageDownloadAuthorizationsRequestBody']).toEqual({
      Images: [{ ImageId: '1' }, { ImageId: '2' }],
    });
    expect(answer.byAsset.get('1')).toEqual({
      assetId: '1',
      status: 'available',
      authorizations: [
        {
          productType: 'EASY_ACCESS',
          productTypeName: 'EasyAccess',
          productId: null,
          downloadToken: 'a',
          isFree: false,
          sizeKey: 'x-large',
          downloadsRemaining: null,
        },
        {
          productType: 'IMAGE_PACK',
          productTypeName: 'ImagePack',
          productId: '12',
          downloadToken: 'b',
          isFree: null,
          sizeKey: null,
          downloadsRemaining: 3,
        },
        {
          productType: 'UNKNOWN',
          productTypeName: 'Odd',
          productId: '13',
          downloadToken: 'c',
          isFree: true,
          sizeKey: null,
          downloadsRemaining: null,
        },
      ],
    });
    expect(answer.byAsset.get('2')).toEqual({ assetId: '2', status: null, authorizations: [] });
  });

  it('leave out invalid ones and merge repeated images', async () => {
    const { answer } = await ask(
      ['1', '2'],
      envelope(
        'warning',
        images(
          { Authorizations: [paid] },
          { ImageId: '9', Authorizations: [paid] },
          'oops',
          { ImageId: '1', Authorizations: [{ ...paid, DownloadToken: null }, null, paid] },
          { ImageId: '1', Status: 'x', Authorizations: [{ ...paid, DownloadToken: 'z' }] },
        ),
        ['Warning:ImageNotFound'],
      ),
    );
    expect([...answer.byAsset.keys()]).toEqual(['1']);
    expect(answer.byAsset.get('1')?.authorizations.map((one) => one.downloadToken)).toEqual(['a', 'z']);
    expect(answer.byAsset.get('1')?.status).toBe('x');
    expect(answer.notices).toMatchObject([{ type: 'WARNING', code: 'ImageNotFound' }]);
    expect(answer.upstream).toMatchObject({ api: 'V1', code: 'ImageNotFound', statusList: [{}] });
  });

  it.each(['NoAuthorizations', 'ImageNotFound', 'NoAgreement', 'UnauthorizedProductOffering'])(
    'reads the error %s as nothing found, and says so',
    async (code) => {
      const { answer } = await ask(['1'], envelope('error', {}, [`Error:${code}`]));
      expect(answer.byAsset.size).toBe(0);
      expect(answer.upstream.code).toBe(code);
      expect(answer.notices).toMatchObject([{ code }]);
    },
  );

  it.each(['InternalError', 'AUTH-001', 'InvalidRequest'])('fail with %s', async (code) => {
    await expect(ask(['1'], envelope('error', {}, [`Error:${code}`]))).rejects.toMatchObject({
      upstream: { code },
    });
  });

  it('take at most 500 ids', async () => {
    await expect(ask(numbered(500), envelope('success', images()))).resolves.toBeDefined();
    await expect(ask(numbered(501))).rejects.toThrow(RangeError);
  });
});

describe('videos with their download tokens', () => {
  const ask = async (ids: readonly string[], ...script: Scripted[]) => {
    const { transport, sent } = scripted(...script);
    return { answer: await searchVideos(gatewayOf(transport), callAs(), ids), sent };
  };
  const page = (ids: readonly string[], total: number | null) =>
    envelope('success', {
      SearchForVideosResult: {
        Videos: ids.map((AssetId) => ({ AssetId, DownloadSizes: [] })),
        ItemTotalCount: total,
      },
    });

  it('are returned by id with their sizes', async () => {
    const { answer, sent } = await ask(
      ['1', '2'],
      envelope('success', {
        SearchForVideosResult: {
          Videos: [
            { AssetId: '9', DownloadSizes: [] },
            { DownloadSizes: [] },
            {
              AssetId: '2',
              DownloadSizes: [
                {
                  Name: 'hd1',
                  Description: 'HD',
                  DownloadAuthorizations: [{ DownloadToken: 'v', ProductOfferingType: 'EasyAccess' }, {}],
                },
                { Description: 'nameless' },
              ],
            },
          ],
          ItemTotalCount: 1,
        },
      }),
    );
    expect(sentBody(sent[0]?.request)['SearchForVideosRequestBody']).toEqual({
      Query: { AssetIds: ['1', '2'] },
      ResultOptions: { ItemCount: 90, ItemStartNumber: 1 },
    });
    expect([...answer.byAsset.keys()]).toEqual(['2']);
    expect(answer.byAsset.get('2')).toMatchObject([
      {
        name: 'hd1',
        description: 'HD',
        authorizations: [{ downloadToken: 'v', isFree: null, productType: 'EASY_ACCESS' }],
      },
    ]);
    expect(sent).toHaveLength(1);
  });

  it('are read page by page', async () => {
    const ids = numbered(200);
    const { answer, sent } = await ask(
      ids,
      page(ids.slice(0, 90), 200),
      page(ids.slice(90, 180), 200),
      page(ids.slice(180), 200),
    );
    expect(answer.byAsset.size).toBe(200);
    expect(
      sent.map(({ request }) => sentBody(request)['SearchForVideosRequestBody']?.['ResultOptions']),
    ).toEqual([1, 91, 181].map((ItemStartNumber) => ({ ItemCount: 90, ItemStartNumber })));
  });

  it.each([
    ['the total says so', page(numbered(90), 90)],
    ['a page is empty', page([], 200)],
    ['all came at once', page(numbered(200), null)],
  ])('are read no further when %s', async (_what, first) => {
    expect((await ask(numbered(200), first)).sent).toHaveLength(1);
  });

  it('are empty where Getty Images finds none', async () => {
    const { answer } = await ask(['1'], envelope('error', {}, ['Error:NoVideos']));
    expect(answer.byAsset.size).toBe(0);
    expect(answer.upstream.code).toBe('NoVideos');
  });
});

describe('the products of v1', () => {
  const ask = async (which: 'active' | 'all', script: Scripted) => {
    const { transport, sent } = scripted(script);
    return { products: await fetchProductOfferings(gatewayOf(transport), callAs(), which), sent };
  };

  it('have what v1 reports, and null for the rest', async () => {
    const { products, sent } = await ask(
      'all',
      envelope('success', {
        GetAllProductOfferingsResult: {
          ProductOfferings: [
            {
              ProductOfferingInstanceId: 501,
              ProductOfferingType: 'ImagePack',
              Name: 'Pack of 10',
              DownloadLimit: 10,
              DownloadsRemaining: 4,
              DownloadLimitDuration: 'Month',
              DownloadLimitResetUtc: '2014-03-01T00:00:00',
              ExpirationUtc: '/Date(1400000000000)/',
              Status: 'active',
            },
            { ProductOfferingInstanceId: '502', ProductOfferingType: 'Subscription', Status: 'Suspended' },
            { ProductOfferingInstanceId: 503 },
            { ProductOfferingType: 'ImagePack' },
            null,
          ],
        },
      }),
    );
    expect(sent[0]?.request.url).toBe('https://connect.test/v1/data/GetAllProductOfferings');
    expect(products).toEqual([
      {
        productId: '501',
        type: 'IMAGE_PACK',
        typeName: 'ImagePack',
        name: 'Pack of 10',
        agreementName: null,
        status: 'ACTIVE',
        expiresAt: new Date(1_400_000_000_000),
        quota: {
          limit: 10,
          remaining: 4,
          used: 6,
          period: 'Month',
          resetsAt: new Date('2014-03-01T00:00:00Z'),
          overage: null,
          creditsRemaining: null,
        },
        requirements: null,
      },
      expect.objectContaining({
        productId: '502',
        type: 'UNKNOWN',
        typeName: 'Subscription',
        status: 'INACTIVE',
        quota: null,
      }),
      expect.objectContaining({ productId: '503', type: 'UNKNOWN', typeName: '', status: 'INACTIVE' }),
    ]);
  });

  it.each([
    'Cancelled',
    'Expired',
    'Fulfilled',
    'Inactive',
    'Pending',
    'Suspended',
    'Unspecified',
    'Unsupported',
    null,
  ])('of status %j cannot be used', async (Status) => {
    const { products } = await ask(
      'active',
      envelope('success', {
        GetActiveProductOfferingsResult: { ProductOfferings: [{ ProductOfferingInstanceId: 1, Status }] },
      }),
    );
    expect(products).toMatchObject([{ status: 'INACTIVE' }]);
  });

  it('are empty without an agreement', async () => {
    expect((await ask('active', envelope('error', {}, ['Error:NoAgreement']))).products).toEqual([]);
  });
});

describe('the history of v1', () => {
  const QUERY = {
    from: new Date('2014-02-01T00:00:00.500Z'),
    to: new Date('2014-03-01T00:00:00Z'),
    productType: null,
    offset: 0,
    count: 25,
  };
  const ask = async (query: Partial<Parameters<typeof fetchPreviousDownloads>[2]>, ...script: Scripted[]) => {
    const { transport, sent } = scripted(...script);
    return {
      page: await fetchPreviousDownloads(gatewayOf(transport), callAs(), { ...QUERY, ...query }),
      sent,
    };
  };
  const rows = (PreviousDownloads: unknown, ItemTotalCount: unknown = 130) =>
    envelope(
      'success',
      {
        GetPreviousDownloadsResultBody: {
          PreviousDownloads,
          ItemCount: 1,
          ItemStartNumber: 1,
          ItemTotalCount,
        },
      },
      [],
      null,
    );

  it('accepts any offset, and sends the documented words', async () => {
    const { sent } = await ask({ offset: 37, productType: 'LEGACY_RF_SUBSCRIPTION' }, rows([]));
    expect(sentBody(sent[0]?.request)['GetPreviousDownloadsRequestBody']).toEqual({
      ItemCount: 25,
      ItemStartNumber: 38,
      Filter: {
        DateRange: { Start: '2014-02-01T00:00:00Z', End: '2014-03-01T00:00:00Z' },
        ProductOffering: 'LegacyRfSubscription',
      },
    });
  });

  it.each([
    [null, 'All'],
    ['EASY_ACCESS', 'EasyAccess'],
    ['EDITORIAL_SUBSCRIPTION', 'EditorialSubscription'],
    ['IMAGE_PACK', 'ImagePack'],
    ['PREMIUM_ACCESS', 'PremiumAccess'],
    ['ROYALTY_FREE_SUBSCRIPTION', 'RoyaltyFreeSubscription'],
  ] as const)('sends the product type %s as %s', async (productType, word) => {
    const { sent } = await ask({ productType }, rows([]));
    expect(sent[0]?.request.body).toContain(`"ProductOffering":"${word}"`);
  });

  it.each(['CREDIT_PACK', 'AI_GENERATION', 'SANDBOX', 'UNKNOWN'] as const)(
    'has no word for %s',
    async (productType) => {
      await expect(ask({ productType })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        argument: ['filter', 'productType'],
      });
    },
  );

  it('has what v1 reports, null for the rest, and null for an unreadable row', async () => {
    const { page } = await ask(
      {},
      rows([
        {
          AssetId: '7',
          DateDownloaded: '2014-02-26T12:00:00Z',
          ThumbnailImageUrl: 'http://t/7',
          ProductOffering: 'EasyAccess',
        },
        { AssetId: 8 },
        { AssetId: 9, DateDownloaded: '/Date(1393416000000-0800)/', UrlThumb: 'http://t/9' },
      ]),
    );
    expect(page.total).toBe(130);
    expect(page.rows).toEqual([
      {
        assetId: '7',
        assetType: 'UNKNOWN',
        downloadedAt: new Date('2014-02-26T12:00:00Z'),
        productType: 'EASY_ACCESS',
        productTypeName: 'EasyAccess',
        productId: null,
        agreementName: null,
        sizeName: null,
        dimensions: null,
        thumbnailUrl: 'http://t/7',
        note: null,
        projectCode: null,
        downloadedBy: null,
      },
      null,
      expect.objectContaining({
        assetId: '9',
        downloadedAt: new Date('2014-02-26T12:00:00Z'),
        thumbnailUrl: 'http://t/9',
        productType: 'UNKNOWN',
        productTypeName: null,
      }),
    ]);
  });

  it('is empty past its end', async () => {
    expect((await ask({ offset: 900 }, envelope('error', {}, ['Error:StartPastTotal'], null))).page).toEqual({
      rows: null,
      total: 0,
    });
  });

  it('fails without a total', async () => {
    await expect(ask({}, rows([], null))).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  it.each([
    ['MaxExceeded', ['first']],
    ['InvalidItemCount', ['first']],
    ['InvalidItemStartNumber', ['after']],
  ])('names the argument that %s concerns', async (code, argument) => {
    await expect(ask({}, envelope('error', {}, [`Error:${code}`]))).rejects.toMatchObject({
      code: 'BAD_USER_INPUT',
      argument,
    });
  });
});
