import type { Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import {
  type Depicted,
  depictedImage,
  depictedUnknown,
  depictedVideo,
  type Pictures,
} from '../pictures/render-jpeg.js';
import type { State } from '../state.js';

const LONG_SIDES: Readonly<Record<string, number>> = { thumb: 170, comp: 600, preview: 600 };

/**
 * `GET /media/{kind}/{id}/{size}.jpg`: the small pictures, which need no key. Drawn for any id, since a
 * history shows a thumb also for what has been withdrawn.
 */
export function media(pictures: Pictures): (state: State, request: SimulatedRequest) => Reply {
  return (state, request) => {
    const id = request.params['id'] ?? '';
    const size = request.params['size'] ?? '';
    const longSide = Object.hasOwn(LONG_SIDES, size) ? LONG_SIDES[size] : undefined;
    if (longSide === undefined) {
      return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found.' };
    }
    const { depicted, width, height } = shown(state, request.params['kind'] === 'images', id);
    return {
      status: 200,
      headers: {
        'content-type': 'image/jpeg',
        'cache-control': 'public, max-age=604800',
        'accept-ranges': 'none',
        'cross-origin-resource-policy': 'cross-origin',
      },
      body: pictures.get(depicted, width, height, longSide, size !== 'thumb'),
    };
  };
}

function shown(
  state: State,
  isImage: boolean,
  id: string,
): { readonly depicted: Depicted; readonly width: number; readonly height: number } {
  const image = isImage ? state.catalog.image(id) : undefined;
  if (image !== undefined)
    return { depicted: depictedImage(image), width: image.width, height: image.height };
  const video = isImage ? undefined : state.catalog.video(id);
  const depicted = video === undefined ? depictedUnknown(id, !isImage) : depictedVideo(video);
  return { depicted, width: 1600, height: 900 };
}
