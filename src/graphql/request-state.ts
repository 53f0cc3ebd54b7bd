import type { GraphQLRequest, HTTPGraphQLRequest } from '@apollo/server';
import type { CostMeter } from '../../resolvers/cost-usage.js';
import type { BudgetUsage } from './cost/budget.js';
import type { IncomingRequest } from './incoming-request.js';

/** What the edge knows of one request while Apollo Server works on it. */
export interface RequestState {
  readonly incoming: IncomingRequest;
  /** Whose budget it uses; see `Access.principal`. */
  readonly principal: string;
  /** What its operation costs, once that is known. */
  readonly costMeter: CostMeter;
  /** What its caller has used of the budget, once this request was charged for. */
  budgetUsage: BudgetUsage | null;
  /** Milliseconds since the epoch of its arrival. */
  readonly startedAt: number;
  /**
   * Set when the request as GraphQL was at fault (syntax, validation, variables). Clients that accept plain
   * `application/json` get such an answer with status 200, others with 400.
   */
  isRequestError: boolean;
  /** Set when others may be given the same answer. */
  isPubliclyCacheable: boolean;
}

/**
 * Apollo Server hands plugins the very object it was given for the HTTP request, but a copy of the context; so what
 * belongs to the edge is found by the former.
 */
const states = new WeakMap<HTTPGraphQLRequest, RequestState>();

/** Remembers what belongs to a request for as long as Apollo Server holds it. */
export const attachRequestState = (request: HTTPGraphQLRequest, state: RequestState): void => {
  states.set(request, state);
};

/** What was remembered; `null` for an operation that came by no HTTP request of ours. */
export const getRequestState = (request: GraphQLRequest): RequestState | null =>
  (request.http && states.get(request.http)) ?? null;
