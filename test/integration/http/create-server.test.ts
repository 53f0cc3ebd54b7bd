import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { deferred, send, startTestServer, type TestServer, testSchema } from './test-server.js';

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ env: { GRAPHQL_MAX_BODY_BYTES: '2048' } });
});
afterAll(() => server.close());

const code = (response: { json: { errors: { extensions: { code: string } }[] } }) =>
  response.json.errors[0]?.extensions.code;

describe('an operation', () => {
  it('gets a response with its request id', async () => {
    const { status, headers, json } = await server.ask({ query: '{ hello }' }, { 'x-request-id': 'abc-1' });
    expect(status).toBe(200);
    expect(json).toMatchObject({ data: { hello: 'Hello, you.' }, extensions: { requestId: 'abc-1' } });
    expect(headers.get('x-request-id')).toBe('abc-1');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  it('a query by GET with a preflight header is executed', async () => {
    const query = encodeURIComponent('{ hello }');
    const { json } = await send(`${server.url}/graphql?query=${query}`, 'GET', {
      'apollo-require-preflight': '1',
    });
    expect(json.data).toEqual({ hello: 'Hello, you.' });
  });

  it('gives resolvers one context with caller, language, deadline and delivery', async () => {
    server.opened.length = 0;
    await server.ask(
      { query: '{ hello }' },
      { authorization: 'Bearer t0ken', 'accept-language': 'de-AT, en;q=0.5', 'x-request-timeout-ms': '1000' },
    );
    const [incoming] = server.opened;
    expect(incoming).toMatchObject({ caller: { kind: 'token', token: 't0ken' }, language: 'de' });
    expect((incoming?.deadlineAt ?? 0) - Date.now()).toBeLessThanOrEqual(1_000);
    await expect(incoming?.delivered).resolves.toBe(true);
    expect(incoming?.cancellation.isCancelled).toBe(false);
  });
});

describe('an error', () => {
  it('a ServiceError has the catalog’s extensions, beside the data of other fields', async () => {
    const { status, json } = await server.ask({ query: '{ hello fails }' }, { 'x-request-id': 'r' });
    expect(status).toBe(200);
    expect(json.data).toEqual({ hello: 'Hello, you.', fails: null });
    expect(json.errors).toEqual([
      {
        message: 'Getty Images took too long.',
        locations: [{ line: 1, column: 9 }],
        path: ['fails'],
        extensions: { code: 'UPSTREAM_TIMEOUT', isRetryable: true, retryAfterMs: 1_500, requestId: 'r' },
      },
    ]);
  });

  it('that was not foreseen shows only the request id, and the log has the rest', async () => {
    server.lines.length = 0;
    const { json, text } = await server.ask({ query: '{ crashes }' }, { 'x-request-id': 'crash-1' });
    expect(json.errors[0]).toMatchObject({
      message: 'Internal server error.',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'crash-1' },
    });
    expect(text).not.toMatch(/hunter2|TypeError|stack/);
    const line = server.lines.find(({ level }) => level === 'error');
    expect(line).toMatchObject({ requestId: 'crash-1' });
    expect(JSON.stringify(line)).toMatch(/hunter2.*test-server\.ts/);
  });

  it.each([
    ['no GraphQL', { query: '{ hello' }, 'GRAPHQL_PARSE_FAILED'],
    ['not of the schema', { query: '{ nope }' }, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'variables that do not fit',
      { query: 'query($n: Int!) { count(first: $n) }', variables: { n: 'x' } },
      'BAD_USER_INPUT',
    ],
    ['an operation that is not there', { query: 'query A { hello }', operationName: 'B' }, 'BAD_USER_INPUT'],
  ])('a request error (%s) has the status of the accepted media type', async (_what, body, expected) => {
    const plain = await server.ask(body, { accept: 'application/json' });
    expect([plain.status, code(plain)]).toEqual([200, expected]);
    const own = await server.ask(body, { accept: 'application/graphql-response+json' });
    expect([own.status, code(own)]).toEqual([400, expected]);
    expect(own.json.errors[0].extensions.requestId).toBe(own.headers.get('x-request-id'));
  });

  it('an argument error during execution is BAD_USER_INPUT', async () => {
    const body = { query: 'query($n: Int = 1) { count(first: $n) }', variables: { n: null } };
    const { json } = await server.ask(body);
    expect(json.errors[0]).toMatchObject({ path: ['count'], extensions: { code: 'BAD_USER_INPUT' } });
    expect(json.errors[0].message).toContain('first');
  });
});

describe('requests that are not GraphQL get typed JSON errors', () => {
  const url = () => `${server.url}/graphql`;
  it.each<[string, () => Promise<Awaited<ReturnType<typeof send>>>, number, string]>([
    ['malformed JSON', () => server.ask('{"query":'), 400, 'BAD_USER_INPUT'],
    [
      'a body that is too large',
      () => server.ask({ query: `{ hello } #${'x'.repeat(4_000)}` }),
      413,
      'BAD_USER_INPUT',
    ],
    [
      'a form',
      () => send(url(), 'POST', { 'content-type': 'application/x-www-form-urlencoded' }, 'query={hello}'),
      415,
      'BAD_USER_INPUT',
    ],
    [
      'plain text',
      () => send(url(), 'POST', { 'content-type': 'text/plain' }, '{"query":"{hello}"}'),
      415,
      'BAD_USER_INPUT',
    ],
    ['a batch', () => server.ask([{ query: '{ hello }' }]), 400, 'BAD_USER_INPUT'],
    ['null', () => server.ask('null'), 400, 'BAD_USER_INPUT'],
    ['no query', () => server.ask({ a: 1 }), 400, 'BAD_USER_INPUT'],
    ['another method', () => send(url(), 'PUT', {}, {}), 405, 'BAD_USER_INPUT'],
    ['a GET without preflight', () => send(`${url()}?query={hello}`), 400, 'BAD_USER_INPUT'],
    [
      'a mutation by GET',
      () => send(`${url()}?query=mutation{spend}`, 'GET', { 'apollo-require-preflight': '1' }),
      405,
      'BAD_USER_INPUT',
    ],
    ['another path', () => send(`${server.url}/nix`), 404, 'BAD_USER_INPUT'],
    [
      'a damaged Authorization',
      () => server.ask({ query: '{ hello }' }, { authorization: 'Basic abc' }),
      401,
      'UNAUTHENTICATED',
    ],
    [
      'a damaged time limit',
      () => server.ask({ query: '{ hello }' }, { 'x-request-timeout-ms': 'soon' }),
      400,
      'BAD_USER_INPUT',
    ],
  ])('%s', async (_what, ask, status, expected) => {
    const response = await ask();
    expect([response.status, code(response)]).toEqual([status, expected]);
    expect(response.json.extensions.requestId).toBe(response.headers.get('x-request-id'));
    expect(response.text).not.toMatch(/<html|at .*\.js|FST_/i);
  });

  it('a malformed Host header is ignored', async () => {
    const { port } = new URL(server.url);
    const socket = connect(Number(port), '127.0.0.1');
    const body = '{"query":"{ hello }"}';
    socket.write(
      `POST /graphql HTTP/1.1\r\nHost: a b<>\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    );
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    await once(socket, 'close');
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1.1 200.*Hello, you/s);
  });

  it('bytes that are not HTTP get a typed JSON error too', async () => {
    const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
    socket.write('NOT HTTP AT ALL\r\n\r\n');
    const chunks: Buffer[] = [];
    socket.on('data', (chunk) => chunks.push(chunk));
    await once(socket, 'close');
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1.1 400.*BAD_USER_INPUT/s);
  });
});

describe('a client that disconnects', () => {
  it('cancels its request, whose response counts as not delivered', async () => {
    const arrived = deferred<void>();
    const answerNow = deferred<string>();
    const waits = () => {
      arrived.resolve();
      return answerNow.promise;
    };
    const own = await startTestServer({ schema: testSchema({ waits }) });
    const gone = new AbortController();
    const response = fetch(`${own.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ waits }' }),
      signal: gone.signal,
    });
    await arrived.promise;
    gone.abort();
    await expect(response).rejects.toThrow();
    await expect(own.opened[0]?.delivered).resolves.toBe(false);
    expect(own.opened[0]?.cancellation.isCancelled).toBe(true);
    answerNow.resolve('late');
    await own.close();
  });
});

describe('stopping', () => {
  it('finishes requests in progress, accepts no new ones, and then closes', async () => {
    const arrived = deferred<void>();
    const answerNow = deferred<string>();
    const waits = () => {
      arrived.resolve();
      return answerNow.promise;
    };
    const own = await startTestServer({ schema: testSchema({ waits }) });
    const running = own.ask({ query: '{ waits }' });
    await arrived.promise;
    const closed = own.close();
    await expect(own.ask({ query: '{ hello }' })).rejects.toThrow();
    answerNow.resolve('done');
    const response = await running;
    expect(response.json.data).toEqual({ waits: 'done' });
    expect(response.headers.get('connection')).toBe('close');
    await closed;
  });
});

describe('for operators, the server', () => {
  it('lives, is ready, and counts', async () => {
    expect((await send(`${server.url}/health/live`)).json).toEqual({ status: 'ok' });
    expect((await send(`${server.url}/health/ready`)).status).toBe(200);
    const metrics = await send(`${server.url}/metrics`);
    expect(metrics.headers.get('content-type')).toContain('text/plain');
    expect(metrics.text).toContain('getty_graphql_operations_total{type="query",code="UPSTREAM_TIMEOUT"}');
  });

  it('ready is 503 and names what is not ready', async () => {
    const own = await startTestServer({
      ready: async () => ({ isReady: false, checks: { redis: 'cannot be reached' } }),
    });
    const response = await send(`${own.url}/health/ready`);
    expect([response.status, response.json]).toEqual([
      503,
      { status: 'unavailable', checks: { redis: 'cannot be reached' } },
    ]);
    await own.close();
    const broken = await startTestServer({ ready: () => Promise.reject(new Error('x')) });
    expect((await send(`${broken.url}/health/ready`)).status).toBe(503);
    await broken.close();
  });
});
