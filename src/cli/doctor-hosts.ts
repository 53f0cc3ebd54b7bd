import { lookup } from 'node:dns/promises';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { TLSSocket } from 'node:tls';

/** How far a connection to a host came. */
export type HostStage = 'dns' | 'connect' | 'tls' | 'http';

/** What one host says. */
export interface HostProbe {
  readonly url: string;
  /** The stage that failed; `null`: HTTP answered. */
  readonly failedAt: HostStage | null;
  /** Why it failed, or what answered. */
  readonly detail: string;
  readonly status: number | null;
  /** Milliseconds that its clock is ahead of this machine's; `null` without a `Date` header. */
  readonly skewMs: number | null;
  readonly durationMs: number;
}

/** One request without credentials. */
export interface ProbeRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly timeoutMs: number;
}

const reasonOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string'
    ? `${error.code}: ${error.message}`
    : error.message;
};

/** `Date` gives whole seconds, cut off: half a second is missing on average. */
const CUT_OFF_MS = 500;

/**
 * Sends one request without key or token, and says how far it came. Sends no body, so nothing can be spent. Node's own
 * client, because the pipeline to Getty Images hides where a connection failed.
 */
export async function probeHost(
  { method, url, timeoutMs }: ProbeRequest,
  now: () => number,
): Promise<HostProbe> {
  const { hostname, protocol } = new URL(url);
  const startedAt = now();
  const failed = (failedAt: HostStage, error: unknown): HostProbe => ({
    url,
    failedAt,
    detail: reasonOf(error),
    status: null,
    skewMs: null,
    durationMs: now() - startedAt,
  });
  try {
    await lookup(hostname.replace(/^\[|\]$/g, ''));
  } catch (error) {
    return failed('dns', error);
  }
  return new Promise((resolve) => {
    let stage: HostStage = 'connect';
    const send = protocol === 'https:' ? requestHttps : requestHttp;
    const outgoing = send(url, {
      method,
      agent: false,
      headers: { accept: 'application/json', 'content-length': 0 },
    });
    // A host that drips would otherwise hold this up for ever.
    const timer = setTimeout(
      () => outgoing.destroy(new Error(`no answer within ${timeoutMs} ms`)),
      timeoutMs,
    );
    outgoing.once('socket', (socket) => {
      socket.once('connect', () => {
        stage = protocol === 'https:' ? 'tls' : 'http';
      });
      socket.once('secureConnect', () => {
        stage = 'http';
      });
    });
    outgoing.once('error', (error) => {
      clearTimeout(timer);
      resolve(failed(stage, error));
    });
    outgoing.once('response', (response) => {
      clearTimeout(timer);
      const receivedAt = now();
      const date = Date.parse(response.headers.date ?? '');
      const tls = response.socket instanceof TLSSocket ? ` over ${response.socket.getProtocol()}` : '';
      response.destroy();
      resolve({
        url,
        failedAt: null,
        detail: `HTTP ${response.statusCode}${tls}`,
        status: response.statusCode ?? null,
        skewMs: Number.isNaN(date) ? null : Math.round(date + CUT_OFF_MS - (startedAt + receivedAt) / 2),
        durationMs: receivedAt - startedAt,
      });
    });
    outgoing.end();
  });
}
