import { type Address, addressOf } from './address.js';
import type { Life } from './life.js';
import type { Lane } from './throttle/lanes.js';
import type { CallerShare, ReadPolicy, UpstreamRequest } from './transport.js';
import type { Told } from './trouble.js';

/** Calls that are nobody's in particular, such as token calls. */
export const OWN_SHARE: CallerShare = { id: '', isNamed: true };

/** One request on its way, with what the parts of the road need to know of it. */
export interface Hop extends Told {
  readonly request: UpstreamRequest;
  readonly address: Address;
  readonly life: Life;
  readonly lane: Lane;
  readonly requestId: string;
  /** Whose turn it takes when it must wait. */
  readonly share: CallerShare;
  /** Whether this is a request that was made before, and failed. */
  readonly isAgain: boolean;
  /** Tells an outage that HTTP calls a success; `null` where there is no such thing. */
  readonly isOutage: NonNullable<ReadPolicy['isOutage']> | null;
}

/** What stays the same when a request is redirected or made again. */
export type Journey = Pick<Hop, 'life' | 'lane' | 'requestId' | 'isOutage'> &
  Partial<Pick<Hop, 'isAgain'>> & { readonly share?: CallerShare | undefined };

/** @throws TypeError when the URL is none */
export const hopOf = (request: UpstreamRequest, journey: Journey): Hop => {
  const address = addressOf(request.url);
  return {
    request,
    address,
    operation: request.operation,
    host: address.host,
    life: journey.life,
    lane: journey.lane,
    requestId: journey.requestId,
    share: journey.share ?? OWN_SHARE,
    isAgain: journey.isAgain ?? false,
    isOutage: journey.isOutage,
  };
};
