import type { IncomingMessage } from 'node:http';
import type { GraphQLRequest, HTTPGraphQLRequest } from '@apollo/server';
import type { UsageMeter } from '../domain/usage.js';
import type { IncomingRequest } from './incoming-request.js';
import type { Spent } from './limits/budget.js';

/** What the edge knows of one request while Apollo Server works on it. */
export interface Edge {
  readonly incoming: IncomingRequest;
  /** Whose budget it uses; see `Access.principal`. */
  readonly principal: string;
  /** What its operation costs, once that is known. */
  readonly meter: UsageMeter;
  /** What its caller has used of the budget, once this request was charged for. */
  spent: Spent | null;
  /** Milliseconds since the epoch of its arrival. */
  readonly startedAt: number;
  /**
   * Set when the request as GraphQL was at fault (syntax, validation, variables). Clients that accept plain
   * `application/json` get such an answer with status 200, others with 400.
   */
  isRequestError: boolean;
  /** Set when others may be given the same answer. */
  isShared: boolean;
}

const handedOn = new WeakMap<IncomingMessage, Edge>();

/** Leaves what was found out at the front door to whoever answers the request instead: nobody is charged twice. */
export const handOn = (request: IncomingMessage, edge: Edge): void => {
  handedOn.set(request, edge);
};

/** What the front door left; `null` where the request did not come by it. */
export const leftAtFrontDoor = (request: IncomingMessage): Edge | null => handedOn.get(request) ?? null;

/**
 * Apollo Server hands plugins the very object it was given for the HTTP request, but a copy of the context; so what
 * belongs to the edge is found by the former.
 */
const edges = new WeakMap<HTTPGraphQLRequest, Edge>();

/** Remembers what belongs to a request for as long as Apollo Server holds it. */
export const keepEdge = (request: HTTPGraphQLRequest, edge: Edge): void => {
  edges.set(request, edge);
};

/** What was remembered; `null` for an operation that came by no HTTP request of ours. */
export const edgeOf = (request: GraphQLRequest): Edge | null =>
  (request.http && edges.get(request.http)) ?? null;
