import type { DownloadRecord } from '../catalog/history/record-id.js';
import type { Ownership } from '../catalog/ownership/account-history.js';
import type { DownloadErrorCode } from '../errors/catalog.js';
import { errorCatalog } from '../errors/catalog.js';
import { ServiceError } from '../errors/service-error.js';
import type { UpstreamFailure } from '../errors/upstream-failure.js';
import type { ProductRef } from '../getty/model/image.js';
import type { Requirements } from '../getty/model/product.js';
import type { ProductType } from '../getty/model/product-type.js';
import type { SpendingLimitHit } from './idempotency/attempt.js';

/** What every expected end of a download tells. */
interface DownloadErrorBase<C extends DownloadErrorCode> {
  readonly code: C;
  readonly message: string;
  /** Path into the field's arguments that it is about. */
  readonly field: readonly string[] | null;
  readonly isRetryable: boolean;
  readonly upstream: UpstreamFailure | null;
}

/** Every expected end of a download that gave no link. A closed union; the schema has a type for each. */
export type DownloadFailure =
  | DownloadErrorBase<'ASSET_NOT_FOUND'>
  | (DownloadErrorBase<'NOT_ENTITLED'> & { readonly allowedProductTypes: readonly ProductType[] })
  | (DownloadErrorBase<'QUOTA_EXHAUSTED'> & {
      readonly product: ProductRef | null;
      readonly resetsAt: Date | null;
    })
  | (DownloadErrorBase<'DOWNLOAD_REQUIREMENTS_NOT_MET'> & { readonly requirements: Requirements })
  | DownloadErrorBase<'IDEMPOTENCY_KEY_REUSED'>
  | (DownloadErrorBase<'OUTCOME_UNKNOWN'> & {
      readonly checkedAt: Date;
      readonly retryAfterMs: number;
      readonly idempotencyKey: string;
      /** When the request was last sent; `null` where that could not be read. */
      readonly sentAt: Date | null;
      /** Nothing more will be found out: the history cannot tell whether this download counted. */
      readonly isFinal: boolean;
      /** With `isFinal`: rows of the history that may be this download's, or another one's. */
      readonly candidates: readonly DownloadRecord[];
    })
  | (DownloadErrorBase<'ALREADY_OWNED'> & { readonly ownership: Ownership })
  | (DownloadErrorBase<'LINK_LOST'> & { readonly record: DownloadRecord | null })
  | (DownloadErrorBase<'SPENDING_LIMIT_REACHED'> & {
      readonly limit: number;
      readonly used: number;
      readonly resetsAt: Date;
    })
  | (DownloadErrorBase<'DOWNLOAD_REFUSED'> & { readonly upstreamCode: string | null });

type FailureWithCode<C extends DownloadErrorCode> = Extract<DownloadFailure, { code: C }>;

/** The message of `LINK_LOST`, now and whenever it is told again. */
export const LINK_LOST_MESSAGE =
  'The download counted, but the answer with its link was lost. A new idempotency key downloads it again, which may count again.';

/**
 * The end of a download whose outcome the history cannot tell: final, with what a person needs to look it up.
 * @param why a sentence: what stands in the way
 */
export const cannotBeTold = (
  serviceError: Omit<
    FailureWithCode<'OUTCOME_UNKNOWN'>,
    keyof DownloadErrorBase<'OUTCOME_UNKNOWN'> | 'isFinal' | 'retryAfterMs'
  >,
  why: string,
  upstream: UpstreamFailure | null,
): DownloadFailure => {
  const { sentAt, candidates } = serviceError;
  const when = sentAt === null ? '' : ` at ${sentAt.toISOString()}`;
  const rows =
    candidates.length === 0
      ? ''
      : ` Downloads of it that the history shows: ${candidates.map((row) => row.downloadedAt.toISOString()).join(', ')}.`;
  return {
    ...downloadFailure(
      'OUTCOME_UNKNOWN',
      `The download was sent${when}, its answer was lost, and whether it counted cannot be told: ${why}${rows} Look at \`previousDownloads\`; a new idempotency key downloads it again, which may count again.`,
      { ...serviceError, isFinal: true, retryAfterMs: FINAL_WAIT_MS, upstream },
    ),
    isRetryable: false,
  };
};

/** `retryAfterMs` of a final `OUTCOME_UNKNOWN`: asking again gives the same answer for as long as it is kept. */
const FINAL_WAIT_MS = 24 * 3_600_000;

/** Makes a failure; whether it can be retried is the catalogue's word. */
export const downloadFailure = <C extends DownloadErrorCode>(
  code: C,
  message: string,
  rest: Omit<FailureWithCode<C>, 'code' | 'message' | 'isRetryable' | 'field' | 'upstream'> & {
    readonly field?: readonly string[] | null;
    readonly upstream?: UpstreamFailure | null;
  },
): FailureWithCode<C> =>
  ({
    field: null,
    upstream: null,
    ...rest,
    code,
    message,
    isRetryable: errorCatalog[code].isRetryable,
  }) as unknown as FailureWithCode<C>;

/** A client key's own limit (`CLIENT_SPENDING_LIMITS`) is reached: nothing was sent. */
export const spendingLimitReached = ({ limit, used, resetsAt }: SpendingLimitHit): DownloadFailure =>
  downloadFailure(
    'SPENDING_LIMIT_REACHED',
    `This client may download ${limit} times a day and has done so ${used} times. Nothing was sent. Try again after ${new Date(resetsAt).toISOString()}, or have the operator raise CLIENT_SPENDING_LIMITS.`,
    { limit, used, resetsAt: new Date(resetsAt) },
  );

/** The same failure as an error to throw, for operations that did not ask for it as data. */
export const failureToServiceError = (serviceError: DownloadFailure): ServiceError =>
  new ServiceError(serviceError.code, serviceError.message, {
    isRetryable: serviceError.isRetryable,
    ...(serviceError.field === null ? {} : { argument: serviceError.field }),
    ...(serviceError.upstream === null ? {} : { upstream: serviceError.upstream }),
    ...(serviceError.code === 'OUTCOME_UNKNOWN'
      ? { retryAfterMs: serviceError.retryAfterMs, idempotencyKey: serviceError.idempotencyKey }
      : {}),
  });
