import type { SpendAnswer } from '../model/spend.js';
import { TransportError, type UpstreamAnswer } from '../transport/transport.js';
import { type RefusedAnswer, readRefused } from './answer.js';
import { type CallLabel, transportFailure, upstreamOf } from './read-failure.js';
import type { Verdict } from './verdict.js';

/** Whether a link can be given to a client at all: absolute and http(s), as v3 and v1 both send them. */
export const isLink = (text: string | null | undefined): text is string => {
  if (text === null || text === undefined) return false;
  try {
    const { protocol } = new URL(text);
    return protocol === 'https:' || protocol === 'http:';
  } catch {
    return false;
  }
};

/** What the transport's failure means for a request that spends. Anything that is no `TransportError` is rethrown. */
export const spendFailure = (error: unknown, label: CallLabel): SpendAnswer => {
  if (!(error instanceof TransportError)) throw error;
  return error.isSent
    ? { kind: 'unknown', upstream: upstreamOf(label, null, null) }
    : { kind: 'not-sent', trouble: error.trouble, error: transportFailure(error, label) };
};

/**
 * Reads the answer to a v2 or v3 download. A link is a link wherever it came: in the body, as a bare string (the
 * sandbox of 2015), or as `Location`. A success without one, and any 5xx, leave it unknown whether it counted.
 * @param link what of the body may be a link; `null` where the body was not readable
 */
export const spendAnswer = (
  answer: UpstreamAnswer,
  link: string | null,
  label: CallLabel,
  judge: (refused: RefusedAnswer) => Verdict,
  now: number,
  coordinationId: string | null,
): SpendAnswer => {
  const location = answer.headers['location'];
  // Only the two redirects that mean "your answer is over there"; 301, 307 and 308 say that the API itself moved.
  if ((answer.status === 302 || answer.status === 303) && isLink(location))
    return { kind: 'link', url: location, notices: [] };
  if (answer.status >= 200 && answer.status < 300) {
    if (isLink(link)) return { kind: 'link', url: link, notices: [] };
    if (isLink(location)) return { kind: 'link', url: location, notices: [] };
  }
  const refused = readRefused(answer, now);
  const upstream = upstreamOf(label, refused, coordinationId);
  if (answer.status < 400) return { kind: 'unknown', upstream };
  const verdict = judge(refused);
  return verdict.kind === 'outage' ? { kind: 'unknown', upstream } : { kind: 'refused', verdict, upstream };
};
