import type { DownloadErrorCode } from '../../errors/catalog.js';
import { errorCatalog } from '../../errors/catalog.js';
import { ServiceError } from '../../errors/service-error.js';
import type { UpstreamFailure } from '../../errors/upstream-failure.js';
import type { ProductRef } from '../../getty/model/image.js';
import type { Requirements } from '../../getty/model/product.js';
import type { ProductType } from '../../getty/model/product-type.js';
import type { DownloadRecord } from '../history/record-id.js';

/** What every expected end of a download tells. */
interface Told<C extends DownloadErrorCode> {
  readonly code: C;
  readonly message: string;
  /** Path into the field's arguments that it is about. */
  readonly field: readonly string[] | null;
  readonly isRetryable: boolean;
  readonly upstream: UpstreamFailure | null;
}

/** Every expected end of a download that gave no link. A closed union; the schema has a type for each. */
export type DownloadFailure =
  | Told<'ASSET_NOT_FOUND'>
  | (Told<'NOT_ENTITLED'> & { readonly allowedProductTypes: readonly ProductType[] })
  | (Told<'QUOTA_EXHAUSTED'> & { readonly product: ProductRef | null; readonly resetsAt: Date | null })
  | (Told<'DOWNLOAD_REQUIREMENTS_NOT_MET'> & { readonly requirements: Requirements })
  | Told<'IDEMPOTENCY_KEY_REUSED'>
  | (Told<'OUTCOME_UNKNOWN'> & {
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
  | (Told<'LINK_LOST'> & { readonly record: DownloadRecord | null })
  | (Told<'DOWNLOAD_REFUSED'> & { readonly upstreamCode: string | null });

type Of<C extends DownloadErrorCode> = Extract<DownloadFailure, { code: C }>;

/** The message of `LINK_LOST`, now and whenever it is told again. */
export const LINK_LOST_MESSAGE =
  'The download counted, but the answer with its link was lost. A new idempotency key downloads it again, which may count again.';

/**
 * The end of a download whose outcome the history cannot tell: final, with what a person needs to look it up.
 * @param why a sentence: what stands in the way
 */
export const cannotBeTold = (
  told: Omit<Of<'OUTCOME_UNKNOWN'>, keyof Told<'OUTCOME_UNKNOWN'> | 'isFinal' | 'retryAfterMs'>,
  why: string,
  upstream: UpstreamFailure | null,
): DownloadFailure => {
  const { sentAt, candidates } = told;
  const when = sentAt === null ? '' : ` at ${sentAt.toISOString()}`;
  const rows =
    candidates.length === 0
      ? ''
      : ` Downloads of it that the history shows: ${candidates.map((row) => row.downloadedAt.toISOString()).join(', ')}.`;
  return {
    ...failure(
      'OUTCOME_UNKNOWN',
      `The download was sent${when}, its answer was lost, and whether it counted cannot be told: ${why}${rows} Look at \`previousDownloads\`; a new idempotency key downloads it again, which may count again.`,
      { ...told, isFinal: true, retryAfterMs: FINAL_WAIT_MS, upstream },
    ),
    isRetryable: false,
  };
};

/** `retryAfterMs` of a final `OUTCOME_UNKNOWN`: asking again gives the same answer for as long as it is kept. */
const FINAL_WAIT_MS = 24 * 3_600_000;

/** Makes a failure; whether it can be retried is the catalogue's word. */
export const failure = <C extends DownloadErrorCode>(
  code: C,
  message: string,
  rest: Omit<Of<C>, 'code' | 'message' | 'isRetryable' | 'field' | 'upstream'> & {
    readonly field?: readonly string[] | null;
    readonly upstream?: UpstreamFailure | null;
  },
): Of<C> =>
  ({
    field: null,
    upstream: null,
    ...rest,
    code,
    message,
    isRetryable: errorCatalog[code].isRetryable,
  }) as unknown as Of<C>;

/** The same failure as an error to throw, for operations that did not ask for it as data. */
export const thrown = (told: DownloadFailure): ServiceError =>
  new ServiceError(told.code, told.message, {
    isRetryable: told.isRetryable,
    ...(told.field === null ? {} : { argument: told.field }),
    ...(told.upstream === null ? {} : { upstream: told.upstream }),
    ...(told.code === 'OUTCOME_UNKNOWN'
      ? { retryAfterMs: told.retryAfterMs, idempotencyKey: told.idempotencyKey }
      : {}),
  });
