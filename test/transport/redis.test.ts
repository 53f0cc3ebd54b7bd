import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { connectRedis, type RedisConnection } from '../../src/redis/connection.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../support/redis-server.js';
import { ANONYMOUS, callersOwn, get, scope, testTransport } from './support/transport.js';
import { httpUpstream } from './support/upstream.js';

describeWithRedis('replicas that share a Redis', () => {
  let server: RedisServer;
  const connections: RedisConnection[] = [];
  const connect = async (): Promise<RedisConnection> => {
    const connection = await connectRedis(server.url);
    connections.push(connection);
    return connection;
  };
  beforeAll(async () => {
    server = await startRedisServer();
  });
  beforeEach(async () => {
    const connection = await connect();
    await connection.command('FLUSHALL');
  });
  afterAll(async () => {
    for (const connection of connections) await connection.close();
    await server?.stop();
  });

  it('send no more requests together than one alone may', async () => {
    const times: number[] = [];
    const upstream = await httpUpstream((_request, response) => {
      times.push(performance.now());
      response.end('fine');
    });
    const replicas = await Promise.all(
      [1, 2, 3].map(async () => testTransport({ maxRps: 30, redis: await connect() })),
    );
    const far = scope({ deadlineAt: Date.now() + 20_000 });
    const reads = replicas.flatMap((replica, r) =>
      Array.from({ length: 25 }, (_, i) =>
        replica.read(get(`${upstream.url}/${r}/${i}`), { ...ANONYMOUS, cache: 'never' }, far),
      ),
    );
    await Promise.all(reads);
    expect(times).toHaveLength(75);
    // A second, less what a busy machine brings together. Three that shared nothing would take a third of one.
    for (const [i, at] of times.entries())
      expect((times[i + 30] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThan(600);
  });

  it('share cached anonymous reads, and none of a caller', async () => {
    const upstream = await httpUpstream((_request, response) =>
      response
        .writeHead(200, { 'cache-control': 'max-age=60', vary: 'accept-language' })
        .end(String(upstream.seen.length)),
    );
    const [one, two] = [testTransport({ redis: await connect() }), testTransport({ redis: await connect() })];
    const body = async (transport: typeof one, policy = ANONYMOUS, language = 'de') =>
      (
        await transport.read(
          get(`${upstream.url}/a`, { headers: { 'accept-language': language } }),
          policy,
          scope(),
        )
      ).body;
    expect(await body(one)).toBe('1');
    expect(await body(two)).toBe('1');
    expect(await body(two, ANONYMOUS, 'fr')).toBe('2');
    expect(await body(one, callersOwn('me'))).toBe('3');
    expect(await body(two, callersOwn('me'))).toBe('4');
    const looking = await connect();
    for (const key of (await looking.command('KEYS', '*')) as string[]) {
      expect(await looking.command('PTTL', key)).toBeGreaterThan(0);
    }
  });

  it('continue alone where Redis hangs or is gone, without long waits', async () => {
    const own = await startRedisServer();
    const connection = await connectRedis(own.url, { commandTimeoutMs: 300 });
    const upstream = await httpUpstream((_request, response) =>
      response.writeHead(200, { 'cache-control': 'max-age=60' }).end('fine'),
    );
    const transport = testTransport({ maxRps: 100, redis: connection });
    const read = (path: string) => transport.read(get(`${upstream.url}/${path}`), ANONYMOUS, scope());
    await read('before');
    own.pause();
    const startedAt = performance.now();
    expect((await read('stuck')).status).toBe(200);
    expect((await read('stuck-too')).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(5000);
    own.resume();
    await own.stop();
    expect((await read('gone')).status).toBe(200);
    await connection.close();
  });
});
