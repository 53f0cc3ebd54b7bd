import type { ApolloServer } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../resolvers/context.js';
import type { Config } from '../config/config.js';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import type { SecretValues } from '../telemetry/secret-values.js';
import { createApollo, selectErrorFormatter } from './apollo-server.js';
import { CachePolicies, cachePlugin } from './cache-policy.js';
import { createMemoryBudget, type RateBudget } from './cost/budget.js';
import { CostLimiter } from './cost/limiter.js';
import { DocumentStore } from './document-store.js';
import { type Example, readExamples } from './examples.js';
import { executionPlugin } from './execution-plugin.js';
import { FastPath } from './fast-path.js';
import { OperationCompiler } from './jit.js';
import { landingPage } from './landing-page.js';
import { limitsPlugin } from './limits-plugin.js';
import { logPlugin } from './log-plugin.js';
import { createPersistedOperations, type PersistedOperations, readManifest } from './persisted-operations.js';
import { responseExtensionsPlugin } from './response-extensions-plugin.js';

/** Dependencies of executing operations. */
export interface GraphqlDeps {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly secrets: SecretValues;
  /** Counts what callers consume. Default: in this process alone. */
  readonly budget?: RateBudget;
}

/** Executes operations: Apollo Server, and the fast path beside it, which share every part. */
export interface Graphql {
  readonly apollo: ApolloServer<RequestContext>;
  readonly fastPath: FastPath;
  /** Registered operations, where there is a manifest. */
  readonly persisted: PersistedOperations | null;
  /** Example operations for explorers; `null` where introspection is off. */
  readonly examples: readonly Example[] | null;
}

/**
 * Starts Apollo Server and makes the fast path.
 * @throws ConfigError where the manifest of registered operations cannot be used
 */
export async function createGraphql(deps: GraphqlDeps): Promise<Graphql> {
  const { config, schema, logger, clock } = deps;
  const { introspection, limits } = config.graphql;
  const examples = readExamples();
  const formatError = selectErrorFormatter(deps);
  const policies = new CachePolicies(schema);
  const operations = new OperationCompiler(schema);
  const budget = deps.budget ?? createMemoryBudget(limits.budgetWindowMs);
  const limiter = new CostLimiter({ limits, schema, budget, clock });
  const fastPath = new FastPath({ ...deps, limiter, policies, formatError, operations });
  const apollo = createApollo(deps, [
    landingPage(introspection, examples),
    limitsPlugin({ schema, limits, documents: new DocumentStore(), limiter, formatError, logger }),
    // Behind the limits, which execute dry runs themselves.
    executionPlugin({ operations, formatError, logger }),
    // Before the extensions: a publicly cacheable response gets others.
    cachePlugin(policies),
    responseExtensionsPlugin,
    logPlugin(deps),
  ]);
  const persisted = loadPersistedOperations(deps);
  await apollo.start();
  return { apollo, fastPath, persisted, examples: introspection ? examples : null };
}

/** @throws ConfigError where the manifest cannot be used */
function loadPersistedOperations({ config, schema, logger }: GraphqlDeps): PersistedOperations | null {
  const { persistedOperations } = config.graphql;
  if (persistedOperations === null) return null;
  const { file, mode } = persistedOperations;
  return createPersistedOperations(readManifest(file, schema), mode, (sha256) =>
    logger.warn({ sha256 }, 'an operation that is not registered'),
  );
}
