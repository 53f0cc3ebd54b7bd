import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Simulator, startSimulator } from '../../../simulator/src/index.js';
import { trustRedis } from '../../support/redis-epoch.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../../support/redis-server.js';
import {
  ask,
  type Build,
  buildService,
  downloadImage,
  production,
  type ServiceProcess,
  startInVain,
  startService,
} from '../support/service-process.js';

const DOWNLOAD = 'POST /v3/downloads/images/{id}';
const ROUNDS = 100;

let build: Build;
let simulator: Simulator;
const running: ServiceProcess[] = [];

beforeAll(async () => {
  build = await buildService();
  simulator = await startSimulator();
}, 60_000);
afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.stop()));
  // Charges remain: the ledger in Redis and the history must list the same downloads.
  simulator.clearFaults();
  simulator.forgetRequests();
});
afterAll(async () => {
  build.remove();
  await simulator.close();
});

const start = async (more: Readonly<Record<string, string>>): Promise<ServiceProcess> => {
  const service = await startService(build, production(simulator, more));
  running.push(service);
  return service;
};

/** One of forty images; each test has its own. */
const image = (index: number): string => simulator.imagesFitting('plenty', 'easyaccess', 40)[index] ?? '';

const chargesOf = (index: number): number =>
  simulator.charges.filter(({ assetId }) => assetId === image(index)).length;

/** Waits until so many downloads have reached Getty Images. */
const arrived = (count: number): Promise<void> =>
  vi.waitFor(
    () => expect(simulator.requests.filter(({ operation }) => operation === DOWNLOAD)).toHaveLength(count),
    { timeout: 10_000, interval: 10 },
  );

/** A port without a listener. */
const closedPort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null
          ? resolve(address.port)
          : reject(new Error('no port')),
      );
    });
  });

describe('a start in production', () => {
  it('a start in production requires REDIS_URL or IDEMPOTENCY_STORE=memory', async () => {
    const { code, output } = await startInVain(build, production(simulator));
    expect(code).toBe(1);
    expect(output).toMatch(/REDIS_URL.*IDEMPOTENCY_STORE=memory/s);
    await start({ IDEMPOTENCY_STORE: 'memory' });
  }, 30_000);

  it('a start without a reachable Redis fails and names its address only', async () => {
    const port = await closedPort();
    const { code, output } = await startInVain(
      build,
      production(simulator, { REDIS_URL: `redis://:hidden-word@127.0.0.1:${port}` }),
    );
    expect(code).toBe(1);
    expect(output).toContain('getty-graphql cannot start.');
    expect(output).toContain('REDIS_URL');
    expect(output).toContain(`127.0.0.1:${port}`);
    expect(output).not.toContain('hidden-word');
    expect(output).not.toMatch(/^\s+at /m);
  }, 30_000);
});

describeWithRedis('processes that share a Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedisServer();
    await trustRedis(redis.url);
  });
  afterAll(() => redis.stop());

  it(`one key sent to two replicas at the same moment is charged once, ${ROUNDS} times out of ${ROUNDS}`, async () => {
    const [one, other] = await Promise.all([
      start({ REDIS_URL: redis.url }),
      start({ REDIS_URL: redis.url }),
    ]);
    let once = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = simulator.charges.length;
      const input = { imageId: image(round % 20), idempotencyKey: `both-${round}` };
      const responses = await Promise.all([downloadImage(one, input), downloadImage(other, input)]);
      expect(responses.map(({ code }) => code)).toEqual([null, null]);
      expect(new Set(responses.map(({ url }) => url)).size).toBe(1);
      expect(responses.filter(({ isReplay }) => isReplay === false)).toHaveLength(1);
      if (simulator.charges.length === before + 1) once += 1;
    }
    process.stdout.write(`one key to two processes at once: ${once} of ${ROUNDS} times one charge\n`);
    expect(once).toBe(ROUNDS);
  }, 120_000);

  it('a replica killed between sending and response is followed by one that reads the history first, and every key ends', async () => {
    simulator.inject({ operation: DOWNLOAD, kind: 'hangAfterCommit' });
    simulator.inject({ operation: DOWNLOAD, kind: 'hang' });
    const first = await start({ REDIS_URL: redis.url, GETTY_TIMEOUT_MS: '5000' });
    const charged = { imageId: image(20), idempotencyKey: 'killed-charged' };
    const uncharged = { imageId: image(21), idempotencyKey: 'killed-uncharged' };
    const gone = [downloadImage(first, charged).catch(() => null)];
    await arrived(1);
    gone.push(downloadImage(first, uncharged).catch(() => null));
    await arrived(2);
    first.kill('SIGKILL');
    expect(await Promise.all(gone)).toEqual([null, null]);
    expect([chargesOf(20), chargesOf(21)]).toEqual([1, 0]);

    const second = await start({ REDIS_URL: redis.url, GETTY_TIMEOUT_MS: '1000', GETTY_SETTLE_MS: '12000' });
    const codes: (string | null)[] = [];
    const resolving = vi.waitFor(
      async () => {
        const response = await downloadImage(second, uncharged);
        codes.push(response.code);
        expect(response.code).toBeNull();
        return response;
      },
      { timeout: 60_000, interval: 100 },
    );
    // As above: on a busy machine the first look may come to nothing.
    const losing = vi.waitFor(
      async () => {
        const response = await downloadImage(second, charged);
        expect(response.code).toBe('LINK_LOST');
      },
      { timeout: 60_000, interval: 100 },
    );
    const [, sent] = await Promise.all([losing, resolving]);
    // A slow start of the second process may take longer than the settling time.
    expect(['OUTCOME_UNKNOWN', null]).toEqual(expect.arrayContaining([...new Set(codes)]));
    expect([chargesOf(20), chargesOf(21)]).toEqual([1, 1]);
    expect(await downloadImage(second, charged)).toMatchObject({ code: 'LINK_LOST' });
    expect(await downloadImage(second, uncharged)).toMatchObject({ url: sent.url, isReplay: true });
    expect([chargesOf(20), chargesOf(21)]).toEqual([1, 1]);
  }, 90_000);

  it('SIGTERM finishes and records sent downloads of disconnected clients, and exits with 0', async () => {
    const first = await start({ REDIS_URL: redis.url });
    simulator.inject({ operation: DOWNLOAD, kind: 'delay', delayMs: 500, times: 3 });
    const stays = { imageId: image(22), idempotencyKey: 'stays' };
    const leaves = { imageId: image(23), idempotencyKey: 'leaves' };
    const leavesWithoutKey = { imageId: image(24) };
    const client = new AbortController();
    const answering = downloadImage(first, stays);
    const left = [leaves, leavesWithoutKey].map((input) =>
      downloadImage(first, input, client.signal).catch(() => 'gone'),
    );
    await arrived(3);
    client.abort();
    first.kill('SIGTERM');
    expect(await Promise.all(left)).toEqual(['gone', 'gone']);
    const response = await answering;
    expect(response).toMatchObject({ isReplay: false, code: null });
    expect(await first.ended).toMatchObject({ code: 0, signal: null });

    const second = await start({ REDIS_URL: redis.url });
    expect(await downloadImage(second, stays)).toMatchObject({ isReplay: true, url: response.url });
    for (const input of [leaves, leavesWithoutKey])
      expect(await downloadImage(second, input)).toMatchObject({ isReplay: true, code: null });
    expect([22, 23, 24].map(chargesOf)).toEqual([1, 1, 1]);
  }, 60_000);
});

describeWithRedis('a Redis that is lost while the service runs', () => {
  it('downloads with a key are refused while Redis is away, reads go on, and the service recovers', async () => {
    const redis = await startRedisServer();
    await trustRedis(redis.url);
    const service = await start({ REDIS_URL: redis.url });
    await redis.stop();
    const keyed = { imageId: image(25), idempotencyKey: 'while-lost' };
    const refused = await downloadImage(service, keyed);
    expect(refused.code).toBe('UPSTREAM_UNAVAILABLE');
    expect(refused.message).toContain('redis');
    expect(chargesOf(25)).toBe(0);

    const read = await ask(service, '{ searchImages(phrase: "sunset", first: 1) { nodes { id } } }');
    expect(read).toMatchObject({ data: { searchImages: { nodes: [{}] } } });
    const keyless = await downloadImage(service, { imageId: image(26) });
    expect(keyless).toMatchObject({ code: null, isReplay: false });
    expect(chargesOf(26)).toBe(1);

    const back = await startRedisServer({ port: redis.port });
    try {
      // As if it had remembered: what one that forgot does to keys is told in test/regressions.
      await trustRedis(back.url);
      const again = await vi.waitFor(
        async () => {
          const response = await downloadImage(service, keyed);
          expect(response.code).toBeNull();
          return response;
        },
        { timeout: 15_000, interval: 100 },
      );
      expect(again.isReplay).toBe(false);
      // The key that was returned while Redis was away belongs to the charge made then.
      const named = await downloadImage(service, { imageId: image(26), idempotencyKey: keyless.key ?? '' });
      expect(named).toMatchObject({ isReplay: true, url: keyless.url });
      expect([chargesOf(25), chargesOf(26)]).toEqual([1, 1]);
    } finally {
      await back.stop();
    }
  }, 60_000);
});
