import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Clock } from '../clock.js';
import type { Config } from '../config/config.js';
import { ShelfLife } from '../getty/transport/cache/shelf-life.js';
import { languageFrom } from './accept-language.js';
import { accessOf } from './access.js';
import { watchClient } from './client-connection.js';
import { refuseForeignPage } from './cors.js';
import type { Edge } from './edge.js';
import { requestTimeoutMs } from './request-timeout.js';

/**
 * Reads from a request's headers who asks, in which language and for how long.
 * @throws ServiceError UNAUTHENTICATED, FORBIDDEN or BAD_USER_INPUT when a header cannot be taken as it is
 */
export function openEdge(
  request: FastifyRequest,
  reply: FastifyReply,
  { config, clock }: { config: Config; clock: Clock },
): Edge {
  const startedAt = clock.now();
  refuseForeignPage(request.headers.origin, config);
  const { caller, principal } = accessOf(request.headers, config.access);
  const timeoutMs = requestTimeoutMs(request.headers['x-request-timeout-ms'], config.http.operationTimeoutMs);
  const client = watchClient(reply.raw);
  return {
    incoming: {
      requestId: request.id,
      caller,
      language: languageFrom(request.headers['accept-language']),
      deadlineAt: startedAt + timeoutMs,
      // Only what nobody in particular was told may be told again.
      ...(caller.kind === 'anonymous' && { shelfLife: new ShelfLife() }),
      get departure() {
        return client.departure;
      },
      get delivered() {
        return client.delivered;
      },
    },
    principal: budgetOf(principal, request.ip),
    meter: { current: null },
    spent: null,
    startedAt,
    isRequestError: false,
    isShared: false,
  };
}

/** Callers that say no name are told apart by their address, so that one of them cannot use up what is for all. */
const budgetOf = (principal: string, address: string): string =>
  principal === 'service' || principal === 'anonymous' ? `${principal}@${address}` : principal;
