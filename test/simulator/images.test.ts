import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bench } from './helpers.js';

let bench: Bench;
beforeAll(async () => {
  bench = await Bench.start();
});
afterAll(() => bench.sim.close());

type Shown = Record<string, unknown>;

async function images(query: string, as?: string): Promise<Shown[]> {
  const response = await bench.call(`/v3/images${query}`, as === undefined ? {} : { as });
  expect(response.status, response.text).toBe(200);
  return response.json['images'] as Shown[];
}

const keys = (value: unknown): string[] => Object.keys(value as object).sort();
const first = (value: unknown): unknown => (value as unknown[])[0];
const SUMMARY =
  'artist asset_family caption collection_code collection_id collection_name id license_model max_dimensions title'.split(
    ' ',
  );
const DOWNLOAD = ['agreement_name', 'product_id', 'product_type', 'uri'];
const SIZE = ['bytes', 'downloads', 'dpi', 'height', 'media_type', 'name', 'width'];

describe('an image', () => {
  it('images are listed beside the ids not found', async () => {
    const one = await bench.call('/v3/images/83454804');
    expect(keys(one.json)).toEqual(['images', 'images_not_found']);
    const many = await bench.call('/v3/images?ids=83454804,1,103131833,BA19430,200261415-001');
    expect((many.json['images'] as Shown[]).map(({ id }) => id)).toEqual([
      '83454804',
      '103131833',
      'BA19430',
      '200261415-001',
    ]);
    expect(many.json['images_not_found']).toEqual(['1']);
  });

  it.each([
    ['', SUMMARY],
    ['?fields=summary_set', SUMMARY],
    ['?fields=id', ['id']],
    ['?fields=title,keywords', ['id', 'keywords', 'title']],
    ['?fields=display_set', ['display_sizes', 'id']],
    ['?fields=thumb', ['display_sizes', 'id']],
    ['?fields=allowed_use,city,country', ['allowed_use', 'city', 'country', 'id']],
  ])('an image with %j has the requested properties and no others', async (query, expected) => {
    const [image] = await images(`/83454804${query}`);
    expect(keys(image)).toEqual(expected);
  });

  it('an image has the requested display sizes', async () => {
    const names = async (fields: string): Promise<unknown[]> => {
      const [image = {}] = await images(`/83454804?fields=${fields}`);
      return (image['display_sizes'] as Shown[]).map(({ name }) => name);
    };
    expect(await names('display_set')).toEqual(['comp', 'preview', 'thumb']);
    expect(await names('comp,thumb')).toEqual(['comp', 'thumb']);
  });
});

describe('downloads of an image', () => {
  it.each(['downloads', 'download_sizes', 'largest_downloads', 'download_product'])(
    '%s requires a bearer token',
    async (field) => {
      const response = await bench.call(`/v3/images/83454804?fields=${field}`);
      expect(response).toMatchObject({ status: 401, json: { ErrorCode: 'AuthorizationTokenRequired' } });
    },
  );

  it('largest_downloads are nested in sizes in details', async () => {
    const [image] = await images('/83454804?fields=largest_downloads,downloads', 'plenty');
    expect(keys(image)).toEqual(['download_sizes', 'id', 'largest_downloads']);
    const size = first(image?.['largest_downloads']) as Shown;
    expect(keys(size)).toEqual(SIZE);
    expect(keys(first(size['downloads']))).toEqual(DOWNLOAD);
    expect(first(size['downloads'])).toMatchObject({ product_id: '11001', product_type: 'easyaccess' });
    expect(keys(first(image?.['download_sizes']))).toEqual(SIZE);
  });

  it('largest_downloads are flat in searches', async () => {
    const response = await bench.call('/v3/search/images/creative?phrase=83454804&fields=largest_downloads', {
      as: 'plenty',
    });
    const image = first(response.json['images']) as Shown;
    expect(keys(first(image['largest_downloads']))).toEqual(DOWNLOAD);
  });

  it.each([
    ['plenty', ['easyaccess', 'premiumaccess'], 'easyaccess'],
    ['usedup', ['premiumaccess'], 'premiumaccess'],
    ['none', [], null],
    ['expired', [], null],
    ['credits', ['creditpack'], 'creditpack'],
    ['twins', ['premiumaccess', 'premiumaccess'], 'premiumaccess:17001'],
    ['application', [], null],
  ])('largest_downloads depend on the products of %s', async (as, types, downloadProduct) => {
    const fields = 'largest_downloads,download_product';
    const [image = {}] = await images(`/83454804?fields=${fields}`, as);
    const listed = (image['largest_downloads'] as { downloads: Shown[] }[]).map(
      ({ downloads }) => downloads[0]?.['product_type'],
    );
    expect(listed).toEqual(types);
    expect(image['download_product']).toBe(downloadProduct);
  });

  it('largest_downloads omit an exhausted product where configured', async () => {
    const before = await images('/83454804?fields=largest_downloads,product_types', 'usedup');
    bench.sim.options.hideUsedUp = true;
    const after = await images('/83454804?fields=largest_downloads,product_types', 'usedup');
    bench.sim.options.hideUsedUp = false;
    expect(before[0]?.['largest_downloads']).toHaveLength(1);
    expect(after[0]).toMatchObject({ largest_downloads: [], product_types: ['premiumaccess'] });
  });
});

it.each([
  ['/v3/images/1', 404, 'ImageNotFound'],
  ['/v3/images?ids=1,2', 404, 'ImageNotFound'],
  ['/v3/images', 400, 'ImageIdMustBeSpecified'],
  [`/v3/images?ids=${Array.from({ length: 101 }, (_, i) => i).join(',')}`, 400, 'InvalidParameterValue'],
  ['/v3/images/83454804?fields=detail_set', 400, 'InvalidParameterValue'],
  ['/v3/images/83454804?size=1', 400, 'InvalidParameterValue'],
  ['/v3/videos/1', 404, 'VideosNotFound'],
  ['/v3/videos?ids=1', 404, 'VideosNotFound'],
  ['/v3/videos/690773579?fields=largest_downloads', 400, 'InvalidParameterValue'],
])('%s responds with %i %s', async (path, status, code) => {
  expect(await bench.call(path)).toMatchObject({ status, json: { ErrorCode: code } });
});

describe('a video', () => {
  it('one video by id is not wrapped', async () => {
    const response = await bench.call('/v3/videos/690773579?fields=title,download_sizes', { as: 'plenty' });
    expect(keys(response.json)).toEqual(['download_sizes', 'id', 'title']);
    const sizes = response.json['download_sizes'] as Shown[];
    expect(sizes.map(({ name }) => name)).toEqual(['lwf', 'comp', 'sws', 'hd1', '4k']);
    expect(keys(sizes[0])).toEqual(
      'bit_depth broadcast_video_standard bytes compression content_type description downloads format frame_rate frame_size height interlaced name width'.split(
        ' ',
      ),
    );
    expect(keys(first(sizes[0]?.['downloads']))).toEqual(DOWNLOAD);
  });

  it('several videos are in a list', async () => {
    const response = await bench.call('/v3/videos?ids=690773579,1');
    expect(keys(response.json)).toEqual(['videos', 'videos_not_found']);
    expect(keys(first(response.json['videos']))).toEqual(
      SUMMARY.filter((name) => name !== 'max_dimensions')
        .concat('max_dimensions')
        .sort(),
    );
    expect(response.json['videos_not_found']).toEqual(['1']);
  });

  it('a video is found by a phrase', async () => {
    const response = await bench.call(
      '/v3/search/videos/creative?phrase=mountain&fields=summary_set,largest_downloads&page_size=5',
      {
        as: 'plenty',
      },
    );
    expect(response.json['result_count']).toBeGreaterThan(5);
    expect(response.json['videos']).toHaveLength(5);
  });
});
