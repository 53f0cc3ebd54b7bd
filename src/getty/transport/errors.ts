import type { TransportErrorCode, UpstreamResponse } from './transport.js';

/** No complete response. `isSent` is false only where certainly no byte of the request was written. */
export class TransportError extends Error {
  override readonly name = 'TransportError';

  /**
   * The response to a download that did not come in time and whose connection is still open. Resolves with the
   * response, or with `null` once none can come; never rejects. `null`: no connection is open any more.
   */
  readonly late: Promise<UpstreamResponse | null> | null;

  constructor(
    readonly code: TransportErrorCode,
    readonly isSent: boolean,
    message: string,
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions & {
      /** See `late`. */
      readonly late?: Promise<UpstreamResponse | null>;
    },
  ) {
    super(message, options);
    this.late = options?.late ?? null;
  }
}

/** How far a request had come when it failed; the same socket error means different things. */
export type RequestPhase = 'connecting' | 'sent' | 'receiving';

const UNREACHABLE_CODES = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'ENOENT',
]);
const TIMEOUT_CODES = new Set(['UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);
const CLOSED_HERE_CODES = new Set(['UND_ERR_ABORTED', 'UND_ERR_DESTROYED', 'UND_ERR_CLOSED']);
const UNREADABLE_CODES = new Set(['UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'UND_ERR_HEADERS_OVERFLOW']);
const TLS_CODES =
  /^(?:ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|HOSTNAME_MISMATCH$|INVALID_CA$|EPROTO$)/;

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '';

/** undici's parser errors are recognized by name: they have no code of their own. */
const isParserError = (error: unknown): boolean => error instanceof Error && error.name === 'HTTPParserError';

const codeBeforeSending = (code: string, isTls: boolean): TransportErrorCode => {
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns';
  if (UNREACHABLE_CODES.has(code)) return 'connection-refused';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'connect-timeout';
  if (TLS_CODES.test(code)) return 'tls';
  if (CLOSED_HERE_CODES.has(code)) return 'aborted';
  if (code.startsWith('UND_ERR_INVALID') || code === 'UND_ERR_NOT_SUPPORTED') return 'not-sent';
  // A host that closes the connection before anything was sent over TLS failed the handshake.
  return isTls ? 'tls' : 'reset';
};

const codeAfterSending = (error: unknown, code: string, phase: RequestPhase): TransportErrorCode => {
  if (TIMEOUT_CODES.has(code)) return 'timeout';
  if (CLOSED_HERE_CODES.has(code)) return 'aborted';
  if (isParserError(error) || UNREADABLE_CODES.has(code)) return 'unreadable';
  // An orderly close within a response truncated it; before a response it broke the connection.
  if (code === 'UND_ERR_SOCKET' && phase === 'receiving') return 'unreadable';
  return 'reset';
};

/** Maps an error of undici, Node's sockets or TLS to a code. Pure. */
export const toErrorCode = (error: unknown, phase: RequestPhase, isTls: boolean): TransportErrorCode => {
  const code = codeOf(error);
  return phase === 'connecting' ? codeBeforeSending(code, isTls) : codeAfterSending(error, code, phase);
};

/** Names whose time limit expired. A caller's own short limit says nothing about the host's health. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
  constructor(readonly owner: 'caller' | 'transport') {
    super(`the ${owner}'s time limit expired`);
  }
}

const MESSAGES: Readonly<Record<TransportErrorCode, string>> = {
  dns: 'the host name cannot be resolved',
  'connection-refused': 'the connection was refused',
  'connect-timeout': 'connecting timed out',
  tls: 'the TLS handshake failed',
  'circuit-open': 'the circuit breaker is open, because too many recent requests failed',
  'queue-full': 'too many requests are queued',
  deadline: 'the deadline expired before the request was sent',
  'not-sent': 'the request was not sent',
  aborted: 'the caller disconnected',
  timeout: 'the response timed out',
  reset: 'the connection was reset',
  'too-large': 'the response is too large',
  unreadable: 'the response cannot be read',
};

/** What the errors of a request may reveal of it. */
export interface ErrorContext {
  /** The template, e.g. `GET /v3/images`; never a filled-in path. */
  readonly operation: string;
  readonly host: string;
}

/**
 * Makes the error of a request. Its message names template and host only: queries, headers and bodies hold search
 * phrases and tokens.
 * @param cause for the log
 * @param late see `TransportError.late`
 */
export const createTransportError = (
  context: ErrorContext,
  code: TransportErrorCode,
  isSent: boolean,
  cause?: unknown,
  retryAfterMs: number | null = null,
  late: TransportError['late'] = null,
): TransportError =>
  new TransportError(
    code,
    isSent,
    `${context.operation} at ${context.host}: ${MESSAGES[code]}.`,
    retryAfterMs,
    {
      ...(cause === undefined ? {} : { cause }),
      ...(late === null ? {} : { late }),
    },
  );
