import type { RequestContext } from '../../resolvers/context.js';
import type { RequestParts } from '../../src/http/request-context.js';
import { CancellationToken } from '../../src/lib/cancellation.js';

/** The context of a request that came by no HTTP, for tests that execute operations in this process. */
export function contextWithoutHttp(
  parts: RequestParts,
  fields: Pick<RequestContext, 'id' | 'caller' | 'deadlineAt'> & Partial<Pick<RequestContext, 'cost'>>,
): RequestContext {
  const context: Omit<RequestContext, 'loaders'> = {
    client: { key: null, name: null },
    principal: 'test',
    share: { id: 'test', isNamed: false },
    language: null,
    startedAt: 0,
    cancellation: new CancellationToken(),
    delivered: Promise.resolve(true),
    minFreshness: undefined,
    cost: { current: null, budgetUsage: null },
    response: { isRequestError: false, isPubliclyCacheable: false },
    unselected: [],
    userErrorCodes: [],
    services: parts.services,
    session: parts.sessionFor(fields.caller),
    ...fields,
  };
  return Object.assign(context, { loaders: parts.loadersFor(context as RequestContext) });
}
