import CachePolicy from 'http-cache-semantics';
import type { UpstreamRequest, UpstreamResponse } from '../transport.js';
import { parseVary } from './vary.js';

/** No guessing: what says nothing of how long it is good for is not kept. */
const WITHOUT_GUESSES = { cacheHeuristic: 0, immutableMinTimeToLive: 0 } as const;

/** What Getty Images gives its searches at most; anything longer is somebody's mistake. */
const LONGEST_S = 24 * 3600;

/**
 * Milliseconds that an answer may be given again without asking, from now; 0 where it may not be kept. RFC 9111 by
 * `http-cache-semantics`: `Cache-Control` (`s-maxage` before `max-age` where shared), `Expires`, less its `Age`;
 * nothing with `no-store`, `no-cache` or `Vary: *`, and nothing `private` for all. Only 200s. Pure.
 * @param isShared whether different people get it
 */
export const freshnessMs = (
  request: UpstreamRequest,
  response: UpstreamResponse,
  isShared: boolean,
): number => {
  if (
    response.status !== 200 ||
    request.method !== 'GET' ||
    parseVary(response.headers['vary']).includes('*')
  )
    return 0;
  // Without either nothing says how long; most answers have neither, and reading the rest of their headers costs.
  if (response.headers['cache-control'] === undefined && response.headers['expires'] === undefined) return 0;
  const policy = new CachePolicy(
    { method: request.method, url: request.url, headers: request.headers },
    { status: response.status, headers: response.headers },
    { shared: isShared, ...WITHOUT_GUESSES },
  );
  const age = Number(response.headers['age'] ?? 0);
  const leftS = policy.maxAge() - (Number.isFinite(age) ? age : 0);
  return Math.min(LONGEST_S, Math.max(0, leftS)) * 1000;
};
