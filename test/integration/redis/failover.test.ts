import { afterEach, expect, it, vi } from 'vitest';
import { DownloadImageDocument } from '../../generated/graphql.js';
import { describeWithRedis, type RedisServer } from '../../support/redis-server.js';
import { redisCommand, type SentinelGroup, startSentinelGroup } from '../../support/redis-topologies.js';
import { defined, type Service, startService } from '../../support/service.js';

const DOWNLOADS = 60;
/** Calls before the primary is killed. */
const BEFORE = 20;
/** Calls that meet the old primary, or none, before the failover goes on. */
const MEANWHILE = 20;
/** Milliseconds in which a failover is over, on a busy machine. */
const FAILOVER_MS = 30_000;

const closing: { close(): Promise<void> }[] = [];
let group: SentinelGroup | null = null;
afterEach(async () => {
  for (const one of closing.splice(0).reverse()) await one.close();
  await group?.stop();
  group = null;
});

/** How one attempt at a key ended: with a link, or with a code. */
async function attempt(service: Service, imageId: string, idempotencyKey: string): Promise<string> {
  const { data, errors } = await service.query(DownloadImageDocument, { input: { imageId, idempotencyKey } });
  if (data?.downloadImage?.download) return 'LINK';
  return data?.downloadImage?.userErrors[0]?.code ?? errors[0]?.extensions.code ?? 'NONE';
}

/** How a primary is replaced. */
interface Failover {
  readonly how: string;
  readonly replicas: number;
  /** Begins it; resolves when the old primary is gone, or is no longer the primary. */
  readonly begin: (group: SentinelGroup, primary: RedisServer) => Promise<unknown>;
  /** Is called once calls have failed. */
  readonly finish: (group: SentinelGroup, primary: RedisServer) => Promise<unknown>;
}

const FAILOVERS: readonly Failover[] = [
  {
    how: 'the primary is killed',
    replicas: 2,
    begin: (_group, primary) => primary.stop(),
    finish: async () => {},
  },
  {
    how: 'a replica is promoted while the old primary still takes writes, which are lost',
    replicas: 1,
    begin: async (group, primary) => {
      await redisCommand(group.sentinelPort, 'SENTINEL', 'FAILOVER', 'primary');
      await eventually(async () => expect(await group.primaryPort()).not.toBe(primary.port));
    },
    // What a Sentinel does as well, some ten seconds later.
    finish: async (group, primary) => {
      await redisCommand(primary.port, 'REPLICAOF', '127.0.0.1', `${await group.primaryPort()}`);
      await redisCommand(primary.port, 'CLIENT', 'KILL', 'TYPE', 'normal').catch(() => {});
    },
  },
];

const eventually = (look: () => Promise<void>): Promise<void> =>
  vi.waitFor(look, { interval: 20, timeout: FAILOVER_MS });

describeWithRedis('a failover of Redis in the middle of downloads', () => {
  it.each(FAILOVERS)(
    'charges no key twice and fails closed meanwhile: $how',
    async (failover) => {
      const redis = await startSentinelGroup(failover.replicas);
      group = redis;
      const env = {
        REDIS_URL: redis.url,
        // One caller asks until its keys end.
        RATE_LIMIT_COST: '100000000',
        REDIS_MIN_REPLICAS: '1',
        // Short, so that a retry that must not send again gets the chance to.
        GETTY_SETTLE_MS: '100',
        GETTY_TIMEOUT_MS: '5000',
      };
      const first = await startService({ env, simulator: { cacheHeaders: false, latencyMs: 20 } });
      const second = await startService({ env, of: first.simulator });
      closing.push(first, second);
      const images = first.simulator.imagesFitting('plenty', undefined, DOWNLOADS);
      const portBefore = await redis.primaryPort();
      const primary = defined(redis.servers.find(({ port }) => port === portBefore));
      const ends = new Map<number, string>();
      const failures = new Map<string, number>();
      let attempts = 0;
      let begun: Promise<unknown> | null = null;
      let finished: Promise<unknown> | null = null;

      /** One attempt through either replica; throws where the key has to be retried. */
      const tryKey = async (index: number, image: string): Promise<void> => {
        attempts += 1;
        if (attempts === BEFORE) begun = failover.begin(redis, primary);
        // Those of before are in the middle of it; those after it meet the old primary, or none.
        if (attempts > BEFORE) await begun;
        const outcome = await attempt(attempts % 2 === 0 ? first : second, image, `failover-key-${index}`);
        ends.set(index, outcome);
        if (attempts > BEFORE + MEANWHILE) finished ??= failover.finish(redis, primary);
        if (outcome === 'LINK' || outcome === 'LINK_LOST') return;
        failures.set(outcome, (failures.get(outcome) ?? 0) + 1);
        throw new Error(`key ${index} ended ${outcome}`);
      };
      const queue = images.entries();
      const worker = async (): Promise<void> => {
        for (const [index, image] of queue) await eventually(() => tryKey(index, image));
      };
      await Promise.all(Array.from({ length: 10 }, worker));
      await finished;

      expect(await redis.primaryPort()).not.toBe(portBefore);
      expect(ends.size).toBe(images.length);
      // Every key ended with its link, or with the word that it was charged and its link is lost: once each. Asked
      // once more, the new primary knows every key. A result whose write was lost reads LINK_LOST, after its caller had it.
      const charges = (): readonly number[] =>
        images.map(
          (image) => first.simulator.charges.filter(({ assetId, free }) => assetId === image && !free).length,
        );
      expect(charges()).toEqual(images.map(() => 1));
      for (const [index, image] of images.entries())
        expect(['LINK', 'LINK_LOST']).toContain(await attempt(second, image, `failover-key-${index}`));
      expect(charges()).toEqual(images.map(() => 1));
      expect([...failures.keys()].sort()).not.toContain('INTERNAL_SERVER_ERROR');
      expect(failures.size).toBeGreaterThan(0);
    },
    90_000,
  );
});
