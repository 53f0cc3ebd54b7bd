import type { IncomingMessage } from 'node:http';
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
  /** Codes of failures that its response gives as data. */
  readonly userErrorCodes: string[];
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

const handedOver = new WeakMap<IncomingMessage, RequestState>();

/** Leaves what was found out at the front door to whoever answers the request instead: nobody is charged twice. */
export const handOver = (request: IncomingMessage, state: RequestState): void => {
  handedOver.set(request, state);
};

/** What the front door left; `null` where the request did not come by it. */
export const takeHandedOver = (request: IncomingMessage): RequestState | null =>
  handedOver.get(request) ?? null;

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
