import type { CancellationToken } from './cancellation.js';

/** On whose behalf a request is made, decided once from its headers (`http/authenticate.ts`). */
export type Caller =
  /** Sent `Authorization: Bearer`: that token is used for every upstream call of the request, and for nothing else. */
  | { readonly kind: 'token'; readonly token: string }
  /** Uses the service's own Getty Images account. `clientKey`: name of the client key that was presented. */
  | { readonly kind: 'service'; readonly clientKey?: string; readonly seesAll?: boolean }
  /** May read what the API key alone may read; everything about a customer is `UNAUTHENTICATED`. */
  | { readonly kind: 'anonymous' };

/** The application that a request comes from. */
export interface Client {
  /** Name of its client key; `null` where it presented none. */
  readonly key: string | null;
  /** Whether the operator lets its client key see the ledger entries of all client keys. */
  readonly seesAll?: boolean;
  /** What it calls itself in `apollographql-client-name`; `null` where it says nothing. Proves nothing. */
  readonly name: string | null;
  /** Its version of itself (`apollographql-client-version`), or `null`. */
  readonly version?: string | null;
}

/** Whose turn a call takes while calls wait for the throttle. */
export interface CallerShare {
  /** Separates callers; never a token or key. */
  readonly id: string;
  /** Whether the caller sent a client key or a token; such callers get most of the turns. */
  readonly isNamed: boolean;
}

/** Collects the freshness of all upstream responses that one GraphQL response is built from. */
export interface FreshnessLimit {
  /** Milliseconds of `Clock.now()` at which the first of them expires; `Infinity` where nothing was read. */
  readonly expiresAt: number;
  /** Lowers the limit to the expiry of one more response. */
  observe(expiresAt: number): void;
}

/** What an operation costs and what its caller has left, as `rateLimit` and `extensions.cost` show it. */
export interface CostUsage {
  /** Ten for each upstream call and one for each object; see `graphql/cost/estimate.ts`. */
  readonly cost: number;
  /** Objects the response may hold. */
  readonly nodeCount: number;
  /** Cost a caller may use in a period. */
  readonly limit: number;
  /** Cost used in this period, this operation included. */
  readonly used: number;
  readonly remaining: number;
  /** RFC 3339, in UTC: when the next period begins. */
  readonly resetAt: string;
}

/** Budget of a caller after a request was charged. */
export interface BudgetUsage {
  /** Cost used in this window. */
  readonly used: number;
  /** Milliseconds until the next window begins. */
  readonly msUntilReset: number;
}

/** Cost of one request. */
export interface RequestCost {
  /** `null` until the operation is known, which is before anything of it is executed. */
  current: CostUsage | null;
  /** `null` until the caller's budget was charged, which happens once in a request. */
  budgetUsage: BudgetUsage | null;
}

/** What executing an operation decides about its HTTP response. */
export interface ResponseTraits {
  /**
   * Whether the request as GraphQL was at fault (syntax, validation, variables). Clients that accept plain
   * `application/json` get such a response with status 200, others with 400.
   */
  isRequestError: boolean;
  /** Whether a shared cache may give the same response to other callers. */
  isPubliclyCacheable: boolean;
}

/** What upstream calls need of the request they are made for. Background work has one of its own. */
export interface CallContext {
  /** The request id; goes out as CoordinationId and into the logs of both sides. */
  readonly id: string;
  /** Milliseconds of `Clock.now()` by which the response is due. */
  readonly deadlineAt: number;
  /** Cancelled when the client disconnects; reads stop then, sent downloads do not. */
  readonly cancellation: CancellationToken | null;
  /** Whether no caller waits for the calls: they go behind those of every caller. */
  readonly isBackground?: boolean | undefined;
  /** Collects the freshness of each response that was read. */
  readonly minFreshness?: FreshnessLimit | undefined;
  /** Whose turn a waiting call takes; left out: the service's own. */
  readonly share?: CallerShare | undefined;
}

/**
 * One request, from its headers to its upstream calls. Built once (`http/request-context.ts`), given to resolvers as the
 * GraphQL context, and passed down as it is: nothing copies its fields.
 *
 * Apollo Server gives plugins and resolvers a shallow copy, so everything that changes stands in an object of its own.
 * @typeParam Session whose token calls carry
 * @typeParam Loaders the request's DataLoaders
 * @typeParam Services what all requests share
 */
export interface RequestContext<Session, Loaders, Services> extends CallContext {
  /** From `X-Request-Id` when it is valid, else made; goes out as CoordinationId and back in `extensions.requestId`. */
  readonly id: string;
  readonly caller: Caller;
  /** The application that asks, as far as it says so. */
  readonly client: Client;
  /** Whose budget the request uses. */
  readonly principal: string;
  readonly share: CallerShare;
  /** `Accept-Language` reduced to one of Getty Images' languages, or `null` for its default. */
  readonly language: string | null;
  /** Milliseconds since the epoch at which the request arrived. */
  readonly startedAt: number;
  /** Cancelled when the client closed the connection before the response was sent. */
  readonly cancellation: CancellationToken;
  /** Resolves to `true` when the response was sent, to `false` when the client disconnected before. Never rejects. */
  readonly delivered: Promise<boolean>;
  /** Present for anonymous callers alone: only their responses are eligible for the response cache. */
  readonly minFreshness: FreshnessLimit | undefined;
  readonly cost: RequestCost;
  readonly response: ResponseTraits;
  readonly session: Session;
  readonly loaders: Loaders;
  readonly services: Services;
}
