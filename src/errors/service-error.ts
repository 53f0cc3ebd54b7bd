import { type ErrorCode, errorCatalog } from './catalog.js';
import type { UpstreamFailure } from './upstream-failure.js';

/** What a failure may carry beside its code and message. */
export interface ServiceErrorOptions {
  /** The argument it is about, as a path into the field's arguments, e.g. `['input', 'items', '2', 'height']`. */
  readonly argument?: readonly string[];
  /** Milliseconds after which the same request may be tried again. */
  readonly retryAfterMs?: number;
  /** What Getty Images answered, when it was asked. */
  readonly upstream?: UpstreamFailure;
  /** Overrides what the catalogue says of the code. */
  readonly isRetryable?: boolean;
  /** The key a download runs under, so that whoever gets this error can ask again with it. */
  readonly idempotencyKey?: string;
  /** The version of the API is certainly not to be had and did nothing with the request: another one may be tried. */
  readonly isUnreachable?: boolean;
  /** The cause, for the log only. */
  readonly cause?: unknown;
}

/**
 * A failure with a code of the catalogue: system trouble and bad input. It is thrown through domain and loaders and
 * turned into a `GraphQLError` at one place (`to-graphql.ts`). Its message is for people and may be shown to clients.
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

  /** The same, naming the key that the download can be asked for with again. */
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
 * Bad input, told before anything is sent: names the argument and says what would do.
 * @param argument path to the argument, e.g. `['input', 'imageId']`
 */
export const badInput = (argument: readonly string[], message: string): ServiceError =>
  new ServiceError('BAD_USER_INPUT', `${argument.join('.')}: ${message}`, { argument });
