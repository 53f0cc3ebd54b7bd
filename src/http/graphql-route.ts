import {
  type ApolloServer,
  HeaderMap,
  type HTTPGraphQLRequest,
  type HTTPGraphQLResponse,
} from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { RequestContext } from '../../resolvers/context.js';
import { ServiceError } from '../errors/service-error.js';
import { withRequestId } from '../errors/to-graphql.js';
import { varyHeaders } from '../graphql/cache-policy.js';
import type { FastPath, FastPathResponse } from '../graphql/fast-path.js';
import type { PersistedOperations } from '../graphql/persisted-operations.js';
import { sendError } from './errors.js';
import { createRequestContext, type RequestContextDeps } from './request-context.js';

/** Dependencies of the `/graphql` route. */
export interface GraphqlRouteDeps extends RequestContextDeps {
  readonly fastPath: FastPath;
  readonly apollo: ApolloServer<RequestContext>;
  readonly isStopping: () => boolean;
  /** Registered operations, where there is a manifest. */
  readonly persisted: PersistedOperations | null;
}

/**
 * Serves `/graphql`: operations that were compiled run on the fast path, all others in Apollo Server. The route takes
 * every method, so that clients of an unsupported one get an error in GraphQL's form.
 *
 * Bodies arrive as bytes and are parsed here, once for both paths, by fastify's own JSON parser, which refuses
 * prototype poisoning. Not `@as-integrations/fastify`: it responds to a malformed `Host` with 500, and has no place for
 * request ids, persisted operations or the fast path.
 */
export function serveGraphql(app: FastifyInstance, deps: GraphqlRouteDeps): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, done) =>
    done(null, body),
  );
  const parseBody = bodyParser(app);
  app.all('/graphql', async (request, reply) => {
    const body = parseBody(request);
    if (request.method === 'OPTIONS') return reply.code(204).header('allow', 'GET, POST, OPTIONS').send();
    if (deps.isStopping()) return refuseWhileStopping(reply);
    const context = createRequestContext(request, reply.raw, deps);
    const parsed = resolvePersisted(request, body, deps);
    // Only POST: a GET must still pass Apollo's CSRF prevention, and browsers preflight a JSON body.
    const fastResponse =
      request.method === 'POST'
        ? await deps.fastPath.respond(parsed.body, request.headers.accept, context)
        : null;
    const response = fastResponse ?? (await runApollo(request, parsed, context, deps));
    // The stop may have begun while the operation ran.
    if (deps.isStopping()) void reply.header('connection', 'close');
    return 'cacheControl' in response ? sendFastPath(reply, response) : sendApollo(reply, response, context);
  });
}

/** Parses a body as fastify would, but when the route asks for it. @throws FastifyError with `statusCode` 400 */
function bodyParser(app: FastifyInstance): (request: FastifyRequest) => unknown {
  const parseJson = app.getDefaultJsonParser('error', 'error');
  return (request) => {
    if (!Buffer.isBuffer(request.body)) return request.body;
    let parsed: unknown;
    let failure: Error | null = null;
    // Synchronous, although its form is a callback's.
    void parseJson(request, request.body.toString('utf8'), (error, value) => {
      failure = error;
      parsed = value;
    });
    if (failure !== null) throw failure;
    return parsed;
  };
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

const VARY = varyHeaders.join(', ');

type ParsedRequest = Pick<HTTPGraphQLRequest, 'method' | 'search' | 'body'>;

/** @throws ServiceError for an operation that is not registered, where only registered ones run */
function resolvePersisted(
  { method, url }: FastifyRequest,
  body: unknown,
  { persisted }: GraphqlRouteDeps,
): ParsedRequest {
  // Cut off by hand: `new URL` needs a valid Host header.
  const parsed = { method, search: url.includes('?') ? url.slice(url.indexOf('?')) : '', body };
  return persisted?.resolve(parsed) ?? parsed;
}

/** Runs an operation in Apollo Server. */
async function runApollo(
  request: FastifyRequest,
  parsed: ParsedRequest,
  context: RequestContext,
  { apollo, fastPath }: GraphqlRouteDeps,
): Promise<HTTPGraphQLResponse> {
  const response = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { ...parsed, headers: toHeaderMap(request) },
    context: async () => context,
  });
  const contentType = response.headers.get('content-type');
  if (contentType && request.method === 'POST' && (response.status ?? 200) === 200)
    fastPath.registerContentType(request.headers.accept, contentType);
  return response;
}

function toHeaderMap(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

/** Adds to `Vary` (CORS wrote `Origin`) the request headers that a GraphQL response depends on. */
const mergeVary = (present: ReturnType<FastifyReply['getHeader']>): string =>
  present === undefined ? VARY : `${present}, ${VARY}`;

const sendFastPath = (
  reply: FastifyReply,
  { contentType, cacheControl, body }: FastPathResponse,
): FastifyReply =>
  reply
    .header('content-type', contentType)
    .header('cache-control', cacheControl)
    .header('vary', mergeVary(reply.getHeader('vary')))
    .send(body);

function sendApollo(
  reply: FastifyReply,
  response: HTTPGraphQLResponse,
  context: RequestContext,
): FastifyReply {
  for (const [name, value] of response.headers) void reply.header(name, value);
  const type = response.headers.get('content-type') ?? '';
  const isPlainJson = type.startsWith('application/json');
  const isPage = type.startsWith('text/html');
  void reply.code(context.response.isRequestError && isPlainJson ? 200 : (response.status ?? 200));
  void reply.header('vary', mergeVary(reply.getHeader('vary')));
  if (!response.headers.has('cache-control')) void reply.header('cache-control', 'no-store');
  if (isPage) void reply.header('x-frame-options', 'DENY');
  if (response.body.kind !== 'complete') throw new Error('Incremental delivery is not switched on.');
  const isFinished = response.headers.has('x-request-id') || isPage;
  return reply.send(isFinished ? response.body.string : addRequestId(response.body.string, context.id));
}

/** Adds the request id to the body of a request that was not GraphQL (CSRF, a batch, bad JSON in a query): no plugin saw it. */
const addRequestId = (body: string, requestId: string): string =>
  JSON.stringify(withRequestId(JSON.parse(body), requestId));
