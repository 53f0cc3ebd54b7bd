import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import { execute, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { RequestContext } from '../../../resolvers/context.js';
import type { Clock } from '../../clock.js';
import type { LimitsConfig } from '../../config/config.js';
import type { Usage } from '../../domain/usage.js';
import { ServiceError } from '../../errors/service-error.js';
import { formatError } from '../../errors/to-graphql.js';
import { edgeOf } from '../edge.js';
import type { Budget, Spent } from '../limits/budget.js';
import { dryRunOf } from '../limits/dry-schema.js';
import { type Estimate, estimate } from '../limits/estimate.js';
import { refusalOf } from '../limits/refusal.js';

/** GraphQL's Int ends here. */
const largestInt = 2_147_483_647;

/** What the limits are made of. */
export interface LimitsParts {
  readonly limits: LimitsConfig;
  readonly schema: GraphQLSchema;
  readonly budget: Budget;
  readonly clock: Clock;
}

/** Prices each operation before anything of it is executed, and refuses what is over a limit or a budget. */
export function limitsPlugin({
  limits,
  schema,
  budget,
  clock,
}: LimitsParts): ApolloServerPlugin<RequestContext> {
  const dry = dryRunOf(schema);
  /** Operations without variables always cost the same; Apollo Server keeps parsed documents, so they are met again. */
  const known = new WeakMap<OperationDefinitionNode, Estimate>();

  const usageOf = ({ cost, nodeCount }: Estimate, { used, msUntilReset }: Spent): Usage => ({
    cost: Math.min(cost, largestInt),
    nodeCount: Math.min(nodeCount, largestInt),
    limit: limits.budget,
    used: Math.min(used, limits.budget),
    remaining: Math.max(0, limits.budget - used),
    resetAt: new Date(clock.now() + msUntilReset).toISOString(),
  });

  return {
    async requestDidStart() {
      let isDryRun = false;
      return {
        async didResolveOperation({ document, operation, request }) {
          const edge = edgeOf(request);
          if (!edge || !operation) return;
          const found = known.get(operation) ?? estimate(schema, document, operation, request.variables);
          if (!operation.variableDefinitions?.length) known.set(operation, found);
          isDryRun = found.isDryRun;
          const refusal = isDryRun ? null : refusalOf(found, limits);
          if (refusal) throw refusal;
          const spent = await budget.use(edge.principal, isDryRun ? 0 : found.cost);
          edge.meter.current = usageOf(found, spent);
          if (!isDryRun && spent.used > limits.budget) throw overBudget(spent);
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

const overBudget = ({ msUntilReset }: Spent): ServiceError =>
  new ServiceError('RATE_LIMITED', 'The budget of this caller is used up for now; `rateLimit` shows it.', {
    retryAfterMs: Math.max(1, Math.ceil(msUntilReset)),
  });
