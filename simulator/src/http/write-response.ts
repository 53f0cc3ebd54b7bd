import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { gzipSync } from 'node:zlib';
import type { Fault } from '../types.js';
import { corruptTypes, rewriteV1 } from './corrupt-body.js';
import type { Reply } from './reply.js';
import type { Timers } from './timers.js';

/** The event that says that a response's head was sent: from then on the request log has a status. */
export const HEAD_SENT = 'headSent';

function head(response: ServerResponse, status: number, headers: Record<string, string>): void {
  response.writeHead(status, headers);
  response.emit(HEAD_SENT);
}

/** Sends a response as it is. */
export function send(response: ServerResponse, reply: Reply): void {
  const body = Buffer.from(reply.body);
  head(response, reply.status, { ...reply.headers, 'content-length': String(body.length) });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/** Breaks the connection with a reset, so that the client sees ECONNRESET and not an end. */
export function reset(response: ServerResponse): void {
  response.socket?.resetAndDestroy();
}

/** The response that a fault describes, or a plain one. */
export function faultReply(fault: Fault, status: number, body: string, type: string): Reply {
  return {
    status: fault.status ?? status,
    headers: { 'content-type': type, ...fault.headers },
    body: fault.body ?? body,
  };
}

const ERROR_PAGE = '<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>';

const PROXY_PAGE =
  '<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n';

/** Sends what a proxy on the way says by itself: with none of Getty Images' headers, by the proxy's own clock. */
export function sendFromProxy(response: ServerResponse, fault: Fault): void {
  for (const name of response.getHeaderNames()) response.removeHeader(name);
  response.sendDate = true;
  send(response, {
    status: fault.status ?? 502,
    headers: { server: 'nginx', 'content-type': 'text/html', ...fault.headers },
    body: fault.body ?? PROXY_PAGE,
  });
}

/** Sends a response the way a fault changes it. The operation has been carried out and charged by then. */
export async function sendWithFault(
  response: ServerResponse,
  reply: Reply,
  fault: Fault,
  timers: Timers,
): Promise<void> {
  const text = reply.body.toString();
  const half = fault.bytes ?? Math.floor(Buffer.byteLength(reply.body) / 2);
  const withBody = (body: string | Buffer): Reply => ({
    ...reply,
    body: fault.body ?? body,
    headers: { ...reply.headers, ...fault.headers },
  });
  switch (fault.kind) {
    case 'resetAfterCommit':
      return reset(response);
    case 'hangAfterCommit':
    case 'hang':
      return;
    case 'statusAfterCommit':
      return send(
        response,
        faultReply(fault, 500, JSON.stringify({ message: 'Internal server error' }), 'application/json'),
      );
    case 'proxyAfterCommit':
      return sendFromProxy(response, fault);
    case 'delayAfterCommit':
      await timers.wait(fault.delayMs ?? 100);
      if (!response.destroyed) send(response, reply);
      return;
    case 'html':
      return send(response, faultReply(fault, reply.status, ERROR_PAGE, 'text/html; charset=utf-8'));
    case 'malformed':
      return send(response, withBody(Buffer.from(reply.body).subarray(0, half)));
    case 'wrongType':
      return send(response, withBody(corruptTypes(text)));
    case 'emptyBody':
      return send(response, withBody(''));
    case 'gzip':
      return send(response, {
        ...withBody(gzipSync(reply.body)),
        headers: { ...reply.headers, 'content-encoding': 'gzip' },
      });
    case 'truncate':
      return startBody(response, reply, half, () => response.socket?.end());
    case 'resetInBody':
      return startBody(response, reply, half, () => reset(response));
    case 'hangInBody':
      return startBody(response, reply, half, () => undefined);
    case 'drip':
      return drip(response, reply, fault, timers);
    case 'huge':
      return huge(response, reply, fault.bytes ?? 32_000_000);
    case 'v1':
    case 'delay':
    case 'proxy':
    case 'reset':
    case 'status':
    case 'redirect':
      return send(
        response,
        fault.v1Items || fault.v1Header ? { ...reply, body: rewriteV1(fault, text) } : reply,
      );
    default:
      fault.kind satisfies never;
  }
}

/** Promises the whole body, sends its beginning, and then does something else. */
function startBody(response: ServerResponse, reply: Reply, length: number, then: () => void): void {
  const body = Buffer.from(reply.body);
  head(response, reply.status, { ...reply.headers, 'content-length': String(body.length) });
  response.write(body.subarray(0, Math.min(length, body.length - 1)), () => then());
}

async function drip(response: ServerResponse, reply: Reply, fault: Fault, timers: Timers): Promise<void> {
  const body = Buffer.from(reply.body);
  const step = fault.bytes ?? 16;
  head(response, reply.status, { ...reply.headers, 'content-length': String(body.length) });
  for (let at = 0; at < body.length && !response.destroyed; at += step) {
    response.write(body.subarray(at, at + step));
    await timers.wait(fault.delayMs ?? 20);
  }
  response.end();
}

/** Blanks before the body, without saying how many. JSON allows them; a client's memory may not. */
async function huge(response: ServerResponse, reply: Reply, bytes: number): Promise<void> {
  head(response, reply.status, { ...reply.headers });
  const blanks = Buffer.alloc(64 * 1024, ' ');
  function* pieces(): Generator<Buffer> {
    for (let left = bytes; left > 0; left -= blanks.length)
      yield blanks.subarray(0, Math.min(blanks.length, left));
    yield Buffer.from(reply.body);
  }
  // A client that has had enough ends it; that is what this is for.
  await pipeline(Readable.from(pieces()), response).catch(() => undefined);
}
