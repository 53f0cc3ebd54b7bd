import { createHash } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { isRegistered } from '../../simulator/src/oauth/authorize.js';
import { type Answer, Bench } from './helpers.js';

let bench: Bench;
let now = Date.UTC(2026, 4, 10);
const verifier = 'a-verifier-of-at-least-forty-three-characters';
const challenge = createHash('sha256').update(verifier).digest('base64url');
const redirectUri = 'http://127.0.0.1:9999/callback';
const client = { client_id: 'simulator-key', client_secret: 'simulator-secret' };

beforeAll(async () => {
  bench = await Bench.start({ now: () => now, redirectUris: ['com.example.app:/signed-in'] });
});
beforeEach(() => {
  Object.assign(bench.sim.options, { publicClient: false });
});
afterAll(() => bench.sim.close());

const parameters = {
  client_id: client.client_id,
  response_type: 'code',
  redirect_uri: redirectUri,
  state: 'a state & more',
  code_challenge: challenge,
  code_challenge_method: 'S256',
};

/** Opens the authorization page; with an account's name, presses its button. */
function authorize(changes: Record<string, string> = {}, account?: string): Promise<Answer> {
  const path = `/oauth2/auth?${new URLSearchParams({ ...parameters, ...changes })}`;
  return account === undefined ? bench.call(path, { key: null }) : bench.form({ account }, path);
}

const targetOf = (answer: Answer): URL => new URL(answer.headers.get('location') ?? 'none:');

async function codeFor(account: string): Promise<string> {
  return targetOf(await authorize({}, account)).searchParams.get('code') ?? '';
}

const redeem = (code: string, changes: Record<string, string> = {}) =>
  bench.form({
    ...client,
    grant_type: 'authorization_code',
    code,
    redirect_uri: redirectUri,
    code_verifier: verifier,
    ...changes,
  });

describe('the authorization page', () => {
  it('lists every account that can sign in', async () => {
    const { status, headers, text } = await authorize();
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect([...text.matchAll(/name="account" value="(\w+)"/g)].map(([, name]) => name)).toEqual(
      bench.sim.accounts.filter(({ isUser }) => isUser).map(({ name }) => name),
    );
  });

  it('redirects with a code and the state of the request after an account was chosen', async () => {
    const answer = await authorize({}, 'notes');
    expect(answer.status).toBe(303);
    const { origin, pathname, searchParams } = targetOf(answer);
    expect(origin + pathname).toBe(redirectUri);
    expect([...searchParams.keys()]).toEqual(['code', 'state']);
    expect(searchParams.get('state')).toBe('a state & more');
  });

  it('redirects with access_denied after Cancel', async () => {
    expect(targetOf(await authorize({}, '')).searchParams.get('error')).toBe('access_denied');
  });

  it.each([
    ['another response type', { response_type: 'token' }, 'unsupported_response_type'],
    ['no challenge', { code_challenge: '' }, 'invalid_request'],
    ['the plain method', { code_challenge_method: 'plain' }, 'invalid_request'],
  ])('redirects a request with %s with an error', async (_what, changes, error) => {
    expect(targetOf(await authorize(changes)).searchParams.get('error')).toBe(error);
  });

  it.each([
    ['an unknown client', { client_id: 'another' }],
    ['an address that is not registered', { redirect_uri: 'https://attacker.example/callback' }],
  ])('never redirects a request of %s', async (_what, changes) => {
    const answer = await authorize(changes, 'plenty');
    expect(answer.status).toBe(400);
    expect(answer.headers.get('location')).toBeNull();
  });
});

it.each([
  ['https://app.example.com/callback', true],
  ['https://app.example.com/callback?more', false],
  ['http://127.0.0.1:1/x', true],
  ['http://[::1]:8080/x', true],
  ['http://localhost/x', true],
  ['https://localhost.example.com/x', false],
  ['http://127.0.0.1:1/x#part', false],
  ['javascript:alert(1)', false],
  ['', false],
])('redirect address %s is registered: %s', (address, expected) => {
  expect(isRegistered(address, ['https://app.example.com/callback', 'javascript:alert(1)'])).toBe(expected);
});

describe('an authorization code', () => {
  it('is redeemed for tokens of the account that was chosen', async () => {
    const { status, json } = await redeem(await codeFor('notes'));
    expect(status).toBe(200);
    expect(json).toEqual({
      access_token: expect.any(String),
      refresh_token: expect.any(String),
      token_type: 'Bearer',
      expires_in: 1800,
    });
    const headers = { authorization: `Bearer ${String(json['access_token'])}` };
    expect((await bench.call('/v3/customers/current', { headers })).json['first_name']).toBe('Notes');
  });

  it('is refused the second time', async () => {
    const code = await codeFor('plenty');
    expect((await redeem(code)).status).toBe(200);
    expect(await redeem(code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it('is refused after a minute', async () => {
    const code = await codeFor('plenty');
    now += 60_000;
    expect(await redeem(code)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  it.each([
    ['another verifier', { code_verifier: 'another' }],
    ['another redirect address', { redirect_uri: 'http://127.0.0.1:9998/callback' }],
  ])('is refused with %s, and used up by that', async (_what, changes) => {
    const code = await codeFor('plenty');
    expect(await redeem(code, changes)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect((await redeem(code)).status).toBe(400);
  });

  it('of a public client is redeemed without a secret, and refused with one', async () => {
    bench.sim.options.publicClient = true;
    expect(await redeem(await codeFor('plenty'))).toMatchObject({
      status: 401,
      json: { error: 'invalid_client' },
    });
    const form = { client_id: client.client_id, code_verifier: verifier, redirect_uri: redirectUri };
    const { json } = await bench.form({
      ...form,
      grant_type: 'authorization_code',
      code: await codeFor('plenty'),
    });
    const refresh_token = String(json['refresh_token']);
    const refreshed = await bench.form({
      client_id: client.client_id,
      grant_type: 'refresh_token',
      refresh_token,
    });
    expect(refreshed.status).toBe(200);
  });
});

it('the metadata names the endpoints, PKCE with S256, and the grants that Getty Images lists', async () => {
  const { json } = await bench.call('/.well-known/oauth-authorization-server', { key: null });
  expect(json).toMatchObject({
    issuer: bench.sim.url,
    authorization_endpoint: `${bench.sim.url}/oauth2/auth`,
    token_endpoint: `${bench.sim.url}/oauth2/token`,
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
  });
});
