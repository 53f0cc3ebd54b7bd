import { describe, expect, it } from 'vitest';
import { ServiceError } from '../../../src/errors/service-error.js';
import {
  anonymousSession,
  callerSession,
  requireToken,
  serviceSession,
} from '../../../src/getty/oauth/sessions.js';
import {
  type AccessToken,
  type Grant,
  readToken,
  requestToken,
  tokenForm,
} from '../../../src/getty/oauth/token.client.js';
import { backoffMs, renewAt, TokenSource } from '../../../src/getty/oauth/token-source.js';
import { TransportError } from '../../../src/getty/transport/errors.js';
import { html, json, type Scripted, scripted } from './v1-support.js';

const ENDPOINT = { apiKey: 'the key', apiSecret: 's&c=r+t' };

describe('a token request', () => {
  it.each<[Grant, Record<string, string>]>([
    [{ type: 'client_credentials' }, {}],
    [
      { type: 'password', username: 'media desk', password: 'p&w' },
      { username: 'media desk', password: 'p&w' },
    ],
    [{ type: 'refresh_token', refreshToken: 'r/t' }, { refresh_token: 'r/t' }],
  ])('has the credentials of %j in its form', (grant, more) => {
    expect(Object.fromEntries(new URLSearchParams(tokenForm(ENDPOINT, grant)))).toEqual({
      client_id: 'the key',
      client_secret: 's&c=r+t',
      grant_type: grant.type,
      ...more,
    });
  });

  it.each([
    ['a number', 1800, 1_800_000],
    ['a string, as on the old hosts', '1800', 1_800_000],
    ['what is left of a shared token', '1476', 1_476_000],
    ['a fraction', 0.5, 500],
  ])('accepts expires_in as %s', (_what, expires_in, ms) => {
    expect(readToken(json({ access_token: 'a', token_type: 'Bearer', expires_in }), 5000)).toEqual({
      token: 'a',
      expiresAt: 5000 + ms,
    });
  });

  it.each([
    ['NaN', '{"access_token":"a","expires_in":"NaN"}'],
    ['a word', '{"access_token":"a","expires_in":"soon"}'],
    ['nothing', '{"access_token":"a","expires_in":null}'],
    ['an empty string', '{"access_token":"a","expires_in":""}'],
    ['zero', '{"access_token":"a","expires_in":0}'],
    ['less than zero', '{"access_token":"a","expires_in":-5}'],
    ['too much to be a number', '{"access_token":"a","expires_in":1e999}'],
    ['absent', '{"access_token":"a"}'],
    ['there, but the token is not', '{"expires_in":1800}'],
    ['there, but the token is empty', '{"access_token":"","expires_in":1800}'],
    ['in a page', '<html>'],
    ['in half an answer', '{"access_token":"a","expi'],
  ])('rejects a token whose expiry is %s', (_what, body) => {
    expect(() => readToken({ status: 200, headers: {}, body }, 0)).toThrow(
      expect.objectContaining({ code: 'UPSTREAM_BAD_RESPONSE' }),
    );
  });

  it.each([
    [json({ error: 'invalid_client' }, 401), 'API_KEY_INACTIVE'],
    [json({ error: 'unsupported_grant_type' }, 400), 'API_KEY_INACTIVE'],
    [json({ message: 'Forbidden' }, 403), 'API_KEY_INACTIVE'],
    [json({ error: 'invalid_grant' }, 400), 'UNAUTHENTICATED'],
    [json({}, 429), 'UPSTREAM_RATE_LIMITED'],
    [html(403, { 'x-mashery-error-code': 'ERR_403_DEVELOPER_OVER_QPS' }), 'UPSTREAM_RATE_LIMITED'],
    [html(500), 'UPSTREAM_UNAVAILABLE'],
    [html(503), 'UPSTREAM_UNAVAILABLE'],
    [html(408), 'UPSTREAM_UNAVAILABLE'],
    [html(404), 'UPSTREAM_BAD_RESPONSE'],
    [html(302), 'UPSTREAM_BAD_RESPONSE'],
    [html(204), 'UPSTREAM_BAD_RESPONSE'],
  ])('maps %j to %s', (response, code) => {
    expect(() => readToken(response, 0)).toThrow(expect.objectContaining({ code }));
  });

  it('does not show the endpoint’s message, which may echo credentials', () => {
    const response = json({ error: 'invalid_client', error_description: 'no client s&c=r+t' }, 401);
    try {
      readToken(response, 0);
      expect.unreachable();
    } catch (error) {
      expect(error).toBeInstanceOf(ServiceError);
      expect(JSON.stringify([error, (error as ServiceError).upstream])).not.toContain('s&c=r+t');
      expect((error as ServiceError).upstream?.code).toBe('invalid_client');
    }
  });

  const ask = async (line: Scripted) => {
    const { transport, sent } = scripted(line);
    const endpoint = { ...ENDPOINT, authUrl: 'https://auth.test', transport, clock: { now: () => 1000 } };
    const scope = { deadlineAt: 5000, cancellation: null, id: 'r' };
    return { token: await requestToken(endpoint, { type: 'client_credentials' }, scope), sent };
  };

  it('sends one form without a key in its headers, and counts the lifetime from sending', async () => {
    const { token, sent } = await ask(json({ access_token: 'a', expires_in: 60 }));
    expect(token).toEqual({ token: 'a', expiresAt: 61_000 });
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      way: 'token',
      request: { method: 'POST', url: 'https://auth.test/oauth2/token' },
    });
    expect(Object.keys(sent[0]?.request.headers ?? {}).sort()).toEqual(['accept', 'content-type']);
  });

  it('maps a transport error to a service error', async () => {
    await expect(ask(new TransportError('dns', false, 'x'))).rejects.toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
    });
  });
});

describe('renewAt', () => {
  it.each([
    [1_800_000, 0, 1_500_000],
    [1_800_000, 0.999, 1_440_060],
    [60_000, 0, 48_000],
    [60_000, 0.5, 46_800],
    [1000, 0, 800],
  ])('for a lifetime of %i ms and a random of %f is %i', (life, random, at) => {
    expect(renewAt({ token: 'a', expiresAt: life }, 0, random)).toBeCloseTo(at, 6);
  });

  it('is now for a token that has expired', () => {
    expect(renewAt({ token: 'a', expiresAt: 10 }, 20, 0.5)).toBeLessThanOrEqual(20);
  });

  it.each([
    [1, 1, 1000],
    [2, 1, 2000],
    [3, 0.5, 2000],
    [6, 1, 30_000],
    [60, 1, 30_000],
    [1, 0, 100],
  ])(
    'leaves the endpoint alone after the %i. failure, by the chance of %f, for %i ms',
    (failures, random, ms) => {
      expect(backoffMs(failures, random)).toBe(ms);
    },
  );
});

describe('the token of the service account', () => {
  /** A source over a script of tokens and failures, with a clock to move. */
  const source = (...script: (AccessToken | Error)[]) => {
    let now = 0;
    const calls: number[] = [];
    const made = new TokenSource({
      clock: { now: () => now },
      random: () => 0.5,
      request: async () => {
        const line = script[calls.length];
        calls.push(now);
        if (line === undefined) throw new Error('no script for this call');
        if (line instanceof Error) throw line;
        return line;
      },
    });
    const moveTo = (to: number): void => {
      now = to;
    };
    return { source: made, calls, moveTo };
  };
  const token = (name: string, expiresAt: number): AccessToken => ({ token: name, expiresAt });

  it('is requested once for any number of callers', async () => {
    const { source: tokens, calls } = source(token('a', 1_800_000));
    const got = await Promise.all(Array.from({ length: 1000 }, () => tokens.token()));
    expect(new Set(got)).toEqual(new Set(['a']));
    expect(calls).toHaveLength(1);
  });

  it('is reused until it is due for renewal', async () => {
    const { source: tokens, calls, moveTo } = source(token('a', 1_800_000));
    await tokens.token();
    moveTo(1_469_999);
    expect(await tokens.token()).toBe('a');
    expect(calls).toHaveLength(1);
  });

  it('is renewed early in the background, while callers get the old one', async () => {
    const { source: tokens, calls, moveTo } = source(token('a', 1_800_000), token('b', 3_600_000));
    await tokens.token();
    moveTo(1_470_000);
    expect(await Promise.all([tokens.token(), tokens.token()])).toEqual(['a', 'a']);
    expect(calls).toEqual([0, 1_470_000]);
    expect(await tokens.token()).toBe('b');
  });

  it('stays in use while its renewal fails, with a backoff between requests', async () => {
    const {
      source: tokens,
      calls,
      moveTo,
    } = source(token('a', 1_800_000), new Error('down'), token('b', 3_600_000));
    await tokens.token();
    moveTo(1_470_000);
    expect(await tokens.token()).toBe('a');
    await Promise.resolve();
    moveTo(1_470_499);
    expect(await tokens.token()).toBe('a');
    expect(calls).toHaveLength(2);
    moveTo(1_470_500);
    await tokens.token();
    expect(calls).toHaveLength(3);
    expect(await tokens.token()).toBe('b');
  });

  it('is awaited once the old one has expired', async () => {
    const { source: tokens, moveTo } = source(token('a', 1000), token('b', 5000));
    await tokens.token();
    moveTo(1000);
    expect(await tokens.token()).toBe('b');
  });

  it('fails for all waiting callers with one request, and at once for callers within the backoff', async () => {
    const down = new Error('down');
    const { source: tokens, calls, moveTo } = source(down, new Error('still down'), token('a', 60_000));
    const waiting = await Promise.allSettled([tokens.token(), tokens.token(), tokens.token()]);
    expect(waiting.map((one) => one.status === 'rejected' && one.reason)).toEqual([down, down, down]);
    moveTo(499);
    await expect(tokens.token()).rejects.toBe(down);
    expect(calls).toHaveLength(1);
    moveTo(500);
    await expect(tokens.token()).rejects.toThrow('still down');
    moveTo(1499);
    await expect(tokens.token()).rejects.toThrow('still down');
    moveTo(1500);
    expect(await tokens.token()).toBe('a');
    expect(calls).toHaveLength(3);
  });

  it('is replaced with one request for all callers that were rejected with it', async () => {
    const { source: tokens, calls } = source(token('a', 1_800_000), token('b', 1_800_000));
    await tokens.token();
    const replaced = await Promise.all(Array.from({ length: 100 }, () => tokens.refresh('a')));
    expect(new Set(replaced)).toEqual(new Set(['b']));
    expect(calls).toHaveLength(2);
  });

  it('is not replaced for a caller that was rejected with an older one', async () => {
    const { source: tokens, calls } = source(token('a', 1_800_000), token('b', 1_800_000));
    await tokens.token();
    await tokens.refresh('a');
    expect(await tokens.refresh('a')).toBe('b');
    expect(calls).toHaveLength(2);
  });
});

describe('a session', () => {
  it('has no token with the API key only', async () => {
    expect(await anonymousSession.token()).toBeNull();
    expect(await anonymousSession.refresh('x')).toBeNull();
    await expect(requireToken(anonymousSession)).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('of a caller has the caller’s token, which is never replaced', async () => {
    const session = callerSession('theirs');
    expect(await requireToken(session)).toBe('theirs');
    expect(await session.refresh('theirs')).toBeNull();
    expect(JSON.stringify(session.principal)).not.toContain('theirs');
    expect(session.principal).toEqual(callerSession('theirs').principal);
    expect(session.principal).not.toEqual(callerSession('another').principal);
  });

  it('of the service has the account’s token, which can be replaced', async () => {
    let made = 0;
    const session = serviceSession(
      new TokenSource({
        clock: { now: () => 0 },
        random: () => 0,
        request: async () => {
          made += 1;
          return { token: `t${made}`, expiresAt: 1000 };
        },
      }),
    );
    expect(await requireToken(session)).toBe('t1');
    expect(await session.refresh('t1')).toBe('t2');
    expect(session.principal).toEqual({ kind: 'caller', id: 'service' });
  });
});
