import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildGraphSchema } from '../../../schema/build.js';
import { createMemoryBudget, createRedisBudget } from '../../../src/graphql/cost/budget.js';
import { connectRedis, type RedisConnection } from '../../../src/redis/connection.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../../support/redis-server.js';
import { startTestServer, type TestServer } from './test-server.js';

describeWithRedis('a budget that two replicas share', () => {
  let redis: RedisServer;
  const connections: RedisConnection[] = [];
  const replicas: TestServer[] = [];

  beforeAll(async () => {
    redis = await startRedisServer();
    for (let index = 0; index < 2; index += 1) {
      const connection = await connectRedis(redis.url);
      const budget = createRedisBudget(connection, 60_000, createMemoryBudget(60_000));
      connections.push(connection);
      replicas.push(
        await startTestServer({ schema: buildGraphSchema(), budget, env: { RATE_LIMIT_COST: '100' } }),
      );
    }
  });
  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    for (const connection of connections) await connection.close();
    await redis.stop();
  });

  const ask = async (replica: number) => {
    const response = await replicas[replica]?.ask({ query: '{ errorCatalog { code } rateLimit { cost } }' });
    return [response?.status, response?.json.extensions.cost.used];
  };

  it('two servers share one budget, and count in memory while Redis is away', async () => {
    expect(await ask(0)).toEqual([200, 31]);
    expect(await ask(1)).toEqual([200, 62]);
    expect(await ask(0)).toEqual([200, 93]);
    expect(await ask(1)).toEqual([429, 100]);
    expect(await ask(0)).toEqual([429, 100]);
    await redis.stop();
    expect(await ask(0)).toEqual([200, 31]);
    expect(await ask(1)).toEqual([200, 31]);
  });
});
