import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import type { RequestContext } from '../../resolvers/context.js';
import type { Config } from '../config/config.js';
import type { Logger } from '../telemetry/logger.js';
import { type Edge, handOn } from './edge.js';
import { answerHeaders } from './edge-headers.js';
import type { KnownOperation, ShortAnswer, ShortWay } from './execution/short-way.js';
import type { IncomingRequest } from './incoming-request.js';
import { type EdgeParts, openEdge } from './open-edge.js';
import type { PersistedOperations } from './persisted/persisted-operations.js';
import { contextOf } from './request-context.js';
import { requestIdFrom } from './request-id.js';

/** What the front door needs of the rest; the route behind fastify is given the same, and Apollo Server. */
export interface FrontDoorParts extends EdgeParts {
  readonly shortWay: ShortWay;
  readonly openRequest: (incoming: IncomingRequest) => RequestContext;
  readonly logger: Logger;
  readonly isStopping: () => boolean;
  /** Registered operations, where there is a manifest. */
  readonly persisted: PersistedOperations | null;
}

/** Larger bodies are few, and may not come in one piece. */
const MAX_BODY = 16 * 1024;

const JSON_TYPES = new Set(['application/json', 'application/json; charset=utf-8']);

/** What fastify's parser looks at more closely; it knows what to say of it. */
const NEEDS_CARE = /__proto__|constructor|\\u/;

/**
 * Answers operations that are known (`ShortWay`) before fastify has made its request and its reply, run its hooks and
 * parsed the body, which is a tenth of what a kept answer costs. Only the plainest requests are looked at: a POST of
 * JSON to `/graphql` that comes in one piece, from no page or from one of `CORS_ORIGINS`. All others go to fastify, and
 * so does one whose operation turns out to be unknown: its body was only peeked at.
 */
export function openFrontDoor(server: Server, parts: FrontDoorParts): void {
  const behind = server.listeners('request') as RequestListener[];
  server.removeAllListeners('request');
  const goOn: RequestListener = (request, response) => {
    for (const listener of behind) listener.call(server, request, response);
  };
  server.on('request', (request, response) => {
    const length = plainLength(request, parts.config);
    if (length === null || parts.isStopping()) return goOn(request, response);
    request.once('readable', () => {
      const operation = knownOperation(peek(request, length), request.headers.accept, parts);
      if (operation === null) goOn(request, response);
      else
        answer(request, response, operation, parts, goOn).catch((error: unknown) => {
          parts.logger.error({ err: error }, 'an answer could not be sent');
          response.destroy();
        });
    });
  });
}

/** The length of a body that may be short and plain; `null` for any other request. */
function plainLength({ method, url, headers }: IncomingMessage, { http }: Config): number | null {
  if (method !== 'POST' || url !== '/graphql') return null;
  if (headers.origin !== undefined && !http.corsOrigins.includes(headers.origin)) return null;
  if (!JSON_TYPES.has(headers['content-type'] ?? '') || headers['content-encoding'] !== undefined)
    return null;
  const length = Number(headers['content-length']);
  return length > 0 && length <= Math.min(MAX_BODY, http.maxBodyBytes) ? length : null;
}

/** The body, which stays to be read; `null` where it has not come whole, or is no plain JSON. */
function peek(request: IncomingMessage, length: number): unknown {
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
function knownOperation(
  posted: unknown,
  accept: string | undefined,
  { shortWay, persisted }: FrontDoorParts,
): KnownOperation | null {
  const found = shortWay.find(posted, accept);
  if (persisted === null) return found;
  // Whatever has a text of its own is registered or not; that is said once, here or behind.
  const hasText = typeof posted === 'object' && posted !== null && 'query' in posted;
  if (hasText && found === null) return null;
  try {
    const { body } = persisted.admit({ method: 'POST', search: '', body: posted });
    return shortWay.find(body, accept);
  } catch {
    return null; // the route behind meets the same, and says it
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  operation: KnownOperation,
  parts: FrontDoorParts,
  goOn: RequestListener,
): Promise<void> {
  const { headers } = request;
  const id = requestIdFrom(headers['x-request-id']);
  let edge: Edge;
  try {
    edge = openEdge({ id, raw: request }, response, parts);
  } catch {
    goOn(request, response); // the route behind meets the same, and says it
    return;
  }
  let short: ShortAnswer | null = null;
  try {
    short = await parts.shortWay.answer(operation, edge, () => contextOf(edge, parts));
  } catch (error) {
    parts.logger.error({ requestId: id, err: error }, 'a known operation could not be answered');
  }
  if (short === null) {
    handOn(request, edge);
    goOn(request, response);
    return;
  }
  const all = answerHeaders(id, short);
  if (headers.origin !== undefined) all.push('access-control-allow-origin', headers.origin);
  if (parts.isStopping()) all.push('connection', 'close');
  response.writeHead(200, all).end(short.body);
}
