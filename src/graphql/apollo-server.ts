import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../resolvers/context.js';
import type { Config } from '../config/config.js';
import { formatError, formatErrorForProduction, MAX_INPUT_ERRORS } from '../errors/to-graphql.js';
import type { Logger } from '../telemetry/logger.js';
import type { SecretValues } from '../telemetry/secret-values.js';

/** How clients are shown errors: without any secret of the settings, whatever the error's text was made of. */
export const selectErrorFormatter = ({ config, secrets }: ErrorFormatParts): typeof formatError => {
  const { isProduction, graphql } = config;
  const format = isProduction || !graphql.introspection ? formatErrorForProduction : formatError;
  return (formatted, error) => secrets.redactAll(format(formatted, error));
};

/** What the form of errors depends on. */
export interface ErrorFormatParts {
  readonly config: Config;
  readonly secrets: SecretValues;
}

/**
 * Apollo Server as this service runs it. What it would do by itself and must not: send usage to Apollo when some
 * `APOLLO_KEY` lies around, stop on signals before sent downloads are finished, put stacks into answers, and wrap
 * every resolver to add up cache hints.
 */
export function createApollo(
  { config, schema, logger, secrets }: ErrorFormatParts & { schema: GraphQLSchema; logger: Logger },
  plugins: readonly ApolloServerPlugin<RequestContext>[],
): ApolloServer<RequestContext> {
  return new ApolloServer<RequestContext>({
    schema,
    nodeEnv: config.environment,
    introspection: config.graphql.introspection,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    allowBatchedHttpRequests: false,
    csrfPrevention: true,
    validationOptions: { maxErrors: MAX_INPUT_ERRORS },
    executionOptions: { maxCoercionErrors: MAX_INPUT_ERRORS },
    // `limitsPlugin` has the documents: it measures them before they are validated.
    documentStore: null,
    parseOptions: { maxTokens: config.graphql.limits.maxTokens },
    formatError: selectErrorFormatter({ config, secrets }),
    // Apollo Server's own adds a line's end, and with it one more copy of every answer.
    stringifyResult: (result) => JSON.stringify(result),
    logger,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ...plugins,
    ],
  });
}
