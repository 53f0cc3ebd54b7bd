import type { UpstreamRequest } from '../transport/transport.js';
import { V1_OPERATIONS, type V1OperationName } from './v1-operations.js';

/**
 * Builds a v1 request in its envelope. Every v1 request is a POST with its token in the body.
 * @param token `null` only for a request that creates a session
 * @param coordinationId is echoed in the response, and identifies the request in the logs of both sides
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
