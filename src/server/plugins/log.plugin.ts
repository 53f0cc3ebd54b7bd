import type { ApolloServerPlugin } from '@apollo/server';
import type { RequestContext } from '../../../resolvers/context.js';
import type { Clock } from '../../clock.js';
import type { ErrorCode } from '../../errors/catalog.js';
import { errorCodeOf } from '../../errors/to-graphql.js';
import type { Logger } from '../../telemetry/logger.js';
import type { Metrics } from '../../telemetry/metrics.js';
import { edgeOf } from '../edge.js';

/** Trouble that only the operator can mend, and how loud to say so. Everything else is the caller's or Getty's. */
const loudness: Partial<Record<ErrorCode, 'error' | 'warn'>> = {
  INTERNAL_SERVER_ERROR: 'error',
  API_KEY_INACTIVE: 'warn',
};

/** One line an error: loud where somebody has to mend something. */
export function logErrors(logger: Logger, requestId: string | undefined, errors: readonly Error[]): void {
  for (const error of errors) {
    const level = loudness[errorCodeOf(error)] ?? 'debug';
    logger[level]({ requestId, err: error }, 'an operation met an error');
  }
}

/** One line and one count an operation; the whole error, with its stack, where somebody has to mend something. */
export const logPlugin = (
  logger: Logger,
  metrics: Metrics,
  clock: Clock,
): ApolloServerPlugin<RequestContext> => ({
  async requestDidStart() {
    return {
      async didEncounterErrors({ request, errors }) {
        logErrors(logger, edgeOf(request)?.incoming.requestId, errors);
      },
      async willSendResponse({ request, operation, operationName, errors }) {
        const edge = edgeOf(request);
        if (edge === null) return;
        const type = operation?.operation ?? 'none';
        const codes = [...new Set((errors ?? []).map(errorCodeOf))];
        const milliseconds = clock.now() - edge.startedAt;
        metrics.operations.inc({ type, code: codes[0] ?? 'none' });
        metrics.operationSeconds.observe({ type }, milliseconds / 1_000);
        const { requestId, caller } = edge.incoming;
        const outcome = codes.length > 0 ? { codes } : {};
        logger.info(
          { requestId, type, operation: operationName, caller: caller.kind, milliseconds, ...outcome },
          'operation',
        );
      },
    };
  },
});
