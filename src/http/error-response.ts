import type { FastifyReply } from 'fastify';
import type { ServiceError } from '../errors/service-error.js';
import { extensionsOf, withRequestId } from '../errors/to-graphql.js';

/**
 * Answers with one error in the form of a GraphQL answer, for requests that GraphQL never sees: clients then have one
 * form to read, and nobody is shown HTML or a stack.
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
