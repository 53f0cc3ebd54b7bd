import { languageOf } from '../catalog/text.js';
import { authenticate, isReply, tokenRequired } from '../http/auth.js';
import { appError, json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import { cacheable } from './caching.js';
import { BEARER_FIELDS, IMAGE_DETAIL_FIELDS, wantedFields } from './fields-of-images.js';
import { imageDetail, type View } from './image-view.js';
import { readQuery, someOf, TEXTS } from './query.js';

const FIELDS = someOf(...IMAGE_DETAIL_FIELDS);

/** `GET /v3/images?ids=` */
export function images(state: State, request: SimulatedRequest): Reply {
  const query = readQuery({ ids: TEXTS, fields: FIELDS }, request.query, 'InvalidParameterValue');
  if (isReply(query)) return query;
  const ids = [...new Set(query.list('ids'))];
  if (ids.length === 0) return appError(400, 'ImageIdMustBeSpecified', 'Name at least one image id.');
  if (ids.length > 100) return appError(400, 'InvalidParameterValue', 'No more than 100 ids may be named.');
  return show(state, request, ids, query.list('fields'));
}

/** `GET /v3/images/{id}`, whose response is a list of one. */
export function image(state: State, request: SimulatedRequest): Reply {
  const query = readQuery({ fields: FIELDS }, request.query, 'InvalidParameterValue');
  if (isReply(query)) return query;
  return show(state, request, [request.params['id'] ?? ''], query.list('fields'));
}

function show(
  state: State,
  request: SimulatedRequest,
  ids: readonly string[],
  fields: readonly string[],
): Reply {
  const view = viewOf(state, request, fields);
  if (isReply(view)) return view;
  const found = ids.flatMap((id) => state.catalog.image(id) ?? []);
  const missing = ids.filter((id) => state.catalog.image(id) === undefined);
  if (found.length === 0) return appError(404, 'ImageNotFound', `Image id not found: ${missing.join(',')}`);
  return cacheable(
    state,
    json(200, { images: found.map((entry) => imageDetail(entry, view)), images_not_found: missing }),
  );
}

/** How the caller is to be shown an asset, or why it is not. */
export function viewOf(state: State, request: SimulatedRequest, fields: readonly string[]): View | Reply {
  const caller = authenticate(state, request);
  if (isReply(caller)) return caller;
  const needsBearer = fields.some((field) => BEARER_FIELDS.includes(field.toLowerCase()));
  if (needsBearer && caller.kind === 'key') return tokenRequired();
  return {
    wanted: wantedFields(fields),
    language: languageOf(request.headers['accept-language']),
    base: request.base,
    account: caller.kind === 'account' ? caller.account : undefined,
    hideUsedUp: state.options.hideUsedUp,
  };
}
