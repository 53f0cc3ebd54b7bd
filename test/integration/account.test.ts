import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ErrorCatalogDocument, ProductOfferingsDocument, ViewerDocument } from '../generated/graphql.js';
import { dataOf, errorOf, type Service, startService } from '../support/service.js';

let service: Service;
beforeAll(async () => {
  service = await startService({ simulator: { cacheHeaders: false } });
});
afterAll(() => service.close());
beforeEach(() => service.reset());

const as = (name: string): { token: string } => ({ token: service.simulator.issueToken(name) });
const moment = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('productOfferings', () => {
  it('an offering with limit and overage has every field, and null for requirements', async () => {
    const { productOfferings } = dataOf(await service.query(ProductOfferingsDocument, {}));
    expect(productOfferings?.map(({ typeName }) => typeName)).toEqual([
      'easyaccess',
      'premiumaccess',
      'imagepack',
      'editorialsubscription',
    ]);
    expect(productOfferings?.[0]).toEqual({
      id: 'gid://getty/ProductOffering/11001',
      productId: '11001',
      type: 'EASY_ACCESS',
      typeName: 'easyaccess',
      name: 'Easy Access',
      agreementName: 'Agreement 11001',
      status: 'ACTIVE',
      expiresAt: moment,
      quota: {
        limit: 5000,
        remaining: 5000,
        used: 0,
        period: 'Daily',
        resetsAt: moment,
        creditsRemaining: null,
        overage: null,
      },
      requirements: { isNoteRequired: false, isProjectCodeRequired: false, projectCodes: [] },
    });
    expect(productOfferings?.[1]?.quota?.overage).toEqual({
      limit: 50,
      used: 0,
      remaining: 50,
      isReached: false,
    });
  });

  it('an exhausted offering shows its overage as reached', async () => {
    const { productOfferings } = dataOf(await service.query(ProductOfferingsDocument, {}, as('usedup')));
    expect(productOfferings).toMatchObject([
      {
        type: 'PREMIUM_ACCESS',
        quota: {
          limit: 100,
          remaining: 0,
          used: 100,
          overage: { limit: 10, used: 10, remaining: 0, isReached: true },
        },
      },
    ]);
  });

  it('an offering with requirements names the note and the project codes', async () => {
    const { productOfferings } = dataOf(await service.query(ProductOfferingsDocument, {}, as('notes')));
    expect(productOfferings).toMatchObject([
      {
        requirements: {
          isNoteRequired: true,
          isProjectCodeRequired: true,
          projectCodes: ['SPRING-26', 'SUMMER-26', 'Größe-9'],
        },
      },
    ]);
  });

  it('an offering paid by credits has a quota of credits', async () => {
    const { productOfferings } = dataOf(await service.query(ProductOfferingsDocument, {}, as('credits')));
    expect(productOfferings).toMatchObject([{ type: 'CREDIT_PACK', quota: { creditsRemaining: 40 } }]);
  });

  it.each([
    ['none', 'ACTIVE', 0],
    ['expired', 'ACTIVE', 0],
    ['expired', 'INACTIVE', 1],
    ['expired', null, 1],
    ['twins', null, 2],
    ['application', 'ACTIVE', 0],
  ] as const)('offerings of %s with status %s: %i are listed', async (name, status, count) => {
    const { productOfferings } = dataOf(await service.query(ProductOfferingsDocument, { status }, as(name)));
    expect(productOfferings).toHaveLength(count);
  });

  it('offerings through v1 have null for what v1 does not know', async () => {
    const query = `{ productOfferings(via: V1) { productId type typeName name agreementName status
      quota { limit remaining overage { limit } creditsRemaining } requirements { isNoteRequired } } }`;
    const { productOfferings } = dataOf(
      await service.query<{ productOfferings: object[] }>(query, {}, as('plenty')),
    );
    expect(service.operations()).toEqual(['GetActiveProductOfferings']);
    expect(productOfferings).toContainEqual({
      productId: '11003',
      type: 'IMAGE_PACK',
      typeName: 'ImagePack',
      name: 'UltraPack',
      agreementName: null,
      status: 'ACTIVE',
      quota: { limit: 250, remaining: 250, overage: null, creditsRemaining: null },
      requirements: null,
    });
    // A subscription of which v1 does not say which.
    expect(productOfferings).toContainEqual(
      expect.objectContaining({ productId: '11001', type: 'UNKNOWN', typeName: 'Subscription' }),
    );
  });

  it('ended offerings through v1 are listed on request', async () => {
    const query = '{ productOfferings(via: V1, status: INACTIVE) { productId status } }';
    expect(dataOf(await service.query(query, {}, as('expired')))).toEqual({
      productOfferings: [{ productId: '15001', status: 'INACTIVE' }],
    });
    expect(service.operations()).toEqual(['GetAllProductOfferings']);
  });
});

describe('viewer', () => {
  it.each([
    ['plenty', { name: 'Plenty Übermaß', isApplication: false }],
    ['application', { name: null, isApplication: true }],
  ])('viewer with %s', async (name, viewer) => {
    expect(dataOf(await service.query(ViewerDocument, {}, as(name)))).toEqual({ viewer });
  });

  it('viewer without a token is null, without an upstream call', async () => {
    const nobody = await startService({ env: { SERVICE_ACCOUNT_ACCESS: 'off' } });
    try {
      expect(dataOf(await nobody.query(ViewerDocument, {}))).toEqual({ viewer: null });
      expect(nobody.calls()).toEqual([]);
      expect(nobody.tokenCalls()).toBe(0);
    } finally {
      await nobody.close();
    }
  });
});

describe('callers without a token, where the service’s account is not open', () => {
  let closed: Service;
  beforeAll(async () => {
    closed = await startService({
      env: { SERVICE_ACCOUNT_ACCESS: 'off' },
      simulator: { cacheHeaders: false },
    });
  });
  afterAll(() => closed.close());
  beforeEach(() => closed.reset());

  it('a caller without a token can read public fields', async () => {
    const data = dataOf(
      await closed.query(`{
        image(id: "83454804") { title creditLine displaySizes { url } keywords }
        images(ids: ["BA19430"]) { title }
        searchImages(phrase: "kitties", first: 2) { totalCount nodes { title } }
        video(id: "690773579") { title }
        node(id: "gid://getty/Image/103131833") { id }
        errorCatalog { code }
        viewer { name }
      }`),
    );
    expect(data).toMatchObject({ image: { title: expect.any(String) }, viewer: null });
    expect(closed.tokenCalls()).toBe(0);
    for (const { headers } of closed.calls()) {
      expect(headers['authorization']).toBeUndefined();
      expect(headers['api-key']).toBe(closed.simulator.apiKey);
    }
  });

  it('a search without a token has null largestDownloads with one error, and all images', async () => {
    const response = await closed.query<{ searchImages: { nodes: { title: string }[] } }>(
      '{ searchImages(phrase: "kitties", first: 3) { totalCount nodes { title largestDownloads { productType } } } }',
    );
    expect(response.data?.searchImages.nodes).toHaveLength(3);
    expect(response.errors.map(({ path, extensions }) => [path, extensions.code])).toEqual(
      [0, 1, 2].map((index) => [['searchImages', 'nodes', index, 'largestDownloads'], 'UNAUTHENTICATED']),
    );
    // Asking for them would have cost the whole search.
    expect(closed.calls().map(({ query }) => query['fields'])).toEqual(['title', 'title']);
  });

  it.each([
    ['{ productOfferings { id } }', 'productOfferings'],
    ['{ productOfferings(via: V1) { id } }', 'productOfferings'],
    ['{ downloadHistory { totalCount } }', 'downloadHistory'],
    ['{ downloadHistory(via: V1) { totalCount } }', 'downloadHistory'],
    [
      '{ searchImages(phrase: "a", filter: { downloadableWith: EASY_ACCESS }) { totalCount } }',
      'searchImages',
    ],
    ['{ node(id: "gid://getty/ProductOffering/11001") { id } }', 'node'],
    ['mutation { downloadImage(input: { imageId: "83454804" }) { download { url } } }', 'downloadImage'],
    [
      'mutation { downloadImage(input: { imageId: "83454804", via: V1 }) { download { url } userErrors { code } } }',
      'downloadImage',
    ],
    [
      'mutation { downloadImages(input: { items: [{ imageId: "83454804" }] }) { succeededCount } }',
      'downloadImages',
    ],
    ['mutation { downloadVideo(input: { videoId: "690773579" }) { download { url } } }', 'downloadVideo'],
  ])('%s without a token is UNAUTHENTICATED', async (query, field) => {
    const response = await closed.query(query);
    expect(response.data).toEqual({ [field]: null });
    expect(errorOf(response)).toMatchObject({
      path: [field],
      message: expect.stringContaining('Authorization: Bearer'),
      extensions: { code: 'UNAUTHENTICATED', isRetryable: false, requestId: expect.any(String) },
    });
    expect(closed.calls()).toEqual([]);
  });

  it('a caller with a token of their own can use every field', async () => {
    const token = closed.simulator.issueToken('plenty');
    const response = await closed.query('{ productOfferings { id } }', {}, { token });
    expect(dataOf(response)).toMatchObject({ productOfferings: [{}, {}, {}, {}] });
  });
});

describe('client keys', () => {
  let guarded: Service;
  beforeAll(async () => {
    const hash = createHash('sha256').update('a-key').digest('hex');
    guarded = await startService({ env: { SERVICE_ACCOUNT_ACCESS: 'keys', CLIENT_KEYS: `web:${hash}` } });
  });
  afterAll(() => guarded.close());

  it('a client key opens the service’s account', async () => {
    const query = '{ viewer { name } }';
    expect(dataOf(await guarded.query(query, {}, { headers: { 'x-client-key': 'a-key' } }))).toEqual({
      viewer: { name: 'Plenty Übermaß' },
    });
    expect(dataOf(await guarded.query(query))).toEqual({ viewer: null });
    const wrong = await guarded.query(query, {}, { headers: { 'x-client-key': 'another' } });
    expect(errorOf(wrong).extensions.code).toBe('UNAUTHENTICATED');
    expect(wrong.data).toBeNull();
  });
});

describe('responses to two callers', () => {
  it('responses to two callers never mix, whether cached or coalesced', async () => {
    const kept = await startService();
    try {
      const names = ['plenty', 'none', 'twins', 'company'];
      const query = '{ viewer { name } image(id: "83454804") { largestDownloads { productType } } }';
      const ask = async (name: string) =>
        dataOf(
          await kept.query<{ viewer: { name: string }; image: { largestDownloads: object[] } }>(
            query,
            {},
            { token: kept.simulator.issueToken(name) },
          ),
        );
      const responses = await Promise.all([...names, ...names].map(ask));
      for (const [index, { viewer, image }] of responses.entries()) {
        const name = names[index % names.length] ?? '';
        expect(viewer.name.toLowerCase()).toContain(name);
        expect(image.largestDownloads).toHaveLength({ plenty: 2, none: 0, twins: 2, company: 1 }[name] ?? -1);
      }
    } finally {
      await kept.close();
    }
  });
});

describe('errorCatalog', () => {
  it('errorCatalog lists every code once, with a description', async () => {
    const { errorCatalog } = dataOf(await service.query(ErrorCatalogDocument, {}));
    const codes = errorCatalog.map(({ code }) => code);
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toContain('OUTCOME_UNKNOWN');
    for (const { description } of errorCatalog) expect(description.length).toBeGreaterThan(20);
    expect(errorCatalog.find(({ code }) => code === 'UPSTREAM_RATE_LIMITED')).toMatchObject({
      isRetryable: true,
      httpStatus: null,
    });
  });
});
