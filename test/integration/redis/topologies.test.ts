import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectRedis, type RedisConnection } from '../../../src/redis/connection.js';
import { DownloadImageDocument } from '../../generated/graphql.js';
import { trustRedis } from '../../support/redis-epoch.js';
import {
  describeWithRedis,
  freePort,
  type RedisServer,
  startRedisServer,
} from '../../support/redis-server.js';
import {
  createPrivateAuthority,
  type PrivateAuthority,
  type RedisCluster,
  redisCommand,
  type SentinelGroup,
  startRedisCluster,
  startSentinelGroup,
} from '../../support/redis-topologies.js';
import { dataOf, startService } from '../../support/service.js';

const INCREMENT = { name: 'increment', lua: `return redis.call('INCR', KEYS[1])` };
const KEY = 'getty-graphql:{keys}:count';

async function use<T>(
  connection: RedisConnection,
  work: (connection: RedisConnection) => Promise<T>,
): Promise<T> {
  try {
    return await work(connection);
  } finally {
    await connection.close();
  }
}

describeWithRedis('Redis over TLS with a private authority', () => {
  let authority: PrivateAuthority;
  let server: RedisServer;
  let url: string;
  beforeAll(async () => {
    authority = createPrivateAuthority();
    const port = await freePort();
    server = await startRedisServer({ args: authority.tlsArgs(port) });
    url = `rediss://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    await server.stop();
    authority.remove();
  });

  it('is used when its certificate is given', async () => {
    const count = await use(await connectRedis(url, { ca: authority.ca }), (redis) =>
      redis.evaluate(INCREMENT, [KEY], []),
    );
    expect(count).toBe(1);
  });

  it('is refused without it, naming the setting', async () => {
    await expect(connectRedis(url)).rejects.toThrow('REDIS_CA_FILE');
  });
});

describeWithRedis('Redis with an ACL user', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await startRedisServer();
    const may = ['~getty-graphql:*', '+@all', '-@dangerous', '+info'];
    await redisCommand(server.port, 'ACL', 'SETUSER', 'service', 'on', '>s3cret', ...may);
    await redisCommand(server.port, 'ACL', 'SETUSER', 'reader', 'on', '>s3cret', '~*', '+@read', '+info');
    await redisCommand(server.port, 'ACL', 'SETUSER', 'default', 'off');
  });
  afterAll(() => server.stop());
  const as = (login: string): string => `redis://${login}@127.0.0.1:${server.port}`;

  it('is used by a user who may touch the keys of this service and no others', async () => {
    await use(await connectRedis(as('service:s3cret')), async (redis) => {
      expect(await redis.evaluate(INCREMENT, [KEY], [])).toBe(1);
      await expect(redis.command('GET', 'other')).rejects.toThrow('NOPERM');
    });
  });

  it.each([
    ['reader:s3cret', 'may not run scripts or write getty-graphql:* keys'],
    ['service:wrong', 'user or password in REDIS_URL are wrong'],
    ['', 'user or password in REDIS_URL are wrong or missing'],
  ])('login %j is refused at the start: %s', async (login, reason) => {
    const url = login === '' ? as('').replace('@', '') : as(login);
    const refused = await connectRedis(url).catch((error: unknown) => String(error));
    expect(refused).toContain(reason);
    expect(refused).not.toContain('s3cret');
  });
});

describeWithRedis('Redis behind Sentinel', () => {
  let group: SentinelGroup;
  beforeAll(async () => {
    group = await startSentinelGroup(1);
  }, 60_000);
  afterAll(() => group.stop());

  it('is found by the name of its primary', async () => {
    const count = await use(await connectRedis(group.url), (redis) => redis.evaluate(INCREMENT, [KEY], []));
    expect(count).toBe(1);
    expect(await redisCommand(await group.primaryPort(), 'GET', KEY)).toBe('1');
  });

  it.each([
    [
      'a name that Sentinel does not know',
      () => group.url.replace('/primary', '/other'),
      'a primary named other',
    ],
    [
      'a data server in place of a Sentinel',
      () => `redis+sentinel://127.0.0.1:${group.servers[0]?.port}/primary`,
      'no Sentinel there answers',
    ],
    [
      'a Sentinel in place of a data server',
      () => `redis://127.0.0.1:${group.sentinelPort}`,
      'it is a Sentinel',
    ],
    ['a replica', () => `redis://127.0.0.1:${group.servers[1]?.port}`, 'it is a replica'],
  ])('refuses %s at the start', async (_case, url, reason) => {
    await expect(connectRedis(url())).rejects.toThrow(reason);
  });
});

describeWithRedis('a Redis cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startRedisCluster();
  }, 60_000);
  afterAll(() => cluster.stop());

  it('runs scripts wherever their keys lie, and again after it forgot them', async () => {
    await use(await connectRedis(cluster.url), async (redis) => {
      for (let n = 0; n < 30; n += 1)
        expect(await redis.evaluate(INCREMENT, [`getty-graphql:{${n}}:count`], [])).toBe(1);
      for (const { port } of cluster.servers) await redisCommand(port, 'SCRIPT', 'FLUSH');
      for (let n = 0; n < 30; n += 1)
        expect(await redis.evaluate(INCREMENT, [`getty-graphql:{${n}}:count`], [])).toBe(2);
      expect(await redis.command('GET', 'getty-graphql:{7}:count')).toBe('2');
    });
  });

  it('is entered through any one node', async () => {
    const [, second] = cluster.servers;
    await use(await connectRedis(`redis+cluster://127.0.0.1:${second?.port}`), async (redis) => {
      expect(await redis.evaluate(INCREMENT, ['getty-graphql:{any}:count'], [])).toBe(1);
      expect(redis.isReady()).toBe(true);
    });
  });

  it('serves downloads, replays, a shared rate and budgets of two replicas', async () => {
    await trustRedis(cluster.url);
    const env = { REDIS_URL: cluster.url, GETTY_MAX_RPS: '100' };
    const first = await startService({ env });
    const second = await startService({ env, of: first.simulator });
    try {
      const [imageId = ''] = first.simulator.imagesFitting('plenty');
      const input = { imageId, idempotencyKey: 'a-key-in-a-cluster' };
      const responses = await Promise.all(
        [first, second, first].map((service) => service.query(DownloadImageDocument, { input })),
      );
      const links = responses.map((response) => dataOf(response).downloadImage?.download?.url);
      expect(new Set(links).size).toBe(1);
      expect(links[0]).toContain('/delivery/');
      expect(first.simulator.charges).toHaveLength(1);
    } finally {
      await second.close();
      await first.close();
    }
  });

  it('is refused under the address of a single server', async () => {
    await expect(connectRedis(`redis://127.0.0.1:${cluster.servers[0]?.port}`)).rejects.toThrow(
      'redis+cluster://',
    );
  });

  it('is missed where a single server stands', async () => {
    const server = await startRedisServer();
    try {
      await expect(connectRedis(`redis+cluster://127.0.0.1:${server.port}`)).rejects.toThrow(
        'no node of a cluster',
      );
    } finally {
      await server.stop();
    }
  });
});
