import { describe, expect, it } from 'vitest';
import { classifyV2, parseV2ErrorResponse } from '../../../src/getty/errors/classify-v2.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import type { UpstreamResponse } from '../../../src/getty/transport/transport.js';
import { singleStepDownload } from '../../../src/getty/v2/single-step.client.js';
import { callAs, gatewayOf, html, ID, json, type Scripted, scripted } from './v1-support.js';

const LINK = 'https://delivery.test/file.jpg';
const text = (status: number, body: string, headers = {}): UpstreamResponse => ({ status, headers, body });

const run = async (script: Scripted) => {
  const { transport, sent } = scripted(script);
  const response = await singleStepDownload(
    gatewayOf(transport),
    callAs(),
    'token',
    'BA 19/430',
    async () => true,
  );
  return { answer: response, sent };
};

describe('the single-step download of v2', () => {
  it('is one request with its coordination id', async () => {
    const { answer, sent } = await run(text(302, '', { location: LINK, 'gi-coordination-id': ID }));
    expect(answer).toEqual({ kind: 'link', url: LINK, notices: [], coordinationId: ID });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      way: 'spend',
      request: {
        group: 'v2',
        operation: 'POST /v2/download/{ImageId}',
        method: 'POST',
        url: 'https://connect.test/v2/download/BA%2019%2F430',
        headers: { 'api-key': 'key', authorization: 'Bearer token', 'gi-coordination-id': ID },
      },
    });
  });

  it.each<[string, Scripted, string]>([
    ['302', text(302, '', { location: LINK }), 'link'],
    ['303', text(303, '', { location: 'http://delivery.test/f' }), 'link'],
    ['302 without a place', text(302, ''), 'unknown'],
    ['302 to a relative place', text(302, '', { location: '/f' }), 'unknown'],
    ['301 to elsewhere', text(301, '', { location: LINK }), 'unknown'],
    ['307', text(307, '', { location: LINK }), 'unknown'],
    ['200', text(200, ''), 'unknown'],
    ['a page with 200', html(200), 'unknown'],
    ['5xx', html(503), 'unknown'],
    ['408', html(408), 'unknown'],
    ['another caller’s link', text(302, '', { location: LINK, 'gi-coordination-id': 'other' }), 'unknown'],
    ['another caller’s refusal', text(404, 'Image not found', { 'gi-coordination-id': 'other' }), 'unknown'],
    ['a refusal', text(404, 'Image not found'), 'refused'],
    ['a time-out', new TransportError('timeout', true, 'x'), 'unknown'],
    ['a refused connection', new TransportError('connection-refused', false, 'x'), 'not-sent'],
  ])('classifies %s', async (_what, script, kind) => {
    expect((await run(script)).answer.kind).toBe(kind);
  });

  it('reports the message of a refusal, and shows no HTML page', async () => {
    expect(
      (await run(text(403, ' No product offering found \n', { 'gi-coordination-id': ID }))).answer,
    ).toMatchObject({
      coordinationId: ID,
      upstream: { api: 'V2', httpStatus: 403, message: 'No product offering found', coordinationId: ID },
    });
    expect((await run(html(403))).answer).toMatchObject({ upstream: { message: null } });
    expect((await run(text(403, 'x'.repeat(5000)))).answer).toMatchObject({ upstream: { message: null } });
  });
});

/** Every form in which v2 may say a sentence; none is documented. */
const forms = (status: number, words: string): UpstreamResponse[] => [
  json({ message: words }, status),
  json({ ErrorCode: 'Odd', ErrorMessage: words }, status),
  json({ error: 'odd', error_description: words }, status),
  json(words, status),
  text(status, words),
  text(status, words.toUpperCase()),
  text(status, '', { 'x-error-detail': words }),
];

describe('classifyV2', () => {
  const judge = (response: UpstreamResponse) => classifyV2(parseV2ErrorResponse(response, 0));

  it.each<[number, string, string]>([
    [401, 'Only a secure token may be used', 'user-token-required'],
    [401, 'Token is not fully authenticated', 'user-token-required'],
    [403, 'Secure token passed over non-TLS', 'refused'],
    [403, 'Product offering cannot be used with this resource', 'no-authorization'],
    [403, 'The product offering can not be used with this resource', 'no-authorization'],
    [403, 'No product offering found', 'no-authorization'],
    [404, 'Image not found', 'asset-not-found'],
    [404, 'No authorizations found for the asset', 'no-authorization'],
  ])('maps %i %s to %s, in any body format', (status, words, kind) => {
    for (const response of forms(status, words))
      expect([response, judge(response).kind]).toEqual([response, kind]);
  });

  it.each<[string, UpstreamResponse, string]>([
    ['a bare 401', text(401, ''), 'opaque-401'],
    ['a 401 that says nothing', json({ message: 'Unauthorized' }, 401), 'opaque-401'],
    [
      'a 401 about the token',
      text(401, '', { 'www-authenticate': 'Bearer error="invalid_token"' }),
      'token-rejected',
    ],
    [
      'a code of v3',
      json({ ErrorCode: 'AuthorizationTokenRequired', ErrorMessage: '' }, 401),
      'token-rejected',
    ],
    ['a code of v1', json({ Code: 'x', code: 'AUTH-021' }, 401), 'user-token-required'],
    ['another code of v1', json({ ErrorCode: 'NoAgreement' }, 403), 'no-authorization'],
    ['an outage by code', json({ ErrorCode: 'SystemError' }, 400), 'outage'],
    ['a bare 403', text(403, ''), 'no-authorization'],
    ['a gateway’s Forbidden', json({ message: 'Forbidden' }, 403), 'key-inactive'],
    ['an inactive account', json({ message: 'Account Inactive' }, 403), 'key-inactive'],
    ['no such route', json({ message: 'Missing Authentication Token' }, 403), 'unknown-route'],
    ['a 403 with other words', json({ message: 'No.' }, 403), 'forbidden'],
    [
      'the old gateway’s limit',
      text(403, '', { 'x-error-detail': 'Account Over Queries Per Second Limit' }),
      'rate-limited',
    ],
    ['429', text(429, ''), 'rate-limited'],
    ['a bare 404', text(404, ''), 'asset-not-found'],
    ['a page with 404', html(404), 'unknown-route'],
    ['400', text(400, ''), 'bad-input'],
    ['402', text(402, ''), 'quota-exhausted'],
    ['405', text(405, ''), 'refused'],
    ['500', text(500, 'Image not found'), 'outage'],
    ['408', text(408, ''), 'outage'],
  ])('classifies %s', (_what, response, kind) => {
    expect(judge(response).kind).toBe(kind);
  });
});
