import { createTransportError } from './errors.js';
import {
  createOutgoingRequest,
  type Dispatch,
  type OutgoingRequest,
  type UpstreamResult,
} from './outgoing-request.js';
import type { UpstreamRequest, UpstreamResponse } from './transport.js';

/** Most redirects that a read follows; more are a loop. */
const MAX_REDIRECTS = 5;

const CREDENTIALS = new Set(['authorization', 'api-key', 'cookie']);
const REDIRECTS = new Set([301, 302, 303, 307, 308]);

const withoutCredentials = (headers: UpstreamRequest['headers']): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => !CREDENTIALS.has(name.toLowerCase())));

/**
 * The request that a redirect asks for, or `null` where it must not be followed: another scheme than http(s), a
 * downgrade from https to http, a host that is not allowed. Credentials are sent to the same origin only. Pure.
 */
export const toRedirectedRequest = (
  request: UpstreamRequest,
  location: string,
  allowedHosts: readonly string[] | null,
): UpstreamRequest | null => {
  if (!URL.canParse(location, request.url)) return null;
  const from = new URL(request.url);
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && (to.protocol !== 'http:' || from.protocol === 'https:')) return null;
  to.hash = '';
  to.username = '';
  to.password = '';
  if (to.origin === from.origin) return { ...request, url: to.href };
  if (allowedHosts !== null && !allowedHosts.includes(to.host)) return null;
  return { ...request, url: to.href, headers: withoutCredentials(request.headers) };
};

const parseLocation = ({ status, headers }: UpstreamResponse): string | null =>
  REDIRECTS.has(status) ? (headers['location'] ?? null) : null;

/**
 * Follows the redirects of a `GET`. The redirect of a `POST` is returned as its response: v1's bodies hold the token,
 * which no other host may get. A loop, or a redirect that must not be followed, is `unreadable`.
 */
export const withRedirects =
  (allowedHosts: readonly string[] | null, send: Dispatch): Dispatch =>
  (first) => {
    const follow = (outgoing: OutgoingRequest, followed: number): Promise<UpstreamResult> =>
      send(outgoing).then((result) => {
        const location = outgoing.request.method === 'GET' ? parseLocation(result.response) : null;
        if (location === null) return result;
        const next =
          followed < MAX_REDIRECTS ? toRedirectedRequest(outgoing.request, location, allowedHosts) : null;
        if (next === null)
          throw createTransportError(
            outgoing,
            'unreadable',
            true,
            new Error(`redirect ${followed + 1} not followed`),
          );
        return follow(createOutgoingRequest(next, outgoing), followed + 1);
      });
    return follow(first, 0);
  };
