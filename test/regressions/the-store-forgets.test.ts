import { afterEach, beforeEach, expect, it } from 'vitest';
import { connectRedis, type RedisConnection } from '../../src/redis/connection.js';
import { trustRedis } from '../support/redis-epoch.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../support/redis-server.js';
import { dataOf, type Service, startService } from '../support/service.js';

const LINK = `mutation ($input: DownloadImageInput!) {
  downloadImage(input: $input) {
    download { url isReplay }
    userErrors { code message ... on OutcomeUnknownError { retryAfterMs } }
  }
}`;

interface Payload {
  readonly download: { readonly url: string; readonly isReplay: boolean } | null;
  readonly userErrors: readonly {
    readonly code: string;
    readonly message: string;
    readonly retryAfterMs?: number;
  }[];
}

describeWithRedis('issue 11.3: Redis forgets what was sent', () => {
  let redis: RedisServer;
  let replica: RedisServer | null;
  let connection: RedisConnection;
  let service: Service;
  beforeEach(async () => {
    redis = await startRedisServer();
    replica = null;
    await trustRedis(redis.url);
    connection = await connectRedis(redis.url);
    service = await startService({
      simulator: { cacheHeaders: false },
      env: { REDIS_URL: redis.url, GETTY_SETTLE_MS: '1500', GETTY_TIMEOUT_MS: '1500' },
    });
  });
  afterEach(async () => {
    await service.close();
    await connection.close();
    await redis.stop();
    await replica?.stop();
  });

  const ask = async (idempotencyKey: string | null, index = 0): Promise<Payload> => {
    const input = { imageId: service.simulator.imagesFitting('plenty')[index], idempotencyKey };
    return dataOf(await service.query<{ downloadImage: Payload }>(LINK, { input })).downloadImage;
  };
  const codeOf = ({ userErrors }: Payload): string | undefined => userErrors[0]?.code;

  /** Asks until the time is over in which the history may still lack what was sent before the loss. */
  const untilShown = async (idempotencyKey: string, index = 0): Promise<Payload> => {
    let payload = await ask(idempotencyKey, index);
    await expect
      .poll(
        async () => {
          payload = await ask(idempotencyKey, index);
          return payload.userErrors[0]?.message ?? '';
        },
        { interval: 50, timeout: 15_000 },
      )
      .not.toContain('cannot show yet');
    return payload;
  };

  it('emptied (a restart without AOF): a settled key is not sent again, and says what cannot be told', async () => {
    expect((await ask('settled')).download).toMatchObject({ isReplay: false });
    await connection.command('FLUSHALL');
    const early = await ask('settled');
    expect(codeOf(early)).toBe('OUTCOME_UNKNOWN');
    const told = await untilShown('settled');
    expect(codeOf(told)).toBe('OUTCOME_UNKNOWN');
    expect(told.userErrors[0]?.message).toMatch(/may have lost records.*downloads of the asset since then/);
    expect(told.userErrors[0]?.retryAfterMs).toBeGreaterThan(23 * 3_600_000);
    expect(service.simulator.charges).toHaveLength(1);
  });

  it('emptied: a key that paid for nothing is sent, and one that this service makes is sent at once', async () => {
    await connection.command('FLUSHALL');
    expect((await ask(null, 1)).download).toMatchObject({ isReplay: false });
    await untilShown('fresh');
    expect((await ask('fresh')).download).toMatchObject({ isReplay: true });
    // A second key for the same asset: its row is known to be the first one's.
    await untilShown('another');
    expect((await ask('another')).download).toMatchObject({ isReplay: true });
    expect(service.simulator.charges).toHaveLength(3);
  });

  it('a failover that lost the last writes: what was still planned there is counted before it is sent', async () => {
    const name = `getty-graphql:{keys}:key:`;
    const recordNames = async (): Promise<string[]> =>
      (await connection.command('KEYS', `${name}*`)) as string[];
    service.simulator.inject({ operation: 'POST /v3/downloads/images/{id}', kind: 'delay', delayMs: 100 });
    expect((await ask('paid')).download).toMatchObject({ isReplay: false });
    const [record = ''] = await recordNames();
    // The new primary has the claim and nothing of what came after it, and another history of writes.
    for (const field of ['sentAt', 'sentStoreAt', 'sendFence', 'plan', 'answer'])
      await connection.command('HDEL', record, field);
    await connection.command('HSET', record, 'state', 'planned', 'leaseUntil', '0');
    const sent = (await connection.command('KEYS', '*:sent:*')) as string[];
    await connection.command('DEL', ...sent);
    await connection.command('HSET', 'getty-graphql:{keys}:epoch', 'replid', 'of-the-primary-before');
    expect(codeOf(await untilShown('paid'))).toBe('OUTCOME_UNKNOWN');
    expect(service.simulator.charges).toHaveLength(1);
  });

  it('a failover to an older sending of the key: it is not sent again before the history must show the later one', async () => {
    const download = 'POST /v3/downloads/images/{id}';
    service.simulator.inject({ operation: download, kind: 'hang' });
    expect(codeOf(await ask('twice'))).toBe('OUTCOME_UNKNOWN');
    const [record = ''] = (await connection.command('KEYS', 'getty-graphql:{keys}:key:*')) as string[];
    const older = (await connection.command('HGETALL', record)) as string[];
    service.simulator.options.historyDelayMs = 500;
    await expect
      .poll(async () => (await ask('twice').catch(() => null))?.download?.isReplay, { timeout: 15_000 })
      .toBeDefined();
    expect(service.simulator.charges).toHaveLength(1);
    await connection.command('DEL', record, ...((await connection.command('KEYS', '*:sent:*')) as string[]));
    await connection.command('HSET', record, ...older);
    await connection.command('HSET', 'getty-graphql:{keys}:epoch', 'replid', 'of-the-primary-before');
    await expect.poll(async () => codeOf(await ask('twice')), { timeout: 15_000 }).toBe('LINK_LOST');
    expect(service.simulator.charges).toHaveLength(1);
  });

  it('a replica that does not confirm: the download is not sent', async () => {
    replica = await startRedisServer();
    const other = await connectRedis(replica.url);
    try {
      await other.command('REPLICAOF', '127.0.0.1', redis.port);
      await expect
        .poll(async () => String(await connection.command('INFO', 'replication')), { timeout: 10_000 })
        .toMatch(/state=online/);
      // A primary begins another history of writes with its first replica.
      await trustRedis(redis.url);
      expect((await ask('confirmed')).download).toMatchObject({ isReplay: false });
      replica.pause();
      const response = await service.query<{ downloadImage: Payload }>(LINK, {
        input: { imageId: service.simulator.imagesFitting('plenty')[1], idempotencyKey: 'unconfirmed' },
      });
      expect(response.errors[0]?.extensions.code).toBe('UPSTREAM_UNAVAILABLE');
      expect(service.simulator.charges).toHaveLength(1);
      replica.resume();
      await expect
        .poll(async () => (await ask('unconfirmed', 1).catch(() => null))?.download?.isReplay, {
          timeout: 10_000,
        })
        .toBe(false);
      expect(service.simulator.charges).toHaveLength(2);
    } finally {
      await other.close();
    }
  });
});
