import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataOf, errorOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  // One list at Getty Images; test/integration/find.test.ts has both families side by side.
  service = await startService({
    simulator: { cacheHeaders: false },
    env: { GETTY_BLENDED_SEARCH: 'on' },
  });
});
afterAll(() => service.close());
beforeEach(() => service.reset());

const LISTED = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 25, 30, 50, 60, 75, 100];

interface Page {
  readonly totalCount: number;
  readonly correctedPhrase: string | null;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly nodes: readonly { readonly assetId: string }[];
  readonly edges: readonly { readonly cursor: string; readonly node: { readonly assetId: string } }[];
}

const SEARCH = `query ($phrase: String!, $filter: ImageSearchFilter, $sort: ImageSearchSort,
  $first: Int, $after: String, $last: Int, $before: String) {
  searchImages(phrase: $phrase, filter: $filter, sort: $sort,
    first: $first, after: $after, last: $last, before: $before) {
    totalCount correctedPhrase
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    nodes { assetId }
    edges { cursor node { assetId } }
  }
}`;

async function search(variables: object): Promise<Page> {
  const { searchImages } = dataOf(
    await service.query<{ searchImages: Page }>(SEARCH, { phrase: 'kitties', ...variables }),
  );
  expect(searchImages.edges.map(({ node }) => node)).toEqual(searchImages.nodes);
  return searchImages;
}

const ids = (page: Page): string[] => page.nodes.map(({ assetId }) => assetId);

describe('filters and sorts', () => {
  const asked = async (variables: object): Promise<readonly [string, Record<string, string>]> => {
    const { nodes } = await search({ first: 3, ...variables });
    expect(nodes.length).toBeGreaterThan(0);
    const [call] = service.calls();
    const { phrase, page, page_size, fields, ...rest } = call?.query ?? {};
    expect([phrase, page, page_size, fields]).toEqual(['kitties', '1', '3', 'id']);
    return [call?.operation ?? '', rest];
  };

  it.each([
    [{}, 'GET /v3/search/images', {}],
    [{ filter: { family: 'CREATIVE' } }, 'GET /v3/search/images/creative', {}],
    [{ filter: { family: 'EDITORIAL' } }, 'GET /v3/search/images/editorial', {}],
    [
      { filter: { orientations: ['SQUARE', 'PANORAMIC_HORIZONTAL', 'SQUARE'] } },
      'GET /v3/search/images',
      { orientations: 'panoramic_horizontal,square' },
    ],
    [
      { filter: { downloadableWith: 'EASY_ACCESS' } },
      'GET /v3/search/images',
      { download_product: 'easyaccess' },
    ],
    [
      { filter: { family: 'CREATIVE', excludeNudity: true } },
      'GET /v3/search/images/creative',
      { exclude_nudity: 'true' },
    ],
    [{ sort: 'BEST_MATCH' }, 'GET /v3/search/images', {}],
    [{ sort: 'MOST_POPULAR' }, 'GET /v3/search/images', { sort_order: 'most_popular' }],
    [{ sort: 'NEWEST' }, 'GET /v3/search/images', { sort_order: 'newest' }],
    [{ sort: 'RANDOM' }, 'GET /v3/search/images', { sort_order: 'random' }],
    [{ sort: null, filter: null }, 'GET /v3/search/images', {}],
  ])('a search with %j returns matching images', async (variables, operation, query) => {
    expect(await asked(variables)).toEqual([operation, query]);
  });

  it('collectionCodes filters by the codes that images have', async () => {
    const { searchImages } = dataOf(
      await service.query<{ searchImages: { nodes: { collection: { code: string } }[] } }>(
        '{ searchImages(phrase: "kitties", first: 1) { nodes { collection { code } } } }',
      ),
    );
    const code = searchImages.nodes[0]?.collection.code ?? '';
    service.forget();
    expect(await asked({ filter: { collectionCodes: [code] } })).toEqual([
      'GET /v3/search/images',
      { collection_codes: code },
    ]);
  });

  it('filters reduce the number of results', async () => {
    const all = await search({});
    const creative = await search({ filter: { family: 'CREATIVE' } });
    const editorial = await search({ filter: { family: 'EDITORIAL' } });
    expect(creative.totalCount + editorial.totalCount).toBe(all.totalCount);
    expect((await search({ filter: { orientations: ['SQUARE'] } })).totalCount).toBeLessThan(all.totalCount);
  });

  it('correctedPhrase names the phrase that was searched instead of a misspelt one', async () => {
    const page = await search({ phrase: 'kittties', filter: { family: 'CREATIVE' } });
    expect(page.correctedPhrase).toBe('kitties');
    expect(page.totalCount).toBeGreaterThan(0);
    expect((await search({})).correctedPhrase).toBeNull();
  });

  it('RANDOM order has no next page and refuses cursors', async () => {
    const { pageInfo } = await search({ sort: 'RANDOM', first: 3 });
    expect(pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    const response = await service.query(SEARCH, { phrase: 'kitties', sort: 'RANDOM', after: 'eA' });
    expect(errorOf(response).extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: ['after'] });
  });
});

describe('paging', () => {
  let whole: string[];
  beforeAll(async () => {
    whole = [];
    let after: string | null = null;
    for (;;) {
      const page: Page = await search({ first: 100, after });
      whole.push(...ids(page));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(whole.length).toBeGreaterThan(100);
    expect(new Set(whole).size).toBe(whole.length);
  });

  it.each([7, 30, 50, 61, 99])(
    'paging forward by %i gives no gap and no repeat, with two calls a page at most',
    async (first) => {
      const seen: string[] = [];
      let after: string | null = null;
      for (;;) {
        service.forget();
        const page: Page = await search({ first, after });
        seen.push(...ids(page));
        expect(service.calls().length).toBeLessThanOrEqual(2);
        for (const { query } of service.calls()) expect(LISTED).toContain(Number(query['page_size']));
        expect(page.totalCount).toBe(whole.length);
        expect(page.pageInfo.hasPreviousPage).toBe(after !== null);
        if (!page.pageInfo.hasNextPage) break;
        after = page.pageInfo.endCursor;
      }
      expect(seen).toEqual(whole);
    },
  );

  it.each([7, 30, 61])('paging backward by %i gives the same rows in the same order', async (last) => {
    const seen: string[] = [];
    let before: string | null = null;
    for (;;) {
      service.forget();
      const page: Page = await search({ last, before });
      seen.unshift(...ids(page));
      // Without a cursor the end has to be found first.
      expect(service.calls().length).toBeLessThanOrEqual(before === null ? 3 : 2);
      expect(page.pageInfo.hasNextPage).toBe(before !== null);
      if (!page.pageInfo.hasPreviousPage) break;
      before = page.pageInfo.startCursor;
    }
    expect(seen).toEqual(whole);
  });

  it('a window of up to fifty costs one call wherever one listed page can hold it', async () => {
    const { edges } = await search({ first: 100 });
    for (const [offset, count] of [
      [0, 50],
      [49, 50],
      [9, 10],
      [11, 3],
      [19, 5],
      [24, 25],
      [29, 30],
      [32, 14],
    ] as const) {
      service.forget();
      const page = await search({ first: count, after: edges[offset]?.cursor });
      expect(ids(page)).toEqual(whole.slice(offset + 1, offset + 1 + count));
      const from = offset + 1;
      const fitsOne = LISTED.some(
        (size) => size >= count && Math.floor(from / size) === Math.floor((from + count - 1) / size),
      );
      expect(service.calls()).toHaveLength(fitsOne ? 1 : 2);
    }
  });

  it('every cursor continues directly after its row', async () => {
    const { edges } = await search({ first: 40 });
    for (const [index, { cursor }] of edges.entries()) {
      if (index % 7 !== 3) continue;
      expect(ids(await search({ first: 13, after: cursor }))).toEqual(whole.slice(index + 1, index + 14));
      expect(ids(await search({ last: 13, before: cursor }))).toEqual(
        whole.slice(Math.max(0, index - 13), index),
      );
    }
  });

  it('after and before together bound the page from either side', async () => {
    const { edges } = await search({ first: 60 });
    const [after, before] = [edges[4]?.cursor, edges[40]?.cursor];
    expect(ids(await search({ first: 100, after, before }))).toEqual(whole.slice(5, 40));
    expect(ids(await search({ last: 10, after, before }))).toEqual(whole.slice(30, 40));
    expect(ids(await search({ first: 10, after, before }))).toEqual(whole.slice(5, 15));
  });

  it('a page past the end is empty and has the total', async () => {
    const { pageInfo } = await search({ last: 1 });
    service.forget();
    const page = await search({ first: 10, after: pageInfo.endCursor });
    expect(page).toMatchObject({
      totalCount: whole.length,
      nodes: [],
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
    expect(service.calls().length).toBeLessThanOrEqual(2);
    const head = await search({ first: 1 });
    expect(await search({ last: 10, before: head.pageInfo.startCursor })).toMatchObject({
      nodes: [],
      totalCount: whole.length,
      pageInfo: { hasPreviousPage: false },
    });
  });

  it('first: 0 and last: 0 give the total and no rows', async () => {
    for (const variables of [{ first: 0 }, { last: 0 }]) {
      service.forget();
      expect(await search(variables)).toMatchObject({ nodes: [], totalCount: whole.length });
      expect(service.calls().length).toBeLessThanOrEqual(variables.first === 0 ? 1 : 2);
      for (const { query } of service.calls()) expect(query['page_size']).toBe('1');
    }
  });

  it('first defaults to thirty', async () => {
    expect(ids(await search({}))).toEqual(whole.slice(0, 30));
  });

  it('a phrase without results gives an empty list', async () => {
    const page = await search({ phrase: 'zzzzqqqq', filter: { family: 'EDITORIAL' } });
    expect(page).toMatchObject({
      totalCount: 0,
      nodes: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    });
  });

  it('a cursor of another phrase, filter or sort is INVALID_CURSOR without an upstream call', async () => {
    const { pageInfo } = await search({ first: 2 });
    service.forget();
    for (const other of [{ phrase: 'dogs' }, { filter: { family: 'CREATIVE' } }, { sort: 'NEWEST' }]) {
      const response = await service.query(SEARCH, {
        phrase: 'kitties',
        after: pageInfo.endCursor,
        ...other,
      });
      expect(errorOf(response)).toMatchObject({
        path: ['searchImages'],
        extensions: { code: 'INVALID_CURSOR', argument: ['after'] },
      });
    }
    expect(service.calls()).toEqual([]);
    // The same list with equivalent arguments.
    const same = { after: pageInfo.endCursor, first: 2, sort: 'BEST_MATCH', filter: { orientations: [] } };
    expect(ids(await search(same))).toEqual(whole.slice(2, 4));
  });
});
