import { type Clock, systemClock } from '../../lib/clock.js';
import {
  type AssetKey,
  type Claim,
  type ClaimResult,
  type IdempotencyKeyId,
  type IdempotencyRecord,
  type IdempotencyStore,
  StoreUnavailableError,
} from './idempotency-store.js';
import { MemoryKeys } from './memory-keys.js';
import { MemoryLedger } from './memory-ledger.js';
import { MemoryLocks } from './memory-locks.js';
import { MemoryUndelivered } from './memory-undelivered.js';
import { MemoryWaiters } from './memory-waiters.js';
import { systemTimers, type Timers } from './timers.js';
import * as step from './transitions.js';

/** How the memory store is set up. */
export interface MemoryStoreOptions {
  /** Default: the machine's. */
  readonly clock?: Clock;
  /** Default: the machine's. Moves with `clock` in tests. */
  readonly timers?: Timers;
  /** How many keys it holds at most, by default 100 000 (about a kilobyte each). */
  readonly maxKeys?: number;
}

const toMapKey = ({ customer, key }: IdempotencyKeyId): string => JSON.stringify([customer, key]);

/**
 * The key store of a single process. Atomic because no step awaits anything. It dies with the process: what was sent
 * and not answered by then is forgotten, which is why production wants Redis.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): IdempotencyStore {
  return new MemoryStore(
    options.clock ?? systemClock,
    options.timers ?? systemTimers,
    options.maxKeys ?? 100_000,
  );
}

class MemoryStore implements IdempotencyStore {
  readonly name = 'memory';
  private readonly keys: MemoryKeys;
  private readonly sendings: MemoryLedger;
  private readonly undelivered: MemoryUndelivered;
  private readonly locks = new MemoryLocks();
  private readonly waiters: MemoryWaiters;
  private lastFence = 0;

  constructor(
    private readonly clock: Clock,
    timers: Timers,
    private readonly maxKeys: number,
  ) {
    this.keys = new MemoryKeys(maxKeys);
    this.sendings = new MemoryLedger(maxKeys);
    this.undelivered = new MemoryUndelivered(maxKeys);
    this.waiters = new MemoryWaiters(timers);
  }

  async claim(
    id: IdempotencyKeyId,
    inputHash: string,
    asset: AssetKey,
    leaseMs: number,
  ): Promise<ClaimResult> {
    const now = this.clock.now();
    const record = this.keys.get(toMapKey(id), now);
    const decision = step.claim(record, { inputHash, asset, leaseMs }, this.lastFence + 1, now);
    if (decision.kind === 'conflict') return { kind: 'conflict' };
    if (decision.kind === 'claimed' || decision.kind === 'unresolved') {
      if (record === null && !this.keys.makeRoom(now)) throw this.full();
      this.lastFence += 1;
      this.keys.set(toMapKey(id), decision.next);
      const claim = { id, fence: this.lastFence, inputHash, asset };
      if (decision.kind === 'claimed') return { kind: 'claimed', claim };
      if (record?.sendFence != null)
        this.sendings.resolve(record.sendFence, { state: 'unknown', leaseUntil: 0 }, now);
      return { kind: 'unresolved', claim, record: visible(decision.next), now };
    }
    if (record === null) throw new Error(`a key without a record cannot be ${decision.kind}`);
    return decision.kind === 'busy'
      ? { kind: 'busy', record: visible(record), now }
      : { kind: 'done', record: visible(record) };
  }

  async renew(claim: Claim, leaseMs: number): Promise<boolean> {
    const now = this.clock.now();
    const next = this.advance(claim, now, (record) => step.renew(record, now, leaseMs));
    if (next?.state === 'sent') this.sendings.resolve(claim.fence, { leaseUntil: next.leaseUntil }, now);
    return next !== null;
  }

  async markSent(claim: Claim, sentAt: number, plan: string, leaseMs: number): Promise<boolean> {
    const now = this.clock.now();
    const next = this.advance(claim, now, (record) => step.markSent(record, { sentAt, plan }, now, leaseMs));
    if (next !== null) this.sendings.sent(claim, sentAt, next.leaseUntil, now);
    return next !== null;
  }

  async unsend(claim: Claim, leaseMs: number): Promise<boolean> {
    const now = this.clock.now();
    const next = this.advance(claim, now, (record) => step.unsend(record, now, leaseMs));
    if (next !== null) this.sendings.withdraw(claim, now);
    return next !== null;
  }

  async settle(claim: Claim, response: string, resolvedAt: number, keepMs: number): Promise<boolean> {
    const now = this.clock.now();
    const record = this.keys.get(toMapKey(claim.id), now);
    const sending = this.sendings.find(claim.fence, now);
    if (sending === null && record?.sendFence !== claim.fence) return false;
    this.sendings.resolve(claim.fence, { state: 'settled', resolvedAt, leaseUntil: 0 }, now);
    const { kept, next } = step.settle(record, claim, sending?.sentAt ?? null, response, now, keepMs);
    if (next !== null) {
      // Room is made if there is any; a paid link is kept even where there is none.
      if (record === null) this.keys.makeRoom(now);
      this.keys.set(toMapKey(claim.id), next);
      this.waiters.wake(toMapKey(claim.id));
    }
    return kept;
  }

  async lose(claim: Claim, response: string, resolvedAt: number, keepMs: number): Promise<boolean> {
    const now = this.clock.now();
    const next = this.advance(claim, now, (record) => step.lose(record, response, now, keepMs));
    if (next?.sendFence != null) {
      this.sendings.resolve(next.sendFence, { state: 'lost', resolvedAt, leaseUntil: 0 }, now);
      this.waiters.wake(toMapKey(claim.id));
    }
    return next !== null || this.endedSo(claim, response, now);
  }

  async markUnknown(claim: Claim, keepMs: number): Promise<boolean> {
    const now = this.clock.now();
    const next = this.advance(claim, now, (record) => step.markUnknown(record, keepMs));
    if (next?.sendFence != null) {
      this.sendings.resolve(next.sendFence, { state: 'unknown', leaseUntil: 0 }, now);
      this.waiters.wake(toMapKey(claim.id));
    }
    return next !== null;
  }

  async release(claim: Claim): Promise<boolean> {
    const now = this.clock.now();
    if (!step.isHeldBy(this.keys.get(toMapKey(claim.id), now), claim)) return false;
    this.keys.delete(toMapKey(claim.id));
    this.sendings.withdraw(claim, now);
    this.waiters.wake(toMapKey(claim.id));
    return true;
  }

  async read(
    id: IdempotencyKeyId,
  ): Promise<{ readonly record: IdempotencyRecord | null; readonly now: number }> {
    const now = this.clock.now();
    const record = this.keys.get(toMapKey(id), now);
    return { record: record === null ? null : visible(record), now };
  }

  async ledger(customer: string, asset: AssetKey): ReturnType<IdempotencyStore['ledger']> {
    const now = this.clock.now();
    return { entries: this.sendings.list(customer, asset, now), now };
  }

  async keepUndelivered(customer: string, inputHash: string, key: string, keepMs: number): Promise<void> {
    this.undelivered.keep(customer, inputHash, key, this.clock.now() + keepMs);
  }

  async takeUndelivered(customer: string, inputHash: string): Promise<string | null> {
    return this.undelivered.take(customer, inputHash, this.clock.now());
  }

  async lockAsset(
    customer: string,
    asset: AssetKey,
    leaseMs: number,
  ): ReturnType<IdempotencyStore['lockAsset']> {
    const now = this.clock.now();
    const unlock = this.locks.take(JSON.stringify([customer, asset]), now + leaseMs, now);
    return unlock === null ? null : { unlock: async () => unlock() };
  }

  waitForChange(id: IdempotencyKeyId, timeoutMs: number): Promise<void> {
    return this.waiters.wait(toMapKey(id), timeoutMs, () => {
      const now = this.clock.now();
      const record = this.keys.get(toMapKey(id), now);
      return record !== null && step.isBusy(record, now) ? record.leaseUntil - now : 0;
    });
  }

  async close(): Promise<void> {
    this.waiters.wakeAll();
  }

  /** One fenced step: the record as it is afterwards, or `null` when the step was refused. */
  private advance(
    claim: Claim,
    now: number,
    change: (record: step.StoredRecord) => step.StoredRecord | null,
  ): step.StoredRecord | null {
    const record = this.keys.get(toMapKey(claim.id), now);
    const next = step.isHeldBy(record, claim) ? change(record) : null;
    if (next !== null) this.keys.set(toMapKey(claim.id), next);
    return next;
  }

  /** A repeat of `lose` whose first reply went missing. */
  private endedSo(claim: Claim, response: string, now: number): boolean {
    const record = this.keys.get(toMapKey(claim.id), now);
    return record?.state === 'lost' && record.fence === claim.fence && record.answer === response;
  }

  private full(): StoreUnavailableError {
    return new StoreUnavailableError(
      `The memory key store is full: ${this.maxKeys} keys are under way and none can be forgotten. Wait, or use Redis.`,
    );
  }
}

/** What a caller sees of a record. */
function visible({ expiresAt: _, ...record }: step.StoredRecord): IdempotencyRecord {
  return record;
}
