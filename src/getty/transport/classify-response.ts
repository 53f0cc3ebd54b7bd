import { isRateLimited } from '../errors/parse-error-response.js';
import type { OutgoingRequest } from './outgoing-request.js';
import type { Permit } from './throttle/permit.js';
import type { UpstreamResponse } from './transport.js';

/** What an answer means for the road: whether Getty Images works, fails, or wants to be asked less. */
export type ResponseHealth = 'fine' | 'outage' | 'rate-limited';

/** An answer and what it means for the road. */
export interface UpstreamResult {
  readonly response: UpstreamResponse;
  readonly health: ResponseHealth;
}

/** One way of sending a request. Throws, or rejects with, `TransportError`. */
export type Dispatch = (outgoing: OutgoingRequest) => Promise<UpstreamResult>;

/** The last step: writes the request. The slot hears when. @throws TransportError */
export type Write = (outgoing: OutgoingRequest, permit: Permit) => Promise<UpstreamResponse>;

/** Judges an answer. A 4xx is fine: it says something about the request, nothing about the host. Pure. */
export const classifyHealth = (
  response: UpstreamResponse,
  isOutage: OutgoingRequest['isOutage'],
): ResponseHealth => {
  const { status, headers } = response;
  if (status >= 500) return 'outage';
  if (status === 429 || status === 403) {
    const detail = headers['x-error-detail'] ?? headers['x-mashery-error-code'] ?? null;
    const errorResponse = { status, code: null, message: null, challenge: null, detail, retryAfterMs: null };
    if (isRateLimited(errorResponse)) return 'rate-limited';
  }
  return isOutage !== null && status < 300 && isOutage(response) ? 'outage' : 'fine';
};
