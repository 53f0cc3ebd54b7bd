import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { trustRedis } from '../support/redis-epoch.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../support/redis-server.js';
import { dataOf, type Service, startService } from '../support/service.js';

interface Row {
  readonly ownership: { readonly status: string };
}

describeWithRedis('ownership where Redis is configured', () => {
  let redis: RedisServer;
  let service: Service;
  beforeAll(async () => {
    redis = await startRedisServer();
    await trustRedis(redis.url);
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    service = await startService({ simulator: { cacheHeaders: false }, env: { REDIS_URL: redis.url } });
  });
  afterEach(() => service.close());

  const statuses = async (of: Service, ids: readonly string[]): Promise<readonly string[]> => {
    const response = await of.query<{ images: readonly Row[] }>(
      'query ($ids: [ID!]!) { images(ids: $ids) { ownership { status } } }',
      { ids },
    );
    return dataOf(response).images.map(({ ownership }) => ownership.status);
  };
  const historyCalls = (of: Service): number =>
    of.operations().filter((operation) => operation === 'GET /v3/downloads').length;
  const warm = (of: Service, id: string): Promise<void> =>
    vi.waitFor(
      async () => {
        if ((await statuses(of, [id]))[0] === 'UNKNOWN') throw new Error('The index is not read yet.');
      },
      { interval: 20, timeout: 10_000 },
    );

  it('survives a restart: the new process reads the newest page and no older one', async () => {
    const ids = service.simulator.imagesFitting('plenty', 'easyaccess', 60);
    await warm(service, ids[0] ?? '');
    const before = await statuses(service, ids);
    const next = await startService({ of: service.simulator, env: { REDIS_URL: redis.url } });
    try {
      service.forget();
      await warm(next, ids[0] ?? '');
      expect(await statuses(next, ids)).toEqual(before);
      const moments = next
        .calls()
        .filter(({ operation }) => operation === 'GET /v3/downloads')
        .map(({ query }) => Date.parse(query['date_from'] ?? ''));
      expect(moments.length).toBeGreaterThan(0);
      expect(Math.min(...moments)).toBeGreaterThan(Date.now() - 3_600_000);
      const calls = historyCalls(next);
      await statuses(next, ids);
      expect(historyCalls(next)).toBe(calls);
    } finally {
      await next.close();
    }
  });

  it('REFUSE charges one of eight callers who race at two replicas with keys of their own', async () => {
    const other = await startService({ of: service.simulator, env: { REDIS_URL: redis.url } });
    try {
      service.simulator.options.historyDelayMs = 60_000;
      const ids = service.simulator.imagesFitting('plenty', 'easyaccess', 60);
      await warm(service, ids[0] ?? '');
      const id = ids[(await statuses(service, ids)).indexOf('NEVER_DOWNLOADED')];
      const ends = await Promise.all(
        Array.from({ length: 8 }, async (_, index) => {
          const response = await (index % 2 === 0 ? service : other).query<{
            downloadImage: { download: object | null; userErrors: readonly { code: string }[] };
          }>(
            `mutation ($input: DownloadImageInput!) { downloadImage(input: $input) {
              download { url } userErrors { code } } }`,
            { input: { imageId: id, ifOwned: 'REFUSE', idempotencyKey: `redis-race-${index}` } },
          );
          const { download, userErrors } = dataOf(response).downloadImage;
          return download === null ? userErrors[0]?.code : 'DOWNLOADED';
        }),
      );
      expect([...ends].sort()).toEqual([...Array(7).fill('ALREADY_OWNED'), 'DOWNLOADED']);
      expect(service.simulator.charges).toHaveLength(1);
    } finally {
      await other.close();
    }
  });
});
