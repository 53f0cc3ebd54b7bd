import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.js';

const query = 'query Hello($name: String) { hello(name: $name) }';
const body = (name: unknown) => JSON.stringify({ query, variables: { name } });

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({
    env: {
      CORS_ORIGINS: 'https://shop.example',
      RATE_LIMIT_COST: '100000',
      GRAPHQL_MAX_BODY_BYTES: '12000',
    },
  });
  // Until the operation is compiled and its content type registered.
  for (let turn = 0; turn < 200 && (await way()) !== 'fast path'; turn += 1);
});
afterAll(() => server.close());

const sockets: Socket[] = [];
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.destroy();
});

const dial = async (): Promise<Socket> => {
  const socket = connect(Number(new URL(server.url).port), '127.0.0.1');
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
};

const request = (text: string, headers: readonly string[] = []): string =>
  [
    'POST /graphql HTTP/1.1',
    'Host: localhost',
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    ...headers,
    '',
    text,
  ].join('\r\n');

interface Raw {
  readonly status: number;
  readonly head: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read responses of every shape.
  readonly json: any;
}

/** Reads responses from a connection, however they are split. */
const reading = (socket: Socket): ((count: number) => Promise<readonly Raw[]>) => {
  let text = '';
  const responses: Raw[] = [];
  let wake = (): void => {};
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
    for (;;) {
      const end = text.indexOf('\r\n\r\n');
      const length = Number(/content-length: (\d+)/i.exec(text.slice(0, end))?.[1]);
      if (end < 0 || text.length < end + 4 + length) break;
      const head = text.slice(0, end);
      responses.push({
        status: Number(head.split(' ', 2)[1]),
        head: head.toLowerCase(),
        json: JSON.parse(text.slice(end + 4, end + 4 + length)),
      });
      text = text.slice(end + 4 + length);
    }
    wake();
  });
  return async (count) => {
    while (responses.length < count)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    return responses.splice(0, count);
  };
};

const ask = async (...pieces: readonly string[]): Promise<Raw> => {
  const socket = await dial();
  const read = reading(socket);
  for (const piece of pieces) {
    socket.write(piece);
    // Long enough for the chunk to be read separately, usually; the response is the same either way.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [response] = await read(1);
  if (response === undefined) throw new Error('There is no answer.');
  return response;
};

/** Both ways write the same headers, in an order of their own. */
const wayOf = ({ head }: Raw): 'fast path' | 'fastify' =>
  head.indexOf('x-content-type-options') < head.indexOf('x-request-id') ? 'fast path' : 'fastify';

const way = async () => wayOf(await ask(request(body('you'))));

describe('the fast path', () => {
  it('a known operation is served', async () => {
    const response = await ask(request(body('Ann')));
    expect([response.status, response.json.data, wayOf(response)]).toEqual([
      200,
      { hello: 'Hello, Ann.' },
      'fast path',
    ]);
  });

  it('pipelined requests on one connection are served in order', async () => {
    const socket = await dial();
    const read = reading(socket);
    socket.write(['one', 'two', 'three'].map((name) => request(body(name))).join(''));
    const first = await read(3);
    socket.write(request(body('four')));
    socket.write(request(body('five'), ['Origin: http://localhost:3000']));
    socket.write(request(body('six')));
    const all = [...first, ...(await read(3))];
    expect(all.map(({ json }) => json.data.hello)).toEqual(
      ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => `Hello, ${name}.`),
    );
    expect(all.map(wayOf)).toEqual([
      ...Array(4).fill('fast path'),
      'fastify', // it looks into origins more closely
      'fast path',
    ]);
  });

  it('a page of an allowed origin may read the response', async () => {
    const response = await ask(request(body('Ann'), ['Origin: https://shop.example']));
    expect([response.status, wayOf(response)]).toEqual([200, 'fast path']);
    expect(response.head).toContain('access-control-allow-origin: https://shop.example');
    expect(response.head).toContain('access-control-expose-headers: x-request-id, retry-after');
    expect(response.head).toMatch(/^vary: .*origin/m);
  });

  it('the caller’s request id is in header and body', async () => {
    const response = await ask(request(body('Ann'), ['X-Request-Id: my-own']));
    expect(response.head).toContain('x-request-id: my-own\r\n');
    expect(response.json.extensions.requestId).toBe('my-own');
    const own = await ask(request(body('Ann')));
    expect(own.head).toContain(`x-request-id: ${own.json.extensions.requestId}\r\n`);
  });

  it('a client that disconnects in its body leaves other requests unharmed', async () => {
    const socket = await dial();
    socket.resume().write(request(body('Ann')).slice(0, -5));
    socket.end();
    await once(socket, 'close');
    expect(await way()).toBe('fast path');
  });
});

describe('requests outside the fast path', () => {
  const whole = request(body('Ann'));
  const cut = whole.length - 10;

  it.each([
    ['a body in two pieces', [whole.slice(0, cut), whole.slice(cut)]],
    ['a head and its body', [whole.slice(0, -body('Ann').length), body('Ann')]],
    [
      'a body in chunks',
      [
        whole
          .replace(/Content-Length: \d+\r\n/, 'Transfer-Encoding: chunked\r\n')
          .slice(0, -body('Ann').length),
        `${body('Ann').length.toString(16)}\r\n${body('Ann')}\r\n0\r\n\r\n`,
      ],
    ],
    ['a type in other words', [whole.replace('application/json', 'application/json; Charset=UTF-8')]],
    ['a body with escapes', [request(body('Ann').replace('Ann', '\\u0041nn'))]],
    ['another order of fields', [request(JSON.stringify({ variables: { name: 'Ann' }, query }))]],
  ])('%s', async (_what, pieces) => {
    const response = await ask(...pieces);
    expect([response.status, response.json.data]).toEqual([200, { hello: 'Hello, Ann.' }]);
  });

  it.each([
    ['a page of another origin', request(body('Ann'), ['Origin: http://localhost:3000']), 200],
    ['a body that is too long', request(body('A'.repeat(13_000))), 413],
    ['an operation that is not known', request(JSON.stringify({ query: '{ must }' })), 200],
    ['variables that do not fit', request(body({ no: 'name' })), 200],
    ['a wrong key', request(body('Ann'), ['Authorization: Basic no']), 401],
    ['what is no JSON', request('{"query": '), 400],
    ['a poisoned body', request(`{"__proto__": {"query": "{ hello }"}, ${body('Ann').slice(1)}`), 400],
    ['a list of requests', request(`[${body('Ann')}]`), 400],
    ['another path', request(body('Ann')).replace('/graphql', '/graphql?x=1'), 200],
    ['another method', request(body('Ann')).replace('POST', 'PUT'), 405],
  ])('%s', async (_what, text, status) => {
    const response = await ask(text);
    expect([response.status, wayOf(response)]).toEqual([status, 'fastify']);
    expect(response.head).toContain(`x-request-id: ${response.json.extensions.requestId}\r\n`);
  });

  it('a known operation that cannot be run is charged once', async () => {
    const used = async (): Promise<number> => (await ask(request(body('Ann')))).json.extensions.cost.used;
    const before = await used();
    const refused = await ask(request(body({ no: 'name' }), ['X-Request-Id: refused']));
    expect(refused.json.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(refused.head).toContain('x-request-id: refused\r\n');
    const one = (await used()) - before;
    expect(one).toBe(2 * ((await used()) - before - one));
  });
});
