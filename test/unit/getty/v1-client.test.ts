import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../src/errors/service-error.js';
import { anonymousSession } from '../../../src/getty/oauth/sessions.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import { v1Call } from '../../../src/getty/v1/v1-client.js';
import {
  callAs,
  envelope,
  gatewayOf,
  html,
  ID,
  json,
  type Scripted,
  scripted,
  sentBody,
  serviceWith,
} from './v1-support.js';

const PART = { GetPreviousDownloadsResultBody: { a: 1 } };
const OPERATION = 'GetPreviousDownloads';
const GOOD = envelope('success', PART);

const run = async (session: ReturnType<typeof callAs>['session'] | undefined, ...script: Scripted[]) => {
  const { transport, sent } = scripted(...script);
  const outcome = await v1Call(gatewayOf(transport), callAs(session), {
    operation: OPERATION,
    body: { x: 1 },
  }).catch((error: unknown) => error);
  return { outcome, sent };
};

describe('a v1 read', () => {
  it('is sent in the documented envelope', async () => {
    const { outcome, sent } = await run(undefined, GOOD);
    expect(outcome).toMatchObject({ result: { a: 1 }, statusList: [] });
    expect(sent[0]?.way).toBe('read');
    expect(sent[0]?.request).toMatchObject({
      group: 'v1',
      operation: OPERATION,
      method: 'POST',
      url: 'https://connect.test/v1/download/GetPreviousDownloads',
      headers: { 'api-key': 'key', 'content-type': 'application/json' },
    });
    expect(sentBody(sent[0]?.request)).toEqual({
      RequestHeader: { Token: 'caller-token', CoordinationId: ID },
      GetPreviousDownloadsRequestBody: { x: 1 },
    });
  });

  it.each([
    ['success without an id', envelope('success', PART, [], null)],
    ['a warning with a result', envelope('Warning', PART, ['Warning:ImageNotFound'])],
    ['no status word', envelope(null, PART)],
    ['no status list', envelope('success', PART, null)],
  ])('accepts %s', async (_what, response) => {
    expect((await run(undefined, response)).outcome).toMatchObject({ result: { a: 1 } });
  });

  it.each([
    ['an envelope without header', json(PART), 'UPSTREAM_BAD_RESPONSE'],
    ['a success without result', envelope('success'), 'UPSTREAM_BAD_RESPONSE'],
    ['a page', html(200), 'UPSTREAM_BAD_RESPONSE'],
    ['a redirect to elsewhere', html(301, { location: 'https://elsewhere.test/' }), 'UPSTREAM_BAD_RESPONSE'],
    ['another caller’s response', envelope('success', PART, [], 'other'), 'UPSTREAM_BAD_RESPONSE'],
    ['another caller’s error', envelope('error', {}, ['Error:AUTH-021'], 'other'), 'UPSTREAM_BAD_RESPONSE'],
    ['a warning without result', envelope('warning', {}, ['Warning:ImageNotFound']), 'ASSET_NOT_FOUND'],
    ['5xx with a page', html(502), 'UPSTREAM_UNAVAILABLE'],
    ['an outage inside a 200', envelope('error', {}, ['Error:SystemError']), 'UPSTREAM_UNAVAILABLE'],
    ['an error without a reason', envelope('error', {}, null), 'UPSTREAM_UNAVAILABLE'],
    ['an unknown code', envelope('error', {}, ['Error:Odd']), 'UPSTREAM_BAD_RESPONSE'],
    ['no agreement', envelope('Error', {}, ['Error:NoAgreement']), 'FORBIDDEN'],
    ['429', html(429), 'UPSTREAM_RATE_LIMITED'],
    ['no v1 there', html(404), 'UPSTREAM_UNAVAILABLE'],
    ['a token refused', envelope('error', {}, ['Error:AUTH-001']), 'UNAUTHENTICATED'],
    ['a token without a user', envelope('error', {}, ['Error:AUTH-021']), 'USER_TOKEN_REQUIRED'],
    ['a time-out', new TransportError('timeout', true, 'slow'), 'UPSTREAM_TIMEOUT'],
    ['a refused connection', new TransportError('connection-refused', false, 'no'), 'UPSTREAM_UNAVAILABLE'],
  ])('maps %s to a typed error', async (_what, response, code) => {
    const { outcome, sent } = await run(undefined, response);
    expect(outcome).toBeInstanceOf(ServiceError);
    expect(outcome).toMatchObject({ code, upstream: { api: 'V1', operation: OPERATION } });
    expect(sent).toHaveLength(1);
  });

  it('reports the complete status list, and the message of the primary entry', async () => {
    const { outcome } = await run(
      undefined,
      envelope('error', {}, ['Warning:DefaultLanguageUsed', 'Error:NoAgreement:No.']),
    );
    expect(outcome).toMatchObject({
      upstream: {
        httpStatus: 200,
        code: 'NoAgreement',
        message: 'No.',
        coordinationId: ID,
        statusList: [
          { type: 'WARNING', code: 'DefaultLanguageUsed' },
          { type: 'ERROR', code: 'NoAgreement', message: 'No.' },
        ],
      },
    });
  });

  it('is not sent with the API key only', async () => {
    const { outcome, sent } = await run(anonymousSession);
    expect(outcome).toMatchObject({ code: 'UNAUTHENTICATED' });
    expect(sent).toEqual([]);
  });

  it.each(['AUTH-001', 'AUTH-021', 'FailedToRenewToken'])(
    'replaces the service’s token once after %s',
    async (code) => {
      const session = serviceWith('old', 'new');
      const { outcome, sent } = await run(session, envelope('error', {}, [`Error:${code}`]), GOOD);
      expect(outcome).toMatchObject({ result: { a: 1 } });
      expect(session.rejected).toEqual(['old']);
      expect(sent.map(({ request }) => sentBody(request)['RequestHeader']?.['Token'])).toEqual([
        'old',
        'new',
      ]);
    },
  );

  it('fails where the new token is rejected too', async () => {
    const refusal = envelope('error', {}, ['Error:AUTH-021']);
    const { outcome, sent } = await run(serviceWith('old', 'new', 'newer'), refusal, refusal);
    expect(outcome).toMatchObject({ code: 'USER_TOKEN_REQUIRED', upstream: { code: 'AUTH-021' } });
    expect(sent).toHaveLength(2);
  });

  it.each(['AUTH-002', 'AUTH-023', 'NoAgreement'])('replaces no token after %s', async (code) => {
    const session = serviceWith('old', 'new');
    const { sent } = await run(session, envelope('error', {}, [`Error:${code}`]));
    expect(session.rejected).toEqual([]);
    expect(sent).toHaveLength(1);
  });
});
