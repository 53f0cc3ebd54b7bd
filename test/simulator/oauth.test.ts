import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './helpers.js';

let bench: Bench;
let now = Date.UTC(2026, 4, 10);
const client = { client_id: 'simulator-key', client_secret: 'simulator-secret' };
const usual = {
  expiresInAsString: false,
  shareTokens: false,
  clientCredentialsAccount: 'plenty',
  tokenLifetimeSeconds: 1800,
};

beforeAll(async () => {
  bench = await Bench.start({ now: () => now });
});
beforeEach(() => Object.assign(bench.sim.options, usual));
afterAll(() => bench.sim.close());

async function nameOf(accessToken: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${String(accessToken)}` };
  return (await bench.call('/v3/customers/current', { headers })).json['first_name'];
}

describe('a token', () => {
  it.each(['/oauth2/token', '/oauth2/token/', '/v4/oauth2/token'])(
    'a token is issued at %s',
    async (path) => {
      const response = await bench.form({ ...client, grant_type: 'client_credentials' }, path);
      expect(response.json).toEqual({
        access_token: expect.any(String),
        token_type: 'Bearer',
        expires_in: 1800,
      });
      expect(response.headers.get('cache-control')).toBe('no-store');
      expect(await nameOf(response.json['access_token'])).toBe('Plenty');
    },
  );

  it('a token is issued to a client with HTTP Basic credentials', async () => {
    const basic = Buffer.from('simulator-key:simulator-secret').toString('base64');
    const response = await bench.call('/oauth2/token', {
      method: 'POST',
      key: null,
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'grant_type=client_credentials',
    });
    expect(response.status).toBe(200);
  });

  it('a password token belongs to its user and can be refreshed for a year', async () => {
    const first = await bench.form({
      ...client,
      grant_type: 'password',
      username: 'notes',
      password: 'notes-password',
    });
    const refresh_token = String(first.json['refresh_token']);
    now += 200 * 86_400_000;
    const second = await bench.form({ ...client, grant_type: 'refresh_token', refresh_token });
    const third = await bench.form({ ...client, grant_type: 'refresh_token', refresh_token });
    expect(await nameOf(second.json['access_token'])).toBe('Notes');
    expect(third.status).toBe(200);
    expect(second.json['refresh_token']).toBeUndefined();
  });

  it('a token is valid for half an hour', async () => {
    const response = await bench.form({ ...client, grant_type: 'client_credentials' });
    now += 1_799_000;
    expect(await nameOf(response.json['access_token'])).toBe('Plenty');
    now += 1000;
    expect(await nameOf(response.json['access_token'])).toBeUndefined();
  });

  it('expires_in may be a string, as on the old hosts', async () => {
    bench.sim.options.expiresInAsString = true;
    const response = await bench.form({ ...client, grant_type: 'client_credentials' });
    expect(response.json['expires_in']).toBe('1800');
  });

  it('a token may be a shared one, with less time left', async () => {
    bench.sim.options.shareTokens = true;
    const first = await bench.form({ ...client, grant_type: 'client_credentials' });
    now += 324_000;
    const second = await bench.form({ ...client, grant_type: 'client_credentials' });
    expect(second.json['access_token']).toBe(first.json['access_token']);
    expect(Number(first.json['expires_in']) - Number(second.json['expires_in'])).toBe(324);
  });

  it.each([null, ''])('of a key tied to no user (%j) stands for no user', async (value) => {
    bench.sim.options.clientCredentialsAccount = value;
    const { json } = await bench.form({ ...client, grant_type: 'client_credentials' });
    const headers = { authorization: `Bearer ${String(json['access_token'])}` };
    expect((await bench.call('/v3/products', { headers })).json).toEqual({ products: [] });
    expect((await bench.call('/v3/customers/current', { headers })).json).toEqual({
      first_name: null,
      middle_name: null,
      last_name: null,
    });
    const download = await bench.call('/v3/downloads/images/83454804', { method: 'POST', headers });
    expect(download).toMatchObject({ status: 403, json: { ErrorCode: 'UserTokenRequired' } });
  });
});

it.each([
  [{ ...client }, 400, 'invalid_request'],
  [{ ...client, grant_type: 'implicit' }, 400, 'unsupported_grant_type'],
  [{ ...client, client_secret: 'wrong', grant_type: 'client_credentials' }, 401, 'invalid_client'],
  [{ grant_type: 'client_credentials' }, 401, 'invalid_client'],
  [{ ...client, grant_type: 'password', username: 'plenty', password: 'wrong' }, 400, 'invalid_grant'],
  [{ ...client, grant_type: 'password', username: '', password: '' }, 400, 'invalid_request'],
  [{ ...client, grant_type: 'refresh_token', refresh_token: 'made-up' }, 400, 'invalid_grant'],
])('the token request %j is refused with %i %s', async (form, status, error) => {
  expect(await bench.form(form as Record<string, string>)).toMatchObject({ status, json: { error } });
});

it('a token request whose body is no form is refused', async () => {
  const response = await bench.call('/oauth2/token', { method: 'POST', key: null, body: '{}' });
  expect(response).toMatchObject({ status: 400, json: { error: 'invalid_request' } });
});

it('the token endpoint has its metadata document', async () => {
  const response = await bench.call('/.well-known/oauth-authorization-server', { key: null });
  expect(response.json['token_endpoint']).toBe(`${bench.sim.url}/oauth2/token`);
});
