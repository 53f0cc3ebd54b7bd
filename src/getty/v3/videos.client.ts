import { asId, asInt, asRecord, asRows, asString, decodeList } from '../decode.js';
import { badResponseError } from '../errors/to-service-error.js';
import type { Video, VideoSize } from '../model/video.js';
import type { GettyCall } from '../session.js';
import {
  decodeDisplaySize,
  decodeDownload,
  decodeDownloadProduct,
  decodeProductTypes,
} from './decode-image.js';
import { type V3Client, v3Get } from './v3-client.js';

/** The most ids that `GET /v3/videos` takes. */
export const MAX_VIDEO_IDS = 100;

/** Names for `fields=` that bring `download_sizes`; the second brings them with their addresses. */
const SIZE_FIELDS: ReadonlySet<string> = new Set(['download_sizes', 'downloads']);

const decodeSize = (value: unknown): VideoSize | null => {
  const wire = asRecord(value);
  const name = asString(wire?.['name']);
  if (wire === null || name === null) return null;
  return {
    name,
    description: asString(wire['description']),
    width: asInt(wire['width']),
    // Getty Images sends the height of a video as a fraction, e.g. 1080.0.
    height: asInt(wire['height']),
    downloads: decodeList(wire['downloads'], decodeDownload),
  };
};

/**
 * A video of `/v3/videos`. An entry without an id is dropped: nothing can be matched to it.
 * @param asked the names given as `fields=`: what was asked for and is not there, Getty Images has none of
 */
export const decodeVideo = (value: unknown, asked: readonly string[]): Video | null => {
  const wire = asRecord(value);
  const assetId = asId(wire?.['id']);
  if (wire === null || assetId === null) return null;
  return {
    assetId,
    title: asString(wire['title']),
    caption: asString(wire['caption']),
    displaySizes: Array.isArray(wire['display_sizes'])
      ? decodeList(wire['display_sizes'], decodeDisplaySize)
      : null,
    downloadSizes: asked.some((field) => SIZE_FIELDS.has(field))
      ? decodeList(wire['download_sizes'], decodeSize)
      : undefined,
    downloadProduct: decodeDownloadProduct(wire['download_product']),
    productTypes: decodeProductTypes(wire['product_types']),
  };
};

const toFieldsParam = (fields: readonly string[]): readonly string[] =>
  fields.length === 0 ? ['id'] : fields;

const NOT_FOUND = { not_found: true };

/**
 * Metadata of up to 100 videos in one call. What Getty Images does not know is simply not in the answer, whether it
 * says so in `videos_not_found`, leaves it out, or (when none was found) answers 404.
 * @param fields names for `fields=`; `id` always comes back
 * @throws ServiceError
 */
export const fetchVideos = async (
  client: V3Client,
  call: GettyCall,
  ids: readonly string[],
  fields: readonly string[],
): Promise<readonly Video[]> => {
  const operation = 'GET /v3/videos';
  const body = await v3Get(client, call, {
    group: 'metadata',
    operation,
    path: '/v3/videos',
    query: { ids, fields: toFieldsParam(fields) },
    cache: 'allowed',
    isComplete: (body) => Array.isArray(body['videos']),
    recover: (response, errorKind) =>
      response.status === 404 && errorKind.kind === 'asset-not-found' ? {} : null,
  });
  const rows = asRows(body['videos']);
  if (rows === undefined) throw badResponseError({ api: 'V3', operation }, 200, null);
  return decodeList(rows, (item) => decodeVideo(item, fields));
};

/**
 * Metadata of one video, `null` where there is none. In contrast to an image, Getty Images sends it bare and not in a
 * list of one.
 * @throws ServiceError
 */
export const fetchVideo = async (
  client: V3Client,
  call: GettyCall,
  id: string,
  fields: readonly string[],
): Promise<Video | null> => {
  const operation = 'GET /v3/videos/{id}';
  const body = await v3Get(client, call, {
    group: 'metadata',
    operation,
    path: `/v3/videos/${encodeURIComponent(id)}`,
    query: { fields: toFieldsParam(fields) },
    cache: 'allowed',
    recover: (response, errorKind) =>
      response.status === 404 && errorKind.kind === 'asset-not-found' ? NOT_FOUND : null,
  });
  if (body === NOT_FOUND) return null;
  const video = decodeVideo(body, fields);
  if (video === null) throw badResponseError({ api: 'V3', operation }, 200, null);
  return video;
};
