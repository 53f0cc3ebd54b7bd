import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './helpers.js';

type Row = Record<string, unknown> & { date_downloaded: string; id: string; product_type: string };

const start = Date.UTC(2026, 4, 10, 12);
let now = start;
let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start({ now: () => now });
});
beforeEach(() => {
  now = start;
  Object.assign(bench.sim.options, { historyDelayMs: 0, legacyDateFilters: false, historyPrecisionMs: 1000 });
  bench.sim.reset();
});
afterAll(() => bench.sim.close());

async function history(query = '', as = 'plenty'): Promise<{ count: number; rows: Row[] }> {
  const response = await bench.call(`/v3/downloads${query}`, { as });
  expect(response.status, response.text).toBe(200);
  return { count: Number(response.json['result_count']), rows: response.json['downloads'] as Row[] };
}

describe('products', () => {
  it('products have integer ids and the remaining allowance', async () => {
    const { json } = await bench.call('/v3/products', { as: 'plenty' });
    const products = json['products'] as Record<string, unknown>[];
    expect(products.map(({ id, type }) => [id, type])).toEqual([
      [11001, 'easyaccess'],
      [11002, 'premiumaccess'],
      [11003, 'imagepack'],
      [11004, 'editorialsubscription'],
    ]);
    expect(products[1]).toMatchObject({
      downloads_remaining: 1000,
      overage: { limit: 50, remaining: 50, count: 0, overages_reached: false },
    });
    expect(products[0]).not.toHaveProperty('overage');
    expect(products[0]).not.toHaveProperty('download_requirements');
  });

  it('products list their requirements on request', async () => {
    const { json } = await bench.call('/v3/products?fields=download_requirements', { as: 'notes' });
    expect(json['products']).toMatchObject([
      {
        download_requirements: {
          is_note_required: true,
          is_project_code_required: true,
          project_codes: ['SPRING-26', 'SUMMER-26', 'Größe-9'],
        },
      },
    ]);
    expect((await bench.call('/v3/products?fields=everything', { as: 'notes' })).status).toBe(400);
  });

  it.each([
    ['usedup', [{ downloads_remaining: 0, overage: { overages_reached: true } }]],
    ['none', []],
    ['expired', [{ status: 'inactive' }]],
    ['credits', [{ type: 'creditpack', credits_remaining: 40 }]],
    ['twins', [{ id: 17001 }, { id: 17002 }]],
    ['application', []],
  ])('products of the account %s are listed', async (as, expected) => {
    const { json } = await bench.call('/v3/products', { as });
    expect(json['products']).toHaveLength(expected.length);
    expect(json['products']).toMatchObject(expected);
  });
});

describe('the history', () => {
  it('the history shows thirty days by default, newest first', async () => {
    const { count, rows } = await history('?page_size=100');
    expect(count).toBe(rows.length);
    expect(count).toBeGreaterThan(30);
    expect(count).toBeLessThan(60);
    const moments = rows.map((row) => row.date_downloaded);
    expect(moments).toEqual([...moments].sort().reverse());
    expect(moments.at(-1)?.localeCompare('2026-04-10')).toBe(1);
  });

  it('the history shows ninety days when they are named', async () => {
    const { count, rows } = await history('?date_from=2026-02-01&date_to=2026-05-10&page_size=100');
    expect(count).toBe(120);
    expect(rows.some((row) => row['asset_type'] === 'video')).toBe(true);
    expect(rows.some((row) => row.product_type === 'sandbox' && row['product_id'] === 0)).toBe(true);
    const ids = rows.filter((row) => row['asset_type'] === 'image').map(({ id }) => id);
    const known = await bench.call(`/v3/images?fields=id&ids=${[...new Set(ids)].slice(0, 90).join(',')}`);
    expect(known.json['images_not_found']).not.toEqual([]);
  });

  it.each([
    // Whole days, both of them included, unless the time counts.
    ['?date_from=2026-05-10&date_to=2026-05-10', 1],
    ['?date_from=2026-05-10T23:59:59Z&date_to=2026-05-10T00:00:00Z', 1],
    ['?date_from=2026-05-10T12:00:00&date_to=2026-05-10T12:00:00&use_time=true', 1],
    ['?date_from=2026-05-10%2012:00:01&use_time=True', 0],
    ['?date_from=2026-05-10T14:00:00%2B02:00&date_to=2026-05-10T12:00:00Z&use_time=true', 1],
    ['?date_from=2026-05-11&date_to=2026-05-12', 0],
  ])('a history with %s shows the download of noon %i times', async (query, times) => {
    await bench.download('83454804', 'company');
    const { rows } = await history(query, 'company');
    expect(rows.filter((row) => row.date_downloaded === '2026-05-10T12:00:00Z')).toHaveLength(times);
  });

  it('a history with only a start shows thirty days from there', async () => {
    const { rows } = await history('?date_from=2026-03-01&page_size=100');
    expect(rows.length).toBeGreaterThan(20);
    for (const row of rows) expect(row.date_downloaded.localeCompare('2026-04-01')).toBe(-1);
  });

  it.each([
    ['?page=99', 'InvalidPage'],
    ['?page_size=40', 'InvalidPageSize'],
    ['?start_date=2026-01-01', 'InvalidParameterValue'],
    ['?product_type=credit_pack', 'InvalidParameterValue'],
    ['?date_from=yesterday', 'InvalidRequest'],
    ['?date_from=2026-05-10&date_to=2026-05-01', 'InvalidRequest'],
  ])('a history with %s is refused', async (query, code) => {
    expect(await bench.call(`/v3/downloads${query}`, { as: 'plenty' })).toMatchObject({
      status: 400,
      json: { ErrorCode: code },
    });
  });

  it('the history accepts the former names of the dates', async () => {
    bench.sim.options.legacyDateFilters = true;
    expect((await history('?start_date=2026-02-01&end_date=2026-05-10')).count).toBe(120);
    expect((await bench.call('/v3/downloads/?date_from=2026-02-01', { as: 'plenty' })).status).toBe(400);
  });

  it('the history lists credit downloads on request only', async () => {
    expect((await history('', 'credits')).count).toBe(0);
    expect((await history('?product_type=creditpack', 'credits')).count).toBe(12);
    const { rows } = await history('?product_type=easyaccess');
    expect(new Set(rows.map((row) => row.product_type))).toEqual(new Set(['easyaccess']));
  });

  it('a company’s history is for accounts with that permission', async () => {
    const [own, all] = [await history('', 'company'), await history('?company_downloads=true', 'company')];
    expect(all.count).toBeGreaterThan(own.count);
    expect(await bench.call('/v3/downloads?company_downloads=true', { as: 'plenty' })).toMatchObject({
      status: 403,
      json: { ErrorCode: 'InsufficientPermissions' },
    });
  });

  it('history rows have nested properties, flat in the history of one asset', async () => {
    await bench.download('83454804', 'notes', '', '{"download_notes":"Titel","project_code":"Größe-9"}');
    const { rows } = await history('', 'notes');
    expect(rows[0]).toEqual({
      date_downloaded: '2026-05-10T12:00:00Z',
      id: '83454804',
      asset_type: 'image',
      product_type: 'premiumaccess',
      thumb_uri: `${bench.sim.url}/media/images/83454804/thumb.jpg`,
      agreement_name: 'Agreement 14001',
      product_id: 14001,
      download_details: { download_notes: 'Titel', project_code: 'Größe-9' },
      download_source: 'api',
      user: { username: 'notes', first_name: 'Notes', middle_name: null, last_name: 'Zettel' },
      size_name: expect.any(String),
      dimensions: { width: expect.any(Number), height: expect.any(Number), dpi: 300 },
      license_model: 'royaltyfree',
      generated_asset_id: null,
    });
    const one = await bench.call('/v3/images/83454804/downloadhistory', { as: 'notes' });
    expect(one.json).toEqual({
      id: '83454804',
      downloads: [
        {
          agreement_name: 'Agreement 14001',
          asset_type: 'image',
          date_downloaded: '2026-05-10T12:00:00Z',
          download_notes: 'Titel',
          download_source: 'api',
          product_id: 14001,
          product_type: 'premiumaccess',
          project_code: 'Größe-9',
          thumb_uri: `${bench.sim.url}/media/images/83454804/thumb.jpg`,
          user: { username: 'notes', first_name: 'Notes', middle_name: null, last_name: 'Zettel' },
        },
      ],
    });
  });

  it('an asset’s history is empty without downloads, and 404 for an unknown asset', async () => {
    expect((await bench.call('/v3/images/83454804/downloadhistory', { as: 'plenty' })).json).toEqual({
      id: '83454804',
      downloads: [],
    });
    expect((await bench.call('/v3/videos/1/downloadhistory', { as: 'plenty' })).json['ErrorCode']).toBe(
      'VideosNotFound',
    );
  });

  it('the history may lag', async () => {
    bench.sim.options.historyDelayMs = 5000;
    const before = (await history()).count;
    await bench.download('83454804', 'plenty');
    expect((await history()).count).toBe(before);
    now += 5000;
    expect((await history()).count).toBe(before + 1);
  });

  it('the history needs a user’s token', async () => {
    expect((await bench.call('/v3/downloads')).status).toBe(401);
    expect(await bench.call('/v3/downloads', { as: 'application' })).toMatchObject({
      status: 403,
      json: { ErrorCode: 'UserTokenRequired' },
    });
  });
});
