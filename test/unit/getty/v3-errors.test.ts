import { describe, expect, it } from 'vitest';
import { classifyV3 } from '../../../src/getty/errors/classify-v3.js';
import { parseErrorResponse } from '../../../src/getty/errors/parse-error-response.js';
import type { UpstreamErrorKind } from '../../../src/getty/model/error-kind.js';
import { html, json } from './v1-support.js';

const judge = (response: Parameters<typeof parseErrorResponse>[0]): UpstreamErrorKind =>
  classifyV3(parseErrorResponse(response, 0));
const code = (status: number, ErrorCode: string) =>
  json({ ErrorCode, ErrorMessage: `about ${ErrorCode}` }, status);
const meaning = (errorKind: UpstreamErrorKind): string =>
  errorKind.kind === 'bad-input' ? `bad-input ${errorKind.argument ?? '-'}` : errorKind.kind;

/** Every error name that Getty Images' documents list for the operations used here, and for their neighbours. */
const NAMES: readonly (readonly [status: number, code: string, meaning: string])[] = [
  [400, 'InvalidRequestParameterValue', 'bad-input -'],
  [400, 'InvalidRequest', 'bad-input -'],
  [400, 'InvalidRequestParameters', 'bad-input -'],
  [400, 'InvalidParameterValue', 'bad-input -'],
  [400, 'MalformedRequest', 'bad-input -'],
  [400, 'ImageIdMustBeSpecified', 'bad-input -'],
  [400, 'ParameterNotSupported', 'bad-input -'],
  [400, 'ProductIdNotSpecified', 'bad-input productId'],
  [400, 'ProductTypeNotSpecified', 'bad-input productType'],
  [400, 'InvalidProduct', 'bad-input productType'],
  [400, 'MissingRequiredQueryParameters', 'requirements'],
  [400, 'InvalidPage', 'bad-input -'],
  [400, 'InvalidPageSize', 'bad-input -'],
  [400, 'InvalidColor', 'bad-input -'],
  [400, 'UnknownProviderUri', 'bad-input -'],
  [400, 'IncorrectlyFormedUri', 'bad-input -'],
  [400, 'PageNumberLessThanOne', 'bad-input -'],
  [400, 'PageNumberGreaterThanMaxPages', 'bad-input -'],
  [400, 'SearchPhraseOrEditorialSegmentRequired', 'bad-input -'],
  [401, 'AuthorizationTokenRequired', 'token-rejected'],
  [401, 'Unauthorized', 'opaque-401'],
  [401, 'NoDownloadAuthorization', 'no-authorization'],
  [401, 'NoAgreement', 'no-authorization'],
  [401, 'UserHasNoSubscriptions', 'no-authorization'],
  [401, 'InsufficientCredits', 'quota-exhausted'],
  [401, 'OverageLimitReached', 'quota-exhausted'],
  [403, 'OverageLimitReached', 'quota-exhausted'],
  [401, 'ProductIdNotAvailableForUser', 'bad-input productId'],
  [401, 'UserTokenRequired', 'user-token-required'],
  [403, 'UserTokenRequired', 'user-token-required'],
  [402, 'NotEnoughCreditsForPurchase', 'quota-exhausted'],
  [403, 'ProductQuotaExceeded', 'quota-exhausted'],
  [403, 'SecureTokenRequired', 'user-token-required'],
  [403, 'NotAuthorized', 'forbidden'],
  [403, 'NoAccessToOrderMetadata', 'forbidden'],
  [403, 'NoAccessToProductType', 'forbidden'],
  [403, 'UnauthorizedDisplaySize', 'forbidden'],
  [403, 'InsufficientPermissions', 'forbidden'],
  [403, 'Forbidden', 'forbidden'],
  [403, 'NoProducts', 'no-authorization'],
  [404, 'ImageNotFound', 'asset-not-found'],
  [404, 'ImagesNotFound', 'asset-not-found'],
  [404, 'VideoNotFound', 'asset-not-found'],
  [404, 'VideosNotFound', 'asset-not-found'],
  [404, 'FileDownloadSizeNotFound', 'bad-input size'],
  [404, 'OrderNotFound', 'refused'],
  [404, 'StandardLicenseNotFound', 'refused'],
  [409, 'TransactionIdDuplicated', 'refused'],
  [409, 'ConcurrencyConflict', 'refused'],
  [410, 'GenerationRequestGone', 'refused'],
  [429, 'TooManyConcurrentGenerations', 'rate-limited'],
  [500, 'SystemError', 'outage'],
  [500, 'InvalidIStockCollection', 'outage'],
  [500, 'CreditPack', 'outage'],
  [503, 'ServiceUnavailable', 'outage'],
];

describe('classifyV3', () => {
  it.each(NAMES)('maps %i %s to %s', (status, name, expected) => {
    expect(meaning(judge(code(status, name)))).toBe(expected);
  });

  it.each(NAMES)('maps %i %s to the same kind in the format of 2014', (status, name, expected) => {
    expect(meaning(judge(json({ code: name, message: 'x' }, status)))).toBe(expected);
  });

  const challenge = (error: string) => ({ 'www-authenticate': `Bearer realm="Download",error="${error}"` });
  it.each([
    ['the gateway’s 401', json({ message: 'Unauthorized' }, 401), 'opaque-401'],
    ['a 401 of nothing at all', html(401), 'opaque-401'],
    [
      'a 401 that challenges the token',
      json({ message: 'Unauthorized' }, 401, challenge('invalid_token')),
      'token-rejected',
    ],
    ['OAuth2’s word for the same', json({ error: 'invalid_token' }, 401), 'token-rejected'],
    ['a 401 that challenges something else', json({}, 401, challenge('insufficient_scope')), 'opaque-401'],
    [
      'a code beside a challenge: the code',
      json({ ErrorCode: 'NoDownloadAuthorization' }, 401, challenge('invalid_token')),
      'no-authorization',
    ],
    ['a 401 with an unknown code', code(401, 'SomethingOf2031'), 'refused'],
    ['an inactive key', json({ message: 'Forbidden' }, 403), 'key-inactive'],
    ['an inactive account', json({ message: 'Account Inactive' }, 403), 'key-inactive'],
    ['no such route', json({ message: 'Missing Authentication Token' }, 403), 'unknown-route'],
    [
      '403 without a body: outside the licence, in 2014',
      { status: 403, headers: {}, body: '' },
      'no-authorization',
    ],
    ['403 with a sentence', json({ message: 'Company downloads are not enabled' }, 403), 'forbidden'],
    ['403 with an unknown code', code(403, 'SomethingOf2031'), 'forbidden'],
    [
      'a gateway’s sentence behind a code is only a sentence',
      json({ ErrorCode: 'X', message: 'Forbidden' }, 403),
      'forbidden',
    ],
    ['402', json({}, 402), 'quota-exhausted'],
    ['404 without a code', json({ message: 'Image not found: 1' }, 404), 'asset-not-found'],
    ['404 with an unknown code', code(404, 'SomethingOf2031'), 'refused'],
    [
      '400 without a code',
      json({ message: 'Invalid Request. Possible required parameter missing.' }, 400),
      'bad-input -',
    ],
    ['408', html(408), 'outage'],
    ['409', json({}, 409), 'refused'],
    ['418', html(418), 'refused'],
    ['500 with a page', html(500), 'outage'],
    ['502', html(502), 'outage'],
    ['503 with a code of a refusal', code(503, 'NoDownloadAuthorization'), 'outage'],
    ['504', json({ message: 'Endpoint request timed out' }, 504), 'outage'],
    ['596 of the old gateway', html(596), 'outage'],
    ['429', json({ message: 'Too Many Requests' }, 429), 'rate-limited'],
  ])('maps %s to %s', (_what, response, expected) => {
    expect(meaning(judge(response))).toBe(expected);
  });

  it('waits a second after a rate limit without Retry-After', () => {
    expect(judge(html(429))).toEqual({ kind: 'rate-limited', retryAfterMs: 1000 });
    expect(judge(html(429, { 'retry-after': '7' }))).toEqual({ kind: 'rate-limited', retryAfterMs: 7000 });
  });
});
