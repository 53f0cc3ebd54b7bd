import { TransportError, type TransportErrorCode } from './transport.js';

/** How far a request had come when it failed; the same socket error means different things. */
export type RequestPhase = 'connecting' | 'sent' | 'answering';

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

/** undici's parser errors are known by name only: their code is missing. */
const isParserError = (error: unknown): boolean => error instanceof Error && error.name === 'HTTPParserError';

const codeBeforeSending = (code: string, isTls: boolean): TransportErrorCode => {
  if (code === 'ENOTFOUND' || code.startsWith('EAI_')) return 'dns';
  if (UNREACHABLE_CODES.has(code)) return 'refused';
  if (code === 'UND_ERR_CONNECT_TIMEOUT' || code === 'ETIMEDOUT') return 'connect-timeout';
  if (TLS_CODES.test(code)) return 'tls';
  if (CLOSED_HERE_CODES.has(code)) return 'aborted';
  if (code.startsWith('UND_ERR_INVALID') || code === 'UND_ERR_NOT_SUPPORTED') return 'not-sent';
  // A peer that hangs up on a client before anything was said over TLS broke the handshake.
  return isTls ? 'tls' : 'reset';
};

const codeAfterSending = (error: unknown, code: string, phase: RequestPhase): TransportErrorCode => {
  if (TIMEOUT_CODES.has(code)) return 'timeout';
  if (CLOSED_HERE_CODES.has(code)) return 'aborted';
  if (isParserError(error) || UNREADABLE_CODES.has(code)) return 'unreadable';
  // An orderly close in the middle of an answer is a truncated answer; before it, it is a broken connection.
  if (code === 'UND_ERR_SOCKET' && phase === 'answering') return 'unreadable';
  return 'reset';
};

/** Which trouble an error of undici, Node's sockets or TLS is. Pure. */
export const toErrorCode = (error: unknown, phase: RequestPhase, isTls: boolean): TransportErrorCode => {
  const code = codeOf(error);
  return phase === 'connecting' ? codeBeforeSending(code, isTls) : codeAfterSending(error, code, phase);
};

/** Whose time ran out. A caller's own short limit says nothing of how Getty Images does. */
export class DeadlineExceeded extends Error {
  override readonly name = 'DeadlineExceeded';
  constructor(readonly owner: 'caller' | 'transport') {
    super(`the ${owner}'s time ran out`);
  }
}

const MESSAGES: Readonly<Record<TransportErrorCode, string>> = {
  dns: 'the host name cannot be resolved',
  refused: 'nobody takes connections there',
  'connect-timeout': 'the connection took too long',
  tls: 'the encrypted connection failed',
  'circuit-open': 'it failed so often that it is given a rest',
  'queue-full': 'too many calls are waiting',
  deadline: 'the time ran out before it was sent',
  'not-sent': 'it was not sent',
  aborted: 'the caller went away',
  timeout: 'the answer took too long',
  reset: 'the connection broke',
  'too-large': 'the answer is too large',
  unreadable: 'the answer cannot be read',
};

/** What of a request its errors may tell. */
export interface ErrorContext {
  /** The template, e.g. `GET /v3/images`; never a filled-in path. */
  readonly operation: string;
  readonly host: string;
}

/**
 * The error of a call. Its message names template and host only: queries, headers and bodies carry phrases and tokens.
 * @param cause for the log
 * @param late see `TransportError.late`
 */
export const createTransportError = (
  context: ErrorContext,
  transportCode: TransportErrorCode,
  isSent: boolean,
  cause?: unknown,
  retryAfterMs: number | null = null,
  late: TransportError['late'] = null,
): TransportError =>
  new TransportError(
    transportCode,
    isSent,
    `${context.operation} at ${context.host}: ${MESSAGES[transportCode]}.`,
    retryAfterMs,
    {
      ...(cause === undefined ? {} : { cause }),
      ...(late === null ? {} : { late }),
    },
  );
