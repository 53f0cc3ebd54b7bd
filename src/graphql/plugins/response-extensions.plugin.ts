import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../../../resolvers/context.js';
import { errorCatalog } from '../../errors/catalog.js';
import { errorCodeOf, unwrapServiceError } from '../../errors/to-graphql.js';
import { withRequestId } from '../../http/error-response.js';
import { getRequestState } from '../request-state.js';

/** Codes that say the request itself is no good GraphQL; GraphQL over HTTP wants 200 for them under plain JSON. */
const requestErrorCodes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
]);

/**
 * Finishes every answer: the request's id, what it cost, and the HTTP status where an error ended the request before anything was
 * executed. Once execution began the status is 200: what went wrong for one field is told beside the others' data.
 */
export const responseExtensionsPlugin: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ request, response, errors }) {
        const state = getRequestState(request);
        if (state === null || response.body.kind !== 'single') return;
        const { requestId } = state.incoming;
        const result = withRequestId(response.body.singleResult, requestId);
        // What a caller has left is nobody else's business, and a shared cache would tell it.
        const cost =
          state.isPubliclyCacheable && request.http?.method === 'GET' ? null : state.costMeter.current;
        response.body.singleResult = cost
          ? { ...result, extensions: { ...result.extensions, cost } }
          : result;
        // Also the sign by which the route sees that an answer came through here.
        response.http.headers.set('x-request-id', requestId);
        const [error] = errors ?? [];
        if (error === undefined || response.body.singleResult.data !== undefined) return;
        state.isRequestError = requestErrorCodes.has(error.extensions['code']);
        const retryAfterMs = unwrapServiceError(error)?.retryAfterMs ?? null;
        if (retryAfterMs !== null)
          response.http.headers.set('retry-after', String(Math.ceil(retryAfterMs / 1_000)));
        const { httpStatus } = errorCatalog[errorCodeOf(error)];
        // Apollo Server knows some statuses better (405 for a mutation sent by GET); 500 is its word for "unknown".
        if (httpStatus !== null && (response.http.status ?? 500) === 500) response.http.status = httpStatus;
      },
    };
  },
};
