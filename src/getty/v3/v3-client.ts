import { ServiceError } from '../../errors/service-error.js';
import type { Clock } from '../../lib/clock.js';
import { asRecord, parseJson } from '../decode.js';
import { classifyV3 } from '../errors/classify-v3.js';
import { type ErrorResponse, parseErrorResponse } from '../errors/parse-error-response.js';
import {
  badResponseError,
  type OperationLabel,
  toServiceError,
  toUpstreamFailure,
  transportToServiceError,
} from '../errors/to-service-error.js';
import type { UpstreamErrorKind } from '../model/error-kind.js';
import type { GettyCall } from '../session.js';
import { TransportError } from '../transport/errors.js';
import type { EndpointGroup, ReadPolicy, Transport, UpstreamResponse } from '../transport/transport.js';

/** One read of v3. */
export interface V3Request {
  readonly group: EndpointGroup;
  /** The template, e.g. `GET /v3/images/{id}/downloadhistory`. */
  readonly operation: string;
  /** The path, already encoded. */
  readonly path: string;
  /** Undefined values are left out; lists are joined with commas, as every Getty client does. */
  readonly query: Readonly<Record<string, QueryValue>>;
  readonly cache: ReadPolicy['cache'];
  /** Whether a body has what its reader needs; one that has not may be shown as an error, but is never kept. */
  readonly isComplete?: (body: Readonly<Record<string, unknown>>) => boolean;
  /** Turns an unsuccessful answer into a value instead of an error, e.g. a 404 into an empty list. */
  readonly recover?: (
    response: ErrorResponse,
    errorKind: UpstreamErrorKind,
  ) => Readonly<Record<string, unknown>> | null;
}

/** What a query parameter may be. */
export type QueryValue = string | number | boolean | readonly string[] | undefined;

/** What the v3 clients share: where v3 is, the key, and how an answer becomes JSON or an error. */
export interface V3Client {
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
  client: V3Client,
  call: GettyCall,
  token: string | null,
): Record<string, string> => {
  const headers: Record<string, string> = { 'api-key': client.apiKey, accept: 'application/json' };
  if (token !== null) headers['authorization'] = `Bearer ${token}`;
  if (call.language !== null) headers['accept-language'] = call.language;
  return headers;
};

const switchedOffError = (operation: string): ServiceError =>
  new ServiceError(
    'UPSTREAM_UNAVAILABLE',
    `This takes v3 (${operation}), which is not switched on here (GETTY_APIS).`,
    { isRetryable: false },
  );

const isTokenError = (errorKind: UpstreamErrorKind): boolean =>
  errorKind.kind === 'token-rejected' || errorKind.kind === 'opaque-401';

/**
 * One read: sent, a rejected token of the service's own replaced once, decoded to a JSON object.
 * @throws ServiceError of whatever went wrong
 */
export const v3Get = async (
  client: V3Client,
  call: GettyCall,
  read: V3Request,
): Promise<Readonly<Record<string, unknown>>> => {
  const label: OperationLabel = { api: 'V3', operation: read.operation };
  if (client.isSwitchedOff === true) throw switchedOffError(read.operation);
  // Parsed once: what is looked at before it is kept is the body that is read.
  let seen: { readonly text: string; readonly body: Readonly<Record<string, unknown>> | null } | null = null;
  const bodyOf = ({ body: text }: UpstreamResponse): Readonly<Record<string, unknown>> | null => {
    if (seen === null || seen.text !== text) seen = { text, body: asRecord(parseJson(text)) };
    return seen.body;
  };
  const isReadable = (response: UpstreamResponse): boolean => {
    const body = bodyOf(response);
    return body !== null && (read.isComplete?.(body) ?? true);
  };
  const send = (token: string | null): Promise<UpstreamResponse> =>
    client.transport.read(
      {
        group: read.group,
        operation: read.operation,
        method: 'GET',
        url: `${client.baseUrl}${read.path}${queryString(read.query)}`,
        headers: v3Headers(client, call, token),
        body: null,
      },
      { principal: call.session.principal, cache: read.cache, isReadable },
      call,
    );

  const token = await call.session.token();
  let response: UpstreamResponse;
  try {
    response = await send(token);
    if (
      response.status === 401 &&
      token !== null &&
      isTokenError(classifyV3(parseErrorResponse(response, client.clock.now())))
    ) {
      const other = await call.session.refresh(token);
      if (other !== null) response = await send(other);
    }
  } catch (error) {
    throw error instanceof TransportError ? transportToServiceError(error, label) : error;
  }

  const id = response.headers['x-amzn-requestid'] ?? null;
  if (response.status >= 200 && response.status < 300) {
    const body = bodyOf(response);
    if (body === null) throw badResponseError(label, response.status, id);
    return body;
  }
  if (response.status < 400) throw badResponseError(label, response.status, id);
  const errorResponse = parseErrorResponse(response, client.clock.now());
  const errorKind = classifyV3(errorResponse);
  const instead = read.recover?.(errorResponse, errorKind) ?? null;
  if (instead !== null) return instead;
  throw toServiceError(errorKind, toUpstreamFailure(label, errorResponse, id), call.session.kind);
};
