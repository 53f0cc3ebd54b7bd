import type { AttemptState } from '../../../src/downloads/idempotency/attempt.js';
import { REFUSAL_MS, RETENTION_MS, UNRESOLVED_MS } from '../../../src/downloads/idempotency/durations.js';
import type {
  AssetKey,
  IdempotencyState,
  LedgerEntry,
} from '../../../src/downloads/idempotency/idempotency-store.js';

/** One request that was marked as sent; all are stored, whatever the outcome of the key. */
interface ModelSending {
  readonly key: string;
  readonly by: string;
  readonly fence: number;
  readonly sentAt: number;
  resolvedAt: number | null;
  state: LedgerEntry['state'] | 'set aside';
  leaseUntil: number;
  touched: number;
}

/** One row of the ledger, as one would tell it. */
export interface ModelAttempt {
  readonly fence: number;
  readonly key: string;
  readonly by: string;
  readonly at: number;
  state: AttemptState;
  endedAt: number | null;
  leaseUntil: number;
}

interface ModelKey {
  owner: string;
  input: string;
  state: IdempotencyState;
  holder: number;
  givenUp: boolean;
  leaseUntil: number;
  lastSending: { readonly fence: number; readonly sentAt: number; readonly at: number } | null;
  answer: string | null;
  forgottenAt: number;
}

/** What claiming comes to, as far as the model tells. */
export type ModelClaim = 'claimed' | 'unresolved' | 'busy' | 'done' | 'conflict' | 'refused' | 'other-caller';

/**
 * The key store of one asset, and of callers that are told apart by their names alone, as one would explain it: keys in an object, sendings in a list, no
 * bounds. Written apart from the stores' own rules on purpose; only the sentences in `key-store.ts` are shared.
 */
export class Model {
  readonly asset: AssetKey = 'image:1';
  now = 0;
  fence = 0;
  private readonly keys: Record<string, ModelKey> = {};
  private sendings: ModelSending[] = [];
  /** Every row, the oldest first; none is ever removed. */
  readonly attempts: ModelAttempt[] = [];
  private readonly refusals: Record<string, { readonly fence: number; readonly until: number }> = {};
  private readonly holders: Record<number, string> = {};
  private undelivered: { readonly key: string; readonly until: number }[] = [];

  key(name: string): ModelKey | null {
    const key = this.keys[name];
    return key === undefined || key.forgottenAt <= this.now ? null : key;
  }

  claim(name: string, input: string, lease: number, by: string, waitingFor: number | null): ModelClaim {
    const key = this.key(name);
    const refusal = this.refusals[name];
    if (key === null && refusal && refusal.fence === waitingFor && refusal.until > this.now) return 'refused';
    if (key && key.owner !== by) return 'other-caller';
    if (key && key.input !== input) return 'conflict';
    if (key && (key.state === 'settled' || key.state === 'lost')) return 'done';
    if (key && key.leaseUntil > this.now) return 'busy';
    this.fence += 1;
    const unresolved = key !== null && key.state !== 'planned';
    delete this.refusals[name];
    this.holders[this.fence] = by;
    const taken: ModelKey = key ?? {
      owner: by,
      input,
      state: 'planned',
      holder: 0,
      givenUp: false,
      leaseUntil: 0,
      lastSending: null,
      answer: null,
      forgottenAt: 0,
    };
    taken.holder = this.fence;
    taken.givenUp = false;
    if (unresolved) {
      taken.state = 'unknown';
      this.change(taken.lastSending?.fence, { state: 'unknown', leaseUntil: 0 });
      this.attemptUnknown(taken.lastSending?.fence, 'unknown');
    }
    this.lease(taken, lease);
    this.keys[name] = taken;
    return unresolved ? 'unresolved' : 'claimed';
  }

  renew(name: string, fence: number, lease: number): boolean {
    const key = this.held(name, fence);
    if (key === null || key.givenUp) return false;
    this.lease(key, lease);
    if (key.state === 'sent') this.change(fence, { leaseUntil: key.leaseUntil });
    const row = this.attempt(fence);
    if (row?.state === 'sent' || row?.state === 'planned') row.leaseUntil = key.leaseUntil;
    return true;
  }

  markSent(name: string, fence: number, sentAt: number, lease: number): boolean {
    const key = this.held(name, fence);
    if (key === null || key.givenUp || key.lastSending?.fence === fence) return false;
    key.state = 'sent';
    key.lastSending = { fence, sentAt, at: this.now };
    this.lease(key, lease);
    this.setAside(name, fence);
    const { leaseUntil } = key;
    this.sendings.push({
      key: name,
      by: this.holders[fence] ?? '',
      fence,
      sentAt,
      resolvedAt: null,
      state: 'sent',
      leaseUntil,
      touched: this.now,
    });
    this.enter(name, fence, 'sent', leaseUntil);
    return true;
  }

  unsend(name: string, fence: number, lease: number): boolean {
    const key = this.held(name, fence);
    if (key === null) return false;
    key.state = 'planned';
    key.lastSending = null;
    key.givenUp = false;
    this.lease(key, lease);
    this.withdraw(name, fence);
    this.moveAttempt(fence, 'planned', key.leaseUntil);
    return true;
  }

  settle(name: string, fence: number, input: string, response: string, at: number, keep: number): boolean {
    const sending = this.sending(fence);
    const key = this.key(name);
    if (!sending && key?.lastSending?.fence !== fence) return false;
    this.change(fence, { state: 'settled', resolvedAt: at, leaseUntil: 0 });
    this.moveAttempt(fence, 'settled');
    if (key && key.input !== input) return false;
    if (key?.state === 'settled') return key.answer === response;
    const lastSending =
      key?.lastSending ?? (key ? null : { fence, sentAt: sending?.sentAt ?? 0, at: this.now });
    const holder = key?.holder ?? fence;
    const forgottenAt = this.now + keep;
    delete this.refusals[name];
    this.keys[name] = {
      owner: key?.owner ?? this.holders[fence] ?? '',
      input,
      state: 'settled',
      holder,
      givenUp: true,
      leaseUntil: 0,
      lastSending,
      answer: response,
      forgottenAt,
    };
    return true;
  }

  lose(name: string, fence: number, response: string, at: number, keep: number): boolean {
    const known = this.key(name);
    if (known?.state === 'lost' && known.holder === fence) return known.answer === response;
    const key = this.held(name, fence);
    if (!key?.lastSending) return false;
    Object.assign(key, { state: 'lost', answer: response, leaseUntil: 0, forgottenAt: this.now + keep });
    this.change(key.lastSending.fence, { state: 'lost', resolvedAt: at, leaseUntil: 0 });
    this.moveAttempt(key.lastSending.fence, at === 0 ? 'undecided' : 'lost');
    return true;
  }

  markUnknown(name: string, fence: number, keep: number, isUncharged: boolean): boolean {
    const key = this.held(name, fence);
    if (!key?.lastSending) return false;
    Object.assign(key, {
      state: 'unknown',
      givenUp: true,
      leaseUntil: 0,
      forgottenAt: key.lastSending.at + keep,
    });
    this.change(key.lastSending.fence, { state: 'unknown', leaseUntil: 0 });
    this.attemptUnknown(key.lastSending.fence, isUncharged ? 'uncharged' : 'unknown');
    return true;
  }

  release(name: string, fence: number, isRefusal: boolean): boolean {
    if (this.held(name, fence) === null) return false;
    delete this.keys[name];
    if (isRefusal) this.refusals[name] = { fence, until: this.now + REFUSAL_MS };
    this.withdraw(name, fence);
    if (this.attempt(fence) === undefined && isRefusal) this.enter(name, fence, 'planned', 0);
    this.moveAttempt(fence, isRefusal ? 'refused' : 'uncharged');
    return true;
  }

  /** Downloads of a day (UTC) that hold a place in the client's limit. */
  spentOn(day: number): number {
    const holds = new Set<AttemptState>(['sent', 'unknown', 'undecided', 'settled', 'lost']);
    return this.attempts.filter(({ state, at }) => holds.has(state) && Math.floor(at / 86_400_000) === day)
      .length;
  }

  /** As the caller of that name sees it. */
  ledger(by: string): LedgerEntry[] {
    return this.sendings
      .filter((sending) => this.isRemembered(sending) && sending.state !== 'set aside')
      .sort((a, b) => a.sentAt - b.sentAt || a.fence - b.fence)
      .map(({ key, by: sender, sentAt, resolvedAt, state, leaseUntil }) => ({
        key,
        isSameAccount: sender === by,
        sentAt,
        resolvedAt,
        state: state as LedgerEntry['state'],
        leaseUntil,
      }));
  }

  keepUndelivered(key: string, keep: number): void {
    this.undelivered = this.undelivered.filter((other) => other.key !== key);
    this.undelivered.push({ key, until: this.now + keep });
  }

  takeUndelivered(): string | null {
    const [first] = this.undelivered
      .filter(({ until }) => until > this.now)
      .sort((a, b) => a.until - b.until || (a.key < b.key ? -1 : 1));
    this.undelivered = this.undelivered.filter((other) => other !== first);
    return first?.key ?? null;
  }

  private attempt(fence: number | undefined): ModelAttempt | undefined {
    return this.attempts.find((row) => row.fence === fence);
  }

  private enter(key: string, fence: number, state: AttemptState, leaseUntil: number): void {
    if (this.attempt(fence) === undefined)
      this.attempts.push({
        fence,
        key,
        by: this.holders[fence] ?? '',
        at: this.now,
        state: 'planned',
        endedAt: null,
        leaseUntil: 0,
      });
    this.moveAttempt(fence, state, leaseUntil);
  }

  private moveAttempt(fence: number, state: AttemptState, leaseUntil = 0): void {
    const row = this.attempt(fence);
    if (row === undefined) return;
    const isOver = state !== 'sent' && state !== 'unknown' && state !== 'planned';
    if (!isOver) row.endedAt = null;
    else if (row.state !== state) row.endedAt = this.now;
    Object.assign(row, { state, leaseUntil });
  }

  private attemptUnknown(fence: number | undefined, state: AttemptState): void {
    const row = this.attempt(fence);
    if (row?.state === 'sent' || row?.state === 'unknown') this.moveAttempt(row.fence, state);
  }

  private held(name: string, fence: number): ModelKey | null {
    const key = this.key(name);
    return key && key.holder === fence && key.state !== 'settled' && key.state !== 'lost' ? key : null;
  }

  private lease(key: ModelKey, lease: number): void {
    key.leaseUntil = this.now + lease;
    const sent = key.lastSending === null ? 0 : key.lastSending.at + UNRESOLVED_MS;
    key.forgottenAt = Math.max(key.leaseUntil + RETENTION_MS, sent);
  }

  private sending(fence: number | undefined): ModelSending | undefined {
    return this.sendings.find((sending) => sending.fence === fence && this.isRemembered(sending));
  }

  private isRemembered({ state, touched }: ModelSending): boolean {
    const isOpen = state === 'sent' || state === 'unknown';
    return touched + (isOpen ? UNRESOLVED_MS : RETENTION_MS) > this.now;
  }

  private change(fence: number | undefined, to: Partial<ModelSending>): void {
    const sending = this.sending(fence);
    if (sending) Object.assign(sending, to, { touched: this.now });
  }

  private withdraw(name: string, fence: number): void {
    this.sendings = this.sendings.filter((sending) => sending.fence !== fence);
    this.setAside(name, fence);
  }

  private setAside(name: string, fence: number): void {
    for (const sending of this.sendings) {
      const isOpen = sending.state === 'sent' || sending.state === 'unknown';
      if (sending.key !== name || sending.fence === fence || !isOpen || !this.isRemembered(sending)) continue;
      this.change(sending.fence, { state: 'set aside', leaseUntil: 0 });
      this.attemptUnknown(sending.fence, 'uncharged');
    }
  }
}
