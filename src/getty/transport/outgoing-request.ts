import type { Deadline } from './deadline.js';
import type { ErrorContext } from './errors.js';
import { splitUrl, type UrlParts } from './split-url.js';
import type { Priority } from './throttle/priority-queue.js';
import type { CallerShare, ReadPolicy, UpstreamRequest } from './transport.js';

/** Calls that are nobody's in particular, such as token calls. */
export const OWN_SHARE: CallerShare = { id: '', isNamed: true };

/** One request on its way, with what the parts of the road need to know of it. */
export interface OutgoingRequest extends ErrorContext {
  readonly request: UpstreamRequest;
  readonly address: UrlParts;
  readonly deadline: Deadline;
  readonly priority: Priority;
  readonly requestId: string;
  /** Whose turn it takes when it must wait. */
  readonly share: CallerShare;
  /** Whether this is a request that was made before, and failed. */
  readonly isRetry: boolean;
  /** Tells an outage that HTTP calls a success; `null` where there is no such thing. */
  readonly isOutage: NonNullable<ReadPolicy['isOutage']> | null;
}

/** What stays the same when a request is redirected or made again. */
export type RequestMeta = Pick<OutgoingRequest, 'deadline' | 'priority' | 'requestId' | 'isOutage'> &
  Partial<Pick<OutgoingRequest, 'isRetry'>> & { readonly share?: CallerShare | undefined };

/** @throws TypeError when the URL is none */
export const createOutgoingRequest = (request: UpstreamRequest, meta: RequestMeta): OutgoingRequest => {
  const address = splitUrl(request.url);
  return {
    request,
    address,
    operation: request.operation,
    host: address.host,
    deadline: meta.deadline,
    priority: meta.priority,
    requestId: meta.requestId,
    share: meta.share ?? OWN_SHARE,
    isRetry: meta.isRetry ?? false,
    isOutage: meta.isOutage,
  };
};
