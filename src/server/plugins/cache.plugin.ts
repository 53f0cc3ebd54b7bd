import type { ApolloServerPlugin } from '@apollo/server';
import type { GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { RequestContext } from '../../../resolvers/context.js';
import { type CachePolicy, cacheControl, cachePolicyOf } from '../cache-policy.js';
import { edgeOf } from '../edge.js';

/**
 * Says how long an answer may be kept. Only answers without errors; as soon as a caller's own token was used, only by
 * that caller, whatever was read with it.
 */
export function cachePlugin(schema: GraphQLSchema): ApolloServerPlugin<RequestContext> {
  const known = new WeakMap<OperationDefinitionNode, CachePolicy>();
  return {
    async requestDidStart() {
      return {
        async willSendResponse({ request, response, document, operation }) {
          const edge = edgeOf(request);
          const { body, http } = response;
          if (!edge || !document || !operation || body.kind !== 'single') return;
          if (body.singleResult.errors?.length || !body.singleResult.data) return;
          let policy = known.get(operation);
          if (policy === undefined) {
            policy = cachePolicyOf(schema, document, operation);
            known.set(operation, policy);
          }
          const isPrivate = policy.isPrivate || edge.incoming.caller.kind === 'token';
          http.headers.set('cache-control', cacheControl({ ...policy, isPrivate }));
          edge.isShared = policy.maxAge > 0 && !isPrivate;
        },
      };
    },
  };
}
