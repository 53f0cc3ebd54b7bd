import type { RequestContext } from '../../resolvers/context.js';
import type { IncomingRequest } from '../graphql/incoming-request.js';
import type { RequestState } from '../graphql/request-state.js';

/** Opens a request for the resolvers, with what its operation costs. @throws what opening it throws */
export const toRequestContext = (
  state: RequestState,
  { createRequestContext }: { readonly createRequestContext: (incoming: IncomingRequest) => RequestContext },
): RequestContext => {
  const { requestId, scope } = createRequestContext(state.incoming);
  return { requestId, scope, usage: state.costMeter, unselected: [], userErrorCodes: state.userErrorCodes };
};
