import { asRows, collect } from '../decode.js';
import { unreadable } from '../errors/read-failure.js';
import type { Image } from '../model/image.js';
import type { GettyCall } from '../session.js';
import { decodeImage } from './decode-image.js';
import { readV3, type V3Gateway } from './v3-gateway.js';

/** The most ids that `GET /v3/images` takes. */
export const MAX_IMAGE_IDS = 100;

/**
 * Metadata of up to 100 images in one call. What Getty Images does not know is simply not in the answer, whether it
 * says so in `images_not_found`, leaves it out, or (when none was found) answers 404.
 * @param fields names for `fields=`; `id` always comes back
 * @throws ServiceError
 */
export const fetchImages = async (
  gateway: V3Gateway,
  call: GettyCall,
  ids: readonly string[],
  fields: readonly string[],
): Promise<readonly Image[]> => {
  const operation = 'GET /v3/images';
  const body = await readV3(gateway, call, {
    group: 'metadata',
    operation,
    path: '/v3/images',
    query: { ids, fields: fields.length === 0 ? ['id'] : fields },
    cache: 'allowed',
    isWhole: (body) => Array.isArray(body['images']),
    except: (answer, verdict) => (answer.status === 404 && verdict.kind === 'asset-not-found' ? {} : null),
  });
  const rows = asRows(body['images']);
  if (rows === undefined) throw unreadable({ api: 'V3', operation }, 200, null);
  return collect(rows, (item) => decodeImage(item, gateway.baseUrl, fields));
};
