import { RETENTION_MS } from './durations.js';
import type { AssetKey, Claim, LedgerEntry } from './idempotency-store.js';

/** `dropped`: found to be uncharged when the key was sent again; kept because its own answer may yet arrive. */
type EntryState = LedgerEntry['state'] | 'dropped';

interface Sending {
  readonly owner: string;
  readonly key: string;
  readonly fence: number;
  readonly sentAt: number;
  readonly resolvedAt: number | null;
  readonly state: EntryState;
  readonly leaseUntil: number;
  readonly expiresAt: number;
}

const ownerOf = (customer: string, asset: AssetKey): string => JSON.stringify([customer, asset]);
const isOpen = ({ state }: Sending): boolean => state === 'sent' || state === 'unknown';

/** What was sent, by asset. One entry per fence: a fence belongs to one claim of one key, which sends once at a time. */
export class MemoryLedger {
  /** By fence, the one that changed longest ago in front. */
  private readonly sendings = new Map<number, Sending>();
  private readonly byOwner = new Map<string, Set<number>>();

  constructor(private readonly maxEntries: number) {}

  /** A request is about to leave under this claim. */
  sent(claim: Claim, sentAt: number, leaseUntil: number, now: number): void {
    this.dropOlder(claim, now);
    this.makeRoom(now);
    const { customer, key } = claim.id;
    const owner = ownerOf(customer, claim.asset);
    this.put(
      { owner, key, fence: claim.fence, sentAt, resolvedAt: null, state: 'sent', leaseUntil, expiresAt: 0 },
      now,
    );
  }

  /** Nothing was charged: this claim's own sending is gone, older ones of the key are set aside. */
  withdraw(claim: Claim, now: number): void {
    this.delete(claim.fence);
    this.dropOlder(claim, now);
  }

  /** Prolongs the lease of a sending in flight, or ends it. */
  resolve(
    fence: number,
    change: Partial<Pick<Sending, 'state' | 'resolvedAt' | 'leaseUntil'>>,
    now: number,
  ): void {
    const sending = this.find(fence, now);
    if (sending !== null) this.put({ ...sending, ...change }, now);
  }

  /** The sending under a fence, if there was one and it is still remembered. */
  find(fence: number, now: number): Sending | null {
    const sending = this.sendings.get(fence);
    return sending !== undefined && sending.expiresAt > now ? sending : null;
  }

  /** All that counts for an asset, in the order it was sent. */
  list(customer: string, asset: AssetKey, now: number): LedgerEntry[] {
    const entries: { readonly fence: number; readonly entry: LedgerEntry }[] = [];
    for (const fence of this.byOwner.get(ownerOf(customer, asset)) ?? []) {
      const sending = this.find(fence, now);
      if (sending === null || sending.state === 'dropped') continue;
      const { key, sentAt, resolvedAt, state, leaseUntil } = sending;
      entries.push({ fence, entry: { key, sentAt, resolvedAt, state, leaseUntil } });
    }
    return entries
      .sort((a, b) => a.entry.sentAt - b.entry.sentAt || a.fence - b.fence)
      .map(({ entry }) => entry);
  }

  private dropOlder(claim: Claim, now: number): void {
    for (const fence of [...(this.byOwner.get(ownerOf(claim.id.customer, claim.asset)) ?? [])]) {
      const sending = this.find(fence, now);
      if (sending?.key !== claim.id.key || fence === claim.fence || !isOpen(sending)) continue;
      this.put({ ...sending, state: 'dropped', leaseUntil: 0 }, now);
    }
  }

  private put(sending: Sending, now: number): void {
    this.sendings.delete(sending.fence);
    this.sendings.set(sending.fence, { ...sending, expiresAt: now + RETENTION_MS });
    const fences = this.byOwner.get(sending.owner) ?? new Set();
    this.byOwner.set(sending.owner, fences.add(sending.fence));
  }

  private delete(fence: number): void {
    const sending = this.sendings.get(fence);
    if (sending === undefined) return;
    this.sendings.delete(fence);
    const fences = this.byOwner.get(sending.owner);
    fences?.delete(fence);
    if (fences?.size === 0) this.byOwner.delete(sending.owner);
  }

  /** What ended goes before what is open; open sendings are as many as open keys at most, so that the bound holds. */
  private makeRoom(now: number): void {
    for (const [fence, sending] of this.sendings) {
      if (sending.expiresAt > now) break;
      this.delete(fence);
    }
    if (this.sendings.size < this.maxEntries) return;
    let victim: number | undefined;
    for (const [fence, sending] of this.sendings) {
      if (!isOpen(sending)) {
        victim = fence;
        break;
      }
      if (sending.state === 'unknown') victim ??= fence;
    }
    if (victim !== undefined) this.delete(victim);
  }
}
