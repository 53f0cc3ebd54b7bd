import { isReply } from '../http/auth.js';
import { appError, json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { cacheable } from './caching.js';
import { VIDEO_DETAIL_FIELDS } from './fields-of-videos.js';
import { viewOf } from './images.js';
import { readQuery, someOf, TEXTS } from './query.js';
import { videoDetail } from './video-view.js';

const FIELDS = someOf(...VIDEO_DETAIL_FIELDS);

/** `GET /v3/videos?ids=` */
export function videos(state: State, request: SimulatedRequest): Reply {
  const query = readQuery({ ids: TEXTS, fields: FIELDS }, request.query, 'InvalidParameterValue');
  if (isReply(query)) return query;
  const ids = [...new Set(query.list('ids'))];
  if (ids.length === 0 || ids.length > 100) {
    return appError(400, 'InvalidParameterValue', 'Name one to a hundred video ids.');
  }
  const view = viewOf(state, request, query.list('fields'));
  if (isReply(view)) return view;
  const found = ids.flatMap((id) => state.catalog.video(id) ?? []);
  const missing = ids.filter((id) => state.catalog.video(id) === undefined);
  if (found.length === 0) return appError(404, 'VideosNotFound', `Video ids not found: ${missing.join(',')}`);
  return cacheable(
    state,
    json(200, { videos: found.map((entry) => videoDetail(entry, view)), videos_not_found: missing }),
  );
}

/** `GET /v3/videos/{id}`: the video itself, where the same for an image is wrapped in a list. */
export function video(state: State, request: SimulatedRequest): Reply {
  const query = readQuery({ fields: FIELDS }, request.query, 'InvalidParameterValue');
  if (isReply(query)) return query;
  const view = viewOf(state, request, query.list('fields'));
  if (isReply(view)) return view;
  const id = request.params['id'] ?? '';
  const found = state.catalog.video(id);
  if (found === undefined) return appError(404, 'VideosNotFound', `Video id not found: ${id}`);
  return cacheable(state, json(200, videoDetail(found, view)));
}
