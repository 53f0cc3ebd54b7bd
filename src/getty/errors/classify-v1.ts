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
 * The entry that says why: errors before anything else, never a mere information. Among several, a failure of
 * Getty Images' own comes first, because then nothing else in the list is certain; then a code that is known.
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

/** Whether v1 says that the operation failed. */
export const isErrorEnvelope = (envelope: V1Envelope): boolean =>
  envelope.status === 'ERROR' ||
  (envelope.status === 'UNKNOWN' && envelope.statusList.some((entry) => entry.type === 'ERROR'));

/** An answer without a v1 reason: from a gateway, a proxy, or a host where v1 is no more. */
const classifyStatus = (response: UpstreamResponse, now: number): UpstreamErrorKind => {
  const errorResponse = parseErrorResponse(response, now);
  switch (response.status) {
    case 401:
      return classifyV3(errorResponse);
    case 403:
      // What v3 means by a bare 403 is an image outside the licence; v1 never says that by status.
      return errorResponse.message === null ? { kind: 'forbidden' } : classifyV3(errorResponse);
    case 404:
    case 410:
      return { kind: 'unknown-route' };
    default:
      // An error without any reason: nobody knows what was done.
      return { kind: response.status >= 400 ? 'refused' : 'outage' };
  }
};

/**
 * What an unsuccessful v1 answer means: by the codes in its `StatusList` wherever there are any, else by its HTTP
 * status. Pure.
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
  // A redirect, too: whoever sent it is not v1, and what was done before it nobody knows.
  const isRedirect = response.status >= 300 && response.status < 400;
  if (isRedirect || response.status >= 500 || response.status === 408) return { kind: 'outage' };
  const entry = primaryEntry(envelope);
  return entry === null ? classifyStatus(response, now) : classifyV1Code(entry.code);
};

/** Whether a whole v1 answer tells of a failure of Getty Images' own, as a read that may be tried again. */
export const isV1Outage = (response: UpstreamResponse, envelope: V1Envelope): boolean =>
  isErrorEnvelope(envelope) && classifyV1(response, envelope, 0).kind === 'outage';

/** What clients may see of a v1 answer, with everything in its `StatusList`. */
export const toV1UpstreamFailure = (
  operation: string,
  response: UpstreamResponse,
  envelope: V1Envelope,
): UpstreamFailure => {
  const entry = primaryEntry(envelope);
  const client = toUpstreamFailure(
    { api: 'V1', operation },
    parseErrorResponse(response, 0),
    envelope.coordinationId,
  );
  const said = entry === null ? {} : { code: entry.code === '' ? null : entry.code, message: entry.message };
  return { ...client, ...said, statusList: envelope.statusList };
};
