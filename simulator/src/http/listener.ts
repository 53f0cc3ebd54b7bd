import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { hash } from '../catalog/random.js';
import { control } from '../control/control.js';
import type { State } from '../state.js';
import type { Fault } from '../types.js';
import { readBody } from './body.js';
import { appError, gatewayError, type Reply, unknownRoute } from './reply.js';
import { apiOf, flat, type OpenRequestRecord } from './request-log.js';
import { type Match, Router } from './router.js';
import { allRoutes } from './routes.js';
import type { SimulatedRequest } from './simulated-request.js';
import type { Timers } from './timers.js';
import { faultReply, HEAD_SENT, reset, send, sendFromProxy, sendWithFault } from './write-response.js';

/** What the listener works with. */
export interface ServerContext {
  readonly state: State;
  readonly timers: Timers;
  readonly requests: OpenRequestRecord[];
  /** Schedules the late charges that are pending. */
  scheduleCommits(): void;
}

/** Handles a request: records it, applies a fault if one matches, runs the operation, sends the response. */
export function listener(context: ServerContext): RequestListener {
  const router = new Router(allRoutes());
  let seq = 0;
  return (request, response) => {
    seq += 1;
    handle(context, router, request, response, seq).catch((error: unknown) => {
      // A client that disconnects in the middle of its own request is no error of the simulator.
      if (response.socket?.destroyed !== false || response.headersSent) response.destroy();
      else
        send(response, appError(500, 'SystemError', error instanceof Error ? error.message : String(error)));
    });
  };
}

async function handle(
  context: ServerContext,
  router: Router,
  request: IncomingMessage,
  response: ServerResponse,
  seq: number,
): Promise<void> {
  const { state } = context;
  const url = new URL(request.url ?? '/', 'http://simulator');
  const method = request.method ?? 'GET';
  response.sendDate = false;
  response.setHeader('date', new Date(state.clock.getty()).toUTCString());
  if (url.pathname.startsWith('/__simulator')) {
    const body = (await readBody(request)) ?? '';
    return send(response, await control(context, method, url, body));
  }
  const match = router.find(method, url.pathname, state.options);
  const record = open(state, request, method, url, match, seq);
  logRequest(context.requests, record);
  const body = await readBody(request);
  record.body = body ?? '';
  response.once(HEAD_SENT, () => {
    record.status = response.statusCode;
  });
  headersFor(record, response);

  const fault = state.faults.take(record.operation);
  if (fault !== undefined && (await applyEarlyFault(context, fault, url, response))) return;
  if (state.realTime) state.ledger.runDue(state.clock.now());
  const reply = respond(state, match, body, {
    seq,
    api: record.api,
    method,
    path: url.pathname.replace(/\/$/, ''),
    query: url.searchParams,
    headers: record.headers,
    body: body ?? '',
    params: match?.params ?? {},
    base: `http://${baseHost(request)}`,
  });
  if (reply.settled !== undefined) context.scheduleCommits();
  // A broken connection does not wait for a late charge; that is what makes the charge late.
  const isBroken = fault?.kind.endsWith('AfterCommit') === true && fault.kind !== 'delayAfterCommit';
  if (reply.settled !== undefined && !isBroken) await reply.settled;
  await context.timers.wait(state.options.latencyMs);
  if (response.destroyed) return;
  if (fault === undefined) send(response, reply);
  else await sendWithFault(response, reply, fault, context.timers);
}

/** Faults that strike before anything was done. `true`: the request ends there. */
async function applyEarlyFault(
  { timers }: ServerContext,
  fault: Fault,
  url: URL,
  response: ServerResponse,
): Promise<boolean> {
  switch (fault.kind) {
    case 'delay':
      await timers.wait(fault.delayMs ?? 100);
      return false;
    case 'reset':
      reset(response);
      return true;
    case 'hang':
      return true;
    case 'status':
      send(
        response,
        faultReply(fault, 500, JSON.stringify({ message: 'Internal server error' }), 'application/json'),
      );
      return true;
    case 'proxy':
      sendFromProxy(response, fault);
      return true;
    case 'redirect': {
      const reply = faultReply(fault, 302, '', 'text/plain');
      send(response, { ...reply, headers: { location: `${url.pathname}${url.search}`, ...reply.headers } });
      return true;
    }
    default:
      return false;
  }
}

/** A simulator that runs for days must not grow with every request; the last ten thousand are enough. */
function logRequest(requests: OpenRequestRecord[], record: OpenRequestRecord): void {
  if (requests.length >= 20_000) requests.splice(0, 10_000);
  requests.push(record);
}

function respond(
  state: State,
  match: Match | undefined,
  body: string | undefined,
  simulated: SimulatedRequest,
): Reply {
  if (body === undefined) return gatewayError(413, 'Request Too Long', { connection: 'close' });
  return match === undefined ? unknownRoute() : match.route.handler(state, simulated);
}

function open(
  state: State,
  request: IncomingMessage,
  method: string,
  url: URL,
  match: Match | undefined,
  seq: number,
): OpenRequestRecord {
  return {
    seq,
    at: state.clock.now(),
    api: match?.route.api ?? apiOf(url.pathname),
    method,
    path: url.pathname,
    operation: match?.route.operation ?? `${method} ${url.pathname}`,
    query: Object.fromEntries(url.searchParams),
    headers: flat(request.headers),
    body: '',
    status: null,
  };
}

function headersFor(record: OpenRequestRecord, response: ServerResponse): void {
  // Pages in a browser may read everything but the token endpoint.
  if (record.api !== 'oauth') response.setHeader('access-control-allow-origin', '*');
  if (record.api === 'v3') response.setHeader('x-amzn-requestid', requestId(record.seq));
}

function requestId(seq: number): string {
  const [a = '', b = '', c = '', d = ''] = [0, 1, 2, 3].map((i) =>
    hash(seq, i).toString(16).padStart(8, '0'),
  );
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

/** The address that links are made with: the one the client used, if it looks like an address. */
function baseHost(request: IncomingMessage): string {
  const host = request.headers.host ?? '';
  if (/^[\w.[\]:-]+$/.test(host)) return host;
  return `127.0.0.1:${request.socket.localPort ?? 0}`;
}
