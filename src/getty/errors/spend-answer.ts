import type { UpstreamFailure } from '../../errors/upstream-failure.js';
import type { SpendAnswer } from '../model/spend.js';
import { TransportError, type UpstreamAnswer } from '../transport/transport.js';
import { type RefusedAnswer, readRefused } from './answer.js';
import { type CallLabel, transportFailure, upstreamOf } from './read-failure.js';
import { isBare403, type ResponseOrigin } from './spend-origin.js';
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

/**
 * What the transport's failure means for a request that spends. Anything that is no `TransportError` is rethrown.
 * @param read reads the response that may still come after a time-out (`TransportError.late`); must not throw
 */
export const spendFailure = (
  error: unknown,
  label: CallLabel,
  read: ((answer: UpstreamAnswer) => SpendAnswer) | null = null,
): SpendAnswer => {
  if (!(error instanceof TransportError)) throw error;
  if (!error.isSent)
    return { kind: 'not-sent', trouble: error.trouble, error: transportFailure(error, label) };
  const upstream = upstreamOf(label, null, null);
  if (error.late === null || read === null) return { kind: 'unknown', upstream };
  return {
    kind: 'unknown',
    upstream,
    late: error.late.then((answer) => (answer === null ? null : read(answer))),
  };
};

/** What clients may see of a response that Getty Images did not write: its status, and none of its words. */
export const foreignUpstream = (upstream: UpstreamFailure): UpstreamFailure => ({
  ...upstream,
  code: null,
  message: null,
  statusList: [],
});

/**
 * What a refusal comes to, by who wrote it: only Getty Images' own word is believed. Anything else leaves it unknown
 * whether the download counted.
 */
export const refusedBy = (
  origin: ResponseOrigin,
  answer: UpstreamAnswer,
  verdict: Verdict,
  upstream: UpstreamFailure,
): SpendAnswer => {
  if (verdict.kind === 'outage') return { kind: 'unknown', upstream };
  if (origin !== 'foreign') return { kind: 'refused', verdict, upstream };
  return {
    kind: 'unknown',
    upstream: foreignUpstream(upstream),
    ...(isBare403(answer) ? { likely: { kind: 'no-authorization' } } : {}),
  };
};

/**
 * Reads the answer to a v2 or v3 download. A link is a link wherever it came: in the body, as a bare string (the
 * sandbox of 2015), or as `Location`. A success without one, any 5xx, and a refusal that Getty Images did not write
 * leave it unknown whether it counted.
 * @param link what of the body may be a link; `null` where the body was not readable
 */
export const spendAnswer = (
  answer: UpstreamAnswer,
  link: string | null,
  label: CallLabel,
  judge: (refused: RefusedAnswer) => Verdict,
  originOf: (answer: UpstreamAnswer) => ResponseOrigin,
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
  return refusedBy(originOf(answer), answer, judge(refused), upstream);
};
