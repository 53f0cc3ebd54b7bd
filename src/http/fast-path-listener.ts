import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { RequestContext } from '../../resolvers/context.js';
import type { Config } from '../config/config.js';
import type { FastPath, FastPathResponse, MatchedOperation } from '../graphql/fast-path.js';
import type { IncomingRequest } from '../graphql/incoming-request.js';
import type { PersistedOperations } from '../graphql/persisted/persisted-operations.js';
import { handOver, type RequestState } from '../graphql/request-state.js';
import type { Logger } from '../telemetry/logger.js';
import { createRequestState, type EdgeParts } from './create-request-state.js';
import { fastPathHeaders } from './headers.js';
import { parseRequestId } from './request-id.js';
import { toRequestContext } from './to-request-context.js';

/** What the front door needs of the rest; the route behind fastify is given the same, and Apollo Server. */
export interface FastPathListenerDeps extends EdgeParts {
  readonly shortWay: FastPath;
  readonly createRequestContext: (incoming: IncomingRequest) => RequestContext;
  readonly logger: Logger;
  readonly isStopping: () => boolean;
  /** Registered operations, where there is a manifest. */
  readonly persisted: PersistedOperations | null;
}

/** Larger bodies are few, and may not come in one piece. */
const MAX_BODY_BYTES = 16 * 1024;

const JSON_TYPES = new Set(['application/json', 'application/json; charset=utf-8']);

/** What fastify's parser looks at more closely; it knows what to say of it. */
const NEEDS_CARE = /__proto__|constructor|\\u/;

/**
 * Answers operations that are known (`FastPath`) before fastify has made its request and its reply, run its hooks and
 * parsed the body, which is a tenth of what a kept answer costs. Only the plainest requests are looked at: a POST of
 * JSON to `/graphql` that comes in one piece, from no page or from one of `CORS_ORIGINS`. All others go to fastify, and
 * so does one whose operation turns out to be unknown: its body was only peeked at.
 */
export function installFastPath(server: Server, deps: FastPathListenerDeps): void {
  const fastifyListeners = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  const fallThrough: RequestListener = (request, response) => {
    for (const listener of fastifyListeners) listener.call(server, request, response);
  };
  server.on('request', (request, response) => {
    const length = eligibleContentLength(request, deps.config);
    if (length === null || deps.isStopping()) return fallThrough(request, response);
    request.once('readable', () => {
      const operation = matchOperation(peekBody(request, length), request.headers.accept, deps);
      if (operation === null) fallThrough(request, response);
      else
        respond(request, response, operation, deps, fallThrough).catch((error: unknown) => {
          deps.logger.error({ err: error }, 'an answer could not be sent');
          response.destroy();
        });
    });
  });
}

/** The length of a body that may be short and plain; `null` for any other request. */
function eligibleContentLength({ method, url, headers }: IncomingMessage, { http }: Config): number | null {
  if (method !== 'POST' || url !== '/graphql') return null;
  if (headers.origin !== undefined && !http.corsOrigins.includes(headers.origin)) return null;
  if (!JSON_TYPES.has(headers['content-type'] ?? '') || headers['content-encoding'] !== undefined)
    return null;
  const length = Number(headers['content-length']);
  return length > 0 && length <= Math.min(MAX_BODY_BYTES, http.maxBodyBytes) ? length : null;
}

/** The body, which stays to be read; `null` where it has not come whole, or is no plain JSON. */
function peekBody(request: IncomingMessage, length: number): unknown {
  const bytes = request.read() as Buffer | null;
  if (bytes === null) return null;
  request.unshift(bytes);
  if (bytes.length !== length) return null;
  const text = bytes.toString('utf8');
  if (NEEDS_CARE.test(text)) return null;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** What was posted, or the registered operation that it names; `null` where the operation is not known. */
function matchOperation(
  posted: unknown,
  accept: string | undefined,
  { shortWay, persisted }: FastPathListenerDeps,
): MatchedOperation | null {
  const found = shortWay.match(posted, accept);
  if (persisted === null) return found;
  // Whatever has a text of its own is registered or not; that is said once, here or behind.
  const hasText = typeof posted === 'object' && posted !== null && 'query' in posted;
  if (hasText && found === null) return null;
  try {
    const { body } = persisted.resolve({ method: 'POST', search: '', body: posted });
    return shortWay.match(body, accept);
  } catch {
    return null; // the route behind meets the same, and says it
  }
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  operation: MatchedOperation,
  deps: FastPathListenerDeps,
  fallThrough: RequestListener,
): Promise<void> {
  const { headers } = request;
  const id = parseRequestId(headers['x-request-id']);
  let state: RequestState;
  try {
    state = createRequestState({ id, raw: request }, response, deps);
  } catch {
    fallThrough(request, response); // the route behind meets the same, and says it
    return;
  }
  let fastResponse: FastPathResponse | null = null;
  try {
    fastResponse = await deps.shortWay.execute(operation, state, () => toRequestContext(state, deps));
  } catch (error) {
    deps.logger.error({ requestId: id, err: error }, 'a known operation could not be answered');
  }
  if (fastResponse === null) {
    handOver(request, state);
    fallThrough(request, response);
    return;
  }
  const all = fastPathHeaders(id, fastResponse);
  if (headers.origin !== undefined) all.push('access-control-allow-origin', headers.origin);
  if (deps.isStopping()) all.push('connection', 'close');
  response.writeHead(200, all).end(fastResponse.body);
}
