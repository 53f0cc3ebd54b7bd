import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import { DEFAULT_RATE_WAIT_MS, type UpstreamErrorKind } from '../model/error-kind.js';
import { isRateLimited } from '../transport/response-health.js';
import type { UpstreamResponse } from '../transport/transport.js';
import { classifyV3 } from './classify-v3.js';
import { parseErrorResponse } from './parse-error-response.js';
import { toUpstreamFailure } from './to-service-error.js';
import { classifyV1Code, v1StatusCodes } from './v1-codes.js';
import type { V1Envelope } from './v1-envelope.js';

/**
 * The entry that explains a failure: errors before any other type, and never an information. Among several, an outage of
 * Getty Images comes first, because then nothing else in the list is certain; then a code that is known.
 */
export const primaryEntry = (envelope: V1Envelope): StatusListEntry | null => {
  const errors = envelope.statusList.filter((entry) => entry.type === 'ERROR');
  const candidates =
    errors.length > 0 ? errors : envelope.statusList.filter((entry) => entry.type !== 'INFORMATION');
  return (
    candidates.find((entry) => classifyV1Code(entry.code).kind === 'outage') ??
    candidates.find((entry) => v1StatusCodes.has(entry.code)) ??
    candidates[0] ??
    null
  );
};

/** Whether an envelope reports that the operation failed. */
export const isErrorEnvelope = (envelope: V1Envelope): boolean =>
  envelope.status === 'ERROR' ||
  (envelope.status === 'UNKNOWN' && envelope.statusList.some((entry) => entry.type === 'ERROR'));

/** Classifies a response without a v1 reason: of a gateway, a proxy, or a host that no longer serves v1. */
const classifyStatus = (response: UpstreamResponse, now: number): UpstreamErrorKind => {
  const errorResponse = parseErrorResponse(response, now);
  switch (response.status) {
    case 401:
      return classifyV3(errorResponse);
    case 403:
      // A bare 403 of v3 means an image outside the license; v1 never reports that by status.
      return errorResponse.message === null ? { kind: 'forbidden' } : classifyV3(errorResponse);
    case 404:
    case 410:
      return { kind: 'unknown-route' };
    default:
      // An error without a reason: its effect is unknown.
      return { kind: response.status >= 400 ? 'refused' : 'outage' };
  }
};

/**
 * Classifies an error response of v1, by the codes in its `StatusList` if there are any, else by its HTTP status. Pure.
 * @param now for `Retry-After` dates, ms
 */
export const classifyV1 = (
  response: UpstreamResponse,
  envelope: V1Envelope,
  now: number,
): UpstreamErrorKind => {
  const errorResponse = parseErrorResponse(response, now);
  if (isRateLimited(errorResponse))
    return { kind: 'rate-limited', retryAfterMs: errorResponse.retryAfterMs ?? DEFAULT_RATE_WAIT_MS };
  // A redirect does not come from v1, and what happened before it is unknown.
  const isRedirect = response.status >= 300 && response.status < 400;
  if (isRedirect || response.status >= 500 || response.status === 408) return { kind: 'outage' };
  const entry = primaryEntry(envelope);
  return entry === null ? classifyStatus(response, now) : classifyV1Code(entry.code);
};

/** Whether a complete v1 response reports an outage of Getty Images, after which a read may be retried. */
export const isV1Outage = (response: UpstreamResponse, envelope: V1Envelope): boolean =>
  isErrorEnvelope(envelope) && classifyV1(response, envelope, 0).kind === 'outage';

/** What clients may see of a v1 response, with everything in its `StatusList`. */
export const toV1UpstreamFailure = (
  operation: string,
  response: UpstreamResponse,
  envelope: V1Envelope,
): UpstreamFailure => {
  const entry = primaryEntry(envelope);
  const failure = toUpstreamFailure(
    { api: 'V1', operation },
    parseErrorResponse(response, 0),
    envelope.coordinationId,
  );
  const reason =
    entry === null ? {} : { code: entry.code === '' ? null : entry.code, message: entry.message };
  return { ...failure, ...reason, statusList: envelope.statusList };
};
