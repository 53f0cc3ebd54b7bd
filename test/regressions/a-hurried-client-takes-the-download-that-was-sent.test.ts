import { describe, expect, it } from 'vitest';
import type { DomainContext } from '../../src/catalog/domain-context.js';
import { claimKey, joinUndelivered } from '../../src/downloads/claiming.js';
import type { DownloadTask } from '../../src/downloads/download-task.js';
import { createMemoryStore } from '../../src/downloads/idempotency/memory-store.js';
import type { CallerIdentity } from '../../src/downloads/owner.js';
import type { DownloadServices } from '../../src/downloads/services.js';

const CALLER: CallerIdentity = {
  token: null,
  account: null,
  service: 'service',
  clientKey: null,
  clientName: null,
  formerName: null,
};
const DAY_MS = 24 * 3_600_000;

/**
 * A client without a key gave up twice: its first call ended before anything was sent, its second one was sent. Both
 * keys were noted for its next call, which took the older note and sent a second time.
 */
describe('a client without a key that gave up twice', () => {
  it('gets the download that was sent, not the key of the one that was not', async () => {
    const timers = { after: () => () => {} };
    const clock = { now: () => 1_000_000 };
    const store = createMemoryStore({ clock, timers });
    const services = {
      store,
      fallback: store,
      clock,
      timers,
      inFlight: new Set(),
      instance: 'one',
      log: { warn: () => {} },
    } as unknown as DownloadServices;
    const scope = {
      call: { scope: { cancellation: null } },
      downloads: services,
    } as unknown as DomainContext;
    const taskOf = (key: string): DownloadTask =>
      ({
        request: { asset: { type: 'image', id: '1' }, path: ['input'] },
        hash: 'hash',
        key,
        isCallerKey: false,
        isNewKey: false,
        isSentKey: false,
        customer: { identity: CALLER, products: [] },
        store,
        belongsToOtherProcess: false,
        claim: null,
        lock: null,
        waitingFor: null,
        isNoted: false,
        stopBeating: () => {},
      }) as unknown as DownloadTask;

    const sent = await store.claim({ caller: CALLER, key: 'sent' }, 'hash', 'image:1', 10_000, null);
    if (sent.kind !== 'claimed') throw new Error('a fresh key is claimed');
    await store.markSent(sent.claim, 1_000_000, '{}', 10_000);
    await store.settle(sent.claim, '{"url":"https://delivery.test/1","via":"V3"}', 1_000_000, DAY_MS);
    await store.keepUndelivered(CALLER, 'hash', 'sent', DAY_MS);

    const task = taskOf('never-sent');
    expect(await claimKey(scope, services, task)).toMatchObject({ type: 'claimed' });
    expect(await joinUndelivered(scope, services, task)).toBe(true);
    expect(task.key).toBe('sent');
    expect(await claimKey(scope, services, task)).toMatchObject({ type: 'replayed' });
  });
});
