import type { GraphQLError } from 'graphql';
import type { DomainContext } from '../src/catalog/domain-context.js';
import type { CostMeter } from './cost-usage.js';

/** What every resolver is given about the request it works for. */
export interface RequestContext {
  /** The id that goes out to Getty Images and back to the client. */
  readonly requestId: string;
  /** What the domain works with: caller, loaders, clock, deadline. */
  readonly scope: DomainContext;
  /** What the operation costs and its caller has left; the edge puts it here. */
  readonly usage?: CostMeter;
  /**
   * Errors of results whose `download` the operation does not select, so that no field of theirs can throw them. They are
   * put into the response's `errors` once it has been executed; the edge makes the list.
   */
  readonly unselected?: GraphQLError[];
  /** Codes of failures that are given as data, for metrics and the log; the edge makes the list. */
  readonly userErrorCodes?: string[];
}
