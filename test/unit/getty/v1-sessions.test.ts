import { describe, expect, it } from 'vitest';
import { callerSession } from '../../../src/getty/oauth/sessions.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import { readSession } from '../../../src/getty/v1/session.client.js';
import { V1Sessions } from '../../../src/getty/v1/v1-sessions.js';
import { refreshV1Token, v1Token } from '../../../src/getty/v1/v1-token.js';
import { envelope, html, ID, type Scripted, scripted, sentBody, serviceWith } from './v1-support.js';

const MINUTE = 60_000;

const session = (n: number, key = 'CreateSessionResult', minutes: unknown = 30) =>
  envelope(
    'success',
    { [key]: { Token: `t${n}`, SecureToken: `s${n}`, TokenDurationMinutes: minutes } },
    [],
    null,
  );

const setUp = (...script: Scripted[]) => {
  const time = { now: 0 };
  const { transport, sent } = scripted(...script);
  let ids = 0;
  const sessions = new V1Sessions({
    baseUrl: 'https://connect.test',
    apiKey: 'key',
    credentials: { systemId: 'sys', systemPassword: 'sysp', userName: 'u', userPassword: 'p' },
    transport,
    clock: { now: () => time.now },
    random: () => 0,
    newId: () => `session-${++ids}`,
    timeoutMs: 10_000,
  });
  const operations = () => sent.map(({ request }) => request.operation);
  return { time, sessions, sent, operations };
};

/** Lets what runs in the background finish. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('the service’s own v1 session', () => {
  it('is created once for any number of callers', async () => {
    const { sessions, sent, operations } = setUp(session(1));
    const pairs = await Promise.all([sessions.tokens(), sessions.tokens(), sessions.tokens()]);
    expect(pairs).toEqual(Array(3).fill({ standard: 't1', secure: 's1' }));
    expect(operations()).toEqual(['CreateSession']);
    expect(sent[0]?.way).toBe('token');
    expect(sentBody(sent[0]?.request)).toEqual({
      RequestHeader: { Token: null, CoordinationId: 'session-1' },
      CreateSessionRequestBody: { SystemId: 'sys', SystemPassword: 'sysp', UserName: 'u', UserPassword: 'p' },
    });
  });

  it.each([30, '30', null, 0, 'soon'])('expires after %j minutes, or after half an hour', (minutes) => {
    expect(readSession(session(1, undefined, minutes), 'CreateSession', ID, 1000).expiresAt).toBe(
      1000 + 30 * MINUTE,
    );
  });

  it.each(['RenewSessionResult', 'RenewSessionResults'])(
    'is renewed early in the background (%s)',
    async (key) => {
      const { time, sessions, sent, operations } = setUp(session(1), session(2, key));
      await sessions.tokens();
      time.now = 26 * MINUTE;
      expect(await sessions.tokens()).toEqual({ standard: 't1', secure: 's1' });
      await settle();
      expect(await sessions.tokens()).toEqual({ standard: 't2', secure: 's2' });
      expect(operations()).toEqual(['CreateSession', 'RenewSession']);
      expect(sentBody(sent[1]?.request)).toEqual({
        RequestHeader: { Token: 's1', CoordinationId: 'session-2' },
        RenewSessionRequestBody: { SystemId: 'sys', SystemPassword: 'sysp' },
      });
    },
  );

  it.each(['FailedToRenewToken', 'AUTH-021', 'InvalidRequest'])(
    'is created again where its renewal fails with %s',
    async (code) => {
      const { time, sessions, operations } = setUp(
        session(1),
        envelope('error', {}, [`Error:${code}`], null),
        session(3),
      );
      await sessions.tokens();
      time.now = 26 * MINUTE;
      await sessions.tokens();
      await settle();
      expect(await sessions.tokens()).toEqual({ standard: 't3', secure: 's3' });
      expect(operations()).toEqual(['CreateSession', 'RenewSession', 'CreateSession']);
    },
  );

  it('stays in use while an outage prevents its renewal', async () => {
    const { time, sessions, operations } = setUp(session(1), html(503));
    await sessions.tokens();
    time.now = 26 * MINUTE;
    await sessions.tokens();
    await settle();
    expect(await sessions.tokens()).toEqual({ standard: 't1', secure: 's1' });
    expect(operations()).toEqual(['CreateSession', 'RenewSession']);
  });

  it('is created again once it has expired', async () => {
    const { time, sessions, operations } = setUp(session(1), session(2));
    await sessions.tokens();
    time.now = 31 * MINUTE;
    expect(await sessions.tokens()).toEqual({ standard: 't2', secure: 's2' });
    expect(operations()).toEqual(['CreateSession', 'CreateSession']);
  });

  it.each(['t1', 's1'])(
    'is replaced by one new session when many requests with %s are rejected',
    async (rejected) => {
      const { sessions, operations } = setUp(session(1), session(2));
      await sessions.tokens();
      const pairs = await Promise.all([sessions.refresh(rejected), sessions.refresh(rejected)]);
      expect(pairs).toEqual(Array(2).fill({ standard: 't2', secure: 's2' }));
      // A late caller, whose token was replaced long ago.
      expect(await sessions.refresh(rejected)).toEqual({ standard: 't2', secure: 's2' });
      expect(operations()).toEqual(['CreateSession', 'CreateSession']);
    },
  );

  it('uses the secure token for both where Getty Images sends no other', () => {
    const response = envelope('success', { CreateSessionResult: { SecureToken: 's' } });
    expect(readSession(response, 'CreateSession', ID, 0)).toMatchObject({ secure: 's', standard: 's' });
  });

  it.each([
    ['a wrong system id', envelope('error', {}, ['Error:InvalidSystemIdOrPassword:sys']), 'API_KEY_INACTIVE'],
    ['a wrong sign-in', envelope('error', {}, ['Error:InvalidUsernameOrPassword:u']), 'UNAUTHENTICATED'],
    ['an outage', envelope('error', {}, ['Error:SystemError']), 'UPSTREAM_UNAVAILABLE'],
    ['a page', html(200), 'UPSTREAM_BAD_RESPONSE'],
    ['a redirect', html(302, { location: 'https://elsewhere.test/' }), 'UPSTREAM_BAD_RESPONSE'],
    [
      'no secure token',
      envelope('success', { CreateSessionResult: { Token: 't' } }),
      'UPSTREAM_BAD_RESPONSE',
    ],
    [
      'another caller’s session',
      { ...session(1), body: session(1).body.replace('"CoordinationId":null', '"CoordinationId":"other"') },
      'UPSTREAM_BAD_RESPONSE',
    ],
  ])('maps %s to an error without the credentials that were sent', async (_what, response, code) => {
    const { sessions } = setUp({ ...response, body: response.body.replace(ID, 'session-1') });
    const error = await sessions.tokens().catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code, upstream: { api: 'V1', operation: 'CreateSession', message: null } });
    expect(JSON.stringify(error)).not.toMatch(/sysp|"u"/);
  });

  it('maps a transport error to a service error', async () => {
    const { sessions } = setUp(new TransportError('dns', false, 'x'));
    await expect(sessions.tokens()).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});

describe('the token of a v1 request', () => {
  it('is the session’s for the service, of the operation’s kind', async () => {
    const { sessions } = setUp(session(1), session(2));
    const service = serviceWith('oauth');
    expect(await v1Token({ sessions }, service, 'standard')).toBe('t1');
    expect(await v1Token({ sessions }, service, 'secure')).toBe('s1');
    expect(await refreshV1Token({ sessions }, service, 'secure', 's1')).toBe('s2');
    expect(service.rejected).toEqual([]);
  });

  it('is a caller’s own, unchanged and never replaced', async () => {
    const { sessions, sent } = setUp();
    const caller = callerSession('mine');
    expect(await v1Token({ sessions }, caller, 'secure')).toBe('mine');
    expect(await refreshV1Token({ sessions }, caller, 'secure', 'mine')).toBeNull();
    expect(sent).toEqual([]);
  });

  it('is the OAuth2 token where no system id is configured', async () => {
    expect(await v1Token({ sessions: null }, serviceWith('oauth'), 'secure')).toBe('oauth');
  });
});
