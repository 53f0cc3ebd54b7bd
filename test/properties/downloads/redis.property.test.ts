import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRedisStore } from '../../../src/downloads/idempotency/redis-store.js';
import { connectRedis, type RedisConnection } from '../../../src/redis/connection.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../../support/redis-server.js';
import { noFigures } from '../support/checks.js';
import { runInProcess, type StoreForSequence } from '../support/run-in-process.js';
import { assertOptions, LIMIT_MS, say } from '../support/runs.js';
import { scenarios } from '../support/scenario.js';

describeWithRedis('spending, whatever happens, with keys in a real Redis', () => {
  const figures = noFigures();
  let server: RedisServer;
  let connection: RedisConnection;
  let sequences = 0;
  beforeAll(async () => {
    server = await startRedisServer();
    connection = await connectRedis(server.url, { commandTimeoutMs: 20_000 });
  });
  afterAll(async () => {
    await connection.close();
    await server.stop();
    say('the simulator in this process, keys in a real Redis', figures);
  });

  /** A name space of its own for each sequence, and the sequence's time; quiet is when no reply is waited for. */
  const inRedis = (): StoreForSequence => {
    let underWay = 0;
    const counted: RedisConnection = {
      ...connection,
      address: connection.address,
      isReady: () => connection.isReady(),
      command: (...args) => connection.command(...args),
      async evaluate(...args) {
        underWay += 1;
        try {
          return await connection.evaluate(...args);
        } finally {
          underWay -= 1;
        }
      },
      close: async () => {},
    };
    const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
    return {
      async quiet() {
        do await tick();
        while (underWay > 0);
        // A reply that came last may have started something.
        await tick();
        if (underWay > 0) await this.quiet();
      },
      open: (time) => {
        sequences += 1;
        return createRedisStore({
          connection: counted,
          prefix: `sequence-${sequences}`,
          now: () => time.now(),
          timers: time,
        });
      },
    };
  };

  it('random sequences with Redis never charge a key twice and account for every charge', {
    timeout: LIMIT_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(scenarios(10), async (scenario) => {
        await runInProcess(scenario, figures, inRedis());
      }),
      assertOptions('redis', 120),
    );
    expect(figures.duplicates + figures.losses + figures.stuck).toBe(0);
  });
});
