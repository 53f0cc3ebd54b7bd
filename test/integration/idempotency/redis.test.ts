import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRedisStore } from '../../../src/downloads/idempotency/redis-store.js';
import { connectRedis, type RedisConnection } from '../../../src/redis/connection.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../../support/redis-server.js';
import { keyStoreContract } from './contract.js';

describeWithRedis('the Redis key store', () => {
  let server: RedisServer;
  let connection: RedisConnection;
  beforeAll(async () => {
    server = await startRedisServer();
    connection = await connectRedis(server.url);
  });
  afterAll(async () => {
    await connection?.close();
    await server?.stop();
  });

  keyStoreContract((time) => createRedisStore({ connection, now: () => time.now(), timers: time }));

  it('every Redis key has a TTL and no customer in its name', async () => {
    const names = (await connection.command('KEYS', '*')) as string[];
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      expect(name).toMatch(/^getty-graphql:\{[\w-]{22}\}:(fence|(key|sent|undelivered|lock):[\w-]{22})$/);
      expect(await connection.command('PTTL', name)).toBeGreaterThan(0);
    }
  });
});
