import type { Socket } from 'node:net';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errorCatalog } from '../errors/catalog.js';
import { ServiceError } from '../errors/service-error.js';
import { extensionsOf, withRequestId } from '../errors/to-graphql.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { warnOperator } from '../telemetry/operator-warnings.js';
import { DEFAULT_HEADERS } from './cors.js';

/**
 * Sends one error in the form of a GraphQL response, for requests that never reach GraphQL: clients then parse one
 * form, and never see HTML or a stack.
 */
export function sendError(reply: FastifyReply, status: number, failure: ServiceError): FastifyReply {
  const error = { message: failure.message, extensions: extensionsOf(failure) };
  if (failure.retryAfterMs !== null)
    void reply.header('retry-after', Math.ceil(failure.retryAfterMs / 1_000));
  return reply
    .code(status)
    .header('content-type', `${contentTypeFor(reply.request.headers.accept)}; charset=utf-8`)
    .header('cache-control', 'no-store')
    .send(JSON.stringify(withRequestId({ errors: [error] }, reply.request.id)));
}

/** Clients that know GraphQL's own type read an error body only under it: under plain JSON a 4xx is no GraphQL to them. */
const contentTypeFor = (accept: string | undefined): string =>
  accept?.includes('application/graphql-response+json')
    ? 'application/graphql-response+json'
    : 'application/json';

/** Messages in place of fastify's own. */
const messages: Readonly<Record<number, string>> = {
  400: 'The body is not the JSON object that its headers announce.',
  413: 'The body is larger than this service takes.',
  415: 'The body must be JSON: send `Content-Type: application/json`.',
};

/** Turns every error outside GraphQL into typed JSON: no HTML, no stack, no messages of the framework. */
export function registerErrorHandlers(app: FastifyInstance, logger: Logger, metrics: Metrics): void {
  app.setNotFoundHandler((request, reply) => {
    metrics.refusedRequests.inc({ status: 404 });
    const message = `There is nothing at ${request.method} ${request.url.split('?')[0]?.slice(0, 100)}; GraphQL is at /graphql.`;
    return sendError(reply, 404, new ServiceError('BAD_USER_INPUT', message));
  });

  app.setErrorHandler((error, request, reply) => {
    const failure = error instanceof ServiceError ? error : null;
    const status = failure ? statusForFailure(failure) : statusForError(error);
    metrics.refusedRequests.inc({ status });
    if (failure !== null) warnOperator(logger, failure, request.id);
    if (status < 500) {
      logger.debug({ requestId: request.id, status, err: error }, 'request rejected');
      return sendError(
        reply,
        status,
        failure ?? new ServiceError('BAD_USER_INPUT', messages[status] ?? 'The request cannot be read.'),
      );
    }
    logger.error({ requestId: request.id, err: error }, 'request failed');
    return sendError(reply, 500, new ServiceError('INTERNAL_SERVER_ERROR', 'Internal server error.'));
  });
}

/** Refuses a path that cannot be decoded, such as `/%`: fastify calls neither hooks nor error handlers for one. */
export function answerBrokenUrl(
  request: Pick<FastifyRequest, 'id'>,
  reply: FastifyReply,
  metrics: Metrics,
): FastifyReply {
  metrics.refusedRequests.inc({ status: 400 });
  return sendError(
    reply.header('x-request-id', request.id).headers(DEFAULT_HEADERS),
    400,
    new ServiceError('BAD_USER_INPUT', 'The path of the request cannot be decoded; GraphQL is at /graphql.'),
  );
}

/** Responses to bytes that never became a request, by Node's error code. */
const clientErrorResponse: Readonly<Record<string, readonly [status: string, message: string]>> = {
  HPE_HEADER_OVERFLOW: [
    '431 Request Header Fields Too Large',
    'The headers are larger than this service takes.',
  ],
  ERR_HTTP_REQUEST_TIMEOUT: ['408 Request Timeout', 'The request did not arrive in time.'],
};

/** Milliseconds that a client has to read why its connection is closed. */
const LINGER_MS = 1_000;

/** Responds to bytes that are not HTTP, or did not arrive in time: there is no request then, and no request id. */
export function handleClientError(error: Error & { readonly code?: string }, socket: Socket): void {
  if (!socket.writable) return void socket.destroy();
  const [status, message] = clientErrorResponse[error.code ?? ''] ?? [
    '400 Bad Request',
    'The request is not HTTP that can be read.',
  ];
  const failure = new ServiceError('BAD_USER_INPUT', message);
  const body = JSON.stringify({ errors: [{ message, extensions: extensionsOf(failure) }] });
  const head = [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/json; charset=utf-8',
    `Content-Length: ${body.length}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // A client that leaves its side open would hold the connection for ever. Not at once: it could lose the response.
  const destroying = setTimeout(() => socket.destroy(), LINGER_MS).unref();
  socket.once('close', () => clearTimeout(destroying));
}

/** Status of a rejected request, also for codes that the error catalogue gives none. */
function statusForFailure({ code }: ServiceError): number {
  if (code === 'UNAUTHENTICATED') return 401;
  if (code === 'FORBIDDEN') return 403;
  return errorCatalog[code].httpStatus ?? 400;
}

function statusForError(error: unknown): number {
  const status =
    typeof error === 'object' && error !== null && 'statusCode' in error ? Number(error.statusCode) : 500;
  return status >= 400 && status < 500 ? status : 500;
}
