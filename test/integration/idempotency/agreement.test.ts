import { afterAll, beforeAll, describe, it } from 'vitest';
import { createMemoryStore } from '../../../src/downloads/idempotency/memory-store.js';
import { createRedisStore } from '../../../src/downloads/idempotency/redis-store.js';
import { connectRedis, type RedisConnection } from '../../../src/redis/connection.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../../support/redis-server.js';
import { agreesWithModel } from './agreement.js';
import { VirtualTime } from './virtual-time.js';

/** A failure is shrunk before it is reported, which takes far longer than passing. */
const SHRINKING_MS = 120_000;

describe('random histories', () => {
  it(
    'random histories agree with the model in the memory store',
    async () => {
      await agreesWithModel(async () => {
        const time = new VirtualTime();
        return { time, store: createMemoryStore({ clock: time, timers: time }) };
      }, 1500);
    },
    SHRINKING_MS,
  );
});

describeWithRedis('random histories in Redis', () => {
  let server: RedisServer;
  let connection: RedisConnection;
  let runs = 0;
  beforeAll(async () => {
    server = await startRedisServer();
    connection = await connectRedis(server.url);
  });
  afterAll(async () => {
    await connection?.close();
    await server?.stop();
  });

  it(
    'random histories agree with the model in Redis',
    async () => {
      await agreesWithModel(async () => {
        const time = new VirtualTime();
        runs += 1;
        const now = () => time.now();
        return {
          time,
          store: await createRedisStore({ connection, prefix: `run${runs}`, now, timers: time }),
        };
      }, 150);
    },
    SHRINKING_MS,
  );
});
