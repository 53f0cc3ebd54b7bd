import { ServiceError } from '../../errors/service-error.js';
import type { GettyApi, UpstreamFailure } from '../../errors/upstream-failure.js';
import type { UpstreamErrorKind } from '../model/error-kind.js';
import type { Session } from '../session.js';
import type { TransportError } from '../transport/errors.js';
import { LONGEST_TEXT } from '../transport/sent-secrets.js';
import type { TransportErrorCode } from '../transport/transport.js';
import type { ErrorResponse } from './parse-error-response.js';

/** API and operation of a response, for its error. */
export interface OperationLabel {
  readonly api: GettyApi;
  /** The template, never a filled-in path. */
  readonly operation: string;
}

/** Message of `UNAUTHENTICATED` where the caller sent no token. */
export const SIGN_IN_REQUIRED =
  'Sign-in is required: send a Getty Images access token as `Authorization: Bearer`.';

/** What clients may see of an error response. @param coordinationId the id that Getty Images gave or echoed */
export const toUpstreamFailure = (
  label: OperationLabel,
  response: ErrorResponse | null,
  coordinationId: string | null,
): UpstreamFailure => ({
  api: label.api,
  operation: label.operation,
  httpStatus: response?.status ?? null,
  code: response?.code?.slice(0, LONGEST_TEXT) ?? null,
  message: response?.message?.slice(0, LONGEST_TEXT) ?? null,
  statusList: [],
  // The id comes from a header, and real ids are short.
  coordinationId: coordinationId?.slice(0, 200) ?? null,
});

/**
 * Maps an error kind to the error of a read, or of any other request whose failure concerns the system and not a
 * download. Kinds that only downloads can have read as a refusal.
 */
export const toServiceError = (
  errorKind: UpstreamErrorKind,
  upstream: UpstreamFailure,
  session: Session['kind'],
): ServiceError => {
  const detail = upstream.message === null ? '' : ` Getty Images’ message: ${upstream.message}`;
  switch (errorKind.kind) {
    case 'token-rejected':
      return new ServiceError(
        'UNAUTHENTICATED',
        session === 'anonymous'
          ? SIGN_IN_REQUIRED
          : 'Getty Images rejected the access token: it has expired or was revoked.',
        { upstream },
      );
    case 'opaque-401':
      return session === 'anonymous'
        ? new ServiceError('API_KEY_INACTIVE', 'Getty Images rejected this service’s API key.', {
            upstream,
          })
        : new ServiceError('UNAUTHENTICATED', 'Getty Images rejected the access token.', { upstream });
    case 'rate-limited':
      return new ServiceError(
        'UPSTREAM_RATE_LIMITED',
        'Getty Images’ rate limit is exceeded. Retry after `retryAfterMs`.',
        {
          upstream,
          retryAfterMs: errorKind.retryAfterMs,
        },
      );
    case 'unknown-route':
      return new ServiceError('UPSTREAM_UNAVAILABLE', `Getty Images has no endpoint ${upstream.operation}.`, {
        upstream,
        isRetryable: false,
        // The API version does not exist there, so the request had no effect.
        isUnreachable: true,
      });
    case 'key-inactive':
      return new ServiceError('API_KEY_INACTIVE', 'Getty Images rejected this service’s API key.', {
        upstream,
      });
    case 'user-token-required':
      return new ServiceError(
        'USER_TOKEN_REQUIRED',
        'Getty Images requires the access token of a user here, not of an application.',
        {
          upstream,
        },
      );
    case 'no-authorization':
    case 'quota-exhausted':
    case 'requirements':
    case 'forbidden':
      return new ServiceError('FORBIDDEN', `Getty Images does not permit this request.${detail}`, {
        upstream,
      });
    case 'asset-not-found':
      return new ServiceError('ASSET_NOT_FOUND', 'Getty Images has no image or video with this id.', {
        upstream,
      });
    case 'bad-input':
      // This service composed the request: unless the error concerns an argument, the caller cannot fix it.
      return errorKind.argument === null
        ? new ServiceError(
            'UPSTREAM_BAD_RESPONSE',
            `Getty Images rejected a request that this service composed.${detail}`,
            {
              upstream,
              isRetryable: false,
            },
          )
        : new ServiceError('BAD_USER_INPUT', `Getty Images rejected the value of an argument.${detail}`, {
            upstream,
            argument: [errorKind.argument],
          });
    case 'download-token':
    case 'refused':
      return new ServiceError(
        'UPSTREAM_BAD_RESPONSE',
        `Getty Images refused a request unexpectedly.${detail}`,
        {
          upstream,
          isRetryable: false,
        },
      );
    case 'outage':
      return new ServiceError('UPSTREAM_UNAVAILABLE', 'Getty Images failed to process the request.', {
        upstream,
      });
    default:
      return errorKind satisfies never;
  }
};

/** Codes with which the host certainly received nothing. */
const UNREACHABLE_CODES: ReadonlySet<TransportErrorCode> = new Set<TransportErrorCode>([
  'dns',
  'connection-refused',
  'connect-timeout',
  'tls',
  'circuit-open',
]);

/** Maps the error of a request without a complete response. */
export const transportToServiceError = (error: TransportError, label: OperationLabel): ServiceError => {
  const details = {
    upstream: toUpstreamFailure(label, null, null),
    cause: error,
    isUnreachable: !error.isSent && UNREACHABLE_CODES.has(error.code),
    ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
  };
  switch (error.code) {
    case 'dns':
    case 'connection-refused':
    case 'connect-timeout':
    case 'tls':
    case 'reset':
      return new ServiceError('UPSTREAM_UNAVAILABLE', 'Getty Images cannot be reached.', details);
    case 'not-sent':
      return new ServiceError(
        'UPSTREAM_UNAVAILABLE',
        'The request was not sent: the claim on its idempotency key expired or was taken over by another request. Retry with the same key.',
        details,
      );
    case 'circuit-open':
      return new ServiceError(
        'CIRCUIT_OPEN',
        'Requests to Getty Images are suspended for a few seconds because too many recent ones failed (circuit breaker open). Retry after `retryAfterMs`.',
        details,
      );
    case 'queue-full':
      return new ServiceError(
        'RATE_LIMITED',
        'Too many requests to Getty Images are queued. Retry after `retryAfterMs`.',
        details,
      );
    case 'deadline':
    case 'timeout':
    case 'aborted':
      return new ServiceError('UPSTREAM_TIMEOUT', 'Getty Images did not respond in time.', details);
    case 'too-large':
    case 'unreadable':
      return new ServiceError('UPSTREAM_BAD_RESPONSE', 'Getty Images’ response cannot be read.', details);
    default:
      return error.code satisfies never;
  }
};

/** The error of a successful response whose body cannot be decoded. */
export const badResponseError = (
  label: OperationLabel,
  status: number,
  coordinationId: string | null,
): ServiceError =>
  new ServiceError('UPSTREAM_BAD_RESPONSE', 'Getty Images’ response cannot be read.', {
    upstream: {
      api: label.api,
      operation: label.operation,
      httpStatus: status,
      code: null,
      message: null,
      statusList: [],
      coordinationId,
    },
  });
