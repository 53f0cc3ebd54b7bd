import { hash } from '../catalog/random.js';
import { empty, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import { depictedImage, depictedUnknown, type Pictures } from '../pictures/render-jpeg.js';
import type { State } from '../state.js';
import { type Delivered, readLink } from './link.js';

/** Delivered pictures are no larger than this, whatever their size is called. */
const LONG_SIDE = 900;

/** `GET /delivery/{opaque}`: one more redirect, for videos one that preserves the method. */
export function delivery(state: State, request: SimulatedRequest): Reply {
  const delivered = readLink(state, request.params['opaque'] ?? '');
  if (delivered === undefined) return refused();
  const status = delivered.assetType === 'video' ? 307 : 302;
  return empty(status, { location: `${request.base}${request.path}/file`, 'cache-control': 'private' });
}

/** `GET /delivery/{opaque}/file`: the file; its name, type and length stand in the headers only. */
export function deliveredFile(pictures: Pictures): (state: State, request: SimulatedRequest) => Reply {
  return (state, request) => {
    const delivered = readLink(state, request.params['opaque'] ?? '');
    if (delivered === undefined) return refused();
    const file = fileOf(state, pictures, delivered);
    return {
      status: 200,
      headers: {
        'content-type': delivered.plainName ? 'application/x-download' : file.type,
        'content-disposition': `attachment; filename=${delivered.plainName ? '' : 'GettyImages-'}${delivered.assetId}.${file.extension}`,
        'accept-ranges': 'none',
        'cache-control': 'private',
      },
      body: file.body,
    };
  };
}

interface File {
  readonly type: string;
  readonly extension: string;
  readonly body: Buffer;
}

function fileOf(state: State, pictures: Pictures, { assetType, assetId, sizeName }: Delivered): File {
  if (assetType === 'video')
    return { type: 'video/quicktime', extension: 'mov', body: clip(assetId, sizeName) };
  if (sizeName === 'vector') {
    const body = Buffer.from(
      `%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n% ${assetId}\n50 50 40 0 360 arc fill\n`,
    );
    return { type: 'application/postscript', extension: 'eps', body };
  }
  const image = state.catalog.image(assetId);
  const size = image?.sizes.find((entry) => entry.name === sizeName);
  const [width, height] = [size?.width ?? 600, size?.height ?? 400];
  const depicted = image === undefined ? depictedUnknown(assetId, false) : depictedImage(image);
  return {
    type: 'image/jpeg',
    extension: 'jpg',
    body: pictures.get(depicted, width, height, LONG_SIDE, false),
  };
}

/** The opening of a QuickTime file and some bytes that depend on the video; no player can play it. */
function clip(id: string, sizeName: string): Buffer {
  const body = Buffer.alloc(4096);
  body.writeUInt32BE(20, 0);
  body.write('ftypqt  ', 4, 'latin1');
  for (let i = 20; i < body.length; i += 4) body.writeUInt32BE(hash(i, id, sizeName), i);
  return body;
}

function refused(): Reply {
  return { status: 403, headers: { 'content-type': 'text/plain' }, body: 'Access denied.' };
}
