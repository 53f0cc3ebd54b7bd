import { describe, expect, it } from 'vitest';
import { type DriftEvent, DriftWatch } from '../../../src/getty/drift/drift-watch.js';
import { formatSample } from '../../../src/getty/drift/samples.js';

type Json = Record<string, unknown>;

const image = (): Json => ({
  id: '1',
  title: 'Sea',
  license_model: 'royaltyfree',
  quality_rank: 1,
  max_dimensions: { width: 1, height: 2 },
  display_sizes: [{ name: 'thumb', uri: 'https://a', is_watermarked: true }],
  keywords: [{ keyword_id: '1', text: 'sea', type: 'Unknown', relevance: 3 }],
  largest_downloads: [{ product_id: '11', product_type: 'easyaccess', uri: 'https://a' }],
  download_sizes: [
    { name: 'large', bytes: 1, downloads: [{ product_id: '1', product_type: 'easyaccess', uri: 'u' }] },
  ],
});
const product = (): Json => ({
  id: 11,
  type: 'easyaccess',
  status: 'active',
  name: 'Easy',
  download_limit: 5,
  downloads_remaining: 3,
  overage: { limit: 1, remaining: 1 },
  download_requirements: { is_note_required: false, project_codes: ['A'] },
});
const row = (): Json => ({
  id: '1',
  asset_type: 'image',
  date_downloaded: '2026-01-01T00:00:00Z',
  product_type: 'easyaccess',
  download_details: { project_code: null },
  user: { username: 'u' },
  dimensions: { width: 1 },
});
/** A body of each operation as it is documented. */
const BODIES: Readonly<Record<string, () => Json>> = {
  'GET /v3/search/images/creative': () => ({ result_count: 1, images: [image()] }),
  'GET /v3/images': () => ({ images: [image()], images_not_found: [] }),
  'GET /v3/videos': () => ({ videos: [{ id: '1', title: 't', clip_length: '00:01', download_sizes: [] }] }),
  'GET /v3/products': () => ({ products: [product()] }),
  'GET /v3/customers/current': () => ({ first_name: 'a', last_name: null }),
  'GET /v3/downloads': () => ({ result_count: 1, downloads: [row()] }),
  'GET /v3/images/{id}/downloadhistory': () => ({
    id: '1',
    downloads: [{ product_id: 1, date_downloaded: 'd' }],
  }),
  'POST /v3/downloads/images/{id}': () => ({ uri: 'https://a' }),
  'POST /oauth2/token': () => ({ access_token: 't', token_type: 'Bearer', expires_in: '1800' }),
  GetAllProductOfferings: () => ({
    ResponseHeader: { Status: 'success', StatusList: [], CoordinationId: 'c' },
    GetAllProductOfferingsResult: { ProductOfferings: [] },
  }),
};

/** Follows names and list positions; the last part is set, or removed where the value is `undefined`. */
function change(body: Json, path: string, value: unknown): void {
  const parts = path.split('.');
  const last = parts.pop() ?? '';
  const target = parts.reduce<unknown>((at, part) => Reflect.get(Object(at), part), body);
  if (value === undefined) Reflect.deleteProperty(Object(target), last);
  else Reflect.set(Object(target), last, value);
}

const SEARCH = 'GET /v3/search/images/creative';
const DETAIL = 'GET /v3/images';
const PRODUCTS = 'GET /v3/products';
const HISTORY = 'GET /v3/downloads';
const DOWNLOAD = 'POST /v3/downloads/images/{id}';
const V1 = 'GetAllProductOfferings';

/** Operation, where it is changed, new value (`undefined`: taken away), and how the drift is named. */
const CHANGES: readonly (readonly [string, string, unknown, string])[] = [
  [SEARCH, 'took_ms', 7, 'unknown_field took_ms'],
  [SEARCH, 'images.0.ai_score', 1, 'unknown_field images[].ai_score'],
  [SEARCH, 'images.0.max_dimensions.depth', 1, 'unknown_field images[].max_dimensions.depth'],
  [SEARCH, 'images.0.keywords.0.lang', 'en', 'unknown_field images[].keywords[].lang'],
  [SEARCH, 'images.0.largest_downloads.0.price', 1, 'unknown_field images[].largest_downloads[].price'],
  [SEARCH, 'images.0.license_model', 'rightsready', 'enum_value images[].license_model=rightsready'],
  [SEARCH, 'images.0.title', { en: 'Sea' }, 'type images[].title: object for text'],
  [SEARCH, 'images.0.quality_rank', 'best', 'type images[].quality_rank: string for number'],
  [SEARCH, 'images.0.max_dimensions', '1x2', 'type images[].max_dimensions: string for object'],
  [SEARCH, 'images.0.keywords', 'sea', 'type images[].keywords: string for list'],
  [SEARCH, 'images.0.id', undefined, 'missing_field images[].id'],
  [SEARCH, 'images.0', 'gone', 'type images[]: string for object'],
  [SEARCH, 'images', undefined, 'missing_field images'],
  [SEARCH, 'images', {}, 'type images: object for list'],
  [SEARCH, 'result_count', undefined, 'missing_field result_count'],
  [SEARCH, 'result_count', 'many', 'type result_count: string for number'],
  [DETAIL, 'images.0.display_sizes.0.width', 1, 'unknown_field images[].display_sizes[].width'],
  [
    DETAIL,
    'images.0.display_sizes.0.is_watermarked',
    'yes',
    'type images[].display_sizes[].is_watermarked: string for boolean',
  ],
  [DETAIL, 'images.0.download_sizes.0.bytes', {}, 'type images[].download_sizes[].bytes: object for number'],
  [
    DETAIL,
    'images.0.download_sizes.0.downloads.0.token',
    't',
    'unknown_field images[].download_sizes[].downloads[].token',
  ],
  [DETAIL, 'images_not_found', 'none', 'type images_not_found: string for list'],
  [DETAIL, 'images', null, 'missing_field images'],
  ['GET /v3/videos', 'videos.0.resolution', '8k', 'unknown_field videos[].resolution'],
  ['GET /v3/videos', 'videos', undefined, 'missing_field videos'],
  ['GET /v3/videos', 'videos.0.clip_length', 7, 'type videos[].clip_length: number for text'],
  [PRODUCTS, 'products.0.seats', 3, 'unknown_field products[].seats'],
  [PRODUCTS, 'products.0.type', 'everything', 'enum_value products[].type=everything'],
  [PRODUCTS, 'products.0.status', 'suspended', 'enum_value products[].status=suspended'],
  [PRODUCTS, 'products.0.download_limit', 'unlimited', 'type products[].download_limit: string for number'],
  [PRODUCTS, 'products.0.overage', [], 'type products[].overage: list for object'],
  [PRODUCTS, 'products.0.overage.cap', 1, 'unknown_field products[].overage.cap'],
  [
    PRODUCTS,
    'products.0.download_requirements.is_note_required',
    1,
    'type products[].download_requirements.is_note_required: number for boolean',
  ],
  [PRODUCTS, 'products.0.id', undefined, 'missing_field products[].id'],
  [PRODUCTS, 'products', undefined, 'missing_field products'],
  ['GET /v3/customers/current', 'title', 'Dr', 'unknown_field title'],
  ['GET /v3/customers/current', 'first_name', ['a'], 'type first_name: list for text'],
  [HISTORY, 'next', 'p2', 'unknown_field next'],
  [HISTORY, 'downloads.0.asset_type', 'music', 'enum_value downloads[].asset_type=music'],
  [
    HISTORY,
    'downloads.0.date_downloaded',
    1_700_000_000,
    'type downloads[].date_downloaded: number for text',
  ],
  [HISTORY, 'downloads.0.user.mail', 'a@b', 'unknown_field downloads[].user.mail'],
  [HISTORY, 'downloads.0.dimensions', 7, 'type downloads[].dimensions: number for object'],
  [HISTORY, 'downloads', undefined, 'missing_field downloads'],
  ['GET /v3/images/{id}/downloadhistory', 'downloads', undefined, 'missing_field downloads'],
  [DOWNLOAD, 'uri', undefined, 'missing_field uri'],
  [DOWNLOAD, 'uri', ['https://a'], 'type uri: list for text'],
  [DOWNLOAD, 'expires_at', 'soon', 'unknown_field expires_at'],
  ['POST /oauth2/token', 'access_token', undefined, 'missing_field access_token'],
  ['POST /oauth2/token', 'issued_at', 1, 'unknown_field issued_at'],
  [V1, 'ResponseHeader', undefined, 'missing_field ResponseHeader'],
  [V1, 'ResponseHeader.Status', 'perhaps', 'enum_value ResponseHeader.Status'],
  [
    V1,
    'ResponseHeader.StatusList',
    [{ Type: 'Warning', Code: 'NewV1Code', Message: 'm' }],
    'error_code NewV1Code',
  ],
  [V1, 'GetAllProductOfferingsResult', undefined, 'missing_field GetAllProductOfferingsResult'],
];

/** Whole responses: operation, status, body, and how the drift is named. */
const RESPONSES: readonly (readonly [string, number, string, string])[] = [
  [SEARCH, 403, '{"ErrorCode":"RegionBlocked","ErrorMessage":"m"}', 'error_code RegionBlocked'],
  [DOWNLOAD, 401, '{"ErrorCode":"NewReason","ErrorMessage":"m"}', 'error_code NewReason'],
  [DOWNLOAD, 409, '{}', 'status 409'],
  [PRODUCTS, 200, '<html></html>', 'not_json body'],
  [SEARCH, 200, '[]', 'type body: list for object'],
];

const lookAt = (operation: string, body: string, status = 200): readonly DriftEvent[] => {
  const events: DriftEvent[] = [];
  new DriftWatch((event) => events.push(event)).look(operation, { status, headers: {}, body });
  return events;
};
const named = (events: readonly DriftEvent[]): readonly string[] =>
  events.map(({ kind, path }) => `${kind} ${path}`);

describe('drift of Getty Images’ responses', () => {
  it('is not seen in documented responses and errors', () => {
    for (const [operation, body] of Object.entries(BODIES))
      expect(named(lookAt(operation, JSON.stringify(body()))), operation).toEqual([]);
    expect(lookAt(DOWNLOAD, '{"ErrorCode":"NoDownloadAuthorization","ErrorMessage":"m"}', 401)).toEqual([]);
    expect(lookAt(SEARCH, '{"message":"Forbidden"}', 403)).toEqual([]);
    expect(lookAt(DOWNLOAD, '"https://a"')).toEqual([]);
  });

  it('is seeded at least fifty times below', () => {
    expect(CHANGES.length + RESPONSES.length).toBeGreaterThanOrEqual(50);
  });

  it.each(CHANGES)('%s with %s = %j is named within one response: %s', (operation, path, value, name) => {
    const body = BODIES[operation]?.() ?? {};
    change(body, path, value);
    expect(named(lookAt(operation, JSON.stringify(body)))).toEqual([name]);
  });

  it.each(RESPONSES)('%s answered %i %s is named: %s', (operation, status, body, name) => {
    expect(named(lookAt(operation, body, status))).toEqual([name]);
  });

  it('is looked for in the first responses of an operation, then in one of a hundred, and in every error', () => {
    let count = 0;
    const watch = new DriftWatch(() => {
      count += 1;
    });
    for (let n = 0; n < 1_000; n += 1)
      watch.look(PRODUCTS, { status: 200, headers: {}, body: '{"products":[],"x":1}' });
    expect(count).toBe(30);
    for (let n = 0; n < 10; n += 1)
      watch.look(PRODUCTS, { status: 400, headers: {}, body: '{"ErrorCode":"New"}' });
    expect(count).toBe(40);
  });

  it('is marked as new once, and bounded in number', () => {
    const events: DriftEvent[] = [];
    const watch = new DriftWatch((event) => events.push(event));
    const many = JSON.stringify({
      products: [],
      ...Object.fromEntries(Array.from({ length: 90 }, (_, n) => [`f${n}`, n])),
    });
    watch.look(PRODUCTS, { status: 200, headers: {}, body: many });
    watch.look(PRODUCTS, { status: 200, headers: {}, body: many });
    expect(events.map(({ isNew }) => isNew)).toEqual([...Array(20).fill(true), ...Array(20).fill(false)]);
  });

  it('leaves a sample with the structure and without values of customers', () => {
    const body = {
      downloads: [{ ...row(), user: { username: 'jane.doe', mail: 'jane@example.com' } }],
      result_count: 4711,
    };
    const [event] = lookAt(HISTORY, JSON.stringify(body));
    const sample = event === undefined ? '' : formatSample(event);
    expect(sample).toContain('"mail": "text"');
    expect(sample).toContain('"asset_type": "image"');
    expect(sample).not.toMatch(/jane|4711|2026/);
  });
});
