import type { ServiceError } from '../../errors/service-error.js';
import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import type { TransportErrorCode } from '../transport/transport.js';
import type { UpstreamErrorKind } from './error-kind.js';

/** How one request that spends ended for one asset, in the terms that decide who pays and what may be done next. */
export type DownloadResponse =
  /** Charged, and here is the link. */
  | { readonly kind: 'link'; readonly url: string; readonly notices: readonly StatusListEntry[] }
  /** Getty Images said no; certainly not charged. */
  | { readonly kind: 'refused'; readonly errorKind: UpstreamErrorKind; readonly upstream: UpstreamFailure }
  /**
   * It was sent, and whether it counted is not known: time-out, reset, 5xx, an unreadable response, or one that Getty
   * Images did not write. `likely`: what the response means once the history has shown that nothing was charged.
   * `late`: the request is still in flight; resolves with what its response says, or with `null` when none came.
   */
  | {
      readonly kind: 'unknown';
      readonly upstream: UpstreamFailure;
      readonly likely?: UpstreamErrorKind;
      readonly late?: Promise<DownloadResponse | null>;
    }
  /** Not one byte left. `error` is what to tell when no other version is tried. */
  | { readonly kind: 'not-sent'; readonly code: TransportErrorCode; readonly error: ServiceError };
