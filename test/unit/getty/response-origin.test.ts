import { describe, expect, it } from 'vitest';
import { v3Codes } from '../../../src/getty/errors/classify-v3.js';
import {
  isBare403,
  originOfV1,
  originOfV2,
  originOfV3,
  type ResponseOrigin,
} from '../../../src/getty/errors/response-origin.js';
import { v1StatusCodes } from '../../../src/getty/errors/v1-codes.js';
import { readEnvelope } from '../../../src/getty/errors/v1-envelope.js';
import { envelope, html, json } from './v1-support.js';

type Response = ReturnType<typeof json>;

const text = (status: number, body: string, headers: Record<string, string> = {}): Response => ({
  status,
  headers: { 'content-type': 'text/plain', ...headers },
  body,
});
const bare = (status: number, headers: Record<string, string> = {}): Response => ({
  status,
  headers,
  body: '',
});

const v1 = (response: Response): ResponseOrigin =>
  originOfV1(response, readEnvelope(response, ['CreateDownloadRequestResult']));
const v2 = (response: Response): ResponseOrigin => originOfV2(response);
const all = (response: Response) => [originOfV3(response), v2(response), v1(response)];

/** Statuses of proxies and firewalls, without 5xx, which is never a refusal. */
const STATUSES = [
  400, 401, 402, 403, 404, 405, 406, 409, 410, 411, 412, 413, 414, 415, 418, 421, 422, 429, 431, 451,
];

describe('the origin of a refused download', () => {
  describe.each(STATUSES)('with status %i', (status) => {
    it.each<[string, (status: number) => Response]>([
      ['an HTML page', (code) => html(code)],
      ['an HTML page that calls itself JSON', (code) => html(code, { 'content-type': 'application/json' })],
      ['no body', (code) => bare(code)],
      [
        'no body, and a challenge for a proxy',
        (code) => bare(code, { 'www-authenticate': 'Basic realm="p"' }),
      ],
      ['no body, and Retry-After', (code) => bare(code, { 'retry-after': '5' })],
      ['an empty JSON object', (code) => json({}, code)],
      ['an empty string', (code) => json('', code)],
      ['a JSON list', (code) => json([], code)],
      ['truncated JSON', (code) => ({ ...json({}, code), body: '{"ErrorCode":"NoAg' })],
      ['JSON in another form', (code) => json({ error: { status: code }, detail: 'blocked' }, code)],
      ['a message that Getty Images does not send', (code) => json({ message: 'Access denied.' }, code)],
      ['a message among other things', (code) => json({ message: 'Forbidden', request_id: '1' }, code)],
      ['an unknown code under a common name', (code) => json({ code: 'WAF_BLOCKED', message: 'x' }, code)],
      ['a sentence', (code) => text(code, 'Blocked by policy')],
      ['an envelope without a reason', (code) => json({ ResponseHeader: { Status: 'error' } }, code)],
    ])('is foreign in every API version for %s', (_what, make) => {
      expect(all(make(status))).toEqual(['foreign', 'foreign', 'foreign']);
    });

    it('is the application for a code, in v3 and v2', () => {
      const response = json({ ErrorCode: 'NoDownloadAuthorization', ErrorMessage: 'x' }, status);
      expect([originOfV3(response), v2(response)]).toEqual(['application', 'application']);
      const declared = { ...response, headers: { 'content-type': 'application/vnd.getty.error+json' } };
      expect(originOfV3(declared)).toBe('application');
    });

    it('is foreign for a code in a body declared as HTML', () => {
      const response = json({ ErrorCode: 'NoAgreement' }, status, { 'content-type': 'text/html' });
      expect([originOfV3(response), v2(response)]).toEqual(['foreign', 'foreign']);
    });

    it('is the application for a v1 envelope with a code', () => {
      expect(v1({ ...envelope('error', {}, ['Error:NoAgreement']), status })).toBe('application');
    });

    it('is foreign for an echoed coordination id alone, which a firewall leaves in place', () => {
      expect(v2(bare(status, { 'gi-coordination-id': 'an-id' }))).toBe('foreign');
    });
  });

  it.each([
    [401, 'Unauthorized'],
    [403, 'Forbidden'],
    [403, 'Missing Authentication Token'],
    [403, 'Account Inactive'],
    [429, 'Too Many Requests'],
    [429, 'Limit Exceeded'],
    [429, 'Account Over Queries Per Second Limit'],
    [429, 'Account Over Rate Limit'],
  ])('is the gateway for %i {"message":"%s"}, and at no other status', (status, message) => {
    expect(all(json({ message }, status))).toEqual(['gateway', 'gateway', 'gateway']);
    expect(all(json({ message }, 409))).toEqual(['foreign', 'foreign', 'foreign']);
    expect(all(json({ message }, status, { 'content-type': 'text/html' }))[0]).toBe('foreign');
  });

  it.each([
    ['429 with its header', bare(429, { 'x-error-detail': 'Account Over Queries Per Second Limit' })],
    ['403 of Mashery', bare(403, { 'x-mashery-error-code': 'ERR_403_DEVELOPER_OVER_QPS' })],
    [
      'a challenge without a body',
      bare(401, { 'www-authenticate': 'Bearer realm="Download",error="invalid_token"' }),
    ],
    ['a challenge with JSON', json({}, 401, { 'www-authenticate': 'Bearer error="invalid_token"' })],
  ])('is the gateway for %s', (_what, response) => {
    expect(all(response)).toEqual(['gateway', 'gateway', 'gateway']);
  });

  it('is foreign for a challenge with an HTML page', () => {
    expect(all(html(401, { 'www-authenticate': 'Bearer error="invalid_token"' }))[0]).toBe('foreign');
  });

  it.each([
    [400, 'Invalid Request. Possible required parameter missing.', 'application'],
    [403, 'Invalid Request. Possible required parameter missing.', 'foreign'],
  ])('for %i with v3’s message of 2014 “%s” is %s', (status, message, origin) => {
    expect(originOfV3(json({ message }, status))).toBe(origin);
  });

  it.each([
    [401, 'Only a secure token may be used.'],
    [401, 'The token is not fully authenticated.'],
    [403, 'The product offering can not be used with this resource.'],
    [403, 'No product offering found.'],
    [404, 'Image not found.'],
    [404, 'No authorizations found for the asset.'],
  ])(
    'is the application for %i “%s” of v2, as text and in JSON, but not in an HTML page',
    (status, sentence) => {
      expect(v2(text(status, sentence))).toBe('application');
      expect(v2(json({ message: sentence }, status))).toBe('application');
      expect(v2(text(status, `<p>${sentence}</p>`, { 'content-type': 'text/html' }))).toBe('foreign');
    },
  );

  it('is the application for every documented code of v3, also under the field names of 2014', () => {
    for (const code of v3Codes.keys()) {
      expect(originOfV3(json({ code, message: 'x' }, 403)), code).toBe('application');
      expect(originOfV3(json({ error_code: code, error_message: 'x' }, 403)), code).toBe('application');
    }
  });

  it('is the application for every documented code of v1, in its envelope and in v2', () => {
    for (const code of v1StatusCodes.keys()) {
      expect(v1(envelope('error', {}, [`Error:${code}`])), code).toBe('application');
      expect(v2(json({ code, message: 'x' }, 403)), code).toBe('application');
    }
  });

  it('recognizes only a 403 without a body as the bare 403 of 2014', () => {
    expect([bare(403), bare(404), json({}, 403), html(403)].map(isBare403)).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });
});
