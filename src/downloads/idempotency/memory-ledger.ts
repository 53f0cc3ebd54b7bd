import { type CallerIdentity, isSameAccount, ownerOf, type RecordOwner } from '../owner.js';
import { RETENTION_MS, UNRESOLVED_MS } from './durations.js';
import type { AssetKey, Claim, LedgerEntry } from './idempotency-store.js';

/** `dropped`: found to be uncharged when the key was sent again; kept because its own answer may yet arrive. */
type EntryState = LedgerEntry['state'] | 'dropped';

interface Sending {
  readonly asset: AssetKey;
  /** Who it was sent for. */
  readonly sender: RecordOwner;
  readonly key: string;
  readonly fence: number;
  readonly sentAt: number;
  readonly resolvedAt: number | null;
  readonly state: EntryState;
  readonly leaseUntil: number;
  readonly expiresAt: number;
}

const isOpen = ({ state }: Sending): boolean => state === 'sent' || state === 'unknown';

/** What was sent, by asset. One entry per fence: a fence belongs to one claim of one key, which sends once at a time. */
export class MemoryLedger {
  /** By fence, the one that changed longest ago in front. */
  private readonly sendings = new Map<number, Sending>();
  private readonly byAsset = new Map<AssetKey, Set<number>>();

  constructor(private readonly maxEntries: number) {}

  /** A request is about to leave under this claim. */
  sent(claim: Claim, sentAt: number, leaseUntil: number, now: number): void {
    this.makeRoom(now);
    const { asset, fence, id } = claim;
    this.put(
      {
        asset,
        sender: ownerOf(id.caller),
        key: id.key,
        fence,
        sentAt,
        resolvedAt: null,
        state: 'sent',
        leaseUntil,
        expiresAt: 0,
      },
      now,
    );
  }

  /**
   * Nothing was charged: this claim's own sending is removed, older ones of the key are set aside.
   * @returns fences of those
   */
  withdraw(claim: Claim, now: number): readonly number[] {
    this.delete(claim.fence);
    return this.dropOlder(claim, now);
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

  /** All that counts for an asset, in the order it was sent, as a caller's account sees it. */
  list(caller: CallerIdentity, asset: AssetKey, now: number): LedgerEntry[] {
    const entries: { readonly fence: number; readonly entry: LedgerEntry }[] = [];
    for (const fence of this.byAsset.get(asset) ?? []) {
      const sending = this.find(fence, now);
      if (sending === null || sending.state === 'dropped') continue;
      const { key, sender, sentAt, resolvedAt, state, leaseUntil } = sending;
      const entry = {
        key,
        isSameAccount: isSameAccount(sender, caller),
        sentAt,
        resolvedAt,
        state,
        leaseUntil,
      };
      entries.push({ fence, entry });
    }
    return entries
      .sort((a, b) => a.entry.sentAt - b.entry.sentAt || a.fence - b.fence)
      .map(({ entry }) => entry);
  }

  /** Sets aside open sendings of the key's other claims, found to be uncharged. @returns their fences */
  dropOlder(claim: Claim, now: number): readonly number[] {
    const dropped: number[] = [];
    for (const fence of [...(this.byAsset.get(claim.asset) ?? [])]) {
      const sending = this.find(fence, now);
      if (sending?.key !== claim.id.key || fence === claim.fence || !isOpen(sending)) continue;
      this.put({ ...sending, state: 'dropped', leaseUntil: 0 }, now);
      dropped.push(fence);
    }
    return dropped;
  }

  private put(sending: Sending, now: number): void {
    this.sendings.delete(sending.fence);
    const expiresAt = now + (isOpen(sending) ? UNRESOLVED_MS : RETENTION_MS);
    this.sendings.set(sending.fence, { ...sending, expiresAt });
    const fences = this.byAsset.get(sending.asset) ?? new Set();
    this.byAsset.set(sending.asset, fences.add(sending.fence));
  }

  private delete(fence: number): void {
    const sending = this.sendings.get(fence);
    if (sending === undefined) return;
    this.sendings.delete(fence);
    const fences = this.byAsset.get(sending.asset);
    fences?.delete(fence);
    if (fences?.size === 0) this.byAsset.delete(sending.asset);
  }

  /** What ended goes before what is open; open sendings are as many as open keys at most, so that the bound holds. */
  private makeRoom(now: number): void {
    if (this.sendings.size < this.maxEntries) return;
    for (const [fence, sending] of this.sendings) if (sending.expiresAt <= now) this.delete(fence);
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
