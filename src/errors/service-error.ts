import { type ErrorCode, errorCatalog } from './catalog.js';
import type { UpstreamFailure } from './upstream-failure.js';

/** Optional details of an error. */
export interface ServiceErrorOptions {
  /** The argument it is about, as a path into the field's arguments, e.g. `['input', 'items', '2', 'height']`. */
  readonly argument?: readonly string[];
  /** Milliseconds after which the same request may be tried again. */
  readonly retryAfterMs?: number;
  /** Getty Images' response, where there was one. */
  readonly upstream?: UpstreamFailure;
  /** Overrides the catalog's value for the code. */
  readonly isRetryable?: boolean;
  /** The idempotency key of the download, with which the client can retry. */
  readonly idempotencyKey?: string;
  /** The API version is unreachable and certainly did not process the request: another version may be tried. */
  readonly isUnreachable?: boolean;
  /** The cause, for the log only. */
  readonly cause?: unknown;
}

/**
 * An error with a code of the catalog: system errors and bad input. Thrown through all layers and turned into a
 * `GraphQLError` in `to-graphql.ts` only. Its message may be shown to clients.
 */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  readonly code: ErrorCode;
  readonly argument: readonly string[] | null;
  readonly retryAfterMs: number | null;
  readonly upstream: UpstreamFailure | null;
  readonly isRetryable: boolean;
  readonly idempotencyKey: string | null;
  readonly isUnreachable: boolean;

  constructor(code: ErrorCode, message: string, details: ServiceErrorOptions = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.argument = details.argument ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.upstream = details.upstream ?? null;
    this.isRetryable = details.isRetryable ?? errorCatalog[code].isRetryable;
    this.idempotencyKey = details.idempotencyKey ?? null;
    this.isUnreachable = details.isUnreachable ?? false;
  }

  /** Copies the error with the idempotency key of its download. */
  withIdempotencyKey(idempotencyKey: string): ServiceError {
    return new ServiceError(this.code, this.message, {
      ...(this.argument === null ? {} : { argument: this.argument }),
      ...(this.retryAfterMs === null ? {} : { retryAfterMs: this.retryAfterMs }),
      ...(this.upstream === null ? {} : { upstream: this.upstream }),
      isRetryable: this.isRetryable,
      isUnreachable: this.isUnreachable,
      idempotencyKey,
      cause: this.cause,
    });
  }
}

/**
 * Bad input, raised before anything is sent. The message names the argument and describes a valid value.
 * @param argument path to the argument, e.g. `['input', 'imageId']`
 */
export const badInput = (argument: readonly string[], message: string): ServiceError =>
  new ServiceError('BAD_USER_INPUT', `${argument.join('.')}: ${message}`, { argument });
