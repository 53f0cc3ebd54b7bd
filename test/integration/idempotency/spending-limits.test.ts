import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DAY_MS, type LedgerOptions } from '../../../src/downloads/idempotency/attempt.js';
import type { Claim, IdempotencyStore } from '../../../src/downloads/idempotency/idempotency-store.js';
import { createMemoryStore } from '../../../src/downloads/idempotency/memory-store.js';
import { createRedisStore } from '../../../src/downloads/idempotency/redis-store.js';
import { connectRedis, type RedisConnection } from '../../../src/redis/connection.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../../support/redis-server.js';
import { callerOf } from './callers.js';
import { VirtualTime } from './virtual-time.js';

const LEASE = 10_000;
const LEDGER: LedgerOptions = { keepMs: 400 * DAY_MS, limits: new Map([['web', 3]]) };
const web = callerOf('account', { clientKey: 'web' });
const ios = callerOf('account', { clientKey: 'ios' });

/** Two replicas of one store, where it can have several. */
interface Replicas {
  readonly stores: readonly [IdempotencyStore, IdempotencyStore];
  readonly time: VirtualTime;
}

const claimOf = async (store: IdempotencyStore, key: string, caller = web): Promise<Claim> => {
  const result = await store.claim({ caller, key }, 'input', `image:${key}`, LEASE);
  if (result.kind !== 'claimed') throw new Error(`The claim of ${key} came to ${result.kind}.`);
  return result.claim;
};
const send = async (store: IdempotencyStore, key: string, caller = web) => {
  const claim = await claimOf(store, key, caller);
  return { claim, marked: await store.markSent(claim, 500, 'plan', LEASE) };
};

function limitsHold(open: () => Promise<Replicas>): void {
  const three = async (store: IdempotencyStore) => ({
    a: await send(store, 'a'),
    b: await send(store, 'b'),
    c: await send(store, 'c'),
  });

  it('is not overrun by two replicas that send side by side', async () => {
    const { stores } = await open();
    const sent = await Promise.all(
      Array.from({ length: 20 }, (_, index) => send(index % 2 === 0 ? stores[0] : stores[1], `k${index}`)),
    );
    expect(sent.filter(({ marked }) => marked === true)).toHaveLength(3);
    const next = (Math.floor((await stores[0].attempts.latest('k0')).now / DAY_MS) + 1) * DAY_MS;
    for (const { marked } of sent)
      if (marked !== true) expect(marked).toEqual({ limit: 3, used: 3, resetsAt: next });
  });

  it('counts one client key and no other', async () => {
    const { stores } = await open();
    await three(stores[0]);
    expect((await send(stores[0], 'd', ios)).marked).toBe(true);
    expect((await send(stores[0], 'e', callerOf('account'))).marked).toBe(true);
  });

  it('gives the place of a refused download back', async () => {
    const { stores } = await open();
    const { b } = await three(stores[0]);
    await stores[0].release(b.claim, 'refusal', { error: '{"code":"NOT_ENTITLED"}', plan: null });
    expect((await send(stores[1], 'd')).marked).toBe(true);
    expect((await send(stores[1], 'e')).marked).toMatchObject({ used: 3 });
  });

  it('gives the place of a request that was set back back', async () => {
    const { stores } = await open();
    const { a } = await three(stores[0]);
    await stores[0].unsend(a.claim, LEASE);
    expect((await send(stores[1], 'd')).marked).toBe(true);
  });

  it('holds the place of an unknown download until the history shows no charge', async () => {
    const { stores } = await open();
    const { c } = await three(stores[0]);
    await stores[0].markUnknown(c.claim, DAY_MS);
    expect((await send(stores[1], 'd')).marked).toMatchObject({ used: 3 });
    const again = await stores[0].claim({ caller: web, key: 'c' }, 'input', 'image:c', LEASE);
    if (again.kind !== 'unresolved') throw new Error(`The claim came to ${again.kind}.`);
    await stores[0].markUnknown(again.claim, DAY_MS, true);
    expect((await send(stores[1], 'e')).marked).toBe(true);
    // A row that shows up after all takes the place again.
    const late = await stores[0].claim({ caller: web, key: 'c' }, 'input', 'image:c', LEASE);
    if (late.kind !== 'unresolved') throw new Error(`The claim came to ${late.kind}.`);
    await stores[0].lose(late.claim, 'lost', 600, DAY_MS);
    expect((await send(stores[1], 'f')).marked).toMatchObject({ used: 4 });
  });

  it('keeps the place of a charged download, whether its link is there or lost', async () => {
    const { stores } = await open();
    const { a, b } = await three(stores[0]);
    await stores[0].settle(a.claim, 'url', 600, DAY_MS);
    await stores[0].lose(b.claim, 'lost', 600, DAY_MS);
    expect((await send(stores[0], 'd')).marked).toMatchObject({ used: 3 });
  });

  it('begins anew with the next UTC day', async () => {
    const { stores, time } = await open();
    await three(stores[0]);
    const { marked } = await send(stores[0], 'd');
    if (typeof marked === 'boolean') throw new Error('The limit was overrun.');
    time.pass(marked.resetsAt - time.now() - 1);
    expect((await send(stores[0], 'e')).marked).toMatchObject({ used: 3 });
    time.pass(1);
    expect((await send(stores[0], 'f')).marked).toBe(true);
  });

  it('writes nothing for a download that it stops', async () => {
    const { stores } = await open();
    await three(stores[0]);
    const { claim } = await send(stores[0], 'd');
    const { record } = await stores[0].read({ caller: web, key: 'd' });
    expect(record?.state).toBe('planned');
    expect((await stores[0].attempts.latest('d')).attempt).toBeNull();
    await stores[0].release(claim, null, { error: '{"code":"SPENDING_LIMIT_REACHED"}', plan: null });
    expect((await stores[0].attempts.latest('d')).attempt).toMatchObject({
      state: 'refused',
      client: 'web',
      error: '{"code":"SPENDING_LIMIT_REACHED"}',
    });
  });

  it('drops entries that are older than the ledger goes back', async () => {
    const { stores, time } = await open();
    await three(stores[0]);
    time.pass(401 * DAY_MS);
    await send(stores[0], 'd');
    const all = { scope: null, from: 0, to: time.now() + 1 };
    expect(await stores[0].attempts.count(all)).toBe(1);
    expect((await stores[0].attempts.latest('a')).attempt).toBeNull();
  });
}

describe('a spending limit in memory', () => {
  limitsHold(async () => {
    const time = new VirtualTime();
    const store = createMemoryStore({ clock: time, timers: time, ledger: LEDGER });
    return { stores: [store, store], time };
  });
});

describeWithRedis('a spending limit in Redis', () => {
  let server: RedisServer;
  let connections: RedisConnection[] = [];
  let runs = 0;
  beforeAll(async () => {
    server = await startRedisServer();
    connections = [await connectRedis(server.url), await connectRedis(server.url)];
  });
  afterAll(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await server.stop();
  });

  limitsHold(async () => {
    const time = new VirtualTime();
    runs += 1;
    const replica = (connection: RedisConnection | undefined) => {
      if (connection === undefined) throw new Error('Redis did not start.');
      const now = () => time.now();
      return createRedisStore({ connection, prefix: `limit${runs}`, now, timers: time, ledger: LEDGER });
    };
    return { stores: [await replica(connections[0]), await replica(connections[1])], time };
  });
});
