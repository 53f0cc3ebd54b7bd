import type { Deadline } from './deadline.js';
import type { ErrorContext } from './errors.js';
import type { ResponseHealth } from './response-health.js';
import type { Permit, Priority } from './throttle.js';
import type { CallerShare, ReadPolicy, UpstreamRequest, UpstreamResponse } from './transport.js';

/** A URL split as undici takes it. Slicing a string is several times cheaper than `new URL`, and every request needs it. */
export interface UrlParts {
  /** E.g. `https://api.gettyimages.com`. */
  readonly origin: string;
  /** As `URL.host` gives it, e.g. `127.0.0.1:4001`. */
  readonly host: string;
  /** Path and query, without a fragment. */
  readonly path: string;
}

const SLASHES = '//';
/** A host and perhaps a port, as every configured URL has; anything else is left to `URL`. */
const PLAIN_HOST = /^[a-z0-9.-]+(?::\d+)?$/;

const parseUrl = (url: string): UrlParts => {
  const { origin, host, pathname, search } = new URL(url);
  return { origin, host, path: pathname + search };
};

/**
 * Splits an absolute http(s) URL at its path.
 * @throws TypeError for anything else
 */
export const splitUrl = (url: string): UrlParts => {
  const slashes = url.indexOf(SLASHES);
  const authority = slashes + SLASHES.length;
  const slash = url.indexOf('/', authority);
  const host = url.slice(authority, slash);
  if (slashes < 0 || slash < 0 || !PLAIN_HOST.test(host) || url.includes('#', slash)) return parseUrl(url);
  return { origin: url.slice(0, slash), host, path: url.slice(slash) };
};

/** The share of requests that no caller made, such as token requests. */
export const SERVICE_SHARE: CallerShare = { id: '', isNamed: true };

/** One outgoing request plus the metadata that the stages of the pipeline need. */
export interface OutgoingRequest extends ErrorContext {
  readonly request: UpstreamRequest;
  readonly address: UrlParts;
  readonly deadline: Deadline;
  readonly priority: Priority;
  readonly requestId: string;
  /** The caller whose turn it takes in the queue. */
  readonly share: CallerShare;
  /** Whether an earlier attempt failed. */
  readonly isRetry: boolean;
  /** See `ReadPolicy.isOutage`; `null` where HTTP's status tells. */
  readonly isOutage: NonNullable<ReadPolicy['isOutage']> | null;
}

/** What stays the same when a request is redirected or retried. */
export type RequestMeta = Pick<OutgoingRequest, 'deadline' | 'priority' | 'requestId' | 'isOutage'> &
  Partial<Pick<OutgoingRequest, 'isRetry'>> & { readonly share?: CallerShare | undefined };

/** @throws TypeError for a URL that is not absolute */
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
    share: meta.share ?? SERVICE_SHARE,
    isRetry: meta.isRetry ?? false,
    isOutage: meta.isOutage,
  };
};

/** A response with what it says of the host. */
export interface UpstreamResult {
  readonly response: UpstreamResponse;
  readonly health: ResponseHealth;
}

/** A stage of the pipeline. Throws, or rejects with, `TransportError`. */
export type Dispatch = (outgoing: OutgoingRequest) => Promise<UpstreamResult>;

/** A stage behind the throttle, which granted the permit. @throws TransportError */
export type Transmit = (outgoing: OutgoingRequest, permit: Permit) => Promise<UpstreamResult>;

/** The last stage: writes the request, and calls `permit.start` when it does. @throws TransportError */
export type Write = (outgoing: OutgoingRequest, permit: Permit) => Promise<UpstreamResponse>;
