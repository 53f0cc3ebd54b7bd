import type { StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import type { UpstreamAnswer } from '../transport/transport.js';
import { isRateLimited, readRefused } from './answer.js';
import { upstreamOf } from './read-failure.js';
import { v1StatusCodes, verdictOfV1Code } from './v1-codes.js';
import type { V1Envelope } from './v1-envelope.js';
import { judgeV3 } from './v3.js';
import { DEFAULT_RATE_WAIT_MS, type Verdict } from './verdict.js';

/**
 * The entry that says why: errors before anything else, never a mere information. Among several, a failure of
 * Getty Images' own comes first, because then nothing else in the list is certain; then a code that is known.
 */
export const decisiveEntry = (envelope: V1Envelope): StatusListEntry | null => {
  const errors = envelope.statusList.filter((entry) => entry.type === 'ERROR');
  const candidates =
    errors.length > 0 ? errors : envelope.statusList.filter((entry) => entry.type !== 'INFORMATION');
  return (
    candidates.find((entry) => verdictOfV1Code(entry.code).kind === 'outage') ??
    candidates.find((entry) => v1StatusCodes.has(entry.code)) ??
    candidates[0] ??
    null
  );
};

/** Whether v1 says that the operation failed. */
export const saysError = (envelope: V1Envelope): boolean =>
  envelope.status === 'ERROR' ||
  (envelope.status === 'UNKNOWN' && envelope.statusList.some((entry) => entry.type === 'ERROR'));

/** An answer without a v1 reason: from a gateway, a proxy, or a host where v1 is no more. */
const judgeStatus = (answer: UpstreamAnswer, now: number): Verdict => {
  const refused = readRefused(answer, now);
  switch (answer.status) {
    case 401:
      return judgeV3(refused);
    case 403:
      // What v3 means by a bare 403 is an image outside the licence; v1 never says that by status.
      return refused.message === null ? { kind: 'forbidden' } : judgeV3(refused);
    case 404:
    case 410:
      return { kind: 'unknown-route' };
    default:
      // An error without any reason: nobody knows what was done.
      return { kind: answer.status >= 400 ? 'refused' : 'outage' };
  }
};

/**
 * What an unsuccessful v1 answer means: by the codes in its `StatusList` wherever there are any, else by its HTTP
 * status. Pure.
 * @param now for `Retry-After` dates, ms
 */
export const judgeV1 = (answer: UpstreamAnswer, envelope: V1Envelope, now: number): Verdict => {
  const refused = readRefused(answer, now);
  if (isRateLimited(refused))
    return { kind: 'rate-limited', retryAfterMs: refused.retryAfterMs ?? DEFAULT_RATE_WAIT_MS };
  // A redirect, too: whoever sent it is not v1, and what was done before it nobody knows.
  const isRedirect = answer.status >= 300 && answer.status < 400;
  if (isRedirect || answer.status >= 500 || answer.status === 408) return { kind: 'outage' };
  const entry = decisiveEntry(envelope);
  return entry === null ? judgeStatus(answer, now) : verdictOfV1Code(entry.code);
};

/** Whether a whole v1 answer tells of a failure of Getty Images' own, as a read that may be tried again. */
export const isV1Outage = (answer: UpstreamAnswer, envelope: V1Envelope): boolean =>
  saysError(envelope) && judgeV1(answer, envelope, 0).kind === 'outage';

/** What clients may see of a v1 answer, with everything in its `StatusList`. */
export const v1Upstream = (
  operation: string,
  answer: UpstreamAnswer,
  envelope: V1Envelope,
): UpstreamFailure => {
  const entry = decisiveEntry(envelope);
  const gateway = upstreamOf({ api: 'V1', operation }, readRefused(answer, 0), envelope.coordinationId);
  const said = entry === null ? {} : { code: entry.code === '' ? null : entry.code, message: entry.message };
  return { ...gateway, ...said, statusList: envelope.statusList };
};
