import { describe, expect, it } from 'vitest';
import { parseErrorResponse } from '../../../src/getty/errors/parse-error-response.js';
import { isRateLimited, retryAfterMs } from '../../../src/getty/transport/response-health.js';
import { json } from './v1-support.js';

const NOW = Date.parse('2026-05-10T14:00:00Z');
const bare = (status: number, headers: Record<string, string> = {}, body = '') => ({ status, headers, body });

describe('parseErrorResponse', () => {
  it.each([
    ['the application’s form', { ErrorCode: 'ImageNotFound', ErrorMessage: 'gone' }, 'ImageNotFound', 'gone'],
    ['the gateway’s form', { message: 'Forbidden' }, null, 'Forbidden'],
    ['2014’s form', { code: 'ImageNotFound', message: 'gone' }, 'ImageNotFound', 'gone'],
    ['2014’s form without a code', { message: 'Invalid Request.' }, null, 'Invalid Request.'],
    ['OAuth2’s form', { error: 'invalid_grant', error_description: 'no' }, 'invalid_grant', 'no'],
    ['the old .NET client’s form', { error_code: 'X', error_message: 'y' }, 'X', 'y'],
    ['both forms at once', { ErrorCode: 'A', message: 'm' }, 'A', 'm'],
    ['nothing in it', {}, null, null],
    ['words that are no text', { ErrorCode: 7, ErrorMessage: null }, null, null],
    ['a list', [{ ErrorCode: 'A' }], null, null],
    ['a bare string', 'ErrorCode', null, null],
  ])('decodes %s', (_what, body, code, message) => {
    expect(parseErrorResponse(json(body, 400), NOW)).toMatchObject({ status: 400, code, message });
  });

  it.each([
    ['no body', ''],
    ['a page', '<html><body>502 Bad Gateway</body></html>'],
    ['half a body', '{"ErrorCode":"Ima'],
  ])('decodes %s', (_what, body) => {
    expect(parseErrorResponse(bare(502, {}, body), NOW)).toEqual({
      status: 502,
      code: null,
      message: null,
      challenge: null,
      detail: null,
      retryAfterMs: null,
    });
  });

  it.each([
    [
      'Bearer realm="Download",error="invalid_token",error_description="The access token is missing"',
      'invalid_token',
    ],
    ['Bearer error=invalid_token', 'invalid_token'],
    ['bearer ERROR = "Insufficient_Scope"', 'insufficient_scope'],
    ['Bearer error_description="no error here"', ''],
    ['Bearer realm="Download"', ''],
    [undefined, null],
  ])('decodes the challenge %s', (header, challenge) => {
    const headers: Record<string, string> = header === undefined ? {} : { 'www-authenticate': header };
    expect(parseErrorResponse(bare(401, headers), NOW).challenge).toBe(challenge);
  });

  it.each([
    [undefined, null],
    ['', null],
    ['2', 2000],
    ['0', 0],
    ['0.5', 500],
    ['-1', null],
    ['Sun, 10 May 2026 14:00:30 GMT', 30_000],
    ['Sun, 10 May 2026 13:00:00 GMT', null],
    ['soon', null],
    ['Infinity', null],
  ])('decodes Retry-After %j to %j ms', (header, ms) => {
    expect(retryAfterMs(header, NOW)).toBe(ms);
  });
});

describe('isRateLimited', () => {
  const qps = 'Account Over Queries Per Second Limit';
  it.each([
    ['429', bare(429), true],
    ['429 with any body', json({ message: 'Too Many Requests' }, 429), true],
    ['the 403 of 2014', bare(403, { 'x-error-detail': qps }), true],
    ['the 403 of an exhausted day', bare(403, { 'x-error-detail': 'Account Over Rate Limit' }), true],
    [
      'the code of the old gateway',
      bare(403, { 'x-mashery-error-code': 'ERR_403_DEVELOPER_OVER_QPS' }),
      true,
    ],
    ['its other code', bare(403, { 'x-mashery-error-code': 'ERR_403_DEVELOPER_OVER_RATE' }), true],
    ['403 about the key', bare(403, { 'x-error-detail': 'Account Inactive' }), false],
    ['403 without a detail', json({ message: qps }, 403), false],
    ['the detail at another status', bare(401, { 'x-error-detail': qps }), false],
    ['500', bare(500), false],
  ])('decides correctly for %s', (_what, response, is) => {
    expect(isRateLimited(parseErrorResponse(response, NOW))).toBe(is);
  });
});
