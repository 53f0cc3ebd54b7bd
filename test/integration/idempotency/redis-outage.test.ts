import { inspect } from 'node:util';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import {
  type Claim,
  type IdempotencyStore,
  StoreUnavailableError,
} from '../../../src/downloads/idempotency/idempotency-store.js';
import { warningsFor } from '../../../src/downloads/idempotency/redis-config-warnings.js';
import { createRedisStore } from '../../../src/downloads/idempotency/redis-store.js';
import { connectRedis, RedisUnavailableError } from '../../../src/redis/connection.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../../support/redis-server.js';
import { callerOf } from './callers.js';

const LEASE = 60_000;
const id = (key: string) => ({ caller: callerOf('customer'), key });

async function claimed(store: IdempotencyStore, key: string, lease = LEASE): Promise<Claim> {
  const result = await store.claim(id(key), 'hash', 'image:1', lease);
  if (result.kind !== 'claimed') throw new Error(result.kind);
  return result.claim;
}

/** Asks again until it works. */
const eventually = <T>(attempt: () => Promise<T>): Promise<T> =>
  vi.waitFor(attempt, { interval: 20, timeout: 10_000 });

describeWithRedis('the Redis store during an outage', () => {
  let server: RedisServer;
  let closing: { close(): Promise<void> }[] = [];
  beforeEach(async () => {
    server = await startRedisServer({ password: 's3cret/word' });
  });
  afterEach(async () => {
    await Promise.all(closing.map((one) => one.close()));
    closing = [];
    await server.stop();
  });

  async function open(onChange: (state: string) => void = () => {}): Promise<IdempotencyStore> {
    const connection = await connectRedis(server.url, { commandTimeoutMs: 200, onChange });
    closing.push(connection);
    return createRedisStore({ connection });
  }

  it('one of two replicas that claim at the same moment gets the key, a hundred times of a hundred', async () => {
    const [one, two] = [await open(), await open()];
    for (let round = 0; round < 100; round += 1) {
      const ask = (store: IdempotencyStore) => store.claim(id(`round ${round}`), 'hash', 'image:1', LEASE);
      const results = await Promise.all([ask(one), ask(two), ask(two), ask(one)]);
      expect(results.map(({ kind }) => kind).sort()).toEqual(['busy', 'busy', 'busy', 'claimed']);
    }
  });

  it('leases expire by the clock of Redis, and another replica takes the key over', async () => {
    const [one, two] = [await open(), await open()];
    const a = await claimed(one, 'key', 1);
    await one.markSent(a, 5, 'plan', 1);
    const waited = two.waitForChange(id('key'), 5000);
    await waited;
    expect(await two.claim(id('key'), 'hash', 'image:1', LEASE)).toMatchObject({ kind: 'unresolved' });
    expect(Math.abs((await two.read(id('key'))).now - Date.now())).toBeLessThan(2000);
  });

  it('fences rise even after Redis lost all data', async () => {
    const store = await open();
    const before = await claimed(store, 'key');
    const connection = await connectRedis(server.url);
    closing.push(connection);
    await connection.command('FLUSHALL');
    const after = await claimed(store, 'key');
    expect(after.fence).toBeGreaterThan(before.fence);
    expect(await store.release(before)).toBe(false);
  });

  it('sends nothing under a claim that was made before records may have been lost', async () => {
    const store = await open();
    const before = await claimed(store, 'key', 1);
    const connection = await connectRedis(server.url);
    closing.push(connection);
    await connection.command('HSET', 'getty-graphql:{keys}:epoch', 'replid', 'of-the-primary-before');
    expect(await store.markSent(before, 5, 'plan', LEASE)).toBe(false);
    await store.waitForChange(id('key'), 1000);
    const after = await claimed(store, 'key');
    expect(await store.markSent(after, 5, 'plan', LEASE)).toBe(true);
  });

  it('sends a script again that Redis forgot', async () => {
    const store = await open();
    const claim = await claimed(store, 'key');
    const connection = await connectRedis(server.url);
    closing.push(connection);
    await connection.command('SCRIPT', 'FLUSH');
    expect(await store.renew(claim, LEASE)).toBe(true);
  });

  it('the store fails fast while Redis is away and works when it is back', async () => {
    const changes: string[] = [];
    const store = await open((state) => changes.push(state));
    const claim = await claimed(store, 'key');
    await server.stop();
    const began = performance.now();
    for (const attempt of [
      () => store.claim(id('other'), 'hash', 'image:1', LEASE),
      () => store.markSent(claim, 5, 'plan', LEASE),
      () => store.settle(claim, 'url', 6, LEASE),
      () => store.read(id('key')),
      () => store.ledger(callerOf('customer'), 'image:1'),
      () => store.takeUndelivered(callerOf('customer'), 'hash'),
      () => store.lockAsset('image:1', LEASE),
      () => store.waitForChange(id('key'), LEASE),
    ]) {
      await expect(attempt()).rejects.toThrow(StoreUnavailableError);
    }
    expect(performance.now() - began).toBeLessThan(5000);
    server = await startRedisServer({ port: server.port, password: 's3cret/word' });
    await eventually(() => claimed(store, 'other'));
    expect(changes).toEqual(['lost', 'back']);
  });

  it('the store fails fast while Redis hangs, and a late step is executed once', async () => {
    const store = await open();
    await claimed(store, 'first');
    server.pause();
    const stuck = claimed(store, 'key');
    await expect(stuck).rejects.toThrow(StoreUnavailableError);
    await expect(stuck).rejects.toThrow('127.0.0.1');
    server.resume();
    const { record } = await eventually(() => store.read(id('key')));
    // The claim may have arrived; then the key is busy until the lease expires, and nothing was sent.
    expect(record === null || record.state === 'planned').toBe(true);
  });

  it('a silent connection is replaced', async () => {
    const changes: string[] = [];
    const store = await open((state) => changes.push(state));
    server.pause();
    await expect(claimed(store, 'key')).rejects.toThrow(StoreUnavailableError);
    await eventually(async () => expect(changes).toContain('lost'));
    server.resume();
    await eventually(() => claimed(store, 'other'));
  });

  it('connecting fails without Redis and names the address, never the password', async () => {
    const { url, port } = server;
    const wrong = url.replace('s3cret%2Fword', 'wr0ng');
    const refused = url.replace(`:${port}`, ':1');
    for (const [where, what] of [
      [wrong, `redis://127.0.0.1:${port}`],
      [refused, 'redis://127.0.0.1:1'],
      [url.replace(/:s3.*@/, ''), 'NOAUTH'],
      [`${url}/999`, 'DB index is out of range'],
      [url.replace('redis:', 'http:'), 'redis://host:6379/0'],
      ['s3cret', 'redis://host:6379/0'],
    ] as const) {
      const error: unknown = await createRedisStore({ url: where }).then(
        () => null,
        (reason: unknown) => reason,
      );
      expect(error, where).toBeInstanceOf(StoreUnavailableError);
      const text = `${inspect(error, { depth: null })} ${JSON.stringify(error)}`;
      expect(text).toContain(what);
      expect(text).not.toMatch(/s3cret|wr0ng/);
    }
  });

  it('close ends the connection', async () => {
    const store = await createRedisStore({ url: server.url });
    await claimed(store, 'key');
    await store.close();
    await expect(claimed(store, 'other')).rejects.toThrow(StoreUnavailableError);
  });

  it('errors of failed commands hold no arguments', async () => {
    const connection = await connectRedis(server.url);
    closing.push(connection);
    const error: unknown = await connection
      .command('SET', 'key', 'https://delivery/secret', 'NONSENSE')
      .catch((e) => e);
    expect(error).toBeInstanceOf(RedisUnavailableError);
    expect(inspect(error, { depth: null })).not.toContain('delivery');
  });

  it('a Redis that may lose data is warned about', async () => {
    const warnings: string[] = [];
    const store = await createRedisStore({
      url: server.url,
      onWarning: (message) => warnings.push(message),
    });
    closing.push(store);
    expect(warnings).toEqual([expect.stringContaining('append-only')]);
    expect(warningsFor('maxmemory_policy:allkeys-lru\r\naof_enabled:1\r\n')).toEqual([
      expect.stringContaining('maxmemory-policy allkeys-lru'),
    ]);
    expect(warningsFor('maxmemory_policy:noeviction\r\naof_enabled:1\r\n')).toEqual([]);
    expect(warningsFor('')).toEqual([]);
  });
});
