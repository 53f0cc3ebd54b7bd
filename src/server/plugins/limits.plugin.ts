import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { execute, type GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../../resolvers/context.js';
import { formatError } from '../../errors/to-graphql.js';
import { edgeOf } from '../edge.js';
import { dryRunOf } from '../limits/dry-schema.js';
import type { Pricing } from '../limits/pricing.js';

/** Prices each operation before anything of it is executed, and refuses what is over a limit or a budget. */
export function limitsPlugin(schema: GraphQLSchema, pricing: Pricing): ApolloServerPlugin<RequestContext> {
  const dry = dryRunOf(schema);
  return {
    async requestDidStart() {
      let isDryRun = false;
      return {
        async didResolveOperation({ document, operation, request }) {
          const edge = edgeOf(request);
          if (!edge || !operation) return;
          const found = pricing.estimate(document, operation, request.variables);
          isDryRun = found.isDryRun;
          const refusal = pricing.refusalOf(found);
          if (refusal) throw refusal;
          await pricing.charge(edge, found);
        },
        async responseForOperation({ document, request, operationName, contextValue }) {
          if (!isDryRun) return null;
          const variableValues = request.variables;
          const { errors, ...result } = await execute({
            schema: dry,
            document,
            contextValue,
            variableValues,
            operationName,
          });
          const formatted = errors && { errors: errors.map((error) => formatError(error.toJSON(), error)) };
          const http = { headers: new HeaderMap() };
          return { http, body: { kind: 'single', singleResult: { ...result, ...formatted } } };
        },
      };
    },
  };
}
