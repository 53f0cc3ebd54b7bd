import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createRedisStore } from '../../../src/downloads/idempotency/redis-store.js';
import { connectRedis, type RedisConnection } from '../../../src/redis/connection.js';
import { trustRedis } from '../../support/redis-epoch.js';
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
    let snapshots: [string, string[]][][] = [];
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
      async forget(how) {
        const prefix = `sequence-${sequences}:`;
        const names = async (): Promise<string[]> =>
          (await connection.command('KEYS', `${prefix}*`)) as string[];
        const restored = how === 'all' ? [] : (snapshots.at(-2) ?? snapshots.at(-1) ?? []);
        for (const name of await names()) await connection.command('DEL', name);
        for (const [name, fields] of restored) await connection.command('HSET', name, ...fields);
        // Another primary has another history of writes.
        if (how === 'last-writes')
          await connection.command(
            'HSET',
            `${prefix}{keys}:epoch`,
            'replid',
            `of-another-primary-${sequences}`,
          );
      },
      async beforeAction() {
        const names = (await connection.command('KEYS', `sequence-${sequences}:*`)) as string[];
        const taken: [string, string[]][] = [];
        for (const name of names)
          if ((await connection.command('TYPE', name)) === 'hash')
            taken.push([name, (await connection.command('HGETALL', name)) as string[]]);
        snapshots = [...snapshots.slice(-2), taken];
      },
      open: async (time) => {
        sequences += 1;
        snapshots = [];
        await trustRedis(server.url, `sequence-${sequences}`);
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
