import { type ApolloServerPlugin, type GraphQLResponse, HeaderMap } from '@apollo/server';
import type { FormattedExecutionResult } from 'graphql';
import type { RequestContext } from '../../resolvers/context.js';
import type { Logger } from '../telemetry/logger.js';
import { type FormatError, withUnselected } from './fast-path.js';
import type { OperationCompiler } from './jit.js';
import { logErrors } from './log-plugin.js';

/** Dependencies of the execution plugin. */
export interface ExecutionPluginDeps {
  readonly operations: OperationCompiler;
  readonly formatError: FormatError;
  readonly logger: Logger;
}

/**
 * Runs queries that came often enough as compiled functions. Apollo Server interprets all others, and those whose
 * variables the compiled function rejected: nothing was executed then.
 *
 * Not Apollo's `gateway` hook, which would format errors and notify the other plugins by itself: it copies the
 * request's headers for every operation. Its two duties, `errors` of the context and their format, are done by hand.
 */
export function executionPlugin({
  operations,
  formatError,
  logger,
}: ExecutionPluginDeps): ApolloServerPlugin<RequestContext> {
  return {
    async requestDidStart() {
      return {
        // Interpreted operations only; a compiled one has none left.
        async willSendResponse(context) {
          const { response, contextValue } = context;
          const left = contextValue.unselected.splice(0);
          if (left.length === 0 || response.body.kind !== 'single') return;
          const { singleResult } = response.body;
          logErrors(logger, contextValue.id, left);
          const shown = left.map((error) => formatError(error.toJSON(), error));
          response.body.singleResult = {
            ...singleResult,
            errors: [...(singleResult.errors ?? []), ...shown],
          };
          Object.assign(context, { errors: [...(context.errors ?? []), ...left] });
        },
        async responseForOperation(context) {
          const { document, operation, request, source, contextValue } = context;
          // Apollo Server reports it where the request names no operation.
          const run = operation
            ? operations.meet({
                text: source,
                name: request.operationName,
                document,
                operation,
                nodes: contextValue.cost.current?.nodeCount ?? 0,
              })
            : null;
          if (run === null) return null;
          try {
            const result = await run(contextValue, request.variables ?? {});
            const { data, errors } = withUnselected(result, contextValue);
            if (data === undefined) return null;
            if (errors === undefined) return toGraphQLResponse({ data });
            Object.assign(context, { errors });
            logErrors(logger, contextValue.id, errors);
            return toGraphQLResponse({
              data,
              errors: errors.map((error) => formatError(error.toJSON(), error)),
            });
          } catch (error) {
            logger.error({ requestId: contextValue.id, err: error }, 'compiled operation failed');
            operations.markUncompilable(operation);
            return null;
          }
        },
      };
    },
  };
}

const toGraphQLResponse = (
  singleResult: FormattedExecutionResult<Record<string, unknown>>,
): GraphQLResponse => ({
  http: { headers: new HeaderMap() },
  body: { kind: 'single', singleResult },
});
