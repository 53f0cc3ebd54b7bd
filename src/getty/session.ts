import type { CallContext } from '../lib/request-context.js';
import type { CachePrincipal } from './transport/transport.js';

/** The access token of a request, and how a rejected one is replaced. */
export interface Session {
  readonly kind: 'anonymous' | 'caller' | 'service';
  /** Separates cache entries and coalesced reads of different callers; contains a digest, never the token itself. */
  readonly principal: CachePrincipal;
  /** The access token, or `null` for the API key only. @throws ServiceError where the token request fails */
  token(): Promise<string | null>;
  /**
   * A token other than `rejected`, or `null` where there is none (only a caller can replace its own token).
   * Concurrent calls share one token request.
   * @throws ServiceError where the token endpoint fails
   */
  refresh(rejected: string): Promise<string | null>;
}

/** What every client of an endpoint needs of the request it works for; a `RequestContext` is one. */
export interface GettyCall extends CallContext {
  readonly session: Session;
  /** One of Getty Images' languages for `Accept-Language`, or `null` for its default. */
  readonly language: string | null;
}

/** The same call with another session. Not by spreading: a request's fields are getters of its class. */
export const withSession = (call: GettyCall, session: Session): GettyCall => ({
  id: call.id,
  deadlineAt: call.deadlineAt,
  cancellation: call.cancellation,
  isBackground: call.isBackground,
  minFreshness: call.minFreshness,
  share: call.share,
  language: call.language,
  session,
});
