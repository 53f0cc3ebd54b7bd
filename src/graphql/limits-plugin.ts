import { type ApolloServerPlugin, HeaderMap } from '@apollo/server';
import {
  type DocumentNode,
  execute,
  type GraphQLError,
  GraphQLObjectType,
  GraphQLSchema,
  Kind,
} from 'graphql';
import type { RequestContext } from '../../resolvers/context.js';
import { type formatError, MAX_INPUT_ERRORS } from '../errors/to-graphql.js';
import type { Logger } from '../telemetry/logger.js';
import type { DocumentLimits } from './cost/document-limits.js';
import { admissionRefusal } from './cost/document-limits.js';
import type { CostLimiter } from './cost/limiter.js';
import { variablesRefusal } from './cost/variables-depth.js';
import type { DocumentStore } from './document-store.js';
import { logErrors } from './log-plugin.js';

/** Root fields that need no upstream call, and so are executed in a dry run too. */
const free: ReadonlySet<string> = new Set(['rateLimit', 'errorCatalog']);

/** The same schema, whose root fields fetch nothing: all read `null` but those that cost nothing anyway. */
export function createDryRunSchema(schema: GraphQLSchema): GraphQLSchema {
  const { query: _query, types, ...config } = schema.toConfig();
  const root = schema.getQueryType();
  if (!root) return schema;
  const { fields, ...type } = root.toConfig();
  const dry = Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [
      name,
      free.has(name) ? field : { ...field, resolve: () => null },
    ]),
  );
  const query = new GraphQLObjectType({ ...type, fields: dry });
  return new GraphQLSchema({ ...config, query, types: types.filter((known) => known !== root) });
}

/** Stands for a rejected document: costing and executing it costs nothing. */
const nothing: DocumentNode = { kind: Kind.DOCUMENT, definitions: [] };

/** Dependencies of the limits plugin. */
export interface LimitsPluginDeps {
  readonly schema: GraphQLSchema;
  readonly limits: DocumentLimits;
  readonly documents: DocumentStore;
  readonly limiter: CostLimiter;
  /** How errors are shown to clients; Apollo Server is given the same function. */
  readonly formatError: typeof formatError;
  readonly logger: Logger;
}

/**
 * Rejects documents that would be expensive to validate before they are validated, estimates the cost of each
 * operation before anything of it is executed, and rejects those over a limit or a budget.
 */
export function limitsPlugin({
  schema,
  limits,
  documents,
  limiter,
  formatError,
  logger,
}: LimitsPluginDeps): ApolloServerPlugin<RequestContext> {
  const dry = createDryRunSchema(schema);
  return {
    async requestDidStart() {
      let isDryRun = false;
      let refused: GraphQLError | null = null;
      return {
        async didResolveSource(context) {
          // With a document Apollo Server neither parses nor validates.
          const known = documents.find(context.source);
          refused = known === null ? admissionRefusal(context.source, limits) : null;
          // It turns only what is thrown in `didResolveOperation` into a response of ours. Until then a document without
          // definitions takes the refused one's place.
          const document = refused === null ? known : nothing;
          if (document !== null) Object.assign(context, { document });
        },
        async validationDidStart({ source, document }) {
          return async (errors) => {
            if (errors === undefined) documents.remember(source, document);
          };
        },
        async didResolveOperation({ document, operation, request, contextValue }) {
          if (refused !== null) throw refused;
          const tooDeep = variablesRefusal(request.variables);
          if (tooDeep !== null) throw tooDeep;
          if (!operation) return;
          const found = limiter.estimate(document, operation, request.variables);
          isDryRun = found.isDryRun;
          const refusal = limiter.checkLimits(found);
          if (refusal) throw refusal;
          await limiter.consume(contextValue, found);
        },
        async responseForOperation(context) {
          if (!isDryRun) return null;
          const { document, request, operationName, contextValue } = context;
          const { errors, ...result } = await execute({
            schema: dry,
            document,
            contextValue,
            variableValues: request.variables,
            operationName,
            options: { maxCoercionErrors: MAX_INPUT_ERRORS },
          });
          const http = { headers: new HeaderMap() };
          if (errors === undefined) return { http, body: { kind: 'single', singleResult: result } };
          // Apollo Server does this for errors of its own execution, but not for a plugin's response.
          Object.assign(context, { errors });
          logErrors(logger, contextValue.id, errors);
          const formatted = errors.map((error) => formatError(error.toJSON(), error));
          // Refused variables: `responseExtensionsPlugin` puts the status of their code in its place.
          const status = result.data === undefined ? { status: 500 } : {};
          return {
            http: { ...http, ...status },
            body: { kind: 'single', singleResult: { ...result, errors: formatted } },
          };
        },
      };
    },
  };
}
