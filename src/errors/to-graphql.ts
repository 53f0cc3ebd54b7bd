import type { GraphQLFormattedError } from 'graphql';
import { type ErrorCode, errorCatalog } from './catalog.js';
import { ServiceError } from './service-error.js';

/** `extensions` of an error. */
export interface ErrorExtensions {
  readonly code: ErrorCode;
  readonly isRetryable: boolean;
  readonly [name: string]: unknown;
}

/**
 * Maximum number of errors for one document, and for its variables: a response must not be many times as large as its
 * request.
 */
export const MAX_INPUT_ERRORS = 5;

/** Maximum length of messages of graphql, which quote names and values of any length. */
const MAX_MESSAGE_LENGTH = 500;

/** Maximum number of locations of one error. */
const MAX_LOCATIONS = 5;

/** Apollo Server's own codes and the codes of the catalog that replace them. */
const apolloCodes: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
  ['BAD_REQUEST', 'BAD_USER_INPUT'],
  ['OPERATION_RESOLUTION_FAILURE', 'BAD_USER_INPUT'],
  ['PERSISTED_QUERY_NOT_SUPPORTED', 'PERSISTED_QUERY_NOT_ALLOWED'],
]);

/**
 * Formats an error for clients; no other code does. Pure: the HTTP host adds the request id.
 * @param formatted the error as Apollo Server would send it: message, path, locations
 * @param error the original error
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
  const shown = formatError(formatted, error);
  return unwrapServiceError(error)
    ? shown
    : { ...shown, message: shown.message.replace(/ ?Did you mean .+\?$/s, '') };
}

/** The details of an error that clients may see: never its cause, never a stack. */
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

/** The catalog's code of an error; `INTERNAL_SERVER_ERROR` for unexpected ones. */
export function errorCodeOf(error: unknown): ErrorCode {
  const failure = unwrapServiceError(error);
  if (failure) return failure.code;
  // The innermost code is the most exact: a scalar's BAD_USER_INPUT inside a validation that failed because of it.
  const innermost = [...causeChain(error)].map(declaredCode).findLast((code) => code !== null);
  return innermost ?? (isRequestError(error) ? 'BAD_USER_INPUT' : 'INTERNAL_SERVER_ERROR');
}

/** Finds the `ServiceError` in an error that graphql may have wrapped several times. */
export function unwrapServiceError(error: unknown): ServiceError | null {
  for (const link of causeChain(error)) if (link instanceof ServiceError) return link;
  return null;
}

/** An error and the errors it wraps, outermost first. */
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
 * Detects errors without a code that the request caused: those to which Apollo Server gave a 4xx (a persisted query
 * whose hash does not match), and graphql's about variables and about arguments, which are found only during execution.
 */
function isRequestError(error: unknown): boolean {
  return [...causeChain(error)].some((link) => {
    const { http } = extensionsIn(link);
    const status = typeof http === 'object' && http !== null && 'status' in http ? Number(http.status) : 0;
    if (status >= 400 && status < 500) return true;
    const isGraphQLs = link.name === 'GraphQLError' && 'nodes' in link && link.nodes !== undefined;
    if (isGraphQLs && /^(?:Argument "\w+"|Variable "\$\w+") /.test(link.message)) return true;
    // Has no nodes, because the remaining variables were not checked.
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
