import { words } from '../catalog/text.js';
import { isReply } from '../http/auth.js';
import { appError, json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { cacheable } from './caching.js';
import { ARTIST_IMAGE_FIELDS } from './fields-of-images.js';
import { ARTIST_VIDEO_FIELDS } from './fields-of-videos.js';
import { imageInSearch, type View } from './image-view.js';
import { viewOf } from './images.js';
import { INT, type Parameters, readPage, readQuery, someOf, TEXT } from './query.js';
import { videoInSearch } from './video-view.js';

/** `GET /v3/artists/images` */
export function imagesByArtist(state: State, request: SimulatedRequest): Reply {
  return byArtist(state, request, ARTIST_IMAGE_FIELDS, 'images', state.catalog.allImages(), (image, view) =>
    imageInSearch(image, view, 'blended'),
  );
}

/** `GET /v3/artists/videos` */
export function videosByArtist(state: State, request: SimulatedRequest): Reply {
  return byArtist(state, request, ARTIST_VIDEO_FIELDS, 'videos', state.catalog.allVideos(), videoInSearch);
}

function byArtist<T extends { readonly artist: string }>(
  state: State,
  request: SimulatedRequest,
  fields: readonly string[],
  key: 'images' | 'videos',
  all: readonly T[],
  show: (asset: T, view: View) => unknown,
): Reply {
  const parameters: Parameters = { artist_name: TEXT, fields: someOf(...fields), page: INT, page_size: INT };
  const query = readQuery(parameters, request.query, 'InvalidParameterValue');
  if (isReply(query)) return query;
  const name = words(query.text('artist_name') ?? '');
  if (name.length === 0) return appError(400, 'InvalidParameterValue', 'artist_name must be given.');
  const view = viewOf(state, request, query.list('fields'));
  if (isReply(view)) return view;
  const found = all.filter(({ artist }) => name.every((word) => words(artist).includes(word)));
  const page = readPage(query, found.length);
  if (isReply(page)) return page;
  const shown = found.slice(page.offset, page.offset + page.size).map((asset) => show(asset, view));
  return cacheable(state, json(200, { result_count: found.length, [key]: shown }));
}
