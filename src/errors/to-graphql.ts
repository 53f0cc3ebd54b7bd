import type { GraphQLFormattedError } from 'graphql';
import { type ErrorCode, errorCatalog } from './catalog.js';
import { ServiceError } from './service-error.js';

/** What `extensions` of an error may hold. */
export interface ErrorExtensions {
  readonly code: ErrorCode;
  readonly isRetryable: boolean;
  readonly [name: string]: unknown;
}

/**
 * Errors that one request may bring for its document, and for its variables, before the rest goes unsaid: an answer must
 * not be many times as large as what it answers.
 */
export const MAX_INPUT_ERRORS = 5;

/** Characters of a message of graphql's, which quotes names and values as long as the request has them. */
const MAX_MESSAGE_LENGTH = 500;

/** Places in the document that one error names. */
const MAX_LOCATIONS = 5;

/** Apollo Server's own codes, in the words of the catalogue. */
const apolloCodes: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['BAD_REQUEST', 'BAD_USER_INPUT'],
  ['OPERATION_RESOLUTION_FAILURE', 'BAD_USER_INPUT'],
  ['PERSISTED_QUERY_NOT_SUPPORTED', 'PERSISTED_QUERY_NOT_ALLOWED'],
]);

/**
 * The one place where a failure becomes what clients read. Pure: the same error always reads the same; the request's
 * id is added by the edge, which knows it.
 * @param formatted the error as Apollo Server would send it: message, path, locations
 * @param error the error itself
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const place = {
    ...(formatted.locations && { locations: formatted.locations.slice(0, MAX_LOCATIONS) }),
    ...(formatted.path && { path: formatted.path }),
  };
  const failure = unwrapServiceError(error);
  if (failure) return { message: failure.message, ...place, extensions: extensionsOf(failure) };
  const code = errorCodeOf(error);
  if (code === 'INTERNAL_SERVER_ERROR') {
    return { message: 'Internal server error.', ...place, extensions: { code, isRetryable: false } };
  }
  const { stacktrace: _stacktrace, http: _http, ...extensions } = formatted.extensions ?? {};
  const { isRetryable } = errorCatalog[code];
  return {
    message: shortened(formatted.message),
    ...place,
    extensions: { isRetryable, ...extensions, code },
  };
}

const shortened = (message: string): string =>
  message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message;

/** As `formatError`, without graphql's "Did you mean …?": a closed schema must not be guessable from its error messages. */
export function formatErrorForProduction(
  formatted: GraphQLFormattedError,
  error: unknown,
): GraphQLFormattedError {
  const told = formatError(formatted, error);
  return unwrapServiceError(error)
    ? told
    : { ...told, message: told.message.replace(/ ?Did you mean .+\?$/s, '') };
}

/** What clients may know of a failure of ours: never its cause, never a stack. */
export function extensionsOf(failure: ServiceError): ErrorExtensions {
  const { code, isRetryable, retryAfterMs, upstream, argument, idempotencyKey } = failure;
  return {
    code,
    isRetryable,
    ...(retryAfterMs !== null && { retryAfterMs }),
    ...(upstream !== null && { upstream }),
    ...(argument !== null && { argument }),
    ...(idempotencyKey !== null && { idempotencyKey }),
  };
}

/** The code of the catalogue that an error reads as; what was not foreseen is `INTERNAL_SERVER_ERROR`. */
export function errorCodeOf(error: unknown): ErrorCode {
  const failure = unwrapServiceError(error);
  if (failure) return failure.code;
  // The innermost code is the most exact: a scalar's BAD_USER_INPUT inside a validation that failed because of it.
  const innermost = [...causeChain(error)].map(declaredCode).findLast((code) => code !== null);
  return innermost ?? (isRequestError(error) ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR');
}

/** The failure of ours that an error carries, however often graphql wrapped it. */
export function unwrapServiceError(error: unknown): ServiceError | null {
  for (const link of causeChain(error)) if (link instanceof ServiceError) return link;
  return null;
}

/** An error and those it was made of, outermost first. */
function* causeChain(error: unknown): Generator<Error> {
  let link: unknown = error;
  for (let depth = 0; link instanceof Error && depth < 8; depth += 1) {
    yield link;
    link = 'originalError' in link ? link.originalError : undefined;
  }
}

// Read by shape, not by instanceof GraphQLError: graphql may be loaded twice, as ESM and as CommonJS.
const extensionsIn = (error: Error): Readonly<Record<string, unknown>> =>
  'extensions' in error && typeof error.extensions === 'object' && error.extensions !== null
    ? { ...error.extensions }
    : {};

function declaredCode(error: Error): ErrorCode | null {
  const { code } = extensionsIn(error);
  if (typeof code !== 'string' || code === 'INTERNAL_SERVER_ERROR') return null;
  if (Object.hasOwn(errorCatalog, code)) return code as ErrorCode;
  return apolloCodes.get(code) ?? null;
}

/**
 * Errors without a code that are nevertheless the request's fault: those Apollo Server gave a 4xx (a persisted query
 * whose hash does not match), and graphql's about an argument, which it finds only while it executes, and about variables.
 */
function isRequestError(error: unknown): boolean {
  return [...causeChain(error)].some((link) => {
    const { http } = extensionsIn(link);
    const status = typeof http === 'object' && http !== null && 'status' in http ? Number(http.status) : 0;
    if (status >= 400 && status < 500) return true;
    const isGraphQLs = link.name === 'GraphQLError' && 'nodes' in link && link.nodes !== undefined;
    if (isGraphQLs && /^(?:Argument "\w+"|Variable "\$\w+") /.test(link.message)) return true;
    // Has no nodes: it is about what was not looked at any more.
    return link.name === 'GraphQLError' && link.message.startsWith('Too many errors processing variables');
  });
}

/** Adds the request id to a response where clients look for it: in its `extensions` and in those of each error. */
export function withRequestId<
  Body extends { readonly errors?: readonly GraphQLFormattedError[] | undefined },
>(
  response: Body & { readonly extensions?: Readonly<Record<string, unknown>> | undefined },
  requestId: string,
): Body {
  const errors = response.errors?.map((error) => ({
    ...error,
    extensions: { ...error.extensions, requestId },
  }));
  return { ...response, ...(errors && { errors }), extensions: { ...response.extensions, requestId } };
}
