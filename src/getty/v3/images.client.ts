import { asRows, decodeList } from '../decode.js';
import { badResponseError } from '../errors/to-service-error.js';
import type { GettyCall } from '../session.js';
import { decodeImage, type Image } from './image-fields.js';
import { type V3Client, v3Get } from './v3-client.js';

/** The most ids that `GET /v3/images` takes. */
export const MAX_IMAGE_IDS = 100;

/**
 * Metadata of up to 100 images in one call. What Getty Images does not know is simply not in the answer, whether it
 * says so in `images_not_found`, leaves it out, or (when none was found) answers 404.
 * @param fields names for `fields=`; `id` always comes back
 * @throws ServiceError
 */
export const fetchImages = async (
  client: V3Client,
  call: GettyCall,
  ids: readonly string[],
  fields: readonly string[],
): Promise<readonly Image[]> => {
  const operation = 'GET /v3/images';
  const body = await v3Get(client, call, {
    group: 'metadata',
    operation,
    path: '/v3/images',
    query: { ids, fields: fields.length === 0 ? ['id'] : fields },
    cache: 'allowed',
    isComplete: (body) => Array.isArray(body['images']),
    recover: (response, errorKind) =>
      response.status === 404 && errorKind.kind === 'asset-not-found' ? {} : null,
  });
  const rows = asRows(body['images']);
  if (rows === undefined) throw badResponseError({ api: 'V3', operation }, 200, null);
  return decodeList(rows, (item) => decodeImage(item, client.baseUrl, fields));
};
