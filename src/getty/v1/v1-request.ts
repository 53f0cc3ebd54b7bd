import type { UpstreamRequest } from '../transport/transport.js';
import { V1_OPERATIONS, type V1OperationName } from './v1-operations.js';

/**
 * A v1 call in its envelope. Every v1 call is a POST, and its token travels in the body.
 * @param token `null` only where a session is asked for
 * @param coordinationId comes back in the answer, and is what both sides' logs are searched for
 */
export const v1Request = (
  endpoint: { readonly baseUrl: string; readonly apiKey: string },
  name: V1OperationName,
  token: string | null,
  coordinationId: string,
  body: Readonly<Record<string, unknown>>,
): UpstreamRequest => {
  const operation = V1_OPERATIONS[name];
  return {
    group: 'v1',
    operation: name,
    method: 'POST',
    url: `${endpoint.baseUrl}${operation.path}`,
    headers: { 'api-key': endpoint.apiKey, accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({
      RequestHeader: { Token: token, CoordinationId: coordinationId },
      [operation.bodyKey]: body,
    }),
  };
};
