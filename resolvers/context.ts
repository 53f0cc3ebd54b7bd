import type { GraphQLError } from 'graphql';
import type { Services } from '../src/catalog/services.js';
import type { Session } from '../src/getty/session.js';
import type * as request from '../src/lib/request-context.js';
import type { Loaders } from '../src/loaders/loaders.js';

/** The GraphQL context: one request, as every resolver and plugin gets it. */
export interface RequestContext extends request.RequestContext<Session, Loaders, Services> {
  /**
   * Errors of results whose `download` the operation does not select, so that no field of theirs can throw them. They
   * are added to the response's `errors` once it has been executed.
   */
  readonly unselected: GraphQLError[];
  /** Codes of failures that the response gives as data, for metrics and the log. */
  readonly userErrorCodes: string[];
}
