import {
  type ApolloServer,
  HeaderMap,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../../resolvers/context.js';
import { ServiceError } from '../errors/service-error.js';
import type { FastPathResponse } from '../graphql/fast-path.js';
import { attachRequestState, type RequestState, takeHandedOver } from '../graphql/request-state.js';
import { createRequestState } from './create-request-state.js';
import { sendError, withRequestId } from './error-response.js';
import type { FastPathListenerDeps } from './fast-path-listener.js';
import { vary } from './headers.js';
import { toRequestContext } from './to-request-context.js';

/** What the route needs of the rest: what the front door has, and Apollo Server for all that is not known. */
export interface GraphqlRouteDeps extends FastPathListenerDeps {
  readonly apollo: ApolloServer<RequestContext>;
}

/**
 * `/graphql`: hands HTTP requests to Apollo Server and its answers back. All methods come here, so that those GraphQL
 * does not know are told so in its own form.
 *
 * Not `@as-integrations/fastify`: that one answers a malformed `Host` with 500, and has no room for what follows.
 */
export function serveGraphql(app: FastifyInstance, deps: GraphqlRouteDeps): void {
  app.all('/graphql', async (request, reply) => {
    if (request.method === 'OPTIONS') return reply.code(204).header('allow', 'GET, POST, OPTIONS').send();
    if (deps.isStopping()) return refuseWhileStopping(reply);
    const left = takeHandedOver(request.raw);
    const state = left ?? createRequestState(request, reply.raw, deps);
    const arrived = resolvePersisted(request, deps);
    const context = (): RequestContext => toRequestContext(state, deps);
    // Bodies came as JSON, which no page of another origin can send without asking first. What was left at the front
    // door was tried there.
    const known =
      request.method === 'POST' && left === null
        ? deps.shortWay.match(arrived.body, request.headers.accept)
        : null;
    const fastResponse = known && (await deps.shortWay.execute(known, state, context));
    if (fastResponse !== null) return sendFastPath(reply, fastResponse, deps.isStopping());
    return sendApollo(
      reply,
      await runApollo(request, arrived, state, context, deps),
      state,
      deps.isStopping(),
    );
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

type ParsedRequest = Pick<HTTPGraphQLRequest, 'method' | 'search' | 'body'>;

/** @throws ServiceError for an operation that is not registered, where only registered ones run */
function resolvePersisted(request: FastifyRequest, { persisted }: GraphqlRouteDeps): ParsedRequest {
  const arrived = {
    method: request.method,
    // Cut off by hand: `new URL` would want the Host header to be sound.
    search: request.url.includes('?') ? request.url.slice(request.url.indexOf('?')) : '',
    body: request.body,
  };
  return persisted?.resolve(arrived) ?? arrived;
}

/** Through Apollo Server. */
async function runApollo(
  request: FastifyRequest,
  arrived: ParsedRequest,
  state: RequestState,
  context: () => RequestContext,
  { apollo, shortWay, logger }: GraphqlRouteDeps,
): Promise<HTTPGraphQLResponse> {
  const httpGraphQLRequest: HTTPGraphQLRequest = { ...arrived, headers: toHeaderMap(request) };
  attachRequestState(httpGraphQLRequest, state);
  const response = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest,
    context: async () => {
      try {
        return context();
      } catch (error) {
        logger.error({ requestId: state.incoming.requestId, err: error }, 'a request could not be opened');
        throw error;
      }
    },
  });
  const contentType = response.headers.get('content-type');
  if (contentType && request.method === 'POST' && (response.status ?? 200) === 200)
    shortWay.registerContentType(request.headers.accept, contentType);
  return response;
}

function toHeaderMap(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

/** What the answer depends on, beside what is said already (`Origin`). */
const mergeVary = (present: ReturnType<FastifyReply['getHeader']>): string =>
  present === undefined ? vary : `${present}, ${vary}`;

function sendFastPath(
  reply: FastifyReply,
  { contentType, cacheControl, body }: FastPathResponse,
  isStopping: boolean,
): FastifyReply {
  if (isStopping) void reply.header('connection', 'close');
  return reply
    .header('content-type', contentType)
    .header('cache-control', cacheControl)
    .header('vary', mergeVary(reply.getHeader('vary')))
    .send(body);
}

function sendApollo(
  reply: FastifyReply,
  response: HTTPGraphQLResponse,
  state: RequestState,
  isStopping: boolean,
): FastifyReply {
  for (const [name, value] of response.headers) void reply.header(name, value);
  const type = response.headers.get('content-type') ?? '';
  const isPlainJson = type.startsWith('application/json');
  const isPage = type.startsWith('text/html');
  void reply.code(state.isRequestError && isPlainJson ? 200 : (response.status ?? 200));
  void reply.header('vary', mergeVary(reply.getHeader('vary')));
  if (!response.headers.has('cache-control')) void reply.header('cache-control', 'no-store');
  if (isPage) void reply.header('x-frame-options', 'DENY');
  if (isStopping) void reply.header('connection', 'close');
  if (response.body.kind !== 'complete') throw new Error('Incremental delivery is not switched on.');
  const isFinished = response.headers.has('x-request-id') || isPage;
  return reply.send(
    isFinished ? response.body.string : addRequestId(response.body.string, state.incoming.requestId),
  );
}

/** Requests that were no GraphQL at all (CSRF, batches, bad JSON in a query) pass no plugin; their id is added here. */
const addRequestId = (body: string, requestId: string): string =>
  JSON.stringify(withRequestId(JSON.parse(body), requestId));
