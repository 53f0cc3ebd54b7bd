import { RETENTION_MS } from '../../../src/downloads/idempotency/durations.js';
import type {
  AssetKey,
  IdempotencyState,
  LedgerEntry,
} from '../../../src/downloads/idempotency/idempotency-store.js';

/** One request that was marked as sent; all are stored, whatever the outcome of the key. */
interface ModelSending {
  readonly key: string;
  readonly fence: number;
  readonly sentAt: number;
  resolvedAt: number | null;
  state: LedgerEntry['state'] | 'set aside';
  leaseUntil: number;
  touched: number;
}

interface ModelKey {
  input: string;
  state: IdempotencyState;
  holder: number;
  givenUp: boolean;
  leaseUntil: number;
  lastSending: { readonly fence: number; readonly sentAt: number; readonly at: number } | null;
  answer: string | null;
  forgottenAt: number;
}

/** The model's result of a claim. */
export type ModelClaim = 'claimed' | 'unresolved' | 'busy' | 'done' | 'conflict';

/**
 * The key store of one customer and one asset as one would explain it: keys in an object, sendings in a list, no
 * bounds. Written apart from the stores' own rules on purpose; only the sentences in `key-store.ts` are shared.
 */
export class Model {
  readonly asset: AssetKey = 'image:1';
  now = 0;
  fence = 0;
  private readonly keys: Record<string, ModelKey> = {};
  private sendings: ModelSending[] = [];
  private undelivered: { readonly key: string; readonly until: number }[] = [];

  key(name: string): ModelKey | null {
    const key = this.keys[name];
    return key === undefined || key.forgottenAt <= this.now ? null : key;
  }

  claim(name: string, input: string, lease: number): ModelClaim {
    const key = this.key(name);
    if (key && key.input !== input) return 'conflict';
    if (key && (key.state === 'settled' || key.state === 'lost')) return 'done';
    if (key && key.leaseUntil > this.now) return 'busy';
    this.fence += 1;
    const unresolved = key !== null && key.state !== 'planned';
    const taken: ModelKey = key ?? {
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
    return true;
  }

  markSent(name: string, fence: number, sentAt: number, lease: number): boolean {
    const key = this.held(name, fence);
    if (key === null || key.givenUp || key.lastSending?.fence === fence) return false;
    this.lease(key, lease);
    key.state = 'sent';
    key.lastSending = { fence, sentAt, at: this.now };
    this.setAside(name, fence);
    const { leaseUntil } = key;
    this.sendings.push({
      key: name,
      fence,
      sentAt,
      resolvedAt: null,
      state: 'sent',
      leaseUntil,
      touched: this.now,
    });
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
    return true;
  }

  settle(name: string, fence: number, input: string, response: string, at: number, keep: number): boolean {
    const sending = this.sending(fence);
    const key = this.key(name);
    if (!sending && key?.lastSending?.fence !== fence) return false;
    this.change(fence, { state: 'settled', resolvedAt: at, leaseUntil: 0 });
    if (key && key.input !== input) return false;
    if (key?.state === 'settled') return key.answer === response;
    const lastSending =
      key?.lastSending ?? (key ? null : { fence, sentAt: sending?.sentAt ?? 0, at: this.now });
    const holder = key?.holder ?? fence;
    const forgottenAt = this.now + keep;
    this.keys[name] = {
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
    return true;
  }

  markUnknown(name: string, fence: number, keep: number): boolean {
    const key = this.held(name, fence);
    if (!key?.lastSending) return false;
    Object.assign(key, {
      state: 'unknown',
      givenUp: true,
      leaseUntil: 0,
      forgottenAt: key.lastSending.at + keep,
    });
    this.change(key.lastSending.fence, { state: 'unknown', leaseUntil: 0 });
    return true;
  }

  release(name: string, fence: number): boolean {
    if (this.held(name, fence) === null) return false;
    delete this.keys[name];
    this.withdraw(name, fence);
    return true;
  }

  ledger(): LedgerEntry[] {
    return this.sendings
      .filter(({ touched, state }) => touched + RETENTION_MS > this.now && state !== 'set aside')
      .sort((a, b) => a.sentAt - b.sentAt || a.fence - b.fence)
      .map(({ key, sentAt, resolvedAt, state, leaseUntil }) => ({
        key,
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

  private held(name: string, fence: number): ModelKey | null {
    const key = this.key(name);
    return key && key.holder === fence && key.state !== 'settled' && key.state !== 'lost' ? key : null;
  }

  private lease(key: ModelKey, lease: number): void {
    key.leaseUntil = this.now + lease;
    key.forgottenAt = key.leaseUntil + RETENTION_MS;
  }

  private sending(fence: number | undefined): ModelSending | undefined {
    return this.sendings.find(
      (sending) => sending.fence === fence && sending.touched + RETENTION_MS > this.now,
    );
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
      if (sending.key === name && sending.fence !== fence && isOpen)
        this.change(sending.fence, { state: 'set aside', leaseUntil: 0 });
    }
  }
}
