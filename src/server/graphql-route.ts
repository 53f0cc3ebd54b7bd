import {
  type ApolloServer,
  HeaderMap,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../../resolvers/context.js';
import { ServiceError } from '../errors/service-error.js';
import { type Edge, keepEdge, leftAtFrontDoor } from './edge.js';
import { vary } from './edge-headers.js';
import type { ShortAnswer } from './execution/short-way.js';
import type { FrontDoorParts } from './front-door.js';
import { openEdge } from './open-edge.js';
import { sendError, withRequestId } from './plain-answer.js';
import { contextOf } from './request-context.js';

/** What the route needs of the rest: what the front door has, and Apollo Server for all that is not known. */
export interface GraphqlRouteParts extends FrontDoorParts {
  readonly apollo: ApolloServer<RequestContext>;
}

/**
 * `/graphql`: hands HTTP requests to Apollo Server and its answers back. All methods come here, so that those GraphQL
 * does not know are told so in its own form.
 *
 * Not `@as-integrations/fastify`: that one answers a malformed `Host` with 500, and has no room for what follows.
 */
export function serveGraphql(app: FastifyInstance, parts: GraphqlRouteParts): void {
  app.all('/graphql', async (request, reply) => {
    if (request.method === 'OPTIONS') return reply.code(204).header('allow', 'GET, POST, OPTIONS').send();
    if (parts.isStopping()) return refuseWhileStopping(reply);
    const left = leftAtFrontDoor(request.raw);
    const edge = left ?? openEdge(request, reply.raw, parts);
    const arrived = admit(request, parts);
    const context = (): RequestContext => contextOf(edge, parts);
    // Bodies came as JSON, which no page of another origin can send without asking first. What was left at the front
    // door was tried there.
    const known =
      request.method === 'POST' && left === null
        ? parts.shortWay.find(arrived.body, request.headers.accept)
        : null;
    const short = known && (await parts.shortWay.answer(known, edge, context));
    if (short !== null) return sendShort(reply, short, parts.isStopping());
    return send(reply, await run(request, arrived, edge, context, parts), edge, parts.isStopping());
  });
}

/** A keep-alive connection may bring a request after the stop began; its client may send it elsewhere. */
const refuseWhileStopping = (reply: FastifyReply): FastifyReply =>
  sendError(
    reply.header('connection', 'close'),
    503,
    new ServiceError(
      'UPSTREAM_UNAVAILABLE',
      'This server is stopping and did not take the request. Send it again.',
      { retryAfterMs: 1_000 },
    ),
  );

type Arrived = Pick<HTTPGraphQLRequest, 'method' | 'search' | 'body'>;

/** @throws ServiceError for an operation that is not registered, where only registered ones run */
function admit(request: FastifyRequest, { persisted }: GraphqlRouteParts): Arrived {
  const arrived = {
    method: request.method,
    // Cut off by hand: `new URL` would want the Host header to be sound.
    search: request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '',
    body: request.body,
  };
  return persisted?.admit(arrived) ?? arrived;
}

/** Through Apollo Server. */
async function run(
  request: FastifyRequest,
  arrived: Arrived,
  edge: Edge,
  context: () => RequestContext,
  { apollo, shortWay, logger }: GraphqlRouteParts,
): Promise<HTTPGraphQLResponse> {
  const httpGraphQLRequest: HTTPGraphQLRequest = { ...arrived, headers: headersOf(request) };
  keepEdge(httpGraphQLRequest, edge);
  const response = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest,
    context: async () => {
      try {
        return context();
      } catch (error) {
        logger.error({ requestId: edge.incoming.requestId, err: error }, 'a request could not be opened');
        throw error;
      }
    },
  });
  const contentType = response.headers.get('content-type');
  if (contentType && request.method === 'POST' && (response.status ?? 200) === 200)
    shortWay.rememberForm(request.headers.accept, contentType);
  return response;
}

function headersOf(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

/** What the answer depends on, beside what is said already (`Origin`). */
const varyBeside = (said: ReturnType<FastifyReply['getHeader']>): string =>
  said === undefined ? vary : `${said}, ${vary}`;

function sendShort(
  reply: FastifyReply,
  { contentType, cacheControl, body }: ShortAnswer,
  isStopping: boolean,
): FastifyReply {
  if (isStopping) void reply.header('connection', 'close');
  return reply
    .header('content-type', contentType)
    .header('cache-control', cacheControl)
    .header('vary', varyBeside(reply.getHeader('vary')))
    .send(body);
}

function send(
  reply: FastifyReply,
  response: HTTPGraphQLResponse,
  edge: Edge,
  isStopping: boolean,
): FastifyReply {
  for (const [name, value] of response.headers) void reply.header(name, value);
  const type = response.headers.get('content-type') ?? '';
  const isPlainJson = type.startsWith('application/json');
  const isPage = type.startsWith('text/html');
  void reply.code(edge.isRequestError && isPlainJson ? 200 : (response.status ?? 200));
  void reply.header('vary', varyBeside(reply.getHeader('vary')));
  if (!response.headers.has('cache-control')) void reply.header('cache-control', 'no-store');
  if (isPage) void reply.header('x-frame-options', 'DENY');
  if (isStopping) void reply.header('connection', 'close');
  if (response.body.kind !== 'complete') throw new Error('Incremental delivery is not switched on.');
  const isFinished = response.headers.has('x-request-id') || isPage;
  return reply.send(
    isFinished ? response.body.string : finish(response.body.string, edge.incoming.requestId),
  );
}

/** Requests that were no GraphQL at all (CSRF, batches, bad JSON in a query) pass no plugin; their id is added here. */
const finish = (body: string, requestId: string): string =>
  JSON.stringify(withRequestId(JSON.parse(body), requestId));
