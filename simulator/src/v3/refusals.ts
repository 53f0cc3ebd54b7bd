import { appError, empty, gatewayError, type Reply } from '../http/reply.js';
import type { State } from '../state.js';

/** An asset that the agreement does not cover: 401 by name, or one of the two ways that say nothing. */
export function notCovered(
  state: State,
  code: 'NoDownloadAuthorization' | 'NoAgreement',
  message: string,
): Reply {
  switch (state.options.refusalStyle) {
    case 'opaque401':
      return gatewayError(401, 'Unauthorized');
    case 'empty403':
      return empty(403);
    case 'named':
      return appError(401, code, message);
  }
}
