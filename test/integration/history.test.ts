import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DownloadHistoryDocument } from '../generated/graphql.js';
import { dataOf, defined, errorOf, MovableClock, type Service, startService } from '../support/service.js';

let service: Service;
const clock = new MovableClock();
beforeAll(async () => {
  service = await startService({ simulator: { cacheHeaders: false }, clock });
});
afterAll(() => service.close());
beforeEach(() => service.reset());

interface Row {
  readonly id: string;
  readonly assetId: string;
  readonly downloadedAt: string;
}
interface Page {
  readonly totalCount: number;
  readonly asOf: string;
  readonly via: string;
  readonly range: { readonly from: string; readonly to: string };
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly nodes: readonly Row[];
  readonly edges: readonly { readonly cursor: string; readonly node: Row }[];
}

const ROW = 'id assetId downloadedAt';
const HISTORY = `query ($filter: DownloadHistoryFilter, $via: GettyApi, $first: Int, $after: String, $last: Int, $before: String) {
  downloadHistory(filter: $filter, via: $via, first: $first, after: $after, last: $last, before: $before) {
    totalCount asOf via range { from to }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { ${ROW} }
    edges { cursor node { ${ROW} } }
  }
}`;

async function history(variables: object = {}, token?: string): Promise<Page> {
  const asking = token === undefined ? {} : { token };
  const { downloadHistory } = dataOf(
    await service.query<{ downloadHistory: Page }>(HISTORY, variables, asking),
  );
  return downloadHistory;
}

const download = async (imageId: string, via = 'V3'): Promise<void> => {
  dataOf(
    await service.query(
      'mutation ($input: DownloadImageInput!) { downloadImage(input: $input) { download { url } } }',
      { input: { imageId, via } },
    ),
  );
};

const DAY = 86_400_000;
const ALL = { from: '2020-01-01T00:00:00Z' };

describe.each(['V3', 'V1'] as const)('the history of %s', (via) => {
  it('paging forward and backward gives all rows without gap or repeat', async () => {
    const total = (await history({ first: 0, filter: ALL, via })).totalCount;
    // v1 knows no sandbox.
    expect(total).toBe(via === 'V3' ? 120 : 105);
    const whole: Row[] = [];
    let after: string | null = null;
    for (;;) {
      service.forget();
      const page: Page = await history({ first: 17, after, filter: ALL, via });
      expect(page.via).toBe(via);
      expect(service.calls().length).toBeLessThanOrEqual(via === 'V1' ? 1 : 2);
      whole.push(...page.nodes);
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(whole).toHaveLength(total);
    const moments = whole.map(({ downloadedAt }) => downloadedAt);
    expect(moments).toEqual([...moments].sort().reverse());

    const back: Row[] = [];
    let before: string | null = null;
    for (;;) {
      const page: Page = await history({ last: 23, before, filter: ALL, via });
      back.unshift(...page.nodes);
      if (!page.pageInfo.hasPreviousPage) break;
      before = page.pageInfo.startCursor;
    }
    expect(back).toEqual(whole);
  });

  it('downloads made between two pages shift no row', async () => {
    const first = await history({ first: 7, via });
    const second = await history({ first: 7, after: first.pageInfo.endCursor, via });
    // One within the pinned second, one a minute later.
    await download('83454804');
    clock.advance(60_000);
    await download('83454804', 'V1');
    const again = await history({ first: 7, after: first.pageInfo.endCursor, via });
    expect(again.nodes).toEqual(second.nodes);
    expect(again).toMatchObject({ asOf: first.asOf, totalCount: first.totalCount, range: first.range });
    const back = await history({ last: 7, before: again.pageInfo.startCursor, via });
    expect(back.nodes).toEqual(first.nodes);
    const now = await history({ first: 2, via });
    expect(now.totalCount).toBe(first.totalCount + 2);
    expect(now.nodes.map(({ assetId }) => assetId)).toEqual(['83454804', '83454804']);
  });

  it('the history shows downloads of the other versions', async () => {
    await download('83454804', 'V3');
    clock.advance(2000);
    await download('83454804', 'V1');
    clock.advance(2000);
    await download('83454804', 'V2');
    const { nodes } = await history({ first: 4, via });
    expect(nodes.map(({ assetId }) => assetId).slice(0, 3)).toEqual(['83454804', '83454804', '83454804']);
    expect(nodes[3]?.assetId).not.toBe('83454804');
  });

  it('node finds each row by its id', async () => {
    const { nodes } = await history({ first: 5, via });
    for (const { id, assetId, downloadedAt } of nodes) {
      const { node } = dataOf(
        await service.query<{ node: Row }>(
          `query ($id: ID!) { node(id: $id) { id ... on DownloadRecord { assetId downloadedAt } } }`,
          { id },
        ),
      );
      expect(node).toEqual({ id, assetId, downloadedAt });
    }
  });
});

describe('rows', () => {
  it('a row has every field', async () => {
    const { simulator } = service;
    const token = simulator.issueToken('notes');
    dataOf(
      await service.query(
        `mutation { downloadImage(input: { imageId: "83454804", note: "Titel – “Frühling”", projectCode: "Größe-9" }) { download { url } } }`,
        {},
        { token },
      ),
    );
    const { downloadHistory } = dataOf(await service.query(DownloadHistoryDocument, {}, { token }));
    expect(downloadHistory?.nodes).toEqual([
      {
        id: expect.stringMatching(/^gid:\/\/getty\/DownloadRecord\//),
        assetId: '83454804',
        assetType: 'IMAGE',
        downloadedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/),
        productType: 'PREMIUM_ACCESS',
        productTypeName: 'premiumaccess',
        agreementName: 'Agreement 14001',
        sizeName: expect.any(String),
        dimensions: { width: expect.any(Number), height: expect.any(Number) },
        thumbnailUrl: expect.stringMatching(/^http.+thumb\.jpg$/),
        note: 'Titel – “Frühling”',
        projectCode: 'Größe-9',
        downloadedBy: 'Notes Zettel',
        image: { id: 'gid://getty/Image/83454804', title: expect.any(String), artist: expect.any(String) },
        productOffering: {
          id: 'gid://getty/ProductOffering/14001',
          name: 'Premium Access with paperwork',
          quota: { remaining: 499 },
        },
      },
    ]);
  });

  it('rows of old product types and withdrawn assets are listed', async () => {
    const { downloadHistory } = dataOf(
      await service.query<{
        downloadHistory: {
          nodes: {
            assetType: string;
            productType: string;
            productOffering: { id: string } | null;
            image: object | null;
            video: object | null;
          }[];
        };
      }>(
        `query ($filter: DownloadHistoryFilter) { downloadHistory(filter: $filter, first: 100) {
          nodes { assetType productType productOffering { id } image { id } video { id } } } }`,
        { filter: ALL },
      ),
    );
    const { nodes } = downloadHistory;
    const kinds = new Set(nodes.map(({ productType }) => productType));
    expect(kinds).toContain('SANDBOX');
    expect(kinds).toContain('LEGACY_RF_SUBSCRIPTION');
    for (const { assetType, productType, productOffering, image, video } of nodes) {
      if (productType === 'SANDBOX' || productType === 'LEGACY_RF_SUBSCRIPTION')
        expect(productOffering).toBeNull();
      if (assetType === 'IMAGE') expect(video).toBeNull();
      else expect(image).toBeNull();
    }
    expect(nodes.some(({ image, video }) => image === null && video === null)).toBe(true);
    // 100 rows: images in one call, videos in one call.
    expect([...service.operations()].sort()).toEqual([
      'GET /v3/downloads',
      'GET /v3/images',
      'GET /v3/products',
      'GET /v3/videos',
    ]);
  });
});

describe('a cursor', () => {
  it('a cursor pages through its list’s version, unless another one is named', async () => {
    const first = await history({ first: 4, via: 'V1' });
    const { via, nodes } = await history({ first: 4, after: first.pageInfo.endCursor });
    expect(via).toBe('V1');
    expect([...first.nodes, ...nodes]).toEqual((await history({ first: 8, via: 'V1' })).nodes);
    expect((await history({ first: 4, after: first.pageInfo.endCursor, via: 'V3' })).via).toBe('V3');
  });
});

describe('videos in the history of v1, which does not name the asset type', () => {
  it('a video in the history of v1 is a Video', async () => {
    dataOf(
      await service.query('mutation { downloadVideo(input: { videoId: "690773579" }) { download { url } } }'),
    );
    await download('83454804');
    const { downloadHistory } = dataOf(
      await service.query<{ downloadHistory: { nodes: object[] } }>(
        '{ downloadHistory(via: V1, first: 2) { nodes { assetId assetType image { assetId } video { assetId } } } }',
      ),
    );
    expect(downloadHistory.nodes).toEqual([
      { assetId: '83454804', assetType: 'UNKNOWN', image: { assetId: '83454804' }, video: null },
      { assetId: '690773579', assetType: 'UNKNOWN', image: null, video: { assetId: '690773579' } },
    ]);
  });
});

describe('downloadHistory filters', () => {
  it('no dates give thirty days, and range shows them', async () => {
    const { range, asOf, nodes, totalCount } = await history({ first: 100 });
    expect(Date.parse(range.to) - Date.parse(range.from)).toBe(30 * DAY);
    expect(range.to).toBe(asOf);
    expect(nodes).toHaveLength(totalCount);
    expect(totalCount).toBeLessThan(60);
    for (const { downloadedAt } of nodes) expect(downloadedAt >= range.from).toBe(true);
  });

  it('a range in any time zone includes both ends', async () => {
    const { nodes } = await history({ first: 10 });
    const [newest, oldest] = [defined(nodes[2]), defined(nodes[6])];
    const plus2 = (moment: string): string =>
      new Date(Date.parse(moment) + 2 * 3_600_000).toISOString().replace('Z', '+02:00');
    const filter = { from: plus2(oldest.downloadedAt), to: newest.downloadedAt };
    for (const via of ['V3', 'V1']) {
      const page = await history({ filter, via });
      expect(page.nodes.map(({ assetId }) => assetId)).toEqual(
        nodes.slice(2, 7).map(({ assetId }) => assetId),
      );
      expect(page.range).toEqual({ from: oldest.downloadedAt, to: newest.downloadedAt });
    }
  });

  it('an end alone gives the thirty days before it', async () => {
    const to = new Date(clock.now() - 40 * DAY).toISOString().replace(/\.\d+Z$/, '.000Z');
    const { range, totalCount } = await history({ filter: { to } });
    expect(Date.parse(range.to) - Date.parse(range.from)).toBe(30 * DAY);
    expect(range.to).toBe(to);
    expect(totalCount).toBeGreaterThan(0);
  });

  it('productType filters by type of product', async () => {
    const filter = { ...ALL, productType: 'IMAGE_PACK' };
    const page = await history({ filter });
    expect(page.totalCount).toBeGreaterThan(0);
    expect(page.totalCount).toBeLessThan(120);
    expect((await history({ filter, via: 'V1' })).totalCount).toBe(page.totalCount);
    expect(service.calls()[0]?.query['product_type']).toBe('imagepack');
  });

  it('credit downloads are listed on request only', async () => {
    const token = service.simulator.issueToken('credits');
    expect((await history({}, token)).totalCount).toBe(0);
    expect((await history({ filter: { productType: 'CREDIT_PACK' } }, token)).totalCount).toBe(12);
  });

  it('a company’s history is listed for callers with that permission, others get FORBIDDEN', async () => {
    const token = service.simulator.issueToken('company');
    const own = await history({ first: 1 }, token);
    const all = await history({ first: 5, filter: { companyWide: true } }, token);
    expect(all.totalCount).toBeGreaterThan(own.totalCount);
    // A colleague's row is found again, too.
    for (const { id } of all.nodes)
      expect(
        dataOf(await service.query('query ($id: ID!) { node(id: $id) { id } }', { id }, { token })),
      ).toEqual({ node: { id } });
    const response = await service.query(HISTORY, { filter: { companyWide: true } });
    expect(response.data).toEqual({ downloadHistory: null });
    expect(errorOf(response).extensions).toMatchObject({
      code: 'FORBIDDEN',
      upstream: { httpStatus: 403, code: 'InsufficientPermissions', operation: 'GET /v3/downloads' },
    });
  });
});

describe('previousDownloads', () => {
  it('previousDownloads lists an image’s earlier downloads', async () => {
    await download('83454804');
    const { image } = dataOf(
      await service.query<{ image: { previousDownloads: object[] } }>(
        '{ image(id: "83454804") { previousDownloads { id assetId productType productOffering { id } image { assetId } } } }',
      ),
    );
    expect(image.previousDownloads).toEqual([
      {
        id: expect.any(String),
        assetId: '83454804',
        productType: 'EASY_ACCESS',
        productOffering: { id: 'gid://getty/ProductOffering/11001' },
        image: { assetId: '83454804' },
      },
    ]);
  });

  it('previousDownloads of ten images take one call each', async () => {
    const { searchImages } = dataOf(
      await service.query<{ searchImages: { nodes: { previousDownloads: object[] }[] } }>(
        '{ searchImages(phrase: "kitties", filter: { family: CREATIVE }, first: 10) { nodes { previousDownloads { id } } } }',
      ),
    );
    expect(searchImages.nodes.every(({ previousDownloads }) => previousDownloads.length === 0)).toBe(true);
    expect(service.operations()).toHaveLength(11);
  });

  it('previousDownloads of eleven images are QUERY_TOO_EXPENSIVE, without an upstream call', async () => {
    const list = Array.from({ length: 11 }, (_, index) => String(index + 1));
    for (const [query, variables] of [
      ['{ searchImages(phrase: "kitties", first: 11) { nodes { previousDownloads { id } } } }', {}],
      ['query ($list: [ID!]!) { images(ids: $list) { previousDownloads { id } } }', { list }],
    ] as const) {
      const response = await service.query(query, variables);
      expect(errorOf(response).extensions.code).toBe('QUERY_TOO_EXPENSIVE');
      expect(response.data).toBeNull();
    }
    expect(service.calls()).toEqual([]);
  });
});
