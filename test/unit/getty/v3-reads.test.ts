import { describe, expect, it } from 'vitest';
import { anonymousSession } from '../../../src/getty/oauth/sessions.js';
import type { GettyCall } from '../../../src/getty/session.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import { fetchCurrentCustomer } from '../../../src/getty/v3/customers.client.js';
import {
  decodeHistoryEntry,
  fetchAssetHistory,
  fetchHistory,
  parseAssetType,
  toWholeSeconds,
} from '../../../src/getty/v3/history.client.js';
import { fetchImages } from '../../../src/getty/v3/images.client.js';
import { decodeRequirements, fetchProducts } from '../../../src/getty/v3/products.client.js';
import { type AssetSearch, type SearchExtras, searchImages } from '../../../src/getty/v3/search.client.js';
import { queryString, type V3Client } from '../../../src/getty/v3/v3-client.js';
import { callAs, html, json, type Scripted, scripted, serviceWith } from './v1-support.js';

const over = (...script: Scripted[]) => {
  const { transport, sent } = scripted(...script);
  const gateway: V3Client = {
    baseUrl: 'https://api.test',
    apiKey: 'key',
    transport,
    clock: { now: () => 0 },
  };
  return { gateway, sent };
};
const pathOf = (sent: ReturnType<typeof over>['sent'], index = 0): string =>
  sent[index]?.request.url.replace('https://api.test', '') ?? '';
const anonymous: GettyCall = { ...callAs(), session: anonymousSession };

describe('the query string', () => {
  it.each([
    [{}, ''],
    [{ a: undefined }, ''],
    [{ a: 1, b: true, c: 'x y' }, '?a=1&b=true&c=x%20y'],
    [{ ids: ['1', 'a,b', 'ü'] }, '?ids=1,a%2Cb,%C3%BC'],
    [{ phrase: 'a&b=c?d#e' }, '?phrase=a%26b%3Dc%3Fd%23e'],
  ])('of %j', (query, text) => {
    expect(queryString(query)).toBe(text);
  });
});

describe('any read of v3', () => {
  const rejected = json({ ErrorCode: 'AuthorizationTokenRequired' }, 401);

  it('carries key, token and language', async () => {
    const { gateway, sent } = over(json({ images: [] }));
    await fetchImages(gateway, { ...callAs(), language: 'de' }, ['1'], ['title']);
    expect(sent[0]?.request.headers).toEqual({
      'api-key': 'key',
      accept: 'application/json',
      authorization: 'Bearer caller-token',
      'accept-language': 'de',
    });
  });

  it('goes with the key alone where nobody is signed in', async () => {
    const { gateway, sent } = over(json({ images: [] }));
    await fetchImages(gateway, anonymous, ['1'], ['title']);
    expect(sent[0]?.request.headers).toEqual({ 'api-key': 'key', accept: 'application/json' });
  });

  it('replaces a rejected token of the service’s own once', async () => {
    const { gateway, sent } = over(rejected, json({ images: [{ id: '1' }] }));
    const session = serviceWith('old', 'new');
    expect(await fetchImages(gateway, callAs(session), ['1'], [])).toHaveLength(1);
    expect(session.rejected).toEqual(['old']);
    expect(sent.map((one) => one.request.headers['authorization'])).toEqual(['Bearer old', 'Bearer new']);
  });

  it('tells a second refusal', async () => {
    const { gateway, sent } = over(rejected, json({ message: 'Unauthorized' }, 401));
    await expect(
      fetchImages(gateway, callAs(serviceWith('old', 'new', 'newer')), ['1'], []),
    ).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(sent).toHaveLength(2);
  });

  it('asks once with a caller’s token', async () => {
    const { gateway, sent } = over(rejected);
    await expect(fetchImages(gateway, callAs(), ['1'], [])).rejects.toMatchObject({
      code: 'UNAUTHENTICATED',
    });
    expect(sent).toHaveLength(1);
  });

  it('does not take a 401 that is about rights for one about the token', async () => {
    const { gateway, sent } = over(json({ ErrorCode: 'NoAgreement' }, 401));
    const session = serviceWith('old', 'new');
    await expect(fetchCurrentCustomer(gateway, callAs(session))).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(sent).toHaveLength(1);
    expect(session.rejected).toEqual([]);
  });

  it.each([
    ['a page', html(200)],
    ['a list', json([])],
    ['half a body', { status: 200, headers: {}, body: '{"images":[' }],
    ['a redirect', html(302)],
  ])('cannot read %s', async (_what, response) => {
    const { gateway } = over(response);
    await expect(fetchImages(gateway, callAs(), ['1'], [])).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      upstream: { operation: 'GET /v3/images', httpStatus: response.status },
    });
  });

  it('tells of a broken call as what it is', async () => {
    const { gateway } = over(new TransportError('timeout', true, 'x'));
    await expect(fetchImages(gateway, callAs(), ['1'], [])).rejects.toMatchObject({
      code: 'UPSTREAM_TIMEOUT',
    });
  });
});

describe('GET /v3/images', () => {
  it('asks for ids and fields, and for the id alone where nothing else is wanted', async () => {
    const { gateway, sent } = over(json({ images: [] }), json({ images: [] }));
    await fetchImages(gateway, callAs(), ['1', 'BA19430'], ['caption', 'title']);
    await fetchImages(gateway, callAs(), ['1'], []);
    expect(pathOf(sent)).toBe('/v3/images?ids=1,BA19430&fields=caption,title');
    expect(pathOf(sent, 1)).toBe('/v3/images?ids=1&fields=id');
  });

  it.each([
    ['images_not_found', json({ images: [{ id: '1' }], images_not_found: ['2'] }), ['1']],
    ['an entry without an id', json({ images: [null, {}, { id: '1' }] }), ['1']],
    ['null in place of the list', json({ images: null }), []],
    ['404, when none was found', json({ ErrorCode: 'ImageNotFound' }, 404), []],
  ])('finds what is there: %s', async (_what, response, ids) => {
    const { gateway } = over(response);
    expect((await fetchImages(gateway, callAs(), ['1', '2'], [])).map((image) => image.assetId)).toEqual(ids);
  });
});

describe('GET /v3/downloads', () => {
  const QUERY = {
    from: new Date('2026-01-01T00:00:00.999Z'),
    to: new Date('2026-02-01T00:00:00Z'),
    productType: null,
    companyWide: false,
  };

  it('asks for whole seconds, with their time of day', async () => {
    const { gateway, sent } = over(
      json({ result_count: 0, downloads: [] }),
      json({ result_count: 0, downloads: [] }),
    );
    await fetchHistory(gateway, callAs(), QUERY, 2, 25);
    await fetchHistory(gateway, callAs(), { ...QUERY, productType: 'CREDIT_PACK', companyWide: true }, 1, 1);
    const span = 'date_from=2026-01-01T00%3A00%3A00Z&date_to=2026-02-01T00%3A00%3A00Z&use_time=true';
    expect(pathOf(sent)).toBe(`/v3/downloads?${span}&page=2&page_size=25`);
    expect(pathOf(sent, 1)).toBe(
      `/v3/downloads?${span}&page=1&page_size=1&product_type=creditpack&company_downloads=true`,
    );
    expect(toWholeSeconds(new Date('2019-09-19T19:30:37.123Z'))).toBe('2019-09-19T19:30:37Z');
  });

  it('keeps the places of rows that cannot be read', async () => {
    const rows = [{ id: '1', date_downloaded: '2026-01-02T00:00:00Z' }, { id: '2' }, null];
    const { gateway } = over(json({ result_count: 3, downloads: rows }));
    const page = await fetchHistory(gateway, callAs(), QUERY, 1, 3);
    expect(page.total).toBe(3);
    expect(page.rows?.map((row) => row?.assetId ?? null)).toEqual(['1', null, null]);
  });

  it.each(['InvalidPage', 'PageNumberGreaterThanMaxPages'])(
    'takes %s for a page past the end',
    async (code) => {
      const { gateway } = over(json({ ErrorCode: code, ErrorMessage: 'page must be less than 7' }, 400));
      expect(await fetchHistory(gateway, callAs(), QUERY, 9, 3)).toEqual({ rows: null, total: 0 });
    },
  );

  it('takes the null that the spec allows for an empty list, where the total says so, too', async () => {
    const { gateway } = over(json({ result_count: 0, downloads: null }));
    expect(await fetchHistory(gateway, callAs(), QUERY, 1, 3)).toEqual({ rows: [], total: 0 });
  });

  it.each([
    [{ downloads: [] }],
    [{ result_count: 0 }],
    [{ result_count: 3, downloads: null }],
    [{ result_count: 3 }],
  ])('believes no history without its total or its list: %j', async (body) => {
    const { gateway } = over(json(body));
    await expect(fetchHistory(gateway, callAs(), QUERY, 1, 3)).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
    });
  });

  const ROW = {
    id: '83454804',
    asset_type: 'image',
    date_downloaded: '2026-05-10T14:23:11Z',
    product_type: 'easyaccess',
    product_id: 5678,
    agreement_name: 'Agreement',
    size_name: 'Original',
    dimensions: { width: 3000, height: 2000, dpi: 300 },
    thumb_uri: 'https://media.test/t.jpg',
    user: { username: 'ada', first_name: 'Ada', middle_name: null, last_name: 'Lovelace' },
  };
  const READ = {
    assetId: '83454804',
    assetType: 'IMAGE',
    downloadedAt: new Date('2026-05-10T14:23:11Z'),
    productType: 'EASY_ACCESS',
    productTypeName: 'easyaccess',
    productId: '5678',
    agreementName: 'Agreement',
    sizeName: 'Original',
    dimensions: { width: 3000, height: 2000 },
    thumbnailUrl: 'https://media.test/t.jpg',
    note: 'front page',
    projectCode: 'P-1',
    downloadedBy: 'Ada Lovelace',
  };
  const paper = { download_notes: 'front page', project_code: 'P-1' };

  it('reads note and code nested, as the history of all has them, and flat, as an asset’s own has them', () => {
    expect(decodeHistoryEntry({ ...ROW, download_details: paper }, null)).toEqual(READ);
    expect(decodeHistoryEntry({ ...ROW, ...paper }, null)).toEqual(READ);
    expect(decodeHistoryEntry({ ...ROW, ...paper, id: undefined }, '83454804')).toEqual(READ);
  });

  it('survives null everywhere but in the moment', () => {
    const nulls = Object.fromEntries(Object.keys({ ...ROW, download_details: 1 }).map((key) => [key, null]));
    expect(decodeHistoryEntry({ ...nulls, date_downloaded: ROW.date_downloaded }, null)).toEqual({
      ...Object.fromEntries(Object.keys(READ).map((key) => [key, null])),
      assetType: 'UNKNOWN',
      productType: 'UNKNOWN',
      downloadedAt: READ.downloadedAt,
    });
    expect(decodeHistoryEntry(nulls, null)).toBeNull();
    expect(decodeHistoryEntry('row', null)).toBeNull();
  });

  it.each([
    ['image', 'IMAGE'],
    ['Video', 'VIDEO'],
    ['film', 'VIDEO'],
    ['audio', 'UNKNOWN'],
    [null, 'UNKNOWN'],
  ])('takes the asset type %j for %s', (word, type) => {
    expect(parseAssetType(word)).toBe(type);
  });

  it.each([
    [{ username: 'ada' }, 'ada'],
    [{ username: 'ada', first_name: '', last_name: 'Lovelace' }, 'Lovelace'],
    [{}, null],
    [null, null],
    ['Ada', null],
  ])('names the person %j: %j', (user, name) => {
    expect(decodeHistoryEntry({ ...ROW, user }, null)?.downloadedBy).toBe(name);
  });
});

describe('an asset’s own history', () => {
  const row = { date_downloaded: '2026-05-10T14:23:11Z', product_type: 'easyaccess' };

  it('knows what its rows are of, from the answer or from the route', async () => {
    const { gateway, sent } = over(
      json({ id: '12', downloads: [row] }),
      json({ downloads: [row, {}, null] }),
    );
    const [image] = await fetchAssetHistory(gateway, callAs(), { type: 'image', id: '12' });
    const videos = await fetchAssetHistory(gateway, callAs(), { type: 'video', id: '34' });
    expect(image).toMatchObject({ assetId: '12', assetType: 'IMAGE' });
    expect(videos, 'what cannot be read keeps its place').toEqual([
      expect.objectContaining({ assetId: '34', assetType: 'VIDEO' }),
      null,
      null,
    ]);
    expect([pathOf(sent), pathOf(sent, 1)]).toEqual([
      '/v3/images/12/downloadhistory',
      '/v3/videos/34/downloadhistory',
    ]);
  });

  it.each([
    ['200 and an empty list', json({ id: '12', downloads: [] })],
    ['404', json({ ErrorCode: 'ImageNotFound' }, 404)],
  ])('is empty for an asset that was never downloaded, said with %s', async (_what, response) => {
    const { gateway } = over(response);
    expect(await fetchAssetHistory(gateway, callAs(), { type: 'image', id: '12' })).toEqual([]);
  });

  it.each([
    ['a refusal', json({ ErrorCode: 'UnauthorizedDisplaySize' }, 403), 'FORBIDDEN'],
    ['404 from somebody on the way', html(404), 'ASSET_NOT_FOUND'],
    ['200 without a list', json({ id: '12' }), 'UPSTREAM_BAD_RESPONSE'],
  ])('fails where it cannot be read: nobody may take %s for an empty one', async (_what, response, code) => {
    const { gateway } = over(response);
    const asked = fetchAssetHistory(gateway, callAs(), { type: 'image', id: '12' });
    await expect(asked).rejects.toMatchObject({ code });
  });
});

describe('GET /v3/products', () => {
  const PRODUCT = {
    id: 5678,
    name: 'Premium',
    type: 'premiumaccess',
    status: 'active',
    application_website: 'gettyimages.com',
    agreement_name: 'Agreement',
    download_limit: 50,
    downloads_remaining: 12,
    download_limit_duration: 'monthly',
    download_limit_reset_utc_date: '2026-06-01T00:00:00Z',
    expiration_utc_date: '2027-01-01T00:00:00Z',
    overage: { limit: 10, remaining: 4, count: 6, overages_reached: false },
    download_requirements: { is_note_required: true, is_project_code_required: false, project_codes: null },
  };
  const read = async (...products: unknown[]) => {
    const { gateway } = over(json({ products }));
    return fetchProducts(gateway, callAs(), true);
  };

  it('reads a product whole', async () => {
    expect(await read(PRODUCT)).toEqual([
      {
        productId: '5678',
        type: 'PREMIUM_ACCESS',
        typeName: 'premiumaccess',
        name: 'Premium',
        agreementName: 'Agreement',
        status: 'ACTIVE',
        expiresAt: new Date('2027-01-01T00:00:00Z'),
        quota: {
          limit: 50,
          remaining: 12,
          used: 38,
          period: 'monthly',
          resetsAt: new Date('2026-06-01T00:00:00Z'),
          overage: { limit: 10, used: 6, remaining: 4, isReached: false },
          creditsRemaining: null,
        },
        requirements: { isNoteRequired: true, isProjectCodeRequired: false, projectCodes: [] },
      },
    ]);
  });

  it('survives null everywhere but in the id', async () => {
    const nulls = Object.fromEntries(Object.keys(PRODUCT).map((key) => [key, null]));
    expect(await read({ ...nulls, id: 1 }, nulls, null, 'x')).toEqual([
      {
        productId: '1',
        type: 'UNKNOWN',
        typeName: '',
        name: null,
        agreementName: null,
        status: 'INACTIVE',
        expiresAt: null,
        quota: null,
        requirements: null,
      },
    ]);
  });

  it.each([
    ['active', 'ACTIVE'],
    ['Active', 'ACTIVE'],
    ['inactive', 'INACTIVE'],
    ['expired', 'INACTIVE'],
    [null, 'INACTIVE'],
  ])('takes the status %j for %s', async (status, read1) => {
    expect((await read({ ...PRODUCT, status }))[0]?.status).toBe(read1);
  });

  it.each([
    [{ download_limit: 50, downloads_remaining: 60 }, 0],
    [{ download_limit: 50, downloads_remaining: null }, null],
    [{ download_limit: null, downloads_remaining: 5 }, null],
  ])('counts what was used, where that can be told: %j', async (part, used) => {
    expect((await read({ ...PRODUCT, ...part }))[0]?.quota?.used).toBe(used);
  });

  it('keeps credits and overage of products without a limit', async () => {
    const none = { download_limit: null, downloads_remaining: null };
    const [credits, overage] = await read(
      { ...PRODUCT, ...none, overage: null, credits_remaining: 3 },
      { ...PRODUCT, ...none, overage: {} },
    );
    expect(credits?.quota).toMatchObject({ limit: null, creditsRemaining: 3, overage: null });
    expect(overage?.quota?.overage).toEqual({ limit: null, used: null, remaining: null, isReached: null });
  });

  it.each([
    [null, null],
    ['yes', null],
    [{}, { isNoteRequired: false, isProjectCodeRequired: false, projectCodes: [] }],
    [
      { is_project_code_required: true, project_codes: ['P-1', '', null, 'P-2'] },
      { isNoteRequired: false, isProjectCodeRequired: true, projectCodes: ['P-1', 'P-2'] },
    ],
  ])('reads the requirements %j', (value, requirements) => {
    expect(decodeRequirements(value)).toEqual(requirements);
  });

  it('asks for requirements only where they are wanted', async () => {
    const { gateway, sent } = over(json({ products: [] }), json({ products: [] }));
    await fetchProducts(gateway, callAs(), true);
    await fetchProducts(gateway, callAs(), false);
    expect([pathOf(sent), pathOf(sent, 1)]).toEqual([
      '/v3/products?fields=download_requirements',
      '/v3/products',
    ]);
  });

  it.each([
    [401, 'NoAgreement'],
    [403, 'NoProducts'],
  ])('takes %i %s for none at all', async (status, ErrorCode) => {
    const { gateway } = over(json({ ErrorCode }, status));
    expect(await fetchProducts(gateway, callAs(), true)).toEqual([]);
  });
});

describe('GET /v3/customers/current', () => {
  it('names a person', async () => {
    const { gateway } = over(json({ first_name: 'Ada', middle_name: null, last_name: 'Lovelace' }));
    expect(await fetchCurrentCustomer(gateway, callAs())).toEqual({
      firstName: 'Ada',
      middleName: null,
      lastName: 'Lovelace',
    });
  });

  it('names nobody for an application', async () => {
    const { gateway } = over(json({ ErrorCode: 'UserTokenRequired' }, 403));
    expect(await fetchCurrentCustomer(gateway, callAs())).toEqual({
      firstName: null,
      middleName: null,
      lastName: null,
    });
  });
});

describe('a search', () => {
  const PLAIN: AssetSearch = {
    phrase: 'kitties & co',
    sort: 'BEST_MATCH',
    parameters: {},
  };
  const NO_EXTRAS: SearchExtras = { facets: [], relatedSearches: false };

  it('sends nothing that was not asked for', async () => {
    const { gateway, sent } = over(json({ result_count: 0, images: [] }));
    await searchImages(gateway, callAs(), PLAIN, 'BLENDED', 1, 30, [], NO_EXTRAS);
    expect(pathOf(sent)).toBe('/v3/search/images?phrase=kitties%20%26%20co&page=1&page_size=30&fields=id');
  });

  it('sends everything that was', async () => {
    const { gateway, sent } = over(json({ result_count: 0, images: [] }));
    const search: AssetSearch = {
      ...PLAIN,
      parameters: { orientations: ['horizontal', 'panoramic_vertical'], exclude_nudity: true },
      sort: 'MOST_POPULAR',
    };
    const extras: SearchExtras = { facets: ['artists', 'locations'], relatedSearches: true };
    await searchImages(gateway, callAs(), search, 'CREATIVE', 3, 75, ['title'], extras);
    const query = new URLSearchParams(pathOf(sent).split('?')[1]);
    expect(pathOf(sent).split('?')[0]).toBe('/v3/search/images/creative');
    expect(Object.fromEntries(query)).toEqual({
      phrase: 'kitties & co',
      page: '3',
      page_size: '75',
      fields: 'title',
      sort_order: 'most_popular',
      orientations: 'horizontal,panoramic_vertical',
      exclude_nudity: 'true',
      include_facets: 'true',
      facet_fields: 'artists,locations',
      facet_max_count: '50',
      include_related_searches: 'true',
    });
  });

  it('reads a page with its total and the phrase that Getty put right', async () => {
    const images = [{ id: '1', largest_downloads: [] }, { title: 'no id' }];
    const { gateway } = over(json({ result_count: 698, images, auto_corrections: { phrase: 'kitties' } }));
    const page = await searchImages(
      gateway,
      callAs(),
      PLAIN,
      'BLENDED',
      1,
      2,
      ['largest_downloads'],
      NO_EXTRAS,
    );
    expect(page).toMatchObject({ total: 698, correctedPhrase: 'kitties' });
    expect(page.rows?.map((row) => row?.assetId ?? null)).toEqual(['1', null]);
  });

  it('knows a page past the end', async () => {
    const { gateway } = over(json({ ErrorCode: 'InvalidPage' }, 400));
    expect(await searchImages(gateway, callAs(), PLAIN, 'BLENDED', 99, 100, [], NO_EXTRAS)).toEqual({
      rows: null,
      total: 0,
      correctedPhrase: null,
      facets: null,
      relatedSearches: null,
    });
  });

  it('cannot go on without a total', async () => {
    const { gateway } = over(json({ images: [] }));
    await expect(
      searchImages(gateway, callAs(), PLAIN, 'BLENDED', 1, 1, [], NO_EXTRAS),
    ).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
    });
  });
});
