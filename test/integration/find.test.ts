import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { dataOf, errorOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService({ simulator: { cacheHeaders: false } });
});
afterAll(() => service.close());
beforeEach(() => service.reset());

interface Facet {
  readonly id: string | null;
  readonly name: string;
}

interface Row {
  readonly assetId: string;
  readonly family: string;
  readonly people: readonly string[] | null;
  readonly orientation: string | null;
}

interface Found {
  readonly totalCount: number;
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  readonly nodes: readonly Row[];
  readonly facets: Readonly<Record<'artists' | 'events' | 'locations' | 'people', readonly Facet[]>> | null;
  readonly relatedSearches: readonly string[] | null;
}

const PAGE_INFO = 'pageInfo { hasNextPage hasPreviousPage startCursor endCursor }';
const IMAGES = `query ($phrase: String, $filter: ImageSearchFilter, $sort: ImageSearchSort,
  $first: Int, $after: String, $last: Int, $before: String) {
  searchImages(phrase: $phrase, filter: $filter, sort: $sort,
    first: $first, after: $after, last: $last, before: $before) {
    totalCount ${PAGE_INFO} nodes { assetId family people orientation }
  }
}`;
const FACETS = `query ($phrase: String, $filter: ImageSearchFilter, $first: Int) {
  searchImages(phrase: $phrase, filter: $filter, first: $first) {
    totalCount relatedSearches
    facets { artists { id name } events { id name } locations { id name } people { id name } }
  }
}`;

async function find(variables: object, document = IMAGES, on = service): Promise<Found> {
  return dataOf(await on.query<{ searchImages: Found }>(document, variables)).searchImages;
}

const ids = ({ nodes }: Found): string[] => nodes.map(({ assetId }) => assetId);

/** Reads every row, page by page. */
async function readAll(variables: object, size: number, on = service): Promise<string[]> {
  const seen: string[] = [];
  let after: string | null = null;
  for (;;) {
    const page: Found = await find({ ...variables, first: size, after }, IMAGES, on);
    seen.push(...ids(page));
    if (!page.pageInfo.hasNextPage) return seen;
    after = page.pageInfo.endCursor;
  }
}

describe('a search of both families', () => {
  let creative: string[];
  let editorial: string[];
  let merged: string[];
  beforeAll(async () => {
    creative = await readAll({ phrase: 'city', filter: { family: 'CREATIVE' } }, 100);
    editorial = await readAll({ phrase: 'city', filter: { family: 'EDITORIAL' } }, 100);
    merged = await readAll({ phrase: 'city' }, 100);
    expect(Math.min(creative.length, editorial.length)).toBeGreaterThan(10);
    expect(creative.length).not.toBe(editorial.length);
  });

  it('has every image of each once, by turns, each family in its own order', () => {
    const isCreative = new Set(creative);
    expect(merged.filter((id) => isCreative.has(id))).toEqual(creative);
    expect(merged.filter((id) => !isCreative.has(id))).toEqual(editorial);
    const shorter = Math.min(creative.length, editorial.length);
    for (let index = 0; index < shorter; index += 1)
      expect(merged.slice(2 * index, 2 * index + 2)).toEqual([creative[index], editorial[index]]);
  });

  it('adds the totals, and asks the two families once each', async () => {
    const page = await find({ phrase: 'city', first: 30 });
    expect(page.totalCount).toBe(creative.length + editorial.length);
    expect(page.nodes.slice(0, 2).map(({ family }) => family)).toEqual(['CREATIVE', 'EDITORIAL']);
    expect([...service.operations()].sort()).toEqual([
      'GET /v3/search/images/creative',
      'GET /v3/search/images/editorial',
    ]);
  });

  it.each([7, 30, 61])('pages forward by %i without gap or repeat', async (size) => {
    expect(await readAll({ phrase: 'city' }, size)).toEqual(merged);
  });

  it.each([7, 30, 61])('pages backward by %i through the same rows', async (size) => {
    const seen: string[] = [];
    let before: string | null = null;
    for (;;) {
      const page: Found = await find({ phrase: 'city', last: size, before });
      seen.unshift(...ids(page));
      if (!page.pageInfo.hasPreviousPage) break;
      before = page.pageInfo.startCursor;
    }
    expect(seen).toEqual(merged);
  });

  it('that only one family answers has that family, and costs one more call', async () => {
    // Only creative images carry this id, so that the editorial half is empty.
    const page = await find({ phrase: creative[0], first: 10 });
    expect(ids(page)).toContain(creative[0]);
    expect(service.operations().length).toBeLessThanOrEqual(3);
  });

  it('in random order has one page', async () => {
    const page = await find({ phrase: 'city', sort: 'RANDOM', first: 4 });
    expect(page.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: false });
    const response = await service.query(IMAGES, { phrase: 'city', sort: 'RANDOM', after: 'eA' });
    expect(errorOf(response).extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument: ['after'] });
  });

  it('refuses the cursors of one family, and one family those of both', async () => {
    const both = (await find({ phrase: 'city', first: 2 })).pageInfo.endCursor;
    const filter = { family: 'CREATIVE' };
    const one = (await find({ phrase: 'city', filter, first: 2 })).pageInfo.endCursor;
    service.forget();
    for (const variables of [{ after: one }, { filter, after: both }, { before: one }]) {
      const response = await service.query(IMAGES, { phrase: 'city', ...variables });
      expect(errorOf(response).extensions['code']).toBe('INVALID_CURSOR');
    }
    expect(service.calls()).toEqual([]);
  });

  it('fails whole with one error when one of the two calls fails', async () => {
    service.simulator.inject({
      operation: 'GET /v3/search/images/editorial',
      kind: 'status',
      status: 400,
      times: 9,
    });
    const response = await service.query(IMAGES, { phrase: 'city' });
    expect(response.data).toEqual({ searchImages: null });
    expect(response.errors).toHaveLength(1);
  });

  it('goes to the deprecated endpoint alone where GETTY_BLENDED_SEARCH is on', async () => {
    const old = await startService({ of: service.simulator, env: { GETTY_BLENDED_SEARCH: 'on' } });
    try {
      const filter = { excludeNudity: true, minimumSize: 'LARGE' };
      const page = await find({ phrase: 'city', filter, first: 10 }, FACETS, old);
      expect(page).toMatchObject({ facets: null, relatedSearches: expect.any(Array) });
      expect(old.operations()).toEqual(['GET /v3/search/images']);
      old.forget();
      // What the old endpoint does not know is asked side by side all the same.
      await find({ phrase: 'city', filter: { excludeKeywordIds: ['1'] } }, IMAGES, old);
      expect(old.operations()).toHaveLength(2);
    } finally {
      await old.close();
    }
  });
});

describe('facets', () => {
  it('of an editorial search lead to searches that find as they say', async () => {
    const { facets, relatedSearches } = await find(
      { phrase: 'concert', filter: { family: 'EDITORIAL' } },
      FACETS,
    );
    expect(service.operations()).toEqual(['GET /v3/search/images/editorial']);
    expect(relatedSearches?.length).toBeGreaterThan(0);
    const [artist, event, person] = [facets?.artists[0], facets?.events[0], facets?.people[0]];
    expect([artist?.name, event?.id, person?.name].map((value) => typeof value)).toEqual(
      Array(3).fill('string'),
    );
    for (const filter of [
      { artists: [artist?.name] },
      { eventIds: [event?.id] },
      { people: [person?.name] },
    ]) {
      const found = await find({ filter: { family: 'EDITORIAL', ...filter } });
      expect(found.totalCount).toBeGreaterThan(0);
      if ('people' in filter) for (const { people } of found.nodes) expect(people).toContain(person?.name);
    }
  });

  it('of both families hold each artist once, and events of the editorial one', async () => {
    const { facets } = await find({ phrase: 'city' }, FACETS);
    const names = facets?.artists.map(({ name }) => name) ?? [];
    expect(names.length).toBeGreaterThan(0);
    expect(new Set(names).size).toBe(names.length);
    expect(facets?.events.length).toBeGreaterThan(0);
    expect(service.operations()).toHaveLength(2);
  });

  it('are not asked for where they are not selected', async () => {
    await find({ phrase: 'city', filter: { family: 'CREATIVE' } });
    expect(Object.keys(service.calls()[0]?.query ?? {}).sort()).toEqual([
      'fields',
      'page',
      'page_size',
      'phrase',
    ]);
  });
});

describe('filters', () => {
  it.each<[object, string, (row: Row) => boolean]>([
    [{ orientations: ['VERTICAL'], family: 'CREATIVE' }, 'creative', (row) => row.orientation === 'VERTICAL'],
    [{ color: '002244' }, 'creative', (row) => row.family === 'CREATIVE'],
    [{ takenFrom: '2000-01-01T00:00:00Z' }, 'editorial', (row) => row.family === 'EDITORIAL'],
  ])('%j without a phrase go to the %s search', async (filter, family, fits) => {
    const page = await find({ filter, first: 20 });
    expect(service.operations()).toEqual([`GET /v3/search/images/${family}`]);
    expect(page.nodes.length).toBeGreaterThan(0);
    expect(page.nodes.filter((row) => !fits(row))).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['{ searchImages { totalCount } }', ['phrase']],
    ['{ searchImages(filter: {}) { totalCount } }', ['phrase']],
    ['{ searchVideos { totalCount } }', ['phrase']],
    [
      '{ searchImages(phrase: "a", filter: { takenFrom: "2024-02-01T00:00:00Z", takenTo: "2024-01-01T00:00:00Z" }) { totalCount } }',
      ['filter', 'takenFrom'],
    ],
    [
      '{ searchImages(phrase: "a", filter: { family: EDITORIAL, color: "#002244" }) { totalCount } }',
      ['filter', 'color'],
    ],
    [
      '{ searchImages(phrase: "a", filter: { family: CREATIVE, takenFrom: "2024-02-01T00:00:00Z" }) { totalCount } }',
      ['filter', 'takenFrom'],
    ],
    ['{ searchImages(phrase: "a", filter: { people: [] }) { totalCount } }', ['filter', 'people']],
    [
      '{ searchImages(phrase: "a", filter: { keywordIds: ["x"] }) { totalCount } }',
      ['filter', 'keywordIds', '0'],
    ],
    [
      '{ searchVideos(phrase: "a", filter: { orientations: [SQUARE] }) { totalCount } }',
      ['filter', 'orientations', '0'],
    ],
    [
      '{ searchVideos(phrase: "a", filter: { minClipSeconds: 9, maxClipSeconds: 3 }) { totalCount } }',
      ['filter', 'minClipSeconds'],
    ],
  ])('%s is refused before any call', async (document, argument) => {
    const response = await service.query(document);
    expect(errorOf(response).extensions).toMatchObject({ code: 'BAD_USER_INPUT', argument });
    expect(service.calls()).toEqual([]);
  });
});

describe('images related to one', () => {
  const related = (field: string, args: string) =>
    `{ image(id: "83454804") { ${field}(${args}) { totalCount ${PAGE_INFO} nodes { assetId title } } } }`;

  it.each(['similarImages', 'sameSeries'])('%s page both ways through the same rows', async (field) => {
    const read = async (args: string): Promise<Found> =>
      dataOf(await service.query<{ image: Record<string, Found> }>(related(field, args))).image[
        field
      ] as Found;
    const all = await read('first: 100');
    const seen: string[] = [];
    for (let cursor = ''; ; ) {
      const page = await read(`first: 4${cursor}`);
      seen.push(...ids(page));
      if (!page.pageInfo.hasNextPage || seen.length >= 20) break;
      cursor = `, after: "${page.pageInfo.endCursor}"`;
    }
    expect(seen).toEqual(ids(all).slice(0, seen.length));
    expect(ids(all)).not.toContain('83454804');
    const tail = await read('last: 3');
    expect(tail.totalCount).toBe(all.totalCount);
    if (all.totalCount <= 100) expect(ids(tail)).toEqual(ids(all).slice(-3));
  });

  it('of an image that Getty Images took off are none', async () => {
    service.simulator.inject({
      operation: 'GET /v3/images/{id}/similar',
      kind: 'status',
      status: 404,
      body: '{"ErrorCode":"ImageNotFound","ErrorMessage":"Image id not found"}',
    });
    const { image } = dataOf(
      await service.query<{ image: { similarImages: Found } }>(related('similarImages', 'first: 4')),
    );
    expect(image.similarImages).toMatchObject({ totalCount: 0, nodes: [] });
  });

  it('are read for ten images of an operation at most', async () => {
    const response = await service.query<{ searchImages: { nodes: { similarImages: object | null }[] } }>(
      '{ searchImages(phrase: "city", filter: { family: CREATIVE }, first: 12) { nodes { similarImages(first: 1) { totalCount } } } }',
    );
    expect(
      response.data?.searchImages.nodes.filter(({ similarImages }) => similarImages === null),
    ).toHaveLength(2);
    expect(response.errors.map(({ extensions }) => extensions.code)).toEqual(
      Array(2).fill('QUERY_TOO_EXPENSIVE'),
    );
    expect(service.operations().filter((name) => name.endsWith('/similar'))).toHaveLength(10);
  });
});

describe('videos', () => {
  interface Clip {
    readonly assetId: string;
    readonly family: string;
    readonly durationSeconds: number;
  }
  const VIDEOS = `query ($phrase: String, $filter: VideoSearchFilter, $sort: VideoSearchSort, $first: Int, $after: String) {
    searchVideos(phrase: $phrase, filter: $filter, sort: $sort, first: $first, after: $after) {
      totalCount ${PAGE_INFO} nodes { assetId family durationSeconds }
    }
  }`;
  const videos = async (variables: object) =>
    dataOf(
      await service.query<{ searchVideos: Omit<Found, 'nodes'> & { nodes: readonly Clip[] } }>(
        VIDEOS,
        variables,
      ),
    ).searchVideos;

  it('of both families, and of each, and of a length are found', async () => {
    const both = await videos({ phrase: 'city', first: 100 });
    const [creative, editorial] = [
      await videos({ phrase: 'city', filter: { family: 'CREATIVE' } }),
      await videos({ phrase: 'city', filter: { family: 'EDITORIAL' } }),
    ];
    expect(both.totalCount).toBe(creative.totalCount + editorial.totalCount);
    expect(both.totalCount).toBeGreaterThan(0);
    expect(new Set(creative.nodes.map(({ family }) => family))).toEqual(new Set(['CREATIVE']));
    const long = await videos({ filter: { minClipSeconds: 20, maxClipSeconds: 30 }, first: 50 });
    expect(long.nodes.length).toBeGreaterThan(0);
    for (const { durationSeconds } of long.nodes) {
      expect(durationSeconds).toBeGreaterThanOrEqual(20);
      expect(durationSeconds).toBeLessThanOrEqual(30);
    }
  });

  it('page through both families without gap or repeat', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    let total = 0;
    for (;;) {
      const page: Awaited<ReturnType<typeof videos>> = await videos({
        filter: { minClipSeconds: 1 },
        sort: 'NEWEST',
        first: 50,
        after,
      });
      seen.push(...page.nodes.map(({ assetId }) => assetId));
      total = page.totalCount;
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    expect(seen).toHaveLength(total);
    expect(new Set(seen).size).toBe(total);
  });

  it('show the same largest downloads in a search as by their ids, with their files in one more call', async () => {
    const largest =
      'largestDownloads { productType productOffering { name } isFree uri file { sizeName width } }';
    const { searchVideos } = dataOf(
      await service.query<{ searchVideos: { nodes: { assetId: string; largestDownloads: object[] }[] } }>(
        `{ searchVideos(phrase: "city", filter: { family: CREATIVE }, first: 5) { nodes { assetId ${largest} } } }`,
      ),
    );
    expect([...service.operations()].sort()).toEqual([
      'GET /v3/products',
      'GET /v3/search/videos/creative',
      'GET /v3/videos',
    ]);
    expect(searchVideos.nodes.some(({ largestDownloads }) => largestDownloads.length > 0)).toBe(true);
    service.forget();
    const assetIds = searchVideos.nodes.map(({ assetId }) => assetId);
    const { videos: byId } = dataOf(
      await service.query<{ videos: object[] }>(
        `query ($ids: [ID!]!) { videos(ids: $ids) { assetId ${largest} } }`,
        {
          ids: assetIds,
        },
      ),
    );
    expect(byId).toEqual(searchVideos.nodes);
    expect([...service.operations()].sort()).toEqual(['GET /v3/products', 'GET /v3/videos']);
  });
});

describe('rights', () => {
  it('of images come with the search itself', async () => {
    const { searchImages } = dataOf(
      await service.query<{ searchImages: { nodes: { usage: { restrictions: string[] } }[] } }>(
        '{ searchImages(phrase: "city", filter: { family: EDITORIAL }) { nodes { usage { howCanIUseIt releaseInfo restrictions } copyright isCallForImage people eventIds family } } }',
      ),
    );
    expect(service.calls().map(({ query }) => query['fields'])).toEqual([
      'allowed_use,asset_family,call_for_image,copyright,event_ids,people',
    ]);
    expect(searchImages.nodes.some(({ usage }) => usage.restrictions.length > 0)).toBe(true);
  });

  it('that say to call first become a notice of the download', async () => {
    let called: string | undefined;
    for (const phrase of ['city', 'mountain', 'concert', 'sea', 'dog']) {
      const { searchImages } = dataOf(
        await service.query<{
          searchImages: { nodes: { assetId: string; isCallForImage: boolean; largestDownloads: object[] }[] };
        }>(
          `{ searchImages(phrase: "${phrase}", first: 100) { nodes { assetId isCallForImage largestDownloads { uri } } } }`,
        ),
      );
      called ??= searchImages.nodes.find(
        ({ isCallForImage, largestDownloads }) => isCallForImage && largestDownloads.length > 0,
      )?.assetId;
    }
    const notices = async (imageId: string | undefined) =>
      dataOf(
        await service.query<{ downloadImage: { download: { notices: { code: string }[] } } }>(
          'mutation ($input: DownloadImageInput!) { downloadImage(input: $input) { download { notices { type code } } userErrors { code } } }',
          { input: { imageId } },
        ),
      ).downloadImage.download.notices;
    expect(await notices(called)).toContainEqual({ type: 'WARNING', code: 'CallForImage' });
    expect(await notices('83454804')).not.toContainEqual(expect.objectContaining({ code: 'CallForImage' }));
  });
});
