import { isRateLimited, type RefusedAnswer } from './answer.js';
import { DEFAULT_RATE_WAIT_MS, type Verdict } from './verdict.js';

const is = (kind: Exclude<Verdict['kind'], 'rate-limited' | 'bad-input'>): Verdict => ({ kind });

/**
 * Codes that mean the same at whatever status they come with: `OverageLimitReached` moved from 401 to 403 in 2022,
 * and no document lists a status for `UserTokenRequired`. From Getty's specs of 2017 to 2026 and its portal.
 */
export const v3Codes: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
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

/** The gateway has no codes, only these few fixed sentences. */
const BY_GATEWAY_MESSAGE: ReadonlyMap<string, Verdict> = new Map<string, Verdict>([
  ['Forbidden', is('key-inactive')],
  ['Account Inactive', is('key-inactive')],
  ['Missing Authentication Token', is('unknown-route')],
]);

/** Codes that are only words for a 401 and do not say of what. */
const OPAQUE_CODES: ReadonlySet<string> = new Set(['Unauthorized', 'unauthorized']);

/**
 * What an unsuccessful v3 answer means. Pure; the table in `docs/errors.md` and its test walk every row.
 * Success (2xx, and 3xx of a download) never comes here.
 */
export const judgeV3 = (answer: RefusedAnswer): Verdict => {
  if (isRateLimited(answer))
    return { kind: 'rate-limited', retryAfterMs: answer.retryAfterMs ?? DEFAULT_RATE_WAIT_MS };
  if (answer.status >= 500 || answer.status === 408) return is('outage');
  const named = answer.code === null ? undefined : v3Codes.get(answer.code);
  if (named !== undefined) return named;
  const gateway =
    answer.code === null && answer.message !== null ? BY_GATEWAY_MESSAGE.get(answer.message) : undefined;
  if (gateway !== undefined) return gateway;
  switch (answer.status) {
    case 400:
      return { kind: 'bad-input', argument: null };
    case 401:
      if (answer.code !== null && !OPAQUE_CODES.has(answer.code)) return is('refused');
      return is(answer.challenge === 'invalid_token' ? 'token-rejected' : 'opaque-401');
    case 402:
      return is('quota-exhausted');
    case 403:
      // 2014's answer for an image outside the licence has no body at all.
      return is(answer.code === null && answer.message === null ? 'no-authorization' : 'forbidden');
    case 404:
      return is(answer.code === null ? 'asset-not-found' : 'refused');
    default:
      return is('refused');
  }
};
