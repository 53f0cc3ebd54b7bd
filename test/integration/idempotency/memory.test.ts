import { describe, expect, it } from 'vitest';
import {
  type Claim,
  StoreFullError,
  StoreUnavailableError,
} from '../../../src/downloads/idempotency/idempotency-store.js';
import { createMemoryStore } from '../../../src/downloads/idempotency/memory-store.js';
import { callerOf } from './callers.js';
import { keyStoreContract } from './contract.js';
import { VirtualTime } from './virtual-time.js';

describe('the memory store', () => {
  keyStoreContract(async (time) => createMemoryStore({ clock: time, timers: time }));
});

describe('bounds of the memory store', () => {
  const time = new VirtualTime();
  const open = (maxKeys: number) => createMemoryStore({ clock: time, timers: time, maxKeys });
  const id = (key: string) => ({ caller: callerOf('c'), key });
  async function claimed(store: ReturnType<typeof open>, key: string): Promise<Claim> {
    const result = await store.claim(id(key), 'hash', 'image:1', 1000);
    if (result.kind !== 'claimed') throw new Error(result.kind);
    return result.claim;
  }
  async function settled(store: ReturnType<typeof open>, key: string): Promise<void> {
    const claim = await claimed(store, key);
    await store.markSent(claim, 1, 'plan', 1000);
    await store.settle(claim, `url of ${key}`, 2, 60_000);
  }
  const state = async (store: ReturnType<typeof open>, key: string) =>
    (await store.read(id(key))).record?.state ?? null;

  it('refuses a new key rather than forget a settled one, until its time is over', async () => {
    const store = open(2);
    await settled(store, 'a');
    await settled(store, 'b');
    expect(store.fill()).toEqual({ keys: 2, limit: 2 });
    await expect(claimed(store, 'c')).rejects.toThrow(StoreFullError);
    expect(await Promise.all(['a', 'b', 'c'].map((key) => state(store, key)))).toEqual([
      'settled',
      'settled',
      null,
    ]);
    time.pass(60_000);
    await claimed(store, 'c');
  });

  it('counts every key as forgotten for 24 hours from its start, where it is to', async () => {
    const store = createMemoryStore({ clock: time, timers: time, suspectsEarlierKeys: true });
    const startedAt = time.now();
    const claim = () => store.claim(id(`key ${time.now()}`), 'hash', 'image:1', 1000);
    expect(await claim()).toMatchObject({ kind: 'claimed', forgotSince: startedAt });
    time.pass(24 * 3_600_000 - 1);
    expect(await claim()).toMatchObject({ kind: 'claimed', forgotSince: startedAt });
    time.pass(1);
    expect(await claim()).toMatchObject({ kind: 'claimed', forgotSince: null });
  });

  it('a new key is refused rather than an open or unresolved one evicted', async () => {
    const store = open(3);
    const unknown = await claimed(store, 'unknown');
    await store.markSent(unknown, 1, 'plan', 1000);
    await store.markUnknown(unknown, 60_000);
    const sent = await claimed(store, 'sent');
    await store.markSent(sent, 1, 'plan', 1000);
    time.pass(1000);
    await claimed(store, 'planned');
    await expect(claimed(store, 'more')).rejects.toThrow(StoreUnavailableError);
    await expect(claimed(store, 'more')).rejects.toThrow('full: it holds 3 keys');
    expect(await Promise.all(['unknown', 'sent', 'planned'].map((key) => state(store, key)))).toEqual([
      'unknown',
      'sent',
      'planned',
    ]);
    // A known key needs no room.
    expect(await store.claim(id('unknown'), 'hash', 'image:1', 1000)).toMatchObject({ kind: 'unresolved' });
    // The lease of `planned` expired and nothing was sent: its record may be evicted.
    time.pass(1000);
    await claimed(store, 'more');
    expect(await state(store, 'planned')).toBeNull();
  });

  it('expired records make room', async () => {
    const store = open(1);
    const claim = await claimed(store, 'a');
    await store.markSent(claim, 1, 'plan', 1000);
    await store.markUnknown(claim, 5000);
    await expect(claimed(store, 'b')).rejects.toThrow('full');
    time.pass(5000);
    await claimed(store, 'b');
  });

  it('the ledger evicts ended entries before open ones', async () => {
    const store = open(3);
    const open1 = await claimed(store, 'open');
    await store.markSent(open1, 1, 'plan', 1000);
    for (let i = 0; i < 10; i += 1) {
      await settled(store, `ended ${i}`);
      time.pass(60_000);
    }
    const { entries } = await store.ledger(callerOf('c'), 'image:1');
    expect(entries.map(({ key }) => key)).toEqual(['open', 'ended 8', 'ended 9']);
  });

  it('the number of undelivered keys is bounded', async () => {
    const store = open(2);
    for (const key of ['a', 'b', 'c']) await store.keepUndelivered(callerOf('c'), 'hash', key, 1000);
    expect(await store.takeUndelivered(callerOf('c'), 'hash')).toBe('b');
    expect(await store.takeUndelivered(callerOf('c'), 'hash')).toBe('c');
    expect(await store.takeUndelivered(callerOf('c'), 'hash')).toBeNull();
  });

  it('close resolves all waiters', async () => {
    const store = open(2);
    await claimed(store, 'a');
    const waiting = store.waitForChange(id('a'), 60_000);
    await store.close();
    await waiting;
    expect(time.waiting).toBe(0);
  });
});
