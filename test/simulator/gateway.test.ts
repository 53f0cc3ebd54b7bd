import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Bench } from './helpers.js';

let bench: Bench;
let now = Date.UTC(2026, 4, 10, 12);
const quiet = {
  maxRps: 0,
  mashery: false,
  clockSkewMs: 0,
  v1Enabled: true,
  v2Enabled: true,
  v3Enabled: true,
};

beforeAll(async () => {
  bench = await Bench.start({ now: () => now });
});
beforeEach(() => {
  bench.sim.reset();
  Object.assign(bench.sim.options, quiet);
  now += 60_000;
});
afterAll(() => bench.sim.close());

describe('the key', () => {
  it.each([
    ['none', null, 401, '{"message":"Unauthorized"}'],
    ['an unknown one', 'nobody', 401, '{"message":"Unauthorized"}'],
    ['one that is switched off', 'simulator-disabled-key', 403, '{"message":"Forbidden"}'],
  ])('%s', async (_name, key, status, text) => {
    const response = await bench.call('/v3/images/83454804', { key });
    expect(response).toMatchObject({ status, text });
    expect(response.headers.get('x-amzn-errortype')).toBe(status === 403 ? 'ForbiddenException' : null);
  });

  it('a key is refused in Mashery’s form on request', async () => {
    bench.sim.options.mashery = true;
    const response = await bench.call('/v3/products', { key: 'nobody' });
    expect(response).toMatchObject({ status: 403, text: '{"message":"Account Inactive"}' });
  });
});

describe('a route that does not exist', () => {
  it.each([
    ['GET', '/v3/nothing'],
    ['DELETE', '/v3/images/83454804'],
    ['GET', '/oauth2/token'],
    ['POST', '/v1/download/Nothing'],
  ])('the unknown route %s %s is 403, not 404', async (method, path) => {
    const response = await bench.call(path, { method });
    expect(response).toMatchObject({ status: 403, text: '{"message":"Missing Authentication Token"}' });
  });

  it.each([
    ['v1Enabled', 'POST', '/v1/session/CreateSession'],
    ['v2Enabled', 'POST', '/v2/download/83454804'],
    ['v3Enabled', 'GET', '/v3/images/83454804'],
  ] as const)('routes switched off with %s are unknown routes', async (name, method, path) => {
    bench.sim.options[name] = false;
    expect((await bench.call(path, { method })).status).toBe(403);
  });
});

describe('the bearer', () => {
  it('a missing bearer token is refused where one is required', async () => {
    const response = await bench.call('/v3/products');
    expect(response).toMatchObject({ status: 401, json: { ErrorCode: 'AuthorizationTokenRequired' } });
    expect(response.headers.get('content-type')).toBe('application/vnd.getty.error+json');
    expect(response.headers.get('www-authenticate')).toBe(
      'Bearer realm="Download",error="invalid_token",error_description="The access token is missing"',
    );
  });

  it.each([
    ['has expired', () => bench.sim.issueToken('plenty', { lifetimeSeconds: -1 })],
    ['was never handed out', () => 'made-up'],
    [
      'was taken back',
      () => {
        const token = bench.sim.issueToken('plenty');
        bench.sim.revokeToken(token);
        return token;
      },
    ],
    [
      'ended with all others',
      () => {
        const token = bench.sim.issueToken('plenty');
        bench.sim.expireTokens();
        return token;
      },
    ],
  ])('a bearer token that %s is refused, also where none is required', async (_name, make) => {
    const response = await bench.call('/v3/images/83454804', {
      headers: { authorization: `Bearer ${make()}` },
    });
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
  });
});

describe('the rate', () => {
  it('a request over the rate is 429 with a reason header and no Retry-After', async () => {
    bench.sim.options.maxRps = 2;
    const responses = [];
    for (let n = 0; n < 3; n += 1) responses.push(await bench.call('/v3/images/83454804'));
    expect(responses.map(({ status }) => status)).toEqual([200, 200, 429]);
    expect(responses[2]?.headers.get('x-error-detail')).toBe('Account Over Queries Per Second Limit');
    expect(responses[2]?.headers.get('retry-after')).toBeNull();
    now += 1000;
    expect((await bench.call('/v3/images/83454804')).status).toBe(200);
  });

  it('the rate includes token calls', async () => {
    bench.sim.options.maxRps = 1;
    await bench.form({
      grant_type: 'client_credentials',
      client_id: 'simulator-key',
      client_secret: 'simulator-secret',
    });
    expect((await bench.call('/v3/images/83454804')).status).toBe(429);
  });

  it('a request over the rate is 403 in Mashery’s form on request', async () => {
    Object.assign(bench.sim.options, { maxRps: 1, mashery: true });
    await bench.call('/v3/images/83454804');
    const response = await bench.call('/v3/images/83454804');
    expect(response.status).toBe(403);
    expect(response.headers.get('x-mashery-error-code')).toBe('ERR_403_DEVELOPER_OVER_QPS');
  });
});

describe('every response', () => {
  it('responses are dated by the configured clock', async () => {
    bench.sim.options.clockSkewMs = 90_000;
    const response = await bench.call('/v3/images/83454804');
    expect(response.headers.get('date')).toBe(new Date(now + 90_000).toUTCString());
  });

  it('responses have CORS headers, except those of the token endpoint', async () => {
    const [image, token] = [await bench.call('/v3/images/83454804'), await bench.form({})];
    expect(image.headers.get('access-control-allow-origin')).toBe('*');
    expect(image.headers.get('x-amzn-requestid')).toMatch(
      /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/,
    );
    expect(token.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('a body that is too large is 413', async () => {
    const response = await bench.call('/v3/downloads/images/83454804', {
      method: 'POST',
      as: 'plenty',
      body: 'x'.repeat(1_100_000),
    });
    expect(response.status).toBe(413);
    expect(bench.sim.charges).toHaveLength(0);
  });
});

it('the simulator records requests', async () => {
  await bench.call('/v3/images/83454804?fields=id', { headers: { 'accept-language': 'de' } });
  await bench.call('/nowhere', { method: 'POST', body: 'text' });
  expect(bench.sim.requests).toMatchObject([
    {
      api: 'v3',
      method: 'GET',
      path: '/v3/images/83454804',
      operation: 'GET /v3/images/{id}',
      query: { fields: 'id' },
      headers: { 'accept-language': 'de' },
      at: now,
      status: 200,
    },
    { operation: 'POST /nowhere', body: 'text', status: 403 },
  ]);
  bench.sim.forgetRequests();
  expect(bench.sim.requests).toEqual([]);
});

it('the simulator refuses to start with an unknown account', async () => {
  await expect(Bench.start({ clientCredentialsAccount: 'nobody' })).rejects.toThrow('no account "nobody"');
});
