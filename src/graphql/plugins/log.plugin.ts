import type { ApolloServerPlugin } from '@apollo/server';
import type { OperationDefinitionNode } from 'graphql';
import type { RequestContext } from '../../../resolvers/context.js';
import type { ErrorCode } from '../../errors/catalog.js';
import { errorCodeOf, unwrapServiceError } from '../../errors/to-graphql.js';
import type { Clock } from '../../lib/clock.js';
import type { Logger } from '../../telemetry/logger.js';
import type { Metrics } from '../../telemetry/metrics.js';
import { warnOperator } from '../../telemetry/operator-warnings.js';
import { getRequestState, type RequestState } from '../request-state.js';

/** Levels of errors that only the operator can fix. Everything else is the caller's or Getty Images'. */
const logLevelByCode: Partial<Record<ErrorCode, 'error' | 'warn'>> = {
  INTERNAL_SERVER_ERROR: 'error',
  API_KEY_INACTIVE: 'warn',
};

/** Writes one line for each error: at a level that stands out where an operator has to act. */
export function logErrors(logger: Logger, requestId: string | undefined, errors: readonly Error[]): void {
  for (const error of errors) {
    const failure = unwrapServiceError(error);
    if (failure !== null) warnOperator(logger, failure, requestId);
    const level = logLevelByCode[errorCodeOf(error)] ?? 'debug';
    logger[level]({ requestId, err: error }, 'an operation met an error');
  }
}

/** What logging operations takes. */
export interface LogDeps {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** Writes one line and counts once for each operation. */
export function logOperation(
  { logger, metrics, clock }: LogDeps,
  {
    startedAt,
    userErrorCodes,
    costMeter,
    incoming: { requestId, caller, clientName, clientVersion = null },
  }: RequestState,
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
      requestId,
      type,
      operation: operation?.name?.value ?? null,
      caller: caller.kind,
      ...(caller.kind === 'service' && caller.clientKey !== undefined ? { client: caller.clientKey } : {}),
      ...(clientName === null ? {} : { clientName }),
      ...(clientVersion === null ? {} : { clientVersion }),
      ...(costMeter.current === null ? {} : { cost: costMeter.current.cost }),
      milliseconds,
      ...outcome,
    },
    'operation',
  );
}

/** Logs each operation, and each error that an operator has to act on. */
export const logPlugin = (deps: LogDeps): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didEncounterErrors({ request, errors }) {
        logErrors(deps.logger, getRequestState(request)?.incoming.requestId, errors);
      },
      async willSendResponse({ request, operation, errors }) {
        const state = getRequestState(request);
        if (state !== null) logOperation(deps, state, operation, errors);
      },
    };
  },
});
