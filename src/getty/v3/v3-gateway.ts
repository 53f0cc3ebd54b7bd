import type { Clock } from '../../clock.js';
import { ServiceError } from '../../errors/service-error.js';
import { asRecord, parseJson } from '../decode.js';
import { type RefusedAnswer, readRefused } from '../errors/answer.js';
import {
  type CallLabel,
  readFailure,
  transportFailure,
  unreadable,
  upstreamOf,
} from '../errors/read-failure.js';
import { judgeV3 } from '../errors/v3.js';
import type { Verdict } from '../errors/verdict.js';
import type { GettyCall } from '../session.js';
import {
  type EndpointGroup,
  type ReadPolicy,
  type Transport,
  TransportError,
  type UpstreamAnswer,
} from '../transport/transport.js';

/** One read of v3. */
export interface V3Read {
  readonly group: EndpointGroup;
  /** The template, e.g. `GET /v3/images/{id}/downloadhistory`. */
  readonly operation: string;
  /** The path, already encoded. */
  readonly path: string;
  /** Undefined values are left out; lists are joined with commas, as every Getty client does. */
  readonly query: Readonly<Record<string, QueryValue>>;
  readonly cache: ReadPolicy['cache'];
  /** Whether a body has what its reader needs; one that has not may be shown as an error, but is never kept. */
  readonly isWhole?: (body: Readonly<Record<string, unknown>>) => boolean;
  /** Turns an unsuccessful answer into a value instead of an error, e.g. a 404 into an empty list. */
  readonly except?: (answer: RefusedAnswer, verdict: Verdict) => Readonly<Record<string, unknown>> | null;
}

/** What a query parameter may be. */
export type QueryValue = string | number | boolean | readonly string[] | undefined;

/** What the v3 clients share: where v3 is, the key, and how an answer becomes JSON or an error. */
export interface V3Gateway {
  /** Origin of v3, without a slash at the end. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly transport: Transport;
  readonly clock: Clock;
  /** Whether v3 is switched off (`GETTY_APIS`): then nothing is asked of it. */
  readonly isSwitchedOff?: boolean;
}

/** `?a=1&b=2,3`, or nothing. Commas stay readable: Getty Images documents lists as comma-joined. */
export const queryString = (query: Readonly<Record<string, QueryValue>>): string => {
  let text = '';
  for (const name in query) {
    const value = query[name];
    if (value === undefined) continue;
    text += `${text === '' ? '?' : '&'}${name}=`;
    text += Array.isArray(value)
      ? value.map(encodeURIComponent).join(',')
      : encodeURIComponent(String(value));
  }
  return text;
};

/** Headers of every v3 call. The key goes along with a bearer token too: Getty Images wants both. */
export const v3Headers = (
  gateway: V3Gateway,
  call: GettyCall,
  token: string | null,
): Record<string, string> => {
  const headers: Record<string, string> = { 'api-key': gateway.apiKey, accept: 'application/json' };
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  if (call.language !== null) headers['accept-language'] = call.language;
  return headers;
};

const switchedOff = (operation: string): ServiceError =>
  new ServiceError(
    'UPSTREAM_UNAVAILABLE',
    `This takes v3 (${operation}), which is not switched on here (GETTY_APIS).`,
    { isRetryable: false },
  );

const isTokenTrouble = (verdict: Verdict): boolean =>
  verdict.kind === 'token-rejected' || verdict.kind === 'opaque-401';

/**
 * One read: sent, a rejected token of the service's own replaced once, decoded to a JSON object.
 * @throws ServiceError of whatever went wrong
 */
export const readV3 = async (
  gateway: V3Gateway,
  call: GettyCall,
  read: V3Read,
): Promise<Readonly<Record<string, unknown>>> => {
  const label: CallLabel = { api: 'V3', operation: read.operation };
  if (gateway.isSwitchedOff === true) throw switchedOff(read.operation);
  // Parsed once: what is looked at before it is kept is the body that is read.
  let seen: { readonly text: string; readonly body: Readonly<Record<string, unknown>> | null } | null = null;
  const bodyOf = ({ body: text }: UpstreamAnswer): Readonly<Record<string, unknown>> | null => {
    if (seen === null || seen.text !== text) seen = { text, body: asRecord(parseJson(text)) };
    return seen.body;
  };
  const isReadable = (answer: UpstreamAnswer): boolean => {
    const body = bodyOf(answer);
    return body !== null && (read.isWhole?.(body) ?? true);
  };
  const send = (token: string | null): Promise<UpstreamAnswer> =>
    gateway.transport.read(
      {
        group: read.group,
        operation: read.operation,
        method: 'GET',
        url: `${gateway.baseUrl}${read.path}${queryString(read.query)}`,
        headers: v3Headers(gateway, call, token),
        body: null,
      },
      { principal: call.session.principal, cache: read.cache, isReadable },
      call.scope,
    );

  const token = await call.session.token();
  let answer: UpstreamAnswer;
  try {
    answer = await send(token);
    if (
      answer.status === 401 &&
      token !== null &&
      isTokenTrouble(judgeV3(readRefused(answer, gateway.clock.now())))
    ) {
      const other = await call.session.replace(token);
      if (other !== null) answer = await send(other);
    }
  } catch (error) {
    throw error instanceof TransportError ? transportFailure(error, label) : error;
  }

  const id = answer.headers['x-amzn-requestid'] ?? null;
  if (answer.status >= 200 && answer.status < 300) {
    const body = bodyOf(answer);
    if (body === null) throw unreadable(label, answer.status, id);
    return body;
  }
  if (answer.status < 400) throw unreadable(label, answer.status, id);
  const refused = readRefused(answer, gateway.clock.now());
  const verdict = judgeV3(refused);
  const instead = read.except?.(refused, verdict) ?? null;
  if (instead !== null) return instead;
  throw readFailure(verdict, upstreamOf(label, refused, id), call.session.kind);
};
