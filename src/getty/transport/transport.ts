/**
 * How calls leave for Getty Images. Clients of the endpoints (`v3/`, `v2/`, `v1/`, `oauth/`) say what to ask; the
 * transport says how it travels: connection, deadline, throttle, breaker, retries, sharing and caching.
 * It knows nothing of what an answer means.
 */

import type { CallContext, CallerShare } from '../../lib/request-context.js';

export type { CallContext, CallerShare };

/** Groups of endpoints that fail together: the breaker and the metrics count per host and group. */
export type EndpointGroup = 'search' | 'metadata' | 'account' | 'downloads' | 'oauth' | 'v1' | 'v2';

/** On whose behalf a call is made. Caches and shared calls are kept apart by it; `anonymous` is the API key alone. */
export type CachePrincipal =
  | { readonly kind: 'anonymous' }
  | { readonly kind: 'caller'; readonly id: string };

/** One call as an endpoint's client wants it made. */
export interface UpstreamRequest {
  readonly group: EndpointGroup;
  /** The template for logs, metrics and errors, e.g. `GET /v3/images`. */
  readonly operation: string;
  readonly method: 'GET' | 'POST' | 'PUT';
  /** Absolute, query included. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** What may be done with a read beyond sending it. */
export interface ReadPolicy {
  /** Who may be given the same answer; identical reads in flight are shared within it. */
  readonly principal: CachePrincipal;
  /** `never` for account data (products, history, entitlements); else what the answer's own headers allow. */
  readonly cache: 'allowed' | 'never';
  /**
   * Tells an answer that is a failure of Getty Images although its HTTP status says success (v1 says so inside its
   * envelope): it is retried as a 5xx is, and counts against the breaker.
   */
  readonly isOutage?: (response: UpstreamResponse) => boolean;
  /**
   * Tells an answer that can be read from one that only says 200: what cannot be read is never kept, for it would be
   * everybody's answer until it is stale. Left out: every answer is kept that its headers allow to be.
   */
  readonly isReadable?: (response: UpstreamResponse) => boolean;
}

/** An answer that arrived whole. Header names are lower-case; a repeated header is joined with a comma. */
export interface UpstreamResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Why no whole answer arrived. */
export type TransportErrorCode =
  | 'dns'
  | 'refused'
  | 'connect-timeout'
  | 'tls'
  | 'circuit-open'
  | 'queue-full'
  | 'deadline' // the operation's time ran out before anything was written
  | 'not-sent' // the go-ahead was refused, or came too late, or the fresh connection died before it was used
  | 'aborted' // the caller went away
  | 'timeout' // headers or body took too long
  | 'reset' // the connection broke
  | 'too-large'
  | 'unreadable'; // not HTTP, or truncated

/** No whole answer. `isSent` is false only where certainly not one byte of the request was written. */
export class TransportError extends Error {
  override readonly name = 'TransportError';
  constructor(
    readonly code: TransportErrorCode,
    readonly isSent: boolean,
    message: string,
    readonly retryAfterMs: number | null = null,
    options?: ErrorOptions & {
      /** See `late`. */
      readonly late?: Promise<UpstreamResponse | null>;
    },
  ) {
    super(message, options);
    this.late = options?.late ?? null;
  }

  /**
   * The response to a spending request that did not come in time and whose connection is still open. Resolves with the
   * response, or with `null` once none can come; never rejects. `null`: nothing more will come.
   */
  readonly late: Promise<UpstreamResponse | null> | null;
}

/** Gives the go-ahead for a request that spends money, directly before it is written; `false` stops it unsent. */
export type BeforeSend = () => Promise<boolean>;

/** The road to Getty Images. Made once per process by `createTransport`. */
export interface Transport {
  /**
   * A read: shared with identical ones in flight, retried within its budget, cached where allowed.
   * Redirects are followed (same host only keeps `Authorization`), at most 5.
   * v1 reads with `POST`: the body is part of what makes two reads identical, and as it carries a token it goes to no
   * other origin.
   * @throws TransportError
   */
  read(request: UpstreamRequest, policy: ReadPolicy, scope: CallContext): Promise<UpstreamResponse>;
  /**
   * A request that spends: exactly one, on a connection of its own that is open before `goAhead` is asked, never
   * retried, never followed, never aborted once written. Time limits are the transport's own, not the caller's;
   * `scope.deadlineAt` and `scope.departure` count only until the go-ahead. After `timeoutMs` it rejects, and the
   * connection stays open for `lateMs` more: what arrives then is in `TransportError.late`.
   * @throws TransportError
   */
  sendOnce(request: UpstreamRequest, scope: CallContext, beforeSend: BeforeSend): Promise<UpstreamResponse>;
  /** A token call: its own lane, before everything else in the queue; never shared, cached or retried here. @throws TransportError */
  requestToken(request: UpstreamRequest, scope: CallContext): Promise<UpstreamResponse>;
  /** Drops what a download made stale: every cached answer of that principal. */
  invalidate(principal: CachePrincipal): void;
  /** Milliseconds that a host's clock is ahead of ours, from its `Date` headers (0 until one was seen). */
  clockSkewMs(host: string): number;
  /** Waits for sent downloads, then closes every connection. */
  close(): Promise<void>;
}
