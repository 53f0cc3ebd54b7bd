import { ServiceError } from '../../errors/service-error.js';
import type { GettyApi, UpstreamFailure } from '../../errors/upstream-failure.js';
import type { UpstreamErrorKind } from '../model/error-kind.js';
import type { Session } from '../session.js';
import type { TransportError } from '../transport/errors.js';
import { LONGEST_TEXT } from '../transport/sent-secrets.js';
import type { TransportErrorCode } from '../transport/transport.js';
import type { ErrorResponse } from './parse-error-response.js';

/** Where an answer came from, for the error that tells of it. */
export interface OperationLabel {
  readonly api: GettyApi;
  /** The template, never a filled-in path. */
  readonly operation: string;
}

/** What clients may see of an unsuccessful answer. `coordinationId` is the id Getty Images gave or echoed. */
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
  // A header of Getty Images' choice: an id is short.
  coordinationId: coordinationId?.slice(0, 200) ?? null,
});

/**
 * The error of a read (or of any call whose verdict is about the system and not about a download).
 * Total over the union: what only downloads can meet reads as a refusal.
 */
export const toServiceError = (
  errorKind: UpstreamErrorKind,
  upstream: UpstreamFailure,
  session: Session['kind'],
): ServiceError => {
  const said = upstream.message === null ? '' : ` Getty Images says: ${upstream.message}`;
  switch (errorKind.kind) {
    case 'token-rejected':
      return new ServiceError(
        'UNAUTHENTICATED',
        session === 'anonymous'
          ? 'This needs somebody signed in: send a Getty Images access token as `Authorization: Bearer`.'
          : 'Getty Images does not accept the access token: it is expired or was revoked.',
        { upstream },
      );
    case 'opaque-401':
      return session === 'anonymous'
        ? new ServiceError('API_KEY_INACTIVE', 'Getty Images does not accept this service’s API key.', {
            upstream,
          })
        : new ServiceError('UNAUTHENTICATED', 'Getty Images does not accept the access token.', { upstream });
    case 'rate-limited':
      return new ServiceError('UPSTREAM_RATE_LIMITED', 'Getty Images limits how often it is called.', {
        upstream,
        retryAfterMs: errorKind.retryAfterMs,
      });
    case 'unknown-route':
      return new ServiceError(
        'UPSTREAM_UNAVAILABLE',
        `Getty Images has no such route: ${upstream.operation}.`,
        {
          upstream,
          isRetryable: false,
          // This version is not there, and did nothing.
          isUnreachable: true,
        },
      );
    case 'key-inactive':
      return new ServiceError('API_KEY_INACTIVE', 'Getty Images does not accept this service’s API key.', {
        upstream,
      });
    case 'user-token-required':
      return new ServiceError(
        'USER_TOKEN_REQUIRED',
        'Getty Images wants the token of a person here, not of an application.',
        {
          upstream,
        },
      );
    case 'no-authorization':
    case 'quota-exhausted':
    case 'requirements':
    case 'forbidden':
      return new ServiceError('FORBIDDEN', `Getty Images does not allow this.${said}`, { upstream });
    case 'asset-not-found':
      return new ServiceError('ASSET_NOT_FOUND', 'There is no such image or video at Getty Images.', {
        upstream,
      });
    case 'bad-input':
      // The service composed the request: without an argument that the refusal is about, the caller can mend nothing.
      return errorKind.argument === null
        ? new ServiceError(
            'UPSTREAM_BAD_RESPONSE',
            `Getty Images refused a request of this service.${said}`,
            {
              upstream,
              isRetryable: false,
            },
          )
        : new ServiceError('BAD_USER_INPUT', `Getty Images cannot use an argument.${said}`, {
            upstream,
            argument: [errorKind.argument],
          });
    case 'download-token':
    case 'refused':
      return new ServiceError(
        'UPSTREAM_BAD_RESPONSE',
        `Getty Images refused a call it should answer.${said}`,
        {
          upstream,
          isRetryable: false,
        },
      );
    case 'outage':
      return new ServiceError('UPSTREAM_UNAVAILABLE', 'Getty Images failed.', { upstream });
    default:
      return errorKind satisfies never;
  }
};

/** Where the version's host, or the way to it, is certainly not to be had. */
const UNREACHABLE_CODES: ReadonlySet<TransportErrorCode> = new Set<TransportErrorCode>([
  'dns',
  'connection-refused',
  'connect-timeout',
  'tls',
  'circuit-open',
]);

/** The error of a call that got no whole answer. */
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
        'The request was held back unsent: too much time had passed, or its idempotency key is somebody else’s by now.',
        details,
      );
    case 'circuit-open':
      return new ServiceError('CIRCUIT_OPEN', 'Getty Images failed too often and is given a rest.', details);
    case 'queue-full':
      return new ServiceError('RATE_LIMITED', 'Too many calls to Getty Images are waiting.', details);
    case 'deadline':
    case 'timeout':
    case 'aborted':
      return new ServiceError('UPSTREAM_TIMEOUT', 'Getty Images did not answer in time.', details);
    case 'too-large':
    case 'unreadable':
      return new ServiceError('UPSTREAM_BAD_RESPONSE', 'Getty Images’ answer cannot be read.', details);
    default:
      return error.code satisfies never;
  }
};

/** An answer of success whose body cannot be read. */
export const badResponseError = (
  label: OperationLabel,
  status: number,
  coordinationId: string | null,
): ServiceError =>
  new ServiceError('UPSTREAM_BAD_RESPONSE', 'Getty Images’ answer cannot be read.', {
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
