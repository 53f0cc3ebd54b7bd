import { asRows, decodeList } from '../decode.js';
import { badResponseError } from '../errors/to-service-error.js';
import type { GettyCall } from '../session.js';
import { type V3Client, v3Get } from './v3-client.js';
import { decodeVideo, type Video } from './video-fields.js';

/** The most ids that `GET /v3/videos` takes. */
export const MAX_VIDEO_IDS = 100;

const toFieldsParam = (fields: readonly string[]): readonly string[] =>
  fields.length === 0 ? ['id'] : fields;

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
  return decodeList(rows, (item) => decodeVideo(item, client.baseUrl, fields));
};
