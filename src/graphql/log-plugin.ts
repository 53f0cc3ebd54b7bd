import type { ApolloServerPlugin } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';
import type { RequestContext } from '../../resolvers/context.js';
import type { ErrorCode } from '../errors/catalog.js';
import { errorCodeOf, unwrapServiceError } from '../errors/to-graphql.js';
import type { Clock } from '../lib/clock.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { warnOperator } from '../telemetry/operator-warnings.js';

/**
 * Errors that only the operator can fix, and the level to log them at. All others are the caller's or Getty Images'.
 */
const logLevelByCode: Partial<Record<ErrorCode, 'error' | 'warn'>> = {
  INTERNAL_SERVER_ERROR: 'error',
  API_KEY_INACTIVE: 'warn',
};

/** Logs one line per error, at a level that wakes the operator only where there is something to fix. */
export function logErrors(logger: Logger, requestId: string, errors: readonly Error[]): void {
  for (const error of errors) {
    const failure = unwrapServiceError(error);
    if (failure !== null) warnOperator(logger, failure, requestId);
    const level = logLevelByCode[errorCodeOf(error)] ?? 'debug';
    logger[level]({ requestId, err: error }, 'operation error');
  }
}

/** Where operations are reported. */
export interface LogDeps {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** Parts of a request that its log line shows. */
type LoggedRequest = Pick<
  RequestContext,
  'id' | 'startedAt' | 'caller' | 'client' | 'cost' | 'userErrorCodes'
>;

/** Logs and counts one operation. */
export function logOperation(
  { logger, metrics, clock }: LogDeps,
  { id, startedAt, caller, client, cost, userErrorCodes }: LoggedRequest,
  operation: OperationDefinitionNode | undefined,
  errors: readonly Error[] | undefined,
): void {
  const type = operation?.operation ?? 'none';
  const codes = [...new Set([...(errors ?? []).map(errorCodeOf), ...userErrorCodes])];
  const milliseconds = clock.now() - startedAt;
  metrics.operations.inc({ type, code: codes[0] ?? 'none' });
  metrics.operationSeconds.observe({ type }, milliseconds / 1_000);
  const outcome = codes.length > 0 ? { codes } : {};
  logger.info(
    {
      requestId: id,
      type,
      operation: operation?.name?.value ?? null,
      caller: caller.kind,
      ...(client.key === null ? {} : { client: client.key }),
      ...(client.name === null ? {} : { clientName: client.name }),
      ...(client.version == null ? {} : { clientVersion: client.version }),
      ...(cost.current === null ? {} : { cost: cost.current.cost }),
      milliseconds,
      ...outcome,
    },
    'operation',
  );
}

/** Logs each operation, and each of its errors. */
export const logPlugin = (deps: LogDeps): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didEncounterErrors({ contextValue, errors }) {
        logErrors(deps.logger, contextValue.id, errors);
      },
      async willSendResponse({ contextValue, operation, errors }) {
        logOperation(deps, contextValue, operation, errors);
      },
    };
  },
});
