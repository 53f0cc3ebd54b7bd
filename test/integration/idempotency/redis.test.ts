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

  let stores = 0;
  keyStoreContract((time) => {
    stores += 1;
    return createRedisStore({
      connection,
      prefix: `store${stores}`,
      now: () => time.now(),
      timers: time,
    });
  });

  it('leaves nothing but its epoch without a TTL and shows no customer in a name', async () => {
    const names = (await connection.command('KEYS', 'store*')) as string[];
    expect(names.length).toBeGreaterThan(20);
    for (const name of names) {
      expect(name).toMatch(
        /^store\d+:\{keys\}:(fence|epoch|attempts-\w+|(key|sent|undelivered|lock|attempts):[\w-]{22})$/,
      );
      const left = Number(await connection.command('PTTL', name));
      if (name.endsWith(':epoch')) expect(left).toBe(-1);
      else expect(left).toBeGreaterThan(0);
    }
  });
});
