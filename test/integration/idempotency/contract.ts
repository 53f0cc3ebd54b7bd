import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REFUSAL_MS, RETENTION_MS, UNRESOLVED_MS } from '../../../src/downloads/idempotency/durations.js';
import type {
  Claim,
  IdempotencyKeyId,
  IdempotencyStore,
} from '../../../src/downloads/idempotency/idempotency-store.js';
import { ownerOf } from '../../../src/downloads/owner.js';
import { callerOf, personOf } from './callers.js';
import { VirtualTime } from './virtual-time.js';

const LEASE = 10_000;
const KEEP = 24 * 3_600_000;
const ASSET = 'image:83454804';
const HASH = 'hash-of-input';

/** The contract of every idempotency store, as sequences of holders A, B and C. Run against each implementation. */
export function keyStoreContract(open: (time: VirtualTime) => Promise<IdempotencyStore>): void {
  let time: VirtualTime;
  let store: IdempotencyStore;
  let id: IdempotencyKeyId;
  let count = 0;

  beforeEach(async () => {
    time = new VirtualTime();
    store = await open(time);
    count += 1;
    id = {
      caller: callerOf(`customer ${count} {x}:é`),
      key: `key ${count} {with}:\u0000 any "characters" 🖼`,
    };
  });
  afterEach(() => store.close());

  const claim = (of: IdempotencyKeyId = id, hash = HASH) => store.claim(of, hash, ASSET, LEASE);
  async function claimed(of: IdempotencyKeyId = id): Promise<Claim> {
    const result = await claim(of);
    if (result.kind !== 'claimed') throw new Error(`expected claimed, got ${result.kind}`);
    return result.claim;
  }
  async function sent(of: IdempotencyKeyId = id, at = 500): Promise<Claim> {
    const mine = await claimed(of);
    expect(await store.markSent(mine, at, '{"version":3}', LEASE)).toBe(true);
    return mine;
  }
  const takenOver = (): Promise<Claim> => takenOverAfter(LEASE);
  async function takenOverAfter(ms: number): Promise<Claim> {
    time.pass(ms);
    const result = await claim();
    if (result.kind !== 'unresolved') throw new Error(`expected unresolved, got ${result.kind}`);
    return result.claim;
  }
  const record = async (of: IdempotencyKeyId = id) => (await store.read(of)).record;
  const entries = async () => (await store.ledger(id.caller, ASSET)).entries;

  describe('claiming', () => {
    it('claim of a free key gives a planned record', async () => {
      const mine = await claimed();
      expect(mine).toMatchObject({ id, inputHash: HASH, asset: ASSET });
      expect(await store.read(id)).toEqual({
        now: time.now(),
        record: {
          inputHash: HASH,
          asset: ASSET,
          owner: ownerOf(id.caller),
          state: 'planned',
          fence: mine.fence,
          leaseUntil: time.now() + LEASE,
          sentAt: null,
          sentStoreAt: null,
          sendFence: null,
          plan: null,
          answer: null,
        },
      });
    });

    it('claim with other input is a conflict in every state', async () => {
      const mine = await sent();
      expect(await claim(id, 'other')).toEqual({ kind: 'conflict' });
      time.pass(LEASE);
      expect(await claim(id, 'other')).toEqual({ kind: 'conflict' });
      await store.settle(mine, 'url', 600, KEEP);
      expect(await claim(id, 'other')).toEqual({ kind: 'conflict' });
    });

    it('claim under a running lease is busy in every state', async () => {
      const mine = await claimed();
      expect(await claim()).toMatchObject({ kind: 'busy', now: time.now(), record: { state: 'planned' } });
      await store.markSent(mine, 500, 'plan', LEASE);
      time.pass(LEASE - 1);
      expect(await claim()).toMatchObject({ kind: 'busy', record: { state: 'sent', fence: mine.fence } });
    });

    it('claim of a planned key with an expired lease takes it over under a higher fence', async () => {
      const a = await claimed();
      time.pass(LEASE);
      const b = await claimed();
      expect(b.fence).toBeGreaterThan(a.fence);
    });

    it('claim of a sent key with an expired lease is unresolved and gives the plan', async () => {
      const a = await sent();
      const sentStoreAt = time.now();
      time.pass(LEASE);
      const result = await claim();
      expect(result).toMatchObject({
        kind: 'unresolved',
        now: time.now(),
        record: { state: 'unknown', sentAt: 500, sentStoreAt, sendFence: a.fence, plan: '{"version":3}' },
      });
      expect(await claim()).toMatchObject({
        kind: 'busy',
        record: { state: 'unknown', leaseUntil: time.now() + LEASE },
      });
      expect(await entries()).toMatchObject([{ state: 'unknown', leaseUntil: 0 }]);
    });

    it('claim of an unknown key is unresolved at once', async () => {
      const a = await sent();
      await store.markUnknown(a, KEEP);
      expect(await claim()).toMatchObject({
        kind: 'unresolved',
        record: { state: 'unknown', sendFence: a.fence },
      });
    });

    it('forgets a plan that nobody carried out after 48 hours', async () => {
      await claimed();
      time.pass(LEASE + RETENTION_MS);
      expect(await record()).toBeNull();
    });
  });

  describe('the lease', () => {
    it('renew prolongs the holder’s lease', async () => {
      const a = await sent();
      time.pass(LEASE - 1);
      expect(await store.renew(a, LEASE)).toBe(true);
      time.pass(LEASE - 1);
      expect(await claim()).toMatchObject({ kind: 'busy' });
      expect(await entries()).toMatchObject([{ state: 'sent', leaseUntil: time.now() + 1 }]);
    });

    it('renew works after expiry while no other caller took the key', async () => {
      const a = await claimed();
      time.pass(LEASE * 2);
      expect(await store.renew(a, LEASE)).toBe(true);
      expect(await claim()).toMatchObject({ kind: 'busy' });
    });

    it('renew fails once the key was taken over, marked unknown, ended or released', async () => {
      const a = await sent();
      const b = await takenOver();
      expect(await store.renew(a, LEASE)).toBe(false);
      await store.markUnknown(b, KEEP);
      expect(await store.renew(b, LEASE)).toBe(false);
      await store.settle(a, 'url', 600, KEEP);
      expect(await store.renew(b, LEASE)).toBe(false);
      const other = { ...id, key: 'other' };
      const c = await claimed(other);
      await store.release(c);
      expect(await store.renew(c, LEASE)).toBe(false);
    });
  });

  describe('sending', () => {
    it('markSent succeeds once per claim', async () => {
      const a = await sent();
      expect(await store.markSent(a, 501, 'plan', LEASE)).toBe(false);
      expect(await record()).toMatchObject({ state: 'sent', sentAt: 500, sendFence: a.fence });
      await store.markUnknown(a, KEEP);
      expect(await store.markSent(a, 501, 'plan', LEASE)).toBe(false);
    });

    it('markSent fails for a holder that lost its claim', async () => {
      const a = await claimed();
      time.pass(LEASE);
      const b = await claimed();
      expect(await store.markSent(a, 500, 'plan', LEASE)).toBe(false);
      expect(await store.markSent(b, 500, 'plan', LEASE)).toBe(true);
    });

    it('markSent succeeds for the new holder and replaces the ledger entry', async () => {
      await sent();
      const b = await takenOver();
      expect(await store.markSent(b, 700, 'plan', LEASE)).toBe(true);
      expect(await record()).toMatchObject({ state: 'sent', sendFence: b.fence, sentAt: 700 });
      expect(await entries()).toMatchObject([{ key: id.key, state: 'sent', sentAt: 700 }]);
    });

    it('unsend allows another markSent', async () => {
      const a = await sent();
      expect(await store.unsend(a, LEASE)).toBe(true);
      expect(await record()).toMatchObject({
        state: 'planned',
        sentAt: null,
        sendFence: null,
        plan: null,
        fence: a.fence,
      });
      expect(await entries()).toEqual([]);
      expect(await claim()).toMatchObject({ kind: 'busy' });
      expect(await store.markSent(a, 800, 'plan', LEASE)).toBe(true);
      expect(await entries()).toMatchObject([{ sentAt: 800 }]);
    });

    it('unsend fails for a holder that lost its claim', async () => {
      const a = await sent();
      await takenOver();
      expect(await store.unsend(a, LEASE)).toBe(false);
      expect(await record()).toMatchObject({ state: 'unknown', sendFence: a.fence });
    });
  });

  describe('settling', () => {
    it('settle stores the result for keepMs, then the key is free', async () => {
      const a = await sent();
      expect(await store.settle(a, '{"url":"u"}', 600, KEEP)).toBe(true);
      expect(await claim()).toMatchObject({
        kind: 'done',
        record: { state: 'settled', answer: '{"url":"u"}', leaseUntil: 0 },
      });
      expect(await entries()).toEqual([
        { key: id.key, isSameAccount: true, sentAt: 500, resolvedAt: 600, state: 'settled', leaseUntil: 0 },
      ]);
      time.pass(KEEP - 1);
      expect(await record()).toMatchObject({ state: 'settled' });
      time.pass(1);
      expect(await record()).toBeNull();
      await claimed();
    });

    it('settle with the same result again is true and changes nothing', async () => {
      const a = await sent();
      await store.settle(a, 'url', 600, KEEP);
      expect(await store.settle(a, 'url', 600, KEEP)).toBe(true);
    });

    it('settle fails where nothing was sent', async () => {
      const a = await claimed();
      expect(await store.settle(a, 'url', 600, KEEP)).toBe(false);
      await store.markSent(a, 500, 'plan', LEASE);
      await store.unsend(a, LEASE);
      expect(await store.settle(a, 'url', 600, KEEP)).toBe(false);
      expect(await record()).toMatchObject({ state: 'planned' });
    });

    it('settle succeeds for the sender after its claim was taken over', async () => {
      const a = await sent();
      const b = await takenOver();
      expect(await store.settle(a, 'url', 600, KEEP)).toBe(true);
      expect(await claim()).toMatchObject({ kind: 'done', record: { answer: 'url' } });
      expect(await store.markSent(b, 700, 'plan', LEASE)).toBe(false);
      expect(await store.lose(b, 'lost', 700, KEEP)).toBe(false);
      expect(await store.markUnknown(b, KEEP)).toBe(false);
      expect(await store.release(b)).toBe(false);
      expect(await record()).toMatchObject({ state: 'settled', answer: 'url' });
    });

    it('settle succeeds after lose', async () => {
      const a = await sent();
      const b = await takenOver();
      await store.lose(b, 'lost', 700, KEEP);
      expect(await store.settle(a, 'url', 800, KEEP)).toBe(true);
      expect(await record()).toMatchObject({ state: 'settled', answer: 'url' });
      expect(await entries()).toMatchObject([{ state: 'settled', resolvedAt: 800 }]);
    });

    it('settle of an older sending wins over a newer one, whose result goes to its caller only', async () => {
      const a = await sent();
      const b = await takenOver();
      await store.markSent(b, 700, 'plan', LEASE);
      expect(await store.settle(a, 'url of a', 800, KEEP)).toBe(true);
      expect(await entries()).toMatchObject([
        { sentAt: 500, state: 'settled' },
        { sentAt: 700, state: 'sent' },
      ]);
      expect(await store.settle(b, 'url of b', 900, KEEP)).toBe(false);
      expect(await record()).toMatchObject({ state: 'settled', answer: 'url of a' });
      // Both were charged: reconciling the asset must know of both.
      expect(await entries()).toMatchObject([
        { sentAt: 500, state: 'settled', resolvedAt: 800 },
        { sentAt: 700, state: 'settled', resolvedAt: 900 },
      ]);
    });

    it('settle of an older sending succeeds after a newer one was released', async () => {
      const a = await sent();
      const b = await takenOver();
      await store.markSent(b, 700, 'plan', LEASE);
      await store.release(b);
      expect(await record()).toBeNull();
      expect(await entries()).toEqual([]);
      expect(await store.settle(a, 'url', 800, KEEP)).toBe(true);
      expect(await claim()).toMatchObject({
        kind: 'done',
        record: {
          state: 'settled',
          answer: 'url',
          inputHash: HASH,
          asset: ASSET,
          sentAt: 500,
          sendFence: a.fence,
        },
      });
      expect(await entries()).toMatchObject([{ sentAt: 500, state: 'settled' }]);
    });

    it('settle of an older sending makes a later markSent fail', async () => {
      const a = await sent();
      const b = await takenOver();
      await store.release(b);
      const c = await claimed();
      expect(await store.settle(a, 'url', 800, KEEP)).toBe(true);
      expect(await store.markSent(c, 900, 'plan', LEASE)).toBe(false);
    });

    it('settle does not overwrite a record with other input', async () => {
      const a = await sent();
      const b = await takenOver();
      await store.release(b);
      await store.claim(id, 'other', ASSET, LEASE);
      expect(await store.settle(a, 'url', 800, KEEP)).toBe(false);
      expect(await record()).toMatchObject({ state: 'planned', inputHash: 'other' });
      expect(await entries()).toMatchObject([{ state: 'settled' }]);
    });
  });

  describe('losing', () => {
    it('lose stores the result, for the holder only', async () => {
      const a = await sent();
      const b = await takenOver();
      expect(await store.lose(a, 'lost', 600, KEEP)).toBe(false);
      expect(await store.lose(b, 'lost', 600, KEEP)).toBe(true);
      expect(await store.lose(b, 'lost', 600, KEEP)).toBe(true);
      expect(await claim()).toMatchObject({ kind: 'done', record: { state: 'lost', answer: 'lost' } });
      expect(await entries()).toEqual([
        { key: id.key, isSameAccount: true, sentAt: 500, resolvedAt: 600, state: 'lost', leaseUntil: 0 },
      ]);
      time.pass(KEEP);
      expect(await record()).toBeNull();
    });

    it('lose fails where nothing was sent', async () => {
      expect(await store.lose(await claimed(), 'lost', 600, KEEP)).toBe(false);
    });
  });

  describe('marking unknown', () => {
    it('markUnknown ends the lease and is stored for keepMs from the sending', async () => {
      const a = await sent();
      time.pass(5000);
      expect(await store.markUnknown(a, KEEP)).toBe(true);
      expect(await record()).toMatchObject({ state: 'unknown', leaseUntil: 0 });
      expect(await entries()).toMatchObject([{ state: 'unknown' }]);
      time.pass(KEEP - 5001);
      expect(await record()).toMatchObject({ state: 'unknown' });
      time.pass(1);
      expect(await record()).toBeNull();
      expect(await entries()).toMatchObject([{ state: 'unknown' }]);
      await claimed();
    });

    it('an unknown record outlasts its time while a caller reconciles it', async () => {
      const a = await sent();
      await store.markUnknown(a, KEEP);
      time.pass(KEEP - 1);
      expect(await claim()).toMatchObject({ kind: 'unresolved' });
      time.pass(1);
      expect(await claim()).toMatchObject({ kind: 'busy' });
    });

    it('markUnknown fails for other callers, and where nothing was sent', async () => {
      const a = await sent();
      const b = await takenOver();
      expect(await store.markUnknown(a, KEEP)).toBe(false);
      expect(await store.markUnknown(b, KEEP)).toBe(true);
      expect(await store.markUnknown(await claimed({ ...id, key: 'other' }), KEEP)).toBe(false);
    });

    it('markUnknown lets its holder settle or lose the key', async () => {
      const a = await sent();
      await store.markUnknown(a, KEEP);
      expect(await store.lose(a, 'lost', 600, KEEP)).toBe(true);
    });
  });

  describe('releasing', () => {
    it('release frees the key for any input, under a higher fence', async () => {
      const a = await sent();
      expect(await store.release(a)).toBe(true);
      expect(await record()).toBeNull();
      expect(await entries()).toEqual([]);
      const b = await store.claim(id, 'other', ASSET, LEASE);
      expect(b).toMatchObject({ kind: 'claimed' });
      if (b.kind === 'claimed') expect(b.claim.fence).toBeGreaterThan(a.fence);
      expect(await store.release(a)).toBe(false);
      expect(await record()).toMatchObject({ inputHash: 'other' });
    });

    it('release fails once the key ended', async () => {
      const a = await sent();
      await store.settle(a, 'url', 600, KEEP);
      expect(await store.release(a)).toBe(false);
    });
  });

  describe('the ledger', () => {
    it('lists an asset’s sendings of all keys in order, and says which are of the asking account', async () => {
      await sent({ ...id, key: 'b' }, 300);
      await sent({ ...id, key: 'a' }, 200);
      await sent({ caller: callerOf('another'), key: 'd' }, 100);
      await sent({ caller: personOf('token'), key: 'e' }, 400);
      const other = await store.claim({ ...id, key: 'c' }, HASH, 'video:83454804', LEASE);
      if (other.kind === 'claimed') await store.markSent(other.claim, 1, 'plan', LEASE);
      expect((await entries()).map(({ key, isSameAccount }) => [key, isSameAccount])).toEqual([
        ['d', false],
        ['a', true],
        ['b', true],
        ['e', null],
      ]);
      expect((await store.ledger(id.caller, ASSET)).now).toBe(time.now());
    });

    it('a ledger entry is stored for 48 hours from its last change', async () => {
      const a = await sent();
      time.pass(RETENTION_MS - 1);
      await store.settle(a, 'url', 600, KEEP);
      time.pass(RETENTION_MS - 1);
      expect(await entries()).toHaveLength(1);
      time.pass(1);
      expect(await entries()).toEqual([]);
    });
  });

  describe('the ledger, once it forgot a sending', () => {
    it('remembers a sending that was never resolved for a week', async () => {
      const a = await sent();
      time.pass(RETENTION_MS - LEASE);
      const b = await takenOverAfter(LEASE);
      await store.markSent(b, 700, 'plan', LEASE);
      expect(await store.settle(a, 'url', 800, KEEP)).toBe(true);
      expect(await entries()).toMatchObject([
        { sentAt: 500, state: 'settled' },
        { sentAt: 700, state: 'sent' },
      ]);
    });

    it('keeps a key that is still sent for a week', async () => {
      await sent();
      time.pass(UNRESOLVED_MS - 1);
      expect(await record()).toMatchObject({ state: 'sent' });
      time.pass(1);
      expect(await record()).toBeNull();
    });
  });

  describe('undelivered answers', () => {
    it('are handed out once each, the oldest first, until their time is over', async () => {
      const take = () => store.takeUndelivered(id.caller, HASH);
      expect(await take()).toBeNull();
      await store.keepUndelivered(id.caller, HASH, 'second', 2000);
      await store.keepUndelivered(id.caller, HASH, 'first 🖼', 1000);
      await store.keepUndelivered(id.caller, HASH, 'third', 3000);
      await store.keepUndelivered(id.caller, HASH, 'third', 3000);
      expect(await store.takeUndelivered(id.caller, 'other')).toBeNull();
      expect(await store.takeUndelivered(callerOf('another'), HASH)).toBeNull();
      expect(await take()).toBe('first 🖼');
      time.pass(2000);
      expect(await take()).toBe('third');
      expect(await take()).toBeNull();
    });
  });

  describe('the owner', () => {
    const UUID = '6d1f8f0e-2b55-4f9e-b1ad-8c7a2f3f9a10';

    it('is the first caller: another one is shown nothing, in every state', async () => {
      const stranger = { ...id, caller: callerOf('another') };
      const mine = await claimed();
      expect(await claim(stranger)).toEqual({ kind: 'other-caller' });
      await store.markSent(mine, 500, 'plan', LEASE);
      time.pass(LEASE);
      expect(await claim(stranger)).toEqual({ kind: 'other-caller' });
      await store.settle(mine, 'url', 600, KEEP);
      expect(await claim(stranger, 'other input')).toEqual({ kind: 'other-caller' });
      expect(await claim()).toMatchObject({ kind: 'done' });
    });

    it('is anybody again once the key is free', async () => {
      await store.release(await claimed());
      await claimed({ ...id, caller: callerOf('another') });
    });

    it('with a renewed token has the key of the old one, where it is a random UUID', async () => {
      const old = { caller: personOf('old'), key: UUID };
      const renewed = { caller: personOf('renewed'), key: UUID };
      const mine = await sent(old);
      expect(await claim(renewed)).toMatchObject({ kind: 'busy' });
      await store.settle(mine, 'url', 600, KEEP);
      // Other products by now: the token that used the key is enough.
      const changed = { hash: 'other facts', names: 'names' };
      expect(await claim({ caller: personOf('renewed', { account: changed }), key: UUID })).toMatchObject({
        kind: 'done',
        record: { owner: { tokens: ['old', 'renewed'], account: changed } },
      });
      expect(await claim({ caller: personOf('again'), key: UUID })).toEqual({ kind: 'other-caller' });
    });

    it('with a renewed token is another caller to a key of a few words', async () => {
      await sent({ caller: personOf('old'), key: 'order-1' });
      expect(await claim({ caller: personOf('renewed'), key: 'order-1' })).toEqual({ kind: 'other-caller' });
    });
  });

  describe('a refusal', () => {
    it('is read by the callers that waited for the claim, and by no later one', async () => {
      const a = await sent();
      expect(await claim()).toMatchObject({ kind: 'busy', record: { fence: a.fence } });
      expect(await store.release(a, '{"code":"NOT_ENTITLED"}')).toBe(true);
      expect(await record()).toBeNull();
      expect(await entries()).toEqual([]);
      const again = () => store.claim(id, HASH, ASSET, LEASE, a.fence);
      expect(await again()).toEqual({ kind: 'refused', refusal: '{"code":"NOT_ENTITLED"}' });
      expect(await again()).toMatchObject({ kind: 'refused' });
      await claimed();
      expect(await again()).toMatchObject({ kind: 'busy' });
    });

    it('is forgotten after ten seconds', async () => {
      const a = await sent();
      await store.release(a, 'refusal');
      time.pass(REFUSAL_MS);
      expect(await store.claim(id, HASH, ASSET, LEASE, a.fence)).toMatchObject({ kind: 'claimed' });
    });

    it('gives way to a link that arrives late', async () => {
      const a = await sent();
      const b = await takenOver();
      await store.release(b, 'refusal');
      expect(await store.settle(a, 'url', 800, KEEP)).toBe(true);
      expect(await claim()).toMatchObject({ kind: 'done', record: { state: 'settled', answer: 'url' } });
    });
  });

  describe('the asset lock', () => {
    it('is prolonged by its holder, as long as it did not end', async () => {
      const first = await store.lockAsset('image:9', LEASE);
      time.pass(LEASE - 1);
      expect(await first?.renew(LEASE)).toBe(true);
      time.pass(LEASE - 1);
      expect(await store.lockAsset('image:9', LEASE)).toBeNull();
      time.pass(1);
      expect(await store.lockAsset('image:9', LEASE)).not.toBeNull();
      expect(await first?.renew(LEASE)).toBe(false);
    });

    it('is one at a time, given back or ended by time', async () => {
      const lock = (asset: 'image:1' | 'image:2' = 'image:1') => store.lockAsset(asset, LEASE);
      const first = await lock();
      expect(first).not.toBeNull();
      expect(await lock()).toBeNull();
      expect(await lock('image:2')).not.toBeNull();
      await first?.unlock();
      const second = await lock();
      expect(second).not.toBeNull();
      time.pass(LEASE);
      const third = await lock();
      expect(third).not.toBeNull();
      await second?.unlock();
      expect(await lock()).toBeNull();
      await third?.unlock();
      expect(await lock()).not.toBeNull();
    });
  });

  describe('waiting', () => {
    /** Advances the time in small steps, with a round trip after each so that its effects complete. */
    async function passedUntilDone(waiting: Promise<void>, atMost: number): Promise<number> {
      let done = false;
      void waiting.then(() => {
        done = true;
      });
      for (let passed = 0; ; passed += 10) {
        await store.read({ caller: callerOf('another'), key: 'nothing' });
        await store.read({ caller: callerOf('another'), key: 'nothing' });
        if (done) return passed;
        if (passed > atMost) throw new Error(`still waiting after ${passed} ms`);
        time.pass(10);
      }
    }

    it('waitForChange resolves at once for a key that is not busy', async () => {
      expect(await passedUntilDone(store.waitForChange(id, 5000), 0)).toBe(0);
      const a = await sent();
      await store.settle(a, 'url', 600, KEEP);
      expect(await passedUntilDone(store.waitForChange(id, 5000), 0)).toBe(0);
    });

    for (const [how, end] of Object.entries<(a: Claim) => Promise<boolean>>({
      settle: (a) => store.settle(a, 'url', 600, KEEP),
      lose: (a) => store.lose(a, 'lost', 600, KEEP),
      markUnknown: (a) => store.markUnknown(a, KEEP),
      release: (a) => store.release(a),
    })) {
      it(`waitForChange resolves soon after ${how}`, async () => {
        const a = await sent();
        const waiting = store.waitForChange(id, 5000);
        time.pass(300);
        await end(a);
        expect(await passedUntilDone(waiting, 300)).toBeLessThanOrEqual(300);
        expect(time.waiting).toBe(0);
      });
    }

    it('waitForChange resolves when the lease expires, renewals included', async () => {
      const a = await sent();
      time.pass(LEASE / 2);
      await store.renew(a, LEASE);
      const passed = await passedUntilDone(store.waitForChange(id, LEASE * 10), LEASE * 2);
      expect(passed).toBeGreaterThanOrEqual(LEASE);
      expect(passed).toBeLessThanOrEqual(LEASE + 300);
      expect(await claim()).toMatchObject({ kind: 'unresolved' });
    });

    it('waitForChange resolves after its timeout', async () => {
      await sent();
      const passed = await passedUntilDone(store.waitForChange(id, 1000), 2000);
      expect(passed).toBeGreaterThanOrEqual(1000);
      expect(passed).toBeLessThanOrEqual(1010);
      expect(time.waiting).toBe(0);
    });
  });
}
