import { describe, expect, it } from 'vitest';
import { decodeVideo } from '../../../src/getty/v3/video-fields.js';
import { fetchVideos } from '../../../src/getty/v3/videos.client.js';
import { callAs, gatewayOf, html, json, type Scripted, scripted } from './v1-support.js';

const gateway = (...script: Scripted[]) => {
  const { transport, sent } = scripted(...script);
  return { gateway: gatewayOf(transport), sent };
};
const NOT_FOUND = json({ ErrorCode: 'VideosNotFound', ErrorMessage: 'none' }, 404);

describe('a video of v3', () => {
  it('is read with its sizes and who may pay', () => {
    const video = decodeVideo(
      {
        id: 690773579,
        title: 'Waves',
        asset_family: 'Editorial',
        clip_length: '00:01:07:13',
        display_sizes: [{ name: 'thumb', uri: 'https://t/1', is_watermarked: false }, { name: 'comp' }],
        download_sizes: [
          {
            name: 'hd1',
            description: 'QuickTime',
            width: 1920,
            height: 1080.0,
            downloads: [{ product_id: '7', product_type: 'easyaccess', uri: 'https://d/1' }],
          },
          { name: 'sws', height: '576.4' },
          { description: 'nameless' },
        ],
        download_product: 'premiumaccess:1234',
        product_types: ['premiumaccess', 'odd'],
      },
      'https://api',
      ['downloads'],
    );
    expect(video).toMatchObject({
      assetId: '690773579',
      title: 'Waves',
      caption: null,
      family: 'EDITORIAL',
      durationSeconds: 67,
      largestDownloads: [
        {
          productType: 'EASY_ACCESS',
          productId: '7',
          assetId: '690773579',
          isOfVideo: true,
          uri: 'https://d/1',
          file: { sizeName: 'hd1', width: 1920, height: 1080, bytes: null, mediaType: null },
        },
      ],
      displaySizes: [{ name: 'thumb', url: 'https://t/1', isWatermarked: false }],
      downloadSizes: [
        {
          name: 'hd1',
          description: 'QuickTime',
          width: 1920,
          height: 1080,
          downloads: [{ productType: 'EASY_ACCESS', productTypeName: 'easyaccess', productId: '7' }],
        },
        { name: 'sws', description: null, width: null, height: 576, downloads: [] },
      ],
      downloadProduct: { productType: 'PREMIUM_ACCESS', productId: '1234' },
      productTypes: ['PREMIUM_ACCESS', 'UNKNOWN'],
    });
  });

  it('tells sizes that were not asked for from sizes there are none of', () => {
    expect(decodeVideo({ id: '1' }, 'https://api', ['title'])?.downloadSizes).toBeUndefined();
    expect(decodeVideo({ id: '1' }, 'https://api', ['download_sizes'])?.downloadSizes).toEqual([]);
    expect(
      decodeVideo({ id: '1', download_sizes: null }, 'https://api', ['downloads'])?.downloadSizes,
    ).toEqual([]);
  });

  it.each<[unknown, number | null]>([
    ['00:00:12:24', 12],
    ['01:02:03:00', 3723],
    ['00:12', 12],
    ['00:00:12', 12],
    ['12.5', 12.5],
    [7, 7],
    [-1, null],
    ['12 s', null],
    ['1:2:3:4:5', null],
    [null, null],
    [{}, null],
  ])('with clip_length %j lasts %j seconds', (clip_length, seconds) => {
    expect(decodeVideo({ id: '1', clip_length }, 'https://api', [])?.durationSeconds).toBe(seconds);
  });

  it('of a detail names for each product the largest size that it allows', () => {
    const size = (name: string, width: number, ...ids: string[]) => ({
      name,
      width,
      height: width / 2,
      downloads: ids.map((product_id) => ({ product_id, product_type: 'easyaccess' })),
    });
    const download_sizes = [size('sd', 640, '1', '2'), size('4k', 3840, '1'), size('hd', 1920, '1', '2')];
    const video = decodeVideo({ id: '9', download_sizes }, 'https://api', ['downloads']);
    expect(
      video?.largestDownloads?.map(({ productId, file, uri }) => [productId, file?.sizeName, uri]),
    ).toEqual([
      ['1', '4k', 'https://api/v3/downloads/videos/9'],
      ['2', 'hd', 'https://api/v3/downloads/videos/9'],
    ]);
  });

  it('of a search has flat largest downloads, whose files only the detail names', () => {
    const largest_downloads = [{ product_id: '1', product_type: 'premiumaccess', uri: 'https://d/2' }, 'x'];
    const video = decodeVideo({ id: '9', largest_downloads }, 'https://api', ['largest_downloads']);
    expect(video?.largestDownloads).toEqual([
      expect.objectContaining({ productType: 'PREMIUM_ACCESS', uri: 'https://d/2', file: undefined }),
    ]);
    expect(video?.downloadSizes).toBeUndefined();
  });

  it.each([null, 'x', {}, { id: '' }, [1]])('is none without an id: %j', (value) => {
    expect(decodeVideo(value, 'https://api', [])).toBeNull();
  });
});

describe('videos of v3', () => {
  it('come wrapped, in one call', async () => {
    const { gateway: v3, sent } = gateway(
      json({ videos: [{ id: '2' }, {}, { id: '1' }], videos_not_found: ['3'] }),
    );
    const videos = await fetchVideos(v3, callAs(), ['1', '2', '3'], []);
    expect(videos.map((video) => video.assetId)).toEqual(['2', '1']);
    expect(sent[0]?.request.url).toBe('https://connect.test/v3/videos?ids=1,2,3&fields=id');
  });

  it('are none where none was found', async () => {
    expect(await fetchVideos(gateway(NOT_FOUND).gateway, callAs(), ['1'], ['title'])).toEqual([]);
  });

  it('fail typed', async () => {
    await expect(fetchVideos(gateway(html(503)).gateway, callAs(), ['1'], [])).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      upstream: { operation: 'GET /v3/videos' },
    });
  });
});
