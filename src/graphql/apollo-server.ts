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

/** Formats errors for clients, without any secret of the configuration, whatever the error's text was built from. */
export const selectErrorFormatter = ({ config, secrets }: ErrorFormatDeps): typeof formatError => {
  const { isProduction, graphql } = config;
  const format = isProduction || !graphql.introspection ? formatErrorForProduction : formatError;
  return (formatted, error) => secrets.redactAll(format(formatted, error));
};

/** Dependencies of error formatting. */
export interface ErrorFormatDeps {
  readonly config: Config;
  readonly secrets: SecretValues;
}

/**
 * Configures Apollo Server for this service. Disabled are its defaults of sending usage reports to Apollo when an
 * `APOLLO_KEY` is set, stopping on signals before sent downloads are finished, putting stacks into responses, and
 * wrapping every resolver to collect cache hints.
 */
export function createApollo(
  { config, schema, logger, secrets }: ErrorFormatDeps & { schema: GraphQLSchema; logger: Logger },
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
    // `limitsPlugin` caches documents: it measures them before they are validated.
    documentStore: null,
    parseOptions: { maxTokens: config.graphql.limits.maxTokens },
    formatError: selectErrorFormatter({ config, secrets }),
    // Apollo Server's own appends a line break, and with it copies every response once more.
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
