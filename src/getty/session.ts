import type { CallContext } from '../lib/request-context.js';
import type { CachePrincipal } from './transport/transport.js';

/** Whose token a call carries, and whether a rejected one can be replaced. */
export interface Session {
  readonly kind: 'anonymous' | 'caller' | 'service';
  /** Keeps caches and shared calls of different callers apart; made of a digest, never of the token itself. */
  readonly principal: CachePrincipal;
  /** The access token, or `null` for the API key alone. @throws ServiceError where no token can be had */
  token(): Promise<string | null>;
  /**
   * A token other than `rejected`, or `null` where there can be none (a caller's token is theirs to replace).
   * However many ask at once, one token call is made.
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
