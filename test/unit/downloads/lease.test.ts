import { describe, expect, it } from 'vitest';
import { createMemoryStore } from '../../../src/downloads/idempotency/memory-store.js';
import { keepAlive, LEASE_MS, RENEW_MS } from '../../../src/downloads/lease.js';
import { callerOf } from '../../integration/idempotency/callers.js';
import { VirtualTime } from '../../integration/idempotency/virtual-time.js';

const id = { caller: callerOf('caller'), key: 'key' };
/** Lets everything run that a timer set off. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('issue 20.3: a holder’s leases', () => {
  it('last as long as it lives, and ten seconds after its last sign of life', async () => {
    const time = new VirtualTime();
    const store = createMemoryStore({ clock: time, timers: time });
    const claimed = await store.claim(id, 'hash', 'image:1', LEASE_MS);
    if (claimed.kind !== 'claimed') throw new Error(claimed.kind);
    const lock = await store.lockAsset('image:1', LEASE_MS);
    const warnings: string[] = [];
    const log = { warn: (_: object, message: string) => void warnings.push(message) };
    const item = { store, claim: claimed.claim, lock, key: 'key' };
    const stop = keepAlive({ timers: time, clock: time, log }, item);
    for (let passed = 0; passed < 60_000; passed += RENEW_MS) {
      time.pass(RENEW_MS);
      await settle();
    }
    expect(await store.claim(id, 'hash', 'image:1', LEASE_MS)).toMatchObject({ kind: 'busy' });
    expect(await store.lockAsset('image:1', LEASE_MS)).toBeNull();
    stop();
    expect(time.waiting).toBe(0);
    time.pass(LEASE_MS);
    expect(await store.claim(id, 'hash', 'image:1', LEASE_MS)).toMatchObject({ kind: 'claimed' });
    expect(await store.lockAsset('image:1', LEASE_MS)).not.toBeNull();
    expect(warnings).toEqual([]);
  });
});
