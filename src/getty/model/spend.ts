import type { ServiceError } from '../../errors/service-error.js';
import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import type { Verdict } from '../errors/verdict.js';
import type { TransportTrouble } from '../transport/transport.js';

/** How one request that spends ended for one asset, in the terms that decide who pays and what may be done next. */
export type SpendAnswer =
  /** Charged, and here is the link. */
  | { readonly kind: 'link'; readonly url: string; readonly notices: readonly StatusListEntry[] }
  /** Getty Images said no; certainly not charged. */
  | { readonly kind: 'refused'; readonly verdict: Verdict; readonly upstream: UpstreamFailure }
  /** It was sent and nobody knows whether it counted: time-out, reset, 5xx, an answer that cannot be read. */
  | { readonly kind: 'unknown'; readonly upstream: UpstreamFailure }
  /** Not one byte left. `error` is what to tell when no other version is tried. */
  | { readonly kind: 'not-sent'; readonly trouble: TransportTrouble; readonly error: ServiceError };
