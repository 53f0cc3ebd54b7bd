import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { send, startTestServer, type TestServer } from './test-server.js';

const production = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  GETTY_API_KEY: 'k',
  GETTY_API_SECRET: 's',
  IDEMPOTENCY_STORE: 'memory',
  CORS_ORIGINS: 'https://app.example.com',
};
let development: TestServer;
let closed: TestServer;
beforeAll(async () => {
  development = await startTestServer({ env: { CORS_ORIGINS: 'https://app.example.com' } });
  closed = await startTestServer({ env: production });
});
afterAll(() => Promise.all([development.close(), closed.close()]));

const preflight = (server: TestServer, origin: string) =>
  send(`${server.url}/graphql`, 'OPTIONS', {
    origin,
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'content-type,authorization,x-client-key,apollo-require-preflight',
  });

describe('a page of an allowed origin', () => {
  it.each([
    ['Apollo Sandbox', () => development, 'https://studio.apollographql.com'],
    ['a page on this machine', () => development, 'http://localhost:5173'],
    ['a page on this machine by number', () => development, 'http://127.0.0.1:8080'],
    ['one of the list', () => development, 'https://app.example.com'],
    ['one of the list in production', () => closed, 'https://app.example.com'],
  ])('a page of an allowed origin may call: %s', async (_who, server, origin) => {
    const allowed = await preflight(server(), origin);
    expect(allowed.status).toBe(204);
    expect(allowed.headers.get('access-control-allow-origin')).toBe(origin);
    expect(allowed.headers.get('access-control-allow-methods')).toBe('GET, POST');
    expect(allowed.headers.get('access-control-allow-headers')).toContain('x-client-key');
    expect(allowed.headers.get('access-control-max-age')).toBe('7200');

    const response = await server().ask({ query: '{ hello }' }, { origin });
    expect(response.headers.get('access-control-allow-origin')).toBe(origin);
    expect(response.headers.get('access-control-expose-headers')).toMatch(/X-Request-Id/i);
    expect(response.headers.get('vary')).toMatch(/Origin/i);
  });

  it('a page of an allowed origin can read the error of a rejected request', async () => {
    const response = await development.ask('{', { origin: 'https://app.example.com' });
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([
      400,
      'https://app.example.com',
    ]);
  });
});

describe('a page of any other origin', () => {
  it.each([
    ['a stranger', () => development, 'https://evil.example'],
    ['a name that begins like this machine', () => development, 'http://localhost.evil.example'],
    ['a name that ends like one of the list', () => development, 'https://evil-app.example.com'],
    ['a page without origin', () => development, 'null'],
    ['Sandbox in production', () => closed, 'https://studio.apollographql.com'],
    ['this machine in production', () => closed, 'http://localhost:5173'],
  ])('a page of any other origin may not call: %s', async (_who, server, origin) => {
    for (const response of [
      await preflight(server(), origin),
      await server().ask({ query: '{ hello }' }, { origin }),
    ]) {
      expect(response.headers.get('access-control-allow-origin')).toBeNull();
      expect(response.headers.get('vary')).toMatch(/Origin/i);
    }
  });

  it('no response ever allows a browser’s cookies', async () => {
    const response = await preflight(development, 'https://app.example.com');
    expect(response.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('DNS rebinding', () => {
  const ask = (server: TestServer, origin: string) => server.ask({ query: 'mutation { spend }' }, { origin });

  it.each(['http://evil.example:4000', 'https://studio.apollographql.com.evil.example', 'null', 'file://'])(
    'a page of %s that was rebound to this machine is refused, and nothing is downloaded',
    async (origin) => {
      const { status, json } = await ask(development, origin);
      expect([status, json.errors[0].extensions.code, json.data]).toEqual([403, 'FORBIDDEN', undefined]);
    },
  );

  it.each(['http://192.168.0.7:4000', 'http://[fe80::1]:4000', 'http://localhost:4000'])(
    'the explorer opened at %s may call',
    async (origin) => {
      expect((await ask(development, origin)).json.data).toEqual({ spend: 'spent' });
    },
  );

  it('a page of the service’s own host name may call', async () => {
    expect((await ask(closed, 'https://getty.example.com')).json.data).toEqual({ spend: 'spent' });
  });
});

describe('a browser that opens /graphql', () => {
  it('GET /graphql shows Sandbox with the example operations and a link to the explorer', async () => {
    const page = await send(`${development.url}/graphql`, 'GET', { accept: 'text/html' });
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toContain('text/html');
    expect(page.text).toContain('embeddable-sandbox');
    expect(page.text).toContain('query SearchImages');
    expect(page.text).toContain('mutation DownloadImage');
    expect(page.text).toContain('href="/explorer"');
    expect(page.headers.get('x-frame-options')).toBe('DENY');
  });

  it('GET /graphql shows no page in production', async () => {
    const page = await send(`${closed.url}/graphql`, 'GET', { accept: 'text/html' });
    expect([page.status, page.json.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
  });
});

describe('the schema in production', () => {
  it.each([
    ['by introspection', '{ __schema { types { name } } }'],
    ['by asking for a type', '{ __type(name: "Query") { name } }'],
    ['by suggestions for a misspelt field', '{ helo }'],
  ])('production does not show its schema: %s', async (_how, query) => {
    const { json, text } = await closed.ask({ query });
    expect(json.errors[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
    expect(text).not.toMatch(/Did you mean|hello|stacktrace/);
  });

  it('introspection works outside production', async () => {
    expect((await development.ask({ query: '{ __schema { queryType { name } } }' })).json.data).toEqual({
      __schema: { queryType: { name: 'Query' } },
    });
    expect((await development.ask({ query: '{ helo }' })).text).toContain('Did you mean');
  });
});
