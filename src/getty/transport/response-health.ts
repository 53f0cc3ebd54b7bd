import type { UpstreamResponse } from './transport.js';

/** What a response says of the host: it works, it fails, or it wants fewer requests. */
export type ResponseHealth = 'ok' | 'outage' | 'rate-limited';

const RATE_DETAIL = /over[\s_]*(?:queries|qps|rate|limit)|rate limit|queries per second/i;

/** `X-Error-Detail`, or the older `X-Mashery-Error-Code`; `null` without either. */
export const errorDetail = (headers: UpstreamResponse['headers']): string | null =>
  headers['x-error-detail'] ?? headers['x-mashery-error-code'] ?? null;

/**
 * Whether a response refuses because of too many requests: 429, or the 403 of 2014 to 2018 whose header says so. Pure.
 * @param response `detail` as `errorDetail` gives it
 */
export const isRateLimited = (response: {
  readonly status: number;
  readonly detail: string | null;
}): boolean =>
  response.status === 429 ||
  (response.status === 403 && response.detail !== null && RATE_DETAIL.test(response.detail));

/**
 * Decodes `Retry-After` (seconds or an HTTP date) to milliseconds from `now`; `null` where it is missing or unreadable.
 * Getty Images has never sent one; a proxy in between may. Pure.
 */
export const retryAfterMs = (header: string | undefined, now: number): number | null => {
  if (header === undefined || header.trim() === '') return null;
  const seconds = Number(header);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) && ms >= 0 ? Math.round(ms) : null;
};

/**
 * Classifies a response. A 4xx is `ok`: it says something about the request and nothing about the host. Pure.
 * @param isOutage detects an outage behind a successful status, see `ReadPolicy.isOutage`
 */
export const classifyHealth = (
  response: UpstreamResponse,
  isOutage: ((response: UpstreamResponse) => boolean) | null,
): ResponseHealth => {
  const { status, headers } = response;
  if (status >= 500) return 'outage';
  if (isRateLimited({ status, detail: errorDetail(headers) })) return 'rate-limited';
  return isOutage !== null && status < 300 && isOutage(response) ? 'outage' : 'ok';
};
