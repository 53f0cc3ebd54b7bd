import { type Clock, systemClock } from '../../lib/clock.js';
import { UNDECIDED_AT } from '../count-charges.js';
import { type CallerIdentity, recipientOf } from '../owner.js';
import { DEFAULT_LEDGER, type LedgerOptions, type LedgerReader, type SpendingLimitHit } from './attempt.js';
import { SUSPICION_MS } from './durations.js';
import {
  type AssetKey,
  type AssetLock,
  type Claim,
  type ClaimResult,
  type IdempotencyKeyId,
  type IdempotencyRecord,
  type IdempotencyStore,
  type ReleaseEntry,
  StoreFullError,
} from './idempotency-store.js';
import { MemoryAttempts } from './memory-attempts.js';
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
  /**
   * Whether keys of an earlier process count as forgotten: then a key that did not come into being just now is counted
   * against the history before it is sent, for 24 hours from the start. Default: no.
   */
  readonly suspectsEarlierKeys?: boolean;
  /** How long the ledger goes back, and what client keys may spend. Default: 400 days, no limits. */
  readonly ledger?: LedgerOptions;
}

/** Entries of the ledger in memory, about 700 bytes each: 35 MB. */
const MAX_ATTEMPTS = 50_000;

/**
 * The key store of a single process. Atomic because no step awaits anything. It dies with the process: what was sent
 * and not answered by then is forgotten, which is why production wants Redis.
 */
export function createMemoryStore(options: MemoryStoreOptions = {}): IdempotencyStore {
  return new MemoryStore(
    options.clock ?? systemClock,
    options.timers ?? systemTimers,
    options.maxKeys ?? 100_000,
    options.suspectsEarlierKeys ?? false,
    options.ledger ?? DEFAULT_LEDGER,
  );
}

class MemoryStore implements IdempotencyStore {
  readonly name = 'memory';
  private readonly keys: MemoryKeys;
  private readonly sendings: MemoryLedger;
  private readonly entries: MemoryAttempts;
  readonly attempts: LedgerReader;
  private readonly undelivered: MemoryUndelivered;
  private readonly locks = new MemoryLocks();
  private readonly waiters: MemoryWaiters;
  private lastFence = 0;
  private readonly startedAt: number | null;

  constructor(
    private readonly clock: Clock,
    timers: Timers,
    private readonly maxKeys: number,
    suspectsEarlierKeys: boolean,
    ledger: LedgerOptions,
  ) {
    this.startedAt = suspectsEarlierKeys ? clock.now() : null;
    this.keys = new MemoryKeys(maxKeys);
    this.sendings = new MemoryLedger(maxKeys);
    this.entries = new MemoryAttempts(ledger, MAX_ATTEMPTS);
    this.attempts = this.entries.reader(clock);
    this.undelivered = new MemoryUndelivered(maxKeys);
    this.waiters = new MemoryWaiters(timers);
  }

  async claim(
    id: IdempotencyKeyId,
    inputHash: string,
    asset: AssetKey,
    leaseMs: number,
    waitingFor: number | null = null,
  ): Promise<ClaimResult> {
    const now = this.clock.now();
    const { key, caller } = id;
    const record = this.keys.get(key, now);
    const wanted = { caller, key, inputHash, asset, leaseMs, waitingFor };
    // Never below the clock: a store that took another one's place hands out no fence that an old claim still carries.
    const fence = Math.max(this.lastFence + 1, Math.floor(now));
    const decision = step.claim(record, wanted, fence, now);
    switch (decision.kind) {
      case 'conflict':
      case 'other-caller':
        return { kind: decision.kind };
      case 'refused':
        return { kind: 'refused', refusal: decision.refusal };
      case 'busy':
      case 'done': {
        this.keys.set(key, decision.next);
        const visibleRecord = visible(decision.next);
        return decision.kind === 'busy'
          ? { kind: 'busy', record: visibleRecord, now }
          : { kind: 'done', record: visibleRecord };
      }
      case 'claimed':
      case 'unresolved': {
        if (record === null && !this.keys.makeRoom(now)) throw this.full();
        this.lastFence = fence;
        this.keys.set(key, decision.next);
        const claim = { id, fence, inputHash, asset, epoch: this.startedAt ?? 0 };
        if (decision.kind === 'claimed')
          return { kind: 'claimed', claim, forgotSince: this.forgotSince(now), now };
        if (record?.sendFence != null) {
          this.sendings.resolve(record.sendFence, { state: 'unknown', leaseUntil: 0 }, now);
          this.entries.unknown(record.sendFence, false, now);
        }
        return { kind: 'unresolved', claim, record: visible(decision.next), forgotSince: null, now };
      }
      default:
        return decision satisfies never;
    }
  }

  async renew(claim: Claim, leaseMs: number): Promise<boolean> {
    const now = this.clock.now();
    const next = this.advance(claim, now, (record) => step.renew(record, now, leaseMs));
    if (next?.state === 'sent') this.sendings.resolve(claim.fence, { leaseUntil: next.leaseUntil }, now);
    if (next !== null) this.entries.renewed(claim.fence, next.leaseUntil, now);
    return next !== null;
  }

  async markSent(
    claim: Claim,
    sentAt: number,
    plan: string,
    leaseMs: number,
  ): Promise<boolean | SpendingLimitHit> {
    const now = this.clock.now();
    const record = this.keys.get(claim.id.key, now);
    const next = step.isHeldBy(record, claim) ? step.markSent(record, { sentAt, plan }, now, leaseMs) : null;
    if (next === null) return false;
    // Sendings of the key that were found to be uncharged give their places back before one is taken.
    this.uncharge(this.sendings.dropOlder(claim, now), now);
    const hit = this.entries.limitHit(claim, now);
    if (hit !== null) return hit;
    this.keys.set(claim.id.key, next);
    this.sendings.sent(claim, sentAt, next.leaseUntil, now);
    this.entries.sent(claim, { sentAt, plan, leaseUntil: next.leaseUntil }, now);
    return true;
  }

  async unsend(claim: Claim, leaseMs: number): Promise<boolean> {
    const now = this.clock.now();
    const next = this.advance(claim, now, (record) => step.unsend(record, now, leaseMs));
    if (next === null) return false;
    this.uncharge(this.sendings.withdraw(claim, now), now);
    this.entries.unsent(claim, next.leaseUntil, now);
    return true;
  }

  async settle(
    claim: Claim,
    response: string,
    resolvedAt: number,
    keepMs: number,
    paid: string | null = null,
  ): Promise<boolean> {
    const now = this.clock.now();
    const record = step.taken(this.keys.get(claim.id.key, now));
    const sending = this.sendings.find(claim.fence, now);
    if (sending === null && record?.sendFence !== claim.fence) return false;
    this.sendings.resolve(claim.fence, { state: 'settled', resolvedAt, leaseUntil: 0 }, now);
    this.entries.ended(claim.fence, 'settled', paid, now);
    const { kept, next } = step.settle(
      step.taken(record),
      claim,
      sending?.sentAt ?? null,
      response,
      now,
      keepMs,
    );
    if (next !== null) {
      // Room is made if there is any; a paid link is kept even where there is none.
      if (record === null) this.keys.makeRoom(now);
      this.keys.set(claim.id.key, next);
      this.waiters.wake(claim.id.key);
    }
    return kept;
  }

  async lose(
    claim: Claim,
    response: string,
    resolvedAt: number,
    keepMs: number,
    paid: string | null = null,
  ): Promise<boolean> {
    const now = this.clock.now();
    const next = this.advance(claim, now, (record) => step.lose(record, response, now, keepMs));
    if (next?.sendFence != null) {
      this.sendings.resolve(next.sendFence, { state: 'lost', resolvedAt, leaseUntil: 0 }, now);
      this.entries.ended(next.sendFence, resolvedAt === UNDECIDED_AT ? 'undecided' : 'lost', paid, now);
      this.waiters.wake(claim.id.key);
    }
    return next !== null || this.endedSo(claim, response, now);
  }

  async markUnknown(claim: Claim, keepMs: number, isUncharged = false): Promise<boolean> {
    const now = this.clock.now();
    const next = this.advance(claim, now, (record) => step.markUnknown(record, keepMs));
    if (next?.sendFence != null) {
      this.sendings.resolve(next.sendFence, { state: 'unknown', leaseUntil: 0 }, now);
      this.entries.unknown(next.sendFence, isUncharged, now);
      this.waiters.wake(claim.id.key);
    }
    return next !== null;
  }

  async release(
    claim: Claim,
    refusal: string | null = null,
    { error, plan }: ReleaseEntry = { error: null, plan: null },
  ): Promise<boolean> {
    const now = this.clock.now();
    const record = this.keys.get(claim.id.key, now);
    if (!step.isHeldBy(record, claim)) return false;
    if (refusal === null) this.keys.delete(claim.id.key);
    else this.keys.set(claim.id.key, step.refused(record, refusal, now));
    this.uncharge(this.sendings.withdraw(claim, now), now);
    this.entries.released(claim, error, plan, now);
    this.waiters.wake(claim.id.key);
    return true;
  }

  async read(
    id: IdempotencyKeyId,
  ): Promise<{ readonly record: IdempotencyRecord | null; readonly now: number }> {
    const now = this.clock.now();
    const record = step.taken(this.keys.get(id.key, now));
    return { record: record === null ? null : visible(record), now };
  }

  async ledger(caller: CallerIdentity, asset: AssetKey): ReturnType<IdempotencyStore['ledger']> {
    const now = this.clock.now();
    return { entries: this.sendings.list(caller, asset, now), now };
  }

  async keepUndelivered(
    caller: CallerIdentity,
    inputHash: string,
    key: string,
    keepMs: number,
  ): Promise<void> {
    this.undelivered.keep(recipientOf(caller), inputHash, key, this.clock.now() + keepMs);
  }

  async takeUndelivered(caller: CallerIdentity, inputHash: string): Promise<string | null> {
    return this.undelivered.take(recipientOf(caller), inputHash, this.clock.now());
  }

  async lockAsset(asset: AssetKey, leaseMs: number): Promise<AssetLock | null> {
    const now = this.clock.now();
    const lock = this.locks.take(asset, now + leaseMs, now);
    if (lock === null) return null;
    return {
      renew: async (ms) => lock.renew(this.clock.now() + ms, this.clock.now()),
      unlock: async () => lock.release(),
    };
  }

  fill(): { readonly keys: number; readonly limit: number } {
    return { keys: this.keys.size, limit: this.maxKeys };
  }

  waitForChange(id: IdempotencyKeyId, timeoutMs: number): Promise<void> {
    return this.waiters.wait(id.key, timeoutMs, () => {
      const now = this.clock.now();
      const record = this.keys.get(id.key, now);
      return record !== null && step.isBusy(record, now) ? record.leaseUntil - now : 0;
    });
  }

  async close(): Promise<void> {
    this.waiters.wakeAll();
  }

  private uncharge(fences: readonly number[], now: number): void {
    for (const fence of fences) this.entries.unknown(fence, true, now);
  }

  /** One fenced step: the record as it is afterwards, or `null` when the step was refused. */
  private advance(
    claim: Claim,
    now: number,
    change: (record: step.TakenRecord) => step.TakenRecord | null,
  ): step.TakenRecord | null {
    const record = this.keys.get(claim.id.key, now);
    const next = step.isHeldBy(record, claim) ? change(record) : null;
    if (next !== null) this.keys.set(claim.id.key, next);
    return next;
  }

  /** A repeat of `lose` whose first reply went missing. */
  private endedSo(claim: Claim, response: string, now: number): boolean {
    const record = this.keys.get(claim.id.key, now);
    return record?.state === 'lost' && record.fence === claim.fence && record.answer === response;
  }

  private forgotSince(now: number): number | null {
    return this.startedAt !== null && now < this.startedAt + SUSPICION_MS ? this.startedAt : null;
  }

  private full(): StoreFullError {
    return new StoreFullError(
      `The memory key store is full: it holds ${this.maxKeys} keys and forgets none before its time. Wait, or use Redis.`,
    );
  }
}

/** What a caller sees of a record. */
function visible({ expiresAt: _, ...record }: step.TakenRecord): IdempotencyRecord {
  return record;
}
