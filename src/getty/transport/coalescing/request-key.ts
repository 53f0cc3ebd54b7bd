import type { CachePrincipal, UpstreamRequest } from '../transport.js';

/** A principal as part of a key. Ids are digests of tokens, but a blank inside one could still not imitate another. */
export const principalKey = (principal: CachePrincipal): string =>
  principal.kind === 'anonymous' ? 'anonymous' : `caller ${JSON.stringify(principal.id)}`;

/** Headers that differ between requests which are the same otherwise. The principal stands for `authorization`. */
const isExcludedHeader = (name: string): boolean => {
  switch (name) {
    case 'authorization':
    case 'Authorization':
    case 'gi-coordination-id':
    case 'GI-Coordination-Id':
      return true;
    default:
      return false;
  }
};

const hasAuthorization = (headers: UpstreamRequest['headers']): boolean =>
  headers['authorization'] !== undefined || headers['Authorization'] !== undefined;

/**
 * What makes two reads the same: principal, method, URL, language and every other header that could change the answer,
 * and the body. `null` where nothing may be shared: a request with a token whose caller calls it anonymous.
 * Unknown headers are part of the key, so that forgetting one costs a call and never mixes answers up. Pure.
 */
export const requestKey = (request: UpstreamRequest, principal: CachePrincipal): string | null => {
  const { headers } = request;
  if (principal.kind === 'anonymous' && hasAuthorization(headers)) return null;
  let key = `${principalKey(principal)}\n${request.method} ${request.url}`;
  for (const name in headers) {
    if (!isExcludedHeader(name)) key += `\n${name}: ${headers[name]}`;
  }
  return request.body === null ? key : `${key}\n\n${request.body}`;
};
