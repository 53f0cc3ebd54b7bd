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
    })
  | (Told<'LINK_LOST'> & { readonly record: DownloadRecord | null })
  | (Told<'DOWNLOAD_REFUSED'> & { readonly upstreamCode: string | null });

type Of<C extends DownloadErrorCode> = Extract<DownloadFailure, { code: C }>;

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
