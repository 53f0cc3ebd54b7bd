import { describe, expect, it } from 'vitest';
import {
  decodeDownloadProduct,
  decodeLargestDownloads,
  decodeProductTypes,
} from '../../../src/getty/v3/decode-image.js';
import { decodeImage } from '../../../src/getty/v3/image-fields.js';

const BASE = 'https://api.test';
const URI = 'https://api.gettyimages.com/v3/downloads/images/83454804';
const ALL = ['credit_line', 'largest_downloads'];

const flat = { product_id: '5678', product_type: 'premiumaccess', uri: URI, agreement_name: null };
const nested = {
  bytes: 33_959_979,
  height: 4000,
  width: 6000,
  dpi: 300,
  media_type: 'image/jpeg',
  name: 'xx_large',
  downloads: [flat, { ...flat, product_id: 9, product_type: 'editorialsubscription' }],
};

describe('largest_downloads', () => {
  const premium = {
    productType: 'PREMIUM_ACCESS',
    productTypeName: 'premiumaccess',
    productId: '5678',
    assetId: '83454804',
    uri: URI,
  };
  const file = {
    sizeName: 'xx_large',
    mediaType: 'image/jpeg',
    bytes: 33_959_979,
    width: 6000,
    height: 4000,
  };

  it('reads the flat form of searches, which cannot tell the file', () => {
    expect(decodeLargestDownloads([flat], '83454804', BASE)).toEqual([{ ...premium, file: undefined }]);
  });

  it('reads the nested form of details, one entry for each product', () => {
    const found = decodeLargestDownloads([nested], '83454804', BASE);
    expect(found).toEqual([
      { ...premium, file },
      {
        ...premium,
        productType: 'EDITORIAL_SUBSCRIPTION',
        productTypeName: 'editorialsubscription',
        productId: '9',
        file,
      },
    ]);
  });

  it('reads both in one list, whichever endpoint it came from', () => {
    const found = decodeLargestDownloads([nested, flat], '83454804', BASE);
    expect(found.map((one) => one.file?.sizeName)).toEqual(['xx_large', 'xx_large', undefined]);
  });

  it('keeps a product that nobody knows, by Getty’s own word', () => {
    const [found] = decodeLargestDownloads([{ ...flat, product_type: 'Holographic' }], '1', BASE);
    expect(found).toMatchObject({ productType: 'UNKNOWN', productTypeName: 'Holographic' });
  });

  it('puts the documented address where none is given', () => {
    const [found] = decodeLargestDownloads([{ ...flat, uri: null }], 'BA 19430', BASE);
    expect(found?.uri).toBe('https://api.test/v3/downloads/images/BA%2019430');
  });

  it.each([
    [null],
    [undefined],
    [{}],
    ['x'],
    [[]],
    [[null, 'x', 7, {}, { product_type: '' }]],
    [[{ downloads: null }]],
    [[{ downloads: [null, {}] }]],
  ])('finds nothing in %j', (value) => {
    expect(decodeLargestDownloads(value, '1', BASE)).toEqual([]);
  });

  it('takes figures that are absent or too big for null', () => {
    const size = { name: null, media_type: 3, bytes: 5e9, width: 2 ** 31, height: null, downloads: [flat] };
    const [found] = decodeLargestDownloads([size], '1', BASE);
    expect(found?.file).toEqual({ sizeName: null, mediaType: null, bytes: 5e9, width: null, height: null });
  });
});

describe('download_product and product_types', () => {
  it.each([
    ['premiumaccess', { productType: 'PREMIUM_ACCESS', productTypeName: 'premiumaccess', productId: null }],
    [
      'premiumaccess:1234',
      { productType: 'PREMIUM_ACCESS', productTypeName: 'premiumaccess', productId: '1234' },
    ],
    ['premiumaccess:', { productType: 'PREMIUM_ACCESS', productTypeName: 'premiumaccess', productId: null }],
    [
      'premiumaccess:1:2',
      { productType: 'PREMIUM_ACCESS', productTypeName: 'premiumaccess', productId: '1' },
    ],
    ['holographic', { productType: 'UNKNOWN', productTypeName: 'holographic', productId: null }],
    ['', null],
    [null, null],
    [7, null],
  ])('reads %j', (value, ref) => {
    expect(decodeDownloadProduct(value)).toEqual(ref);
  });

  it('keeps kinds that nobody knows in their places', () => {
    expect(decodeProductTypes(['easyaccess', 'holographic', null])).toEqual([
      'EASY_ACCESS',
      'UNKNOWN',
      'UNKNOWN',
    ]);
    expect(decodeProductTypes(null)).toBeNull();
    expect(decodeProductTypes('easyaccess')).toBeNull();
  });
});

describe('an image', () => {
  const whole = {
    id: '83454804',
    title: 'Zwei Kätzchen',
    caption: 'c',
    artist: 'a',
    credit_line: 'a/Getty Images',
    collection_code: 'OFF',
    collection_name: 'Offset',
    license_model: 'RoyaltyFree',
    max_dimensions: { width: 6000, height: 4000 },
    display_sizes: [{ name: 'thumb', uri: 'https://media.test/t.jpg', is_watermarked: false }],
    keywords: [{ keyword_id: '1', text: 'Cat' }, { text: '' }, null],
    date_created: '2014-02-26T00:00:00-08:00',
    largest_downloads: [flat],
    download_product: 'premiumaccess:5678',
    product_types: ['premiumaccess'],
    asset_family: 'creative',
    allowed_use: {
      how_can_i_use_it: 'For any purpose.',
      release_info: 'Model released',
      usage_restrictions: ['Not in Germany.', null, 7],
    },
    copyright: '© a',
    call_for_image: true,
    people: ['Ada', null, ''],
    event_ids: [123, '456', {}],
    orientation: 'Panoramic_Horizontal',
  };

  it('is read whole', () => {
    expect(decodeImage(whole, BASE, ALL)).toEqual({
      assetId: '83454804',
      title: 'Zwei Kätzchen',
      caption: 'c',
      artist: 'a',
      creditLine: 'a/Getty Images',
      collection: { code: 'OFF', name: 'Offset' },
      license: { model: 'ROYALTY_FREE', modelName: 'RoyaltyFree' },
      maxDimensions: { width: 6000, height: 4000 },
      displaySizes: [{ name: 'thumb', url: 'https://media.test/t.jpg', isWatermarked: false }],
      keywords: ['Cat'],
      createdAt: new Date('2014-02-26T08:00:00Z'),
      family: 'CREATIVE',
      usage: {
        howCanIUseIt: 'For any purpose.',
        releaseInfo: 'Model released',
        restrictions: ['Not in Germany.'],
      },
      copyright: '© a',
      isCallForImage: true,
      people: ['Ada'],
      eventIds: ['123', '456'],
      orientation: 'PANORAMIC_HORIZONTAL',
      largestDownloads: [expect.objectContaining({ productId: '5678' })],
      downloadProduct: { productType: 'PREMIUM_ACCESS', productTypeName: 'premiumaccess', productId: '5678' },
      productTypes: ['PREMIUM_ACCESS'],
    });
  });

  it('survives null everywhere', () => {
    const nulls = Object.fromEntries(Object.keys(whole).map((key) => [key, key === 'id' ? 1 : null]));
    expect(decodeImage(nulls, BASE, ALL)).toEqual({
      assetId: '1',
      title: null,
      caption: null,
      artist: null,
      creditLine: null,
      collection: null,
      license: null,
      maxDimensions: null,
      displaySizes: null,
      keywords: null,
      createdAt: null,
      family: 'UNKNOWN',
      usage: null,
      copyright: null,
      isCallForImage: null,
      people: null,
      eventIds: null,
      orientation: null,
      largestDownloads: [],
      downloadProduct: null,
      productTypes: null,
    });
  });

  it.each<[string, unknown, object]>([
    ['asset_family', 'archival', { family: 'UNKNOWN' }],
    ['asset_family', 7, { family: 'UNKNOWN' }],
    ['asset_family', 'EDITORIAL', { family: 'EDITORIAL' }],
    ['allowed_use', 'ask us', { usage: null }],
    ['allowed_use', {}, { usage: { howCanIUseIt: null, releaseInfo: null, restrictions: [] } }],
    ['allowed_use', { usage_restrictions: 'none' }, { usage: expect.objectContaining({ restrictions: [] }) }],
    ['call_for_image', 'yes', { isCallForImage: null }],
    ['people', 'Ada', { people: null }],
    ['event_ids', { id: 1 }, { eventIds: null }],
    ['orientation', 'round', { orientation: null }],
    ['orientation', ['square'], { orientation: null }],
    ['copyright', 7, { copyright: null }],
  ])('of which %s is %j is still an image', (name, value, read) => {
    expect(decodeImage({ id: '1', [name]: value }, BASE, ALL)).toMatchObject({ assetId: '1', ...read });
  });

  it('tells what was not asked from what is not there', () => {
    const bare = decodeImage({ id: '1' }, BASE, []);
    expect(bare).toMatchObject({ creditLine: undefined, largestDownloads: undefined, title: null });
    expect(decodeImage({ id: '1' }, BASE, ALL)).toMatchObject({ creditLine: null, largestDownloads: [] });
  });

  it.each([
    ['rightsmanaged', 'RIGHTS_MANAGED'],
    ['royaltyfree', 'ROYALTY_FREE'],
    ['rightsready', 'UNKNOWN'],
  ])('reads the licence %s as %s, with Getty’s word beside it', (word, model) => {
    expect(decodeImage({ id: '1', license_model: word }, BASE, [])?.license).toEqual({
      model,
      modelName: word,
    });
  });

  it.each([
    [{ collection_code: 'OFF' }, { code: 'OFF', name: null }],
    [{ collection_name: 'Offset' }, { code: null, name: 'Offset' }],
  ])('keeps half a collection: %j', (part, collection) => {
    expect(decodeImage({ id: '1', ...part }, BASE, [])?.collection).toEqual(collection);
  });

  it.each([[{ width: 1 }], [{ width: 1, height: null }], [{ width: 1, height: 2 ** 40 }], [[]]])(
    'has no dimensions where one is missing: %j',
    (max_dimensions) => {
      expect(decodeImage({ id: '1', max_dimensions }, BASE, [])?.maxDimensions).toBeNull();
    },
  );

  it('leaves out display sizes that cannot be shown', () => {
    const display_sizes = [
      { name: 'comp' },
      { uri: 'https://media.test/x' },
      null,
      { name: 'thumb', uri: 'https://media.test/t' },
    ];
    expect(decodeImage({ id: '1', display_sizes }, BASE, [])?.displaySizes).toEqual([
      { name: 'thumb', url: 'https://media.test/t', isWatermarked: null },
    ]);
  });

  it.each([[null], [[]], ['83454804'], [{}], [{ id: '' }], [{ id: null }]])('%j is none', (value) => {
    expect(decodeImage(value, BASE, [])).toBeNull();
  });
});
