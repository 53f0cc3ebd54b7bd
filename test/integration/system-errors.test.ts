import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { Fault } from '../../simulator/src/index.js';
import { application, gateway } from '../support/refusals.js';
import { errorOf, type Service, type ServiceOptions, startService } from '../support/service.js';

let service: Service;
const start = async (options: ServiceOptions = {}): Promise<void> => {
  service = await startService(options);
};
afterEach(() => service.close());

/** An address that refuses connections. */
const closedPort = (): Promise<string> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = address !== null && typeof address === 'object' ? address.port : 0;
      server.close(() => resolve(`http://127.0.0.1:${port}`));
    });
  });

const always = { times: Number.POSITIVE_INFINITY };
const IMAGE = '{ image(id: "83454804") { title } }';
const HISTORY_V1 = '{ downloadHistory(via: V1) { totalCount } }';

describe('a read that fails', () => {
  it.each<[string, string, Fault, string, object]>([
    [
      '500 for good',
      IMAGE,
      { operation: 'GET /v3/images', kind: 'status', ...always },
      'UPSTREAM_UNAVAILABLE',
      { isRetryable: true, upstream: { api: 'V3', operation: 'GET /v3/images', httpStatus: 500 } },
    ],
    [
      'resets for good',
      IMAGE,
      { operation: 'GET /v3/images', kind: 'reset', ...always },
      'UPSTREAM_UNAVAILABLE',
      { isRetryable: true, upstream: { httpStatus: null } },
    ],
    [
      'no JSON',
      IMAGE,
      { operation: 'GET /v3/images', kind: 'malformed', ...always },
      'UPSTREAM_BAD_RESPONSE',
      { upstream: { httpStatus: 200 } },
    ],
    ['HTML', IMAGE, { operation: 'GET /v3/images', kind: 'html', ...always }, 'UPSTREAM_BAD_RESPONSE', {}],
    [
      'an empty body',
      IMAGE,
      { operation: 'GET /v3/images', kind: 'emptyBody', ...always },
      'UPSTREAM_BAD_RESPONSE',
      {},
    ],
    [
      'truncated',
      IMAGE,
      { operation: 'GET /v3/images', kind: 'truncate', ...always },
      'UPSTREAM_BAD_RESPONSE',
      {},
    ],
    [
      'too large',
      IMAGE,
      { operation: 'GET /v3/images', kind: 'huge', bytes: 9_000_000, ...always },
      'UPSTREAM_BAD_RESPONSE',
      {},
    ],
    [
      'a redirect without end',
      IMAGE,
      { operation: 'GET /v3/images', kind: 'redirect', ...always },
      'UPSTREAM_BAD_RESPONSE',
      {},
    ],
    [
      '429 for good',
      IMAGE,
      { operation: 'GET /v3/images', ...gateway(429, 'Too Many Requests'), ...always },
      'UPSTREAM_RATE_LIMITED',
      { retryAfterMs: 1000, isRetryable: true },
    ],
    [
      'the key is switched off',
      IMAGE,
      { operation: 'GET /v3/images', ...gateway(403, 'Forbidden'), ...always },
      'API_KEY_INACTIVE',
      { isRetryable: false },
    ],
    [
      'a route that is gone',
      IMAGE,
      { operation: 'GET /v3/images', ...gateway(403, 'Missing Authentication Token'), ...always },
      'UPSTREAM_UNAVAILABLE',
      { isRetryable: false },
    ],
    [
      'an unknown code',
      IMAGE,
      { operation: 'GET /v3/images', ...application(418, 'Teapot'), ...always },
      'UPSTREAM_BAD_RESPONSE',
      { upstream: { code: 'Teapot' } },
    ],
    [
      'v1 fails inside its envelope',
      HISTORY_V1,
      {
        operation: 'GetPreviousDownloads',
        kind: 'status',
        status: 200,
        body: '{"ResponseHeader":{"Status":"error","StatusList":[{"Type":"Error","Code":"DependentServiceDown","Message":"down"}]}}',
        ...always,
      },
      'UPSTREAM_UNAVAILABLE',
      {
        upstream: {
          api: 'V1',
          httpStatus: 200,
          code: 'DependentServiceDown',
          statusList: [{ type: 'ERROR', code: 'DependentServiceDown', message: 'down' }],
        },
      },
    ],
    [
      'v1 without a header',
      HISTORY_V1,
      { operation: 'GetPreviousDownloads', kind: 'status', status: 200, body: '{}', ...always },
      'UPSTREAM_BAD_RESPONSE',
      {},
    ],
    [
      'v1 with StatusList: null and no result',
      HISTORY_V1,
      {
        operation: 'GetPreviousDownloads',
        kind: 'status',
        status: 200,
        body: '{"ResponseHeader":{"Status":"success","StatusList":null}}',
        ...always,
      },
      'UPSTREAM_BAD_RESPONSE',
      {},
    ],
    [
      'v1 moved elsewhere',
      HISTORY_V1,
      { operation: 'GetPreviousDownloads', kind: 'redirect', status: 301, ...always },
      'UPSTREAM_BAD_RESPONSE',
      {},
    ],
    [
      'v1 in HTML',
      HISTORY_V1,
      { operation: 'GetPreviousDownloads', kind: 'html', status: 502, ...always },
      'UPSTREAM_UNAVAILABLE',
      {},
    ],
    [
      'v1 wants a user',
      HISTORY_V1,
      {
        operation: 'GetPreviousDownloads',
        kind: 'status',
        status: 200,
        body: '{"ResponseHeader":{"Status":"ERROR","StatusList":[{"Type":"Error","Code":"AUTH-021"}]}}',
        ...always,
      },
      'USER_TOKEN_REQUIRED',
      {},
    ],
  ])('%s', async (_, query, fault, code, extensions) => {
    await start();
    service.simulator.inject(fault);
    const response = await service.query(query);
    expect(response.status).toBe(200);
    expect(Object.values(response.data ?? { none: 1 })).toEqual([null]);
    expect(errorOf(response).extensions).toMatchObject({ code, ...extensions });
    // Never more than GraphQL clients should see.
    const text = JSON.stringify(response.errors);
    for (const secret of ['Bearer ', service.simulator.apiKey, service.simulator.apiSecret, 'at ']) {
      expect(text).not.toContain(secret);
    }
  });

  it('a read that fails once is retried and succeeds', async () => {
    await start({ simulator: { cacheHeaders: false } });
    for (const kind of ['status', 'reset', 'truncate', 'malformed'] as const) {
      service.forget();
      service.simulator.inject({ operation: 'GET /v3/images', kind });
      const response = await service.query(IMAGE);
      if (kind === 'malformed') expect(errorOf(response).extensions.code).toBe('UPSTREAM_BAD_RESPONSE');
      else {
        expect(response.errors).toEqual([]);
        expect(service.operations()).toEqual(['GET /v3/images', 'GET /v3/images']);
      }
    }
  });

  it('a hanging read is UPSTREAM_TIMEOUT', async () => {
    await start({ env: { GETTY_TIMEOUT_MS: '60' } });
    service.simulator.inject({ operation: 'GET /v3/images', kind: 'hang', ...always });
    const response = await service.query(IMAGE);
    expect(errorOf(response).extensions).toMatchObject({ code: 'UPSTREAM_TIMEOUT', isRetryable: true });
  });

  it('X-Request-Timeout-Ms shortens the wait', async () => {
    await start();
    service.simulator.inject({ operation: 'GET /v3/images', kind: 'hang', ...always });
    const response = await service.query(IMAGE, {}, { headers: { 'x-request-timeout-ms': '80' } });
    expect(errorOf(response).extensions.code).toBe('UPSTREAM_TIMEOUT');
  });

  it('a refused connection is UPSTREAM_UNAVAILABLE', async () => {
    await start({ env: { GETTY_API_URL: await closedPort() } });
    const response = await service.query(IMAGE);
    expect(errorOf(response).extensions).toMatchObject({
      code: 'UPSTREAM_UNAVAILABLE',
      upstream: { httpStatus: null, message: null },
    });
  });

  it('repeated failures are CIRCUIT_OPEN without an upstream call', async () => {
    await start({ simulator: { cacheHeaders: false } });
    service.simulator.inject({ operation: 'GET /v3/images', kind: 'status', ...always });
    await Promise.all(
      Array.from({ length: 24 }, (_, id) => service.query(`{ image(id: "${id + 1}") { id } }`)),
    );
    service.forget();
    const response = await service.query(IMAGE);
    expect(errorOf(response).extensions).toMatchObject({
      code: 'CIRCUIT_OPEN',
      retryAfterMs: expect.any(Number),
      isRetryable: true,
    });
    expect(service.calls()).toEqual([]);
    // Another group of endpoints goes on.
    expect((await service.query('{ viewer { name } }')).errors).toEqual([]);
  });
});

describe('an unexpected exception', () => {
  it('an unexpected exception reads INTERNAL_SERVER_ERROR with a request id only; the log has the cause', async () => {
    await start({
      alter: (app) => {
        const field = app.schema.getQueryType()?.getFields()['viewer'];
        if (field !== undefined)
          field.resolve = () => {
            throw new TypeError('cannot read the password hunter2');
          };
        return app;
      },
    });
    const response = await service.query(
      '{ viewer { name } image(id: "83454804") { id } }',
      {},
      {
        headers: { 'x-request-id': 'a-request-of-mine' },
      },
    );
    expect(response.data).toEqual({ viewer: null, image: { id: 'gid://getty/Image/83454804' } });
    const { message, extensions } = errorOf(response);
    expect(message).toBe('Internal server error.');
    expect(extensions).toEqual({
      code: 'INTERNAL_SERVER_ERROR',
      isRetryable: false,
      requestId: 'a-request-of-mine',
    });
    expect(JSON.stringify(service.log)).toContain('hunter2');
  });
});

describe('the token endpoint', () => {
  it.each<[string, Fault, string]>([
    [
      '401 invalid_client',
      { kind: 'status', status: 401, body: '{"error":"invalid_client"}' },
      'API_KEY_INACTIVE',
    ],
    ['400 without a body', { kind: 'status', status: 400, body: '' }, 'API_KEY_INACTIVE'],
    ['500', { kind: 'status', status: 500 }, 'UPSTREAM_UNAVAILABLE'],
    ['429', gateway(429, 'Too Many Requests'), 'UPSTREAM_RATE_LIMITED'],
    ['no JSON', { kind: 'html', status: 200 }, 'UPSTREAM_BAD_RESPONSE'],
    ['no expires_in', { kind: 'status', status: 200, body: '{"access_token":"a"}' }, 'UPSTREAM_BAD_RESPONSE'],
    ['reset', { kind: 'reset' }, 'UPSTREAM_UNAVAILABLE'],
  ])('%s', async (_, fault, code) => {
    await start();
    service.simulator.inject({ operation: 'POST /oauth2/token', ...fault, ...always });
    const response = await service.query('{ viewer { name } }');
    expect(errorOf(response).extensions).toMatchObject({
      code,
      upstream: { operation: 'POST /oauth2/token' },
    });
    expect(JSON.stringify(response.errors)).not.toContain(service.simulator.apiSecret);
    // A read that needs a token must not be sent without one.
    expect(service.calls()).toEqual([]);
  });

  it('a service account that may not sign in is UNAUTHENTICATED', async () => {
    await start({ env: { GETTY_USERNAME: 'plenty', GETTY_PASSWORD: 'wrong' } });
    const response = await service.query('{ viewer { name } }');
    expect(errorOf(response).extensions).toMatchObject({
      code: 'UNAUTHENTICATED',
      upstream: { code: 'invalid_grant', message: null },
    });
  });

  it('a wrong secret is API_KEY_INACTIVE, and so is a deactivated key for a caller without a token', async () => {
    await start({ env: { GETTY_API_SECRET: 'wrong' } });
    expect(errorOf(await service.query('{ viewer { name } }')).extensions.code).toBe('API_KEY_INACTIVE');
    await service.close();
    await start({ env: { GETTY_API_KEY: 'simulator-disabled-key', SERVICE_ACCOUNT_ACCESS: 'off' } });
    expect(errorOf(await service.query(IMAGE)).extensions.code).toBe('API_KEY_INACTIVE');
    await service.close();
    await start({ env: { GETTY_API_KEY: 'never-heard-of', SERVICE_ACCOUNT_ACCESS: 'off' } });
    expect(errorOf(await service.query(IMAGE)).extensions.code).toBe('API_KEY_INACTIVE');
  });
});
