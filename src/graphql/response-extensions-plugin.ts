import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../../resolvers/context.js';
import { errorCatalog } from '../errors/catalog.js';
import { errorCodeOf, unwrapServiceError, withRequestId } from '../errors/to-graphql.js';

/** Codes of invalid GraphQL requests; GraphQL over HTTP wants 200 for them under plain JSON. */
const requestErrorCodes: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'BAD_USER_INPUT',
  'OPERATION_RESOLUTION_FAILURE',
]);

/**
 * Completes every response: the request id, its cost, and the HTTP status where an error ended the request before
 * anything was executed. Once execution began the status is 200: a field's error is reported beside the data of the
 * others.
 */
export const responseExtensionsPlugin: ApolloServerPlugin<RequestContext> = {
  async requestDidStart() {
    return {
      async willSendResponse({ contextValue, request, response, errors }) {
        const { id, cost, response: traits } = contextValue;
        if (response.body.kind !== 'single') return;
        const result = withRequestId(response.body.singleResult, id);
        // Omit the caller's remaining budget from publicly cacheable responses; a shared cache would leak it.
        const shown = traits.isPubliclyCacheable && request.http?.method === 'GET' ? null : cost.current;
        response.body.singleResult = shown
          ? { ...result, extensions: { ...result.extensions, cost: shown } }
          : result;
        // `graphql-route.ts` detects by this header that the plugin ran.
        response.http.headers.set('x-request-id', id);
        const [error] = errors ?? [];
        if (error === undefined || response.body.singleResult.data !== undefined) return;
        traits.isRequestError = requestErrorCodes.has(error.extensions['code']);
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
