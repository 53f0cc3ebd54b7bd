import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { observeFastPath } from '../../support/fast-path.js';
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
  // The operation is compiled once it has come often enough.
  for (let turn = 0; turn < 200; turn += 1)
    if ((await observe(request(body('you')))).results[0] === 'executed') return;
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
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly json: any;
}

/** Reads responses off a connection, however they are cut into packets. */
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
    // Long enough for the piece to be read by itself, as often as not; the response is the same either way.
    await new Promise((resolve) => setImmediate(resolve));
  }
  const [response] = await read(1);
  if (response === undefined) throw new Error('There is no response.');
  return response;
};

/** The response to one request, with what the fast path did. */
const observe = async (...pieces: readonly string[]) => {
  const { response, results } = await observeFastPath(server.registry, () => ask(...pieces));
  return { ...response, results };
};

describe('the fast path', () => {
  it('responds to a compiled operation', async () => {
    const response = await observe(request(body('Ann')));
    expect([response.status, response.json.data, response.results]).toEqual([
      200,
      { hello: 'Hello, Ann.' },
      ['executed'],
    ]);
  });

  it('responds in order to pipelined requests on one connection', async () => {
    const socket = await dial();
    const read = reading(socket);
    const { response: responses, results } = await observeFastPath(server.registry, async () => {
      socket.write(['one', 'two', 'three'].map((name) => request(body(name))).join(''));
      const first = await read(3);
      socket.write(request(body('four')));
      socket.write(request(body('five'), ['Origin: http://localhost:3000']));
      socket.write(request(body('six')));
      return [...first, ...(await read(3))];
    });
    expect(responses.map(({ json }) => json.data.hello)).toEqual(
      ['one', 'two', 'three', 'four', 'five', 'six'].map((name) => `Hello, ${name}.`),
    );
    expect(results).toEqual(Array(6).fill('executed'));
  });

  it.each(['https://shop.example', 'http://localhost:3000'])(
    'lets pages of the allowed origin %s read its response',
    async (origin) => {
      const { status, head, results } = await observe(request(body('Ann'), [`Origin: ${origin}`]));
      expect([status, results]).toEqual([200, ['executed']]);
      expect(head).toContain(`access-control-allow-origin: ${origin}`);
      expect(head).toContain('access-control-expose-headers: x-request-id, retry-after');
      expect(head).toMatch(/^vary: .*origin/m);
    },
  );

  it('sends no CORS grant to a page of an origin that is not allowed', async () => {
    const { status, head } = await observe(request(body('Ann'), ['Origin: https://evil.example']));
    expect(status).toBe(403);
    expect(head).not.toContain('access-control-allow-origin');
  });

  it('takes the request id from the caller, or makes one, and sends it in header and body', async () => {
    const response = await ask(request(body('Ann'), ['X-Request-Id: my-own']));
    expect(response.head).toContain('x-request-id: my-own\r\n');
    expect(response.json.extensions.requestId).toBe('my-own');
    const own = await ask(request(body('Ann')));
    expect(own.head).toContain(`x-request-id: ${own.json.extensions.requestId}\r\n`);
  });

  it('sends each header that the slow path sends, once', async () => {
    const names = ({ head }: Raw): string[] =>
      head
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(':', 1)[0] ?? '')
        .sort();
    const fast = await observe(request(body('Ann')));
    const slow = await observe(request(JSON.stringify({ query: '{ hello }' })));
    expect([fast.results, slow.results]).toEqual([['executed'], ['unknown']]);
    expect(names(fast)).toEqual(names(slow));
    expect(new Set(names(fast)).size).toBe(names(fast).length);
  });

  it('goes on after a client disconnects in the middle of its body', async () => {
    const socket = await dial();
    socket.resume().write(request(body('Ann')).slice(0, -5));
    socket.end();
    await once(socket, 'close');
    expect((await observe(request(body('Ann')))).results).toEqual(['executed']);
  });

  const plain = request(body('Ann'));
  const cut = plain.length - 10;

  it.each([
    ['a body in two pieces', [plain.slice(0, cut), plain.slice(cut)]],
    ['a head apart from its body', [plain.slice(0, -body('Ann').length), body('Ann')]],
    [
      'a chunked body',
      [
        plain
          .replace(/Content-Length: \d+\r\n/, 'Transfer-Encoding: chunked\r\n')
          .slice(0, -body('Ann').length),
        `${body('Ann').length.toString(16)}\r\n${body('Ann')}\r\n0\r\n\r\n`,
      ],
    ],
    ['a media type with a charset', [plain.replace('application/json', 'application/json; Charset=UTF-8')]],
    ['a body with escapes', [request(body('Ann').replace('Ann', '\\u0041nn'))]],
    ['fields in another order', [request(JSON.stringify({ variables: { name: 'Ann' }, query }))]],
    ['a query string in the path', [plain.replace('/graphql', '/graphql?x=1')]],
  ])('responds to %s', async (_what, pieces) => {
    const response = await observe(...pieces);
    expect([response.status, response.json.data, response.results]).toEqual([
      200,
      { hello: 'Hello, Ann.' },
      ['executed'],
    ]);
  });
});

describe('the slow path', () => {
  it.each([
    ['a body over the limit', request(body('A'.repeat(13_000))), 413, []],
    ['an operation that was not compiled', request(JSON.stringify({ query: '{ must }' })), 200, ['unknown']],
    ['variables of a wrong type', request(body({ no: 'name' })), 200, ['declined']],
    ['a wrong key', request(body('Ann'), ['Authorization: Basic no']), 401, []],
    ['a body that is not JSON', request('{"query": '), 400, []],
    ['an empty body', request(''), 400, []],
    [
      'a poisoned prototype',
      request(`{"__proto__": {"query": "{ hello }"}, ${body('Ann').slice(1)}`),
      400,
      [],
    ],
    [
      'a poisoned prototype behind an escape',
      request(`{"__pr\\u006fto__": {"query": "{ hello }"}, ${body('Ann').slice(1)}`),
      400,
      [],
    ],
    [
      'a poisoned constructor',
      request(`{"constructor": {"prototype": {}}, ${body('Ann').slice(1)}`),
      400,
      [],
    ],
    ['a list of requests', request(`[${body('Ann')}]`), 400, ['unknown']],
    ['another method', request(body('Ann')).replace('POST', 'PUT'), 405, []],
    [
      'a media type that is not JSON',
      request(body('Ann')).replace('application/json', 'text/plain'),
      415,
      [],
    ],
  ])('responds to %s', async (_what, text, status, expected) => {
    const { head, json, results, ...response } = await observe(text);
    expect([response.status, results]).toEqual([status, expected]);
    expect(head).toContain(`x-request-id: ${json.extensions.requestId}\r\n`);
  });

  it('charges an operation once that the fast path declined', async () => {
    const used = async (): Promise<number> => (await ask(request(body('Ann')))).json.extensions.cost.used;
    const before = await used();
    const refused = await ask(request(body({ no: 'name' }), ['X-Request-Id: refused']));
    expect(refused.json.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect(refused.head).toContain('x-request-id: refused\r\n');
    const one = (await used()) - before;
    expect(one).toBe(2 * ((await used()) - before - one));
  });
});
