import type { RequestContext } from '../../resolvers/context.js';
import type { Edge } from './edge.js';
import type { IncomingRequest } from './incoming-request.js';

/** Opens a request for the resolvers, with what its operation costs. @throws what opening it throws */
export const contextOf = (
  edge: Edge,
  { openRequest }: { readonly openRequest: (incoming: IncomingRequest) => RequestContext },
): RequestContext => {
  const { requestId, scope } = openRequest(edge.incoming);
  return { requestId, scope, usage: edge.meter, unselected: [] };
};
