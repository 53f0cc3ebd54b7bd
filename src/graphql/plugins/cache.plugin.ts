import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../../../resolvers/context.js';
import { type CachePolicies, cacheControlFor } from '../cache-policy.js';

/**
 * Says how long an answer may be kept. Only answers without errors; as soon as a caller's own token was used, only by
 * that caller, whatever was read with it.
 */
export function cachePlugin(policies: CachePolicies): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ contextValue, response, document, operation }) {
          const { body, http } = response;
          if (!document || !operation || body.kind !== 'single') return;
          if (body.singleResult.errors?.length || !body.singleResult.data) return;
          http.headers.set('cache-control', cacheControlFor(policies.get(document, operation), contextValue));
        },
      };
    },
  };
}
