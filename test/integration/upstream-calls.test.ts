import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  DownloadHistoryDocument,
  DownloadImageDocument,
  DownloadImagesDocument,
  DownloadVideoDocument,
  ErrorCatalogDocument,
  FindImagesDocument,
  ImageDetailDocument,
  ImageRightsDocument,
  ImagesByIdsDocument,
  PreviousDownloadsDocument,
  ProductOfferingsDocument,
  RateLimitDocument,
  RefetchNodeDocument,
  RelatedImagesDocument,
  SearchImagesDocument,
  SearchVideosDocument,
  VideoDetailDocument,
  VideosByIdsDocument,
  ViewerDocument,
} from '../generated/graphql.js';
import { dataOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  // Cached responses would hide calls of later tests.
  service = await startService({ simulator: { cacheHeaders: false } });
  await service.query('{ productOfferings { id } }');
});
afterAll(() => service.close());
beforeEach(() => service.forget());

/** A call as it must be: its operation, and the whole query or a part of the body. */
type Expected = readonly [operation: string, query: object, body?: object];

/** One published operation with variables, and all its upstream calls. */
interface Row {
  readonly name: string;
  readonly document: TypedDocumentNode<object, never>;
  readonly variables?: object;
  readonly calls: readonly Expected[];
}

const row = <R extends object, V>(
  name: string,
  document: TypedDocumentNode<R, V>,
  variables: V,
  calls: readonly Expected[],
): Row => ({ name, document, variables: variables as object, calls });

const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
const PRODUCTS: Expected = ['GET /v3/products', {}];
const PRODUCTS_IN_FULL: Expected = ['GET /v3/products', { fields: 'download_requirements' }];
const hundred = Array.from({ length: 100 }, (_, index) => `7${index}`);

const rows: readonly Row[] = [
  row('SearchImages', SearchImagesDocument, { phrase: 'kitties' }, [
    ...(['creative', 'editorial'] as const).map(
      (family): Expected => [
        `GET /v3/search/images/${family}`,
        {
          phrase: 'kitties',
          page: '1',
          page_size: '15',
          fields: 'artist,display_set,largest_downloads,max_dimensions,title',
        },
      ],
    ),
    PRODUCTS,
  ]),
  row('FindImages of an editorial filter', FindImagesDocument, { filter: { people: ['Ada'] }, first: 20 }, [
    [
      'GET /v3/search/images/editorial',
      {
        page: '1',
        page_size: '20',
        fields: 'asset_family,date_created,display_set,people,title',
        specific_people: 'Ada',
        include_facets: 'true',
        facet_fields: 'artists,events,locations,specific_people',
        facet_max_count: '50',
        include_related_searches: 'true',
      },
    ],
  ]),
  row('FindImages of a creative filter', FindImagesDocument, { filter: { color: '#002244' }, first: 20 }, [
    [
      'GET /v3/search/images/creative',
      {
        page: '1',
        page_size: '20',
        // The creative search knows no people.
        fields: 'asset_family,date_created,display_set,title',
        color: '#002244',
        include_facets: 'true',
        facet_fields: 'artists,locations',
        facet_max_count: '50',
        include_related_searches: 'true',
      },
    ],
  ]),
  row('ImageRights', ImageRightsDocument, { id: '83454804' }, [
    [
      'GET /v3/images',
      {
        ids: '83454804',
        fields: 'allowed_use,asset_family,call_for_image,copyright,event_ids,orientation,people,title',
      },
    ],
  ]),
  row('RelatedImages', RelatedImagesDocument, { id: '83454804' }, [
    ['GET /v3/images', { ids: '83454804', fields: 'title' }],
    ['GET /v3/images/{id}/similar', { page: '1', page_size: '10', fields: 'title' }],
    ['GET /v3/images/{id}/same-series', { page: '1', page_size: '10', fields: 'title' }],
  ]),
  row('SearchVideos', SearchVideosDocument, { filter: { minClipSeconds: 10 } }, [
    ...(['creative', 'editorial'] as const).map(
      (family): Expected => [
        `GET /v3/search/videos/${family}`,
        {
          page: '1',
          page_size: '15',
          fields: 'asset_family,clip_length,display_set,largest_downloads,title',
          min_clip_length: '10',
        },
      ],
    ),
    PRODUCTS,
  ]),
  row(
    'SearchVideos, editorial',
    SearchVideosDocument,
    { phrase: 'sea', first: 10, filter: { family: 'EDITORIAL' } },
    [
      [
        'GET /v3/search/videos/editorial',
        {
          phrase: 'sea',
          page: '1',
          page_size: '10',
          fields: 'asset_family,clip_length,display_set,largest_downloads,title',
        },
      ],
      PRODUCTS,
    ],
  ),
  row(
    'SearchImages, creative',
    SearchImagesDocument,
    { phrase: 'kitties', first: 60, filter: { family: 'CREATIVE' }, sort: 'NEWEST' },
    [
      [
        'GET /v3/search/images/creative',
        {
          phrase: 'kitties',
          page: '1',
          page_size: '60',
          fields: 'artist,display_set,largest_downloads,max_dimensions,title',
          sort_order: 'newest',
        },
      ],
      PRODUCTS,
    ],
  ),
  row('ImageDetail', ImageDetailDocument, { id: '83454804' }, [
    [
      'GET /v3/images',
      {
        ids: '83454804',
        fields:
          'artist,caption,collection_code,collection_name,credit_line,date_created,display_set,keywords,largest_downloads,license_model,max_dimensions,title',
      },
    ],
    PRODUCTS_IN_FULL,
    [
      'GetLargestImageDownloadAuthorizations',
      {},
      { GetLargestImageDownloadAuthorizationsRequestBody: { Images: [{ ImageId: '83454804' }] } },
    ],
  ]),
  row('ImagesByIds', ImagesByIdsDocument, { ids: ['83454804', 'gid://getty/Image/103131833', '83454804'] }, [
    ['GET /v3/images', { ids: '83454804,103131833', fields: 'display_set,title' }],
  ]),
  row('ImagesByIds, a hundred', ImagesByIdsDocument, { ids: hundred }, [
    ['GET /v3/images', { ids: hundred.join(','), fields: 'display_set,title' }],
  ]),
  row('PreviousDownloads', PreviousDownloadsDocument, { id: '83454804' }, [
    ['GET /v3/images', { ids: '83454804', fields: 'id' }],
    ['GET /v3/images/{id}/downloadhistory', {}],
  ]),
  row('ProductOfferings', ProductOfferingsDocument, {}, [PRODUCTS_IN_FULL]),
  row('DownloadHistory', DownloadHistoryDocument, { first: 20 }, [
    [
      'GET /v3/downloads',
      { date_from: moment, date_to: moment, use_time: 'true', page: '1', page_size: '20' },
    ],
    ['GET /v3/images', { ids: expect.stringMatching(/^[\w-]+(,[\w-]+)*$/), fields: 'artist,title' }],
    PRODUCTS,
  ]),
  row('VideoDetail', VideoDetailDocument, { id: '690773579' }, [
    ['GET /v3/videos', { ids: '690773579', fields: 'caption,display_set,downloads,title' }],
  ]),
  row('VideosByIds', VideosByIdsDocument, { ids: ['690773579', '1'] }, [
    ['GET /v3/videos', { ids: '690773579,1', fields: 'display_set,title' }],
  ]),
  row('Viewer', ViewerDocument, {}, [['GET /v3/customers/current', {}]]),
  row('ErrorCatalog', ErrorCatalogDocument, {}, []),
  row('RateLimit', RateLimitDocument, {}, []),
  row('RefetchNode of an image', RefetchNodeDocument, { id: 'gid://getty/Image/83454804' }, [
    ['GET /v3/images', { ids: '83454804', fields: 'title' }],
  ]),
  row('RefetchNode of a video', RefetchNodeDocument, { id: 'gid://getty/Video/690773579' }, [
    ['GET /v3/videos', { ids: '690773579', fields: 'title' }],
  ]),
  row('RefetchNode of a product', RefetchNodeDocument, { id: 'gid://getty/ProductOffering/11001' }, [
    PRODUCTS,
  ]),
  row('DownloadImage', DownloadImageDocument, { input: { imageId: '83454804' } }, [
    [
      'GET /v3/images',
      {
        ids: '83454804',
        fields: 'call_for_image,credit_line,download_product,largest_downloads,product_types,title',
      },
    ],
    PRODUCTS_IN_FULL,
    [
      'POST /v3/downloads/images/{id}',
      { auto_download: 'false', product_type: 'easyaccess', product_id: '11001' },
    ],
    PRODUCTS_IN_FULL,
  ]),
  row('DownloadImage via V1', DownloadImageDocument, { input: { imageId: '83454804', via: 'V1' } }, [
    [
      'GetLargestImageDownloadAuthorizations',
      {},
      { GetLargestImageDownloadAuthorizationsRequestBody: { Images: [{ ImageId: '83454804' }] } },
    ],
    [
      'CreateDownloadRequest',
      {},
      { CreateDownloadRequestBody: { DownloadItems: [{ DownloadToken: expect.any(String) }] } },
    ],
    PRODUCTS_IN_FULL,
    ['GET /v3/images', { ids: '83454804', fields: 'credit_line,title' }],
  ]),
  row('DownloadImage via V2', DownloadImageDocument, { input: { imageId: '83454804', via: 'V2' } }, [
    [
      'GET /v3/images',
      {
        ids: '83454804',
        fields: 'call_for_image,credit_line,download_product,largest_downloads,product_types,title',
      },
    ],
    PRODUCTS_IN_FULL,
    ['POST /v2/download/{id}', {}],
  ]),
  row(
    'DownloadImages',
    DownloadImagesDocument,
    { input: { items: [{ imageId: '83454804' }, { imageId: '103131833' }] } },
    [
      [
        'GetLargestImageDownloadAuthorizations',
        {},
        {
          GetLargestImageDownloadAuthorizationsRequestBody: {
            Images: [{ ImageId: '83454804' }, { ImageId: '103131833' }],
          },
        },
      ],
      [
        'CreateDownloadRequest',
        {},
        {
          CreateDownloadRequestBody: {
            DownloadItems: [{ DownloadToken: expect.any(String) }, { DownloadToken: expect.any(String) }],
          },
        },
      ],
      PRODUCTS_IN_FULL,
    ],
  ),
  row('DownloadVideo', DownloadVideoDocument, { input: { videoId: '690773579' } }, [
    ['GET /v3/videos', { ids: '690773579', fields: 'download_product,downloads,product_types,title' }],
    PRODUCTS_IN_FULL,
    [
      'POST /v3/downloads/videos/{id}',
      { auto_download: 'false', product_type: 'easyaccess', product_id: '11001' },
    ],
    PRODUCTS_IN_FULL,
  ]),
];

const byName = (one: { operation: string }, other: { operation: string }): number =>
  one.operation.localeCompare(other.operation);

describe('upstream calls of the published operations', () => {
  it.each(rows)('$name', async ({ document, variables, calls }) => {
    dataOf(await service.query(document, variables as never));
    const expected = calls.map(([operation, query, body]) => ({
      operation,
      query,
      ...(body === undefined ? {} : { body: expect.objectContaining(body) }),
    }));
    // Parallel calls arrive in any order; other tests check their dependencies.
    const made = service.calls().map(({ operation, query, body }) => ({ operation, query, body }));
    expect([...made].sort(byName)).toMatchObject([...expected].sort(byName));
    for (const [index, call] of [...made].sort(byName).entries())
      expect(call.query).toEqual([...expected].sort(byName)[index]?.query);
  });

  it('RefetchNode of a download record takes its listed calls', async () => {
    const { downloadHistory } = dataOf(await service.query(DownloadHistoryDocument, { first: 1 }));
    const id = downloadHistory?.nodes[0]?.id ?? '';
    service.forget();
    expect(dataOf(await service.query(RefetchNodeDocument, { id })).node).toMatchObject({ id });
    expect(service.calls()).toMatchObject([
      { operation: 'GET /v3/downloads', query: { use_time: 'true', page: '1', page_size: '100' } },
    ]);
  });
});

describe('shared upstream calls', () => {
  it('images wanted in one tick take one call with the union of fields', async () => {
    dataOf(
      await service.query(`{
        a: image(id: "83454804") { title }
        b: images(ids: ["103131833", "83454804"]) { artist }
        c: node(id: "gid://getty/Image/BA19430") { ... on Image { keywords } }
        d: nodes(ids: ["gid://getty/Image/200261415-001", "gid://getty/Image/83454804"]) { id }
      }`),
    );
    expect(service.calls()).toMatchObject([
      {
        operation: 'GET /v3/images',
        query: { ids: '83454804,103131833,BA19430,200261415-001', fields: 'artist,keywords,title' },
      },
    ]);
  });

  it('products are read once, with requirements where one place selects them', async () => {
    dataOf(
      await service.query(`{
        productOfferings { id requirements { isNoteRequired } }
        image(id: "83454804") { largestDownloads { productOffering { name } } }
        downloadHistory(first: 5) { nodes { productOffering { id } } }
      }`),
    );
    expect(service.operations().filter((operation) => operation === 'GET /v3/products')).toHaveLength(1);
    expect(service.calls()).toContainEqual(
      expect.objectContaining({ operation: 'GET /v3/products', query: { fields: 'download_requirements' } }),
    );
  });

  it('isFree of a hundred images takes one v1 call', async () => {
    dataOf(
      await service.query(
        '{ searchImages(phrase: "kitties", filter: { family: CREATIVE }, first: 100) { nodes { largestDownloads { isFree } } } }',
      ),
    );
    expect([...service.operations()].sort()).toEqual([
      'GET /v3/search/images/creative',
      'GetLargestImageDownloadAuthorizations',
    ]);
  });

  it('fields that a search lacks take one call for the page', async () => {
    dataOf(
      await service.query(
        '{ searchImages(phrase: "kitties", filter: { family: EDITORIAL }, first: 50) { nodes { creditLine largestDownloads { file { bytes } } } } }',
      ),
    );
    expect(service.operations()).toEqual(['GET /v3/search/images/editorial', 'GET /v3/images']);
    expect(service.calls()[1]?.query['fields']).toBe('credit_line,largest_downloads');
  });

  it('a cacheable page is cached for its caller, and fetched again for another one', async () => {
    const kept = await startService();
    try {
      const tokens = ['plenty', 'company'].map((name) => kept.simulator.issueToken(name));
      for (const token of [...tokens, ...tokens])
        dataOf(await kept.query('{ image(id: "83454804") { title } }', {}, { token }));
      expect(kept.calls().map(({ headers }) => headers['authorization'])).toEqual(
        tokens.map((token) => `Bearer ${token}`),
      );
    } finally {
      await kept.close();
    }
  });
});
