import type { ExecutionResult } from 'graphql';
import type { RequestContext } from '../../resolvers/context.js';

/** Adds to a result the errors that no selected field could throw, and takes them out of the context. */
export function withUnselected(
  result: ExecutionResult,
  { unselected = [] }: Pick<RequestContext, 'unselected'>,
): ExecutionResult {
  if (unselected.length === 0 || result.data === undefined) return result;
  return { ...result, errors: [...(result.errors ?? []), ...unselected.splice(0)] };
}
