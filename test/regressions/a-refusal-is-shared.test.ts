import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { trustRedis } from '../support/redis-epoch.js';
import { describeWithRedis, startRedisServer } from '../support/redis-server.js';
import { application } from '../support/refusals.js';
import { dataOf, type Service, startService } from '../support/service.js';
import { spendingCalls } from '../support/upstream-calls.js';

const REFUSE =
  'mutation ($input: DownloadImageInput!) { downloadImage(input: $input) { userErrors { code field } } }';

/** Asks eight times at once for what Getty Images refuses, and once more afterwards. */
const refusedAtOnce = async (service: Service): Promise<void> => {
  service.simulator.inject({
    operation: 'POST /v3/downloads/images/{id}',
    times: 9,
    ...application(403, 'DownloadRefusedForTheTest'),
  });
  service.simulator.options.latencyMs = 150;
  const input = { imageId: '83454804', idempotencyKey: 'once' };
  const ask = async (): Promise<string | undefined> =>
    dataOf(await service.query<{ downloadImage: { userErrors: { code: string }[] } }>(REFUSE, { input }))
      .downloadImage.userErrors[0]?.code;
  const codes = await Promise.all(Array.from({ length: 8 }, ask));
  expect(new Set(codes).size).toBe(1);
  expect(codes[0]).toBeDefined();
  expect(spendingCalls(service.calls())).toHaveLength(1);
  // A later call finds the key free and asks Getty Images again.
  await ask();
  expect(spendingCalls(service.calls())).toHaveLength(2);
  expect(service.simulator.charges).toEqual([]);
};

describe('issue 20.3: eight calls at once with one key that Getty Images refuses', () => {
  let service: Service;
  beforeEach(async () => {
    service = await startService({ simulator: { cacheHeaders: false } });
  });
  afterEach(() => service.close());

  it('send one request and share its refusal, with keys in memory', () => refusedAtOnce(service));
});

describeWithRedis('issue 20.3: the same with keys in Redis', () => {
  it('send one request and share its refusal', async () => {
    const redis = await startRedisServer();
    await trustRedis(redis.url);
    const service = await startService({
      simulator: { cacheHeaders: false },
      env: { REDIS_URL: redis.url },
    });
    try {
      await refusedAtOnce(service);
    } finally {
      await service.close();
      await redis.stop();
    }
  });
});
