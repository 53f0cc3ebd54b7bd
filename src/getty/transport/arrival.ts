import { isRateLimited } from '../errors/answer.js';
import type { Hop } from './hop.js';
import type { Slot } from './throttle/slot.js';
import type { UpstreamAnswer } from './transport.js';

/** What an answer means for the road: whether Getty Images works, fails, or wants to be asked less. */
export type Condition = 'fine' | 'outage' | 'rate-limited';

/** An answer and what it means for the road. */
export interface Arrival {
  readonly answer: UpstreamAnswer;
  readonly condition: Condition;
}

/** One way of sending a request. Throws, or rejects with, `TransportError`. */
export type Send = (hop: Hop) => Promise<Arrival>;

/** The last step: writes the request. The slot hears when. @throws TransportError */
export type Write = (hop: Hop, slot: Slot) => Promise<UpstreamAnswer>;

/** Judges an answer. A 4xx is fine: it says something about the request, nothing about the host. Pure. */
export const conditionOf = (answer: UpstreamAnswer, isOutage: Hop['isOutage']): Condition => {
  const { status, headers } = answer;
  if (status >= 500) return 'outage';
  if (status === 429 || status === 403) {
    const detail = headers['x-error-detail'] ?? headers['x-mashery-error-code'] ?? null;
    const refused = { status, code: null, message: null, challenge: null, detail, retryAfterMs: null };
    if (isRateLimited(refused)) return 'rate-limited';
  }
  return isOutage !== null && status < 300 && isOutage(answer) ? 'outage' : 'fine';
};
