import { addressOf } from './address.js';
import type { UpstreamAnswer, UpstreamRequest } from './transport.js';
import { troubled } from './trouble.js';

/** Redirects that a read follows before it gives up: more is a loop. */
const MAX_REDIRECTS = 5;

const CREDENTIALS = new Set(['authorization', 'api-key', 'cookie']);

const isRedirect = (status: number): boolean =>
  status === 301 || status === 302 || status === 303 || status === 307 || status === 308;

const without = (
  headers: UpstreamRequest['headers'],
  isDropped: (name: string) => boolean,
): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !isDropped(name.toLowerCase())));

/**
 * The request that a redirect asks for, or `null` where it must not be made: a scheme that is none of ours, a step
 * from https down to http, a host that is not allowed, or a body (v1's holds the token) bound for another host.
 * Credentials go on only to the same origin. Pure.
 */
export const redirected = (
  request: UpstreamRequest,
  answer: UpstreamAnswer,
  allowedHosts: readonly string[] | null,
): UpstreamRequest | null => {
  const from = new URL(request.url);
  const location = answer.headers['location'] ?? '';
  const to = URL.canParse(location, from.href) ? new URL(location, from) : null;
  if (to === null || (to.protocol !== 'https:' && to.protocol !== from.protocol)) return null;
  const isSameOrigin = to.origin === from.origin;
  if (!isSameOrigin && allowedHosts !== null && !allowedHosts.includes(to.host)) return null;
  const keepsBody = answer.status === 307 || answer.status === 308 || request.method === 'GET';
  if (keepsBody && request.body !== null && !isSameOrigin) return null;
  const isDropped = (name: string): boolean =>
    (!isSameOrigin && CREDENTIALS.has(name)) || (!keepsBody && name === 'content-type');
  to.hash = '';
  return {
    ...request,
    url: to.href,
    method: keepsBody ? request.method : 'GET',
    body: keepsBody ? request.body : null,
    headers: without(request.headers, isDropped),
  };
};

/**
 * Makes a read and the reads it is redirected to.
 * @throws TransportError `unreadable` for a loop, or a redirect that must not be followed
 */
export const followingRedirects = async (
  request: UpstreamRequest,
  allowedHosts: readonly string[] | null,
  send: (hop: UpstreamRequest) => Promise<UpstreamAnswer>,
): Promise<UpstreamAnswer> => {
  let hop = request;
  for (let followed = 0; ; followed += 1) {
    const answer = await send(hop);
    if (!isRedirect(answer.status) || answer.headers['location'] === undefined) return answer;
    const next = followed < MAX_REDIRECTS ? redirected(hop, answer, allowedHosts) : null;
    if (next === null)
      throw troubled({ operation: request.operation, host: addressOf(hop.url).host }, 'unreadable', true);
    hop = next;
  }
};
