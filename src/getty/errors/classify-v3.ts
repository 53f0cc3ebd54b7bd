import { DEFAULT_RATE_WAIT_MS, type UpstreamErrorKind } from '../model/error-kind.js';
import { isRateLimited } from '../transport/response-health.js';
import type { ErrorResponse } from './parse-error-response.js';

const is = (kind: Exclude<UpstreamErrorKind['kind'], 'rate-limited' | 'bad-input'>): UpstreamErrorKind => ({
  kind,
});

/**
 * Codes whose meaning does not depend on the status: `OverageLimitReached` moved from 401 to 403 in 2022, and no
 * document lists a status for `UserTokenRequired`. From Getty's specs of 2017 to 2026 and its portal.
 */
export const v3Codes: ReadonlyMap<string, UpstreamErrorKind> = new Map<string, UpstreamErrorKind>([
  ['AuthorizationTokenRequired', is('token-rejected')],
  ['invalid_token', is('token-rejected')],
  ['UserTokenRequired', is('user-token-required')],
  ['NoDownloadAuthorization', is('no-authorization')],
  ['NoAgreement', is('no-authorization')],
  ['NoProducts', is('no-authorization')],
  ['UserHasNoSubscriptions', is('no-authorization')],
  ['OverageLimitReached', is('quota-exhausted')],
  ['ProductQuotaExceeded', is('quota-exhausted')],
  ['InsufficientCredits', is('quota-exhausted')],
  ['NotEnoughCreditsForPurchase', is('quota-exhausted')],
  ['ProductIdNotAvailableForUser', { kind: 'bad-input', argument: 'productId' }],
  ['ProductIdNotSpecified', { kind: 'bad-input', argument: 'productId' }],
  ['ProductTypeNotSpecified', { kind: 'bad-input', argument: 'productType' }],
  ['InvalidProduct', { kind: 'bad-input', argument: 'productType' }],
  ['FileDownloadSizeNotFound', { kind: 'bad-input', argument: 'size' }],
  ['MissingRequiredQueryParameters', is('requirements')],
  ['ImageNotFound', is('asset-not-found')],
  ['ImagesNotFound', is('asset-not-found')],
  ['VideoNotFound', is('asset-not-found')],
  ['VideosNotFound', is('asset-not-found')],
  ['InsufficientPermissions', is('forbidden')],
  ['NotAuthorized', is('forbidden')],
  ['NoAccessToProductType', is('forbidden')],
  ['UnauthorizedDisplaySize', is('forbidden')],
  ['SecureTokenRequired', is('user-token-required')],
]);

/** Messages of the API gateway, which sends no codes. */
const BY_GATEWAY_MESSAGE: ReadonlyMap<string, UpstreamErrorKind> = new Map<string, UpstreamErrorKind>([
  ['Forbidden', is('key-inactive')],
  ['Account Inactive', is('key-inactive')],
  ['Missing Authentication Token', is('unknown-route')],
]);

/** Codes that restate the 401 without saying what it concerns. */
const OPAQUE_CODES: ReadonlySet<string> = new Set(['Unauthorized', 'unauthorized']);

/**
 * Classifies an error response of v3. Pure; a test checks every row of the table in `docs/errors.md`.
 * Never called for a success (2xx, and 3xx of a download).
 */
export const classifyV3 = (response: ErrorResponse): UpstreamErrorKind => {
  if (isRateLimited(response))
    return { kind: 'rate-limited', retryAfterMs: response.retryAfterMs ?? DEFAULT_RATE_WAIT_MS };
  if (response.status >= 500 || response.status === 408) return is('outage');
  const named = response.code === null ? undefined : v3Codes.get(response.code);
  if (named !== undefined) return named;
  const byMessage =
    response.code === null && response.message !== null
      ? BY_GATEWAY_MESSAGE.get(response.message)
      : undefined;
  if (byMessage !== undefined) return byMessage;
  switch (response.status) {
    case 400:
      return { kind: 'bad-input', argument: null };
    case 401:
      if (response.code !== null && !OPAQUE_CODES.has(response.code)) return is('refused');
      return is(response.challenge === 'invalid_token' ? 'token-rejected' : 'opaque-401');
    case 402:
      return is('quota-exhausted');
    case 403:
      // In 2014 the response for an image outside the license had no body.
      return is(response.code === null && response.message === null ? 'no-authorization' : 'forbidden');
    case 404:
      return is(response.code === null ? 'asset-not-found' : 'refused');
    default:
      return is('refused');
  }
};
