import type { Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import type { Pictures } from './render-jpeg.js';

const LONG_SIDES: Readonly<Record<string, number>> = { thumb: 170, comp: 600, preview: 600 };

/**
 * `GET /media/{kind}/{id}/{size}.jpg`: the small pictures that everybody may look at. Drawn for any id, since a
 * history shows a thumb also for what has been withdrawn.
 */
export function media(pictures: Pictures): (state: State, request: SimulatedRequest) => Reply {
  return (state, request) => {
    const id = request.params['id'] ?? '';
    const longSide = LONG_SIDES[request.params['size'] ?? ''];
    if (longSide === undefined) {
      return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found.' };
    }
    const image = request.params['kind'] === 'images' ? state.catalog.image(id) : undefined;
    const [width, height] = image === undefined ? [1600, 900] : [image.width, image.height];
    return {
      status: 200,
      headers: {
        'content-type': 'image/jpeg',
        'cache-control': 'public, max-age=604800',
        'accept-ranges': 'none',
        'cross-origin-resource-policy': 'cross-origin',
      },
      body: pictures.get(id, width, height, longSide),
    };
  };
}
