import type { Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import {
  GET_IMAGE_DOWNLOAD_AUTHORIZATIONS,
  GET_LARGEST_IMAGE_DOWNLOAD_AUTHORIZATIONS,
} from './authorizations.js';
import { CREATE_DOWNLOAD_REQUEST } from './create-download.js';
import { answerV1, type V1Operation } from './envelope.js';
import { GET_IMAGE_DETAILS, SEARCH_FOR_IMAGES } from './images.js';
import { GET_ACTIVE_PRODUCT_OFFERINGS, GET_ALL_PRODUCT_OFFERINGS } from './offerings.js';
import { GET_PREVIOUS_DOWNLOADS } from './previous-downloads.js';
import { CREATE_APPLICATION_SESSION, CREATE_SESSION, RENEW_SESSION } from './sessions.js';
import { SEARCH_FOR_VIDEOS } from './videos.js';

/** An operation at its address. */
export interface V1Route {
  readonly path: string;
  readonly name: string;
  readonly handler: (state: State, http: SimulatedRequest) => Reply;
}

function at(folder: string, operation: V1Operation): V1Route {
  return {
    path: `${folder}/${operation.name}`,
    name: operation.name,
    handler: (state, http) => answerV1(operation, state, http),
  };
}

/** Every v1 operation there is, at the addresses of the "Connect" documents. */
export const V1_OPERATIONS: readonly V1Route[] = [
  at('/v1/session', CREATE_SESSION),
  at('/v1/session', RENEW_SESSION),
  at('/v1/session', CREATE_APPLICATION_SESSION),
  at('/v1/search', SEARCH_FOR_IMAGES),
  at('/v2/search', SEARCH_FOR_IMAGES),
  at('/v1/search', GET_IMAGE_DETAILS),
  at('/v1/search', SEARCH_FOR_VIDEOS),
  at('/v1/download', GET_IMAGE_DOWNLOAD_AUTHORIZATIONS),
  at('/v1/download', GET_LARGEST_IMAGE_DOWNLOAD_AUTHORIZATIONS),
  at('/v1/download', CREATE_DOWNLOAD_REQUEST),
  at('/v1/download', GET_PREVIOUS_DOWNLOADS),
  at('/v1/data', GET_ACTIVE_PRODUCT_OFFERINGS),
  at('/v1/data', GET_ALL_PRODUCT_OFFERINGS),
];
