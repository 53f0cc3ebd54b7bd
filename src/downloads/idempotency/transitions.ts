import { RETENTION_MS } from './durations.js';
import type { AssetKey, Claim, IdempotencyRecord } from './idempotency-store.js';

/** A record with the time it is forgotten (store clock, ms). */
export interface StoredRecord extends IdempotencyRecord {
  readonly expiresAt: number;
}

/** What claiming a key comes to; `next` is the record to keep. */
export type ClaimDecision =
  | { readonly kind: 'claimed' | 'unresolved'; readonly next: StoredRecord }
  | { readonly kind: 'busy' | 'done' | 'conflict' };

/** Whether it ended: nothing but its expiry happens to it any more, save that a lost link may turn up. */
export const isEnded = (record: IdempotencyRecord): boolean =>
  record.state === 'settled' || record.state === 'lost';

/** Whether somebody alive is at it. */
export const isBusy = (record: IdempotencyRecord, now: number): boolean =>
  !isEnded(record) && record.leaseUntil > now;

/** Whether the claim still owns the record; only then may a fenced step touch it. */
export const isHeldBy = (record: IdempotencyRecord | null, claim: Claim): record is StoredRecord =>
  record !== null && !isEnded(record) && record.fence === claim.fence;

const withLease = (record: IdempotencyRecord, now: number, leaseMs: number): StoredRecord => ({
  ...record,
  leaseUntil: now + leaseMs,
  expiresAt: now + leaseMs + RETENTION_MS,
});

/** Who gets a key that somebody asks for: see `IdempotencyStore.claim`. `fence` is used only when the key is handed out. */
export function claim(
  record: IdempotencyRecord | null,
  wanted: { readonly inputHash: string; readonly asset: AssetKey; readonly leaseMs: number },
  fence: number,
  now: number,
): ClaimDecision {
  if (record === null) {
    const fresh = {
      ...wanted,
      state: 'planned',
      fence,
      ...NOTHING_SENT,
      plan: null,
      answer: null,
      leaseUntil: 0,
    } as const;
    const { leaseMs, ...kept } = fresh;
    return { kind: 'claimed', next: withLease(kept, now, leaseMs) };
  }
  if (record.inputHash !== wanted.inputHash) return { kind: 'conflict' };
  if (isEnded(record)) return { kind: 'done' };
  if (isBusy(record, now)) return { kind: 'busy' };
  if (record.state === 'planned') {
    return { kind: 'claimed', next: withLease({ ...record, fence }, now, wanted.leaseMs) };
  }
  return { kind: 'unresolved', next: withLease({ ...record, state: 'unknown', fence }, now, wanted.leaseMs) };
}

const NOTHING_SENT = { sentAt: null, sentStoreAt: null, sendFence: null } as const;

/** See `IdempotencyStore.renew`. A claim that was given up (lease 0) stays given up. */
export const renew = (record: StoredRecord, now: number, leaseMs: number): StoredRecord | null =>
  record.leaseUntil === 0 ? null : withLease(record, now, leaseMs);

/** See `IdempotencyStore.markSent`: once per claim, unless an `unsend` lies between. */
export function markSent(
  record: StoredRecord,
  sending: { readonly sentAt: number; readonly plan: string },
  now: number,
  leaseMs: number,
): StoredRecord | null {
  const takenOver = record.state === 'unknown' && record.sendFence !== record.fence && record.leaseUntil > 0;
  if (record.state !== 'planned' && !takenOver) return null;
  return withLease(
    { ...record, ...sending, state: 'sent', sentStoreAt: now, sendFence: record.fence },
    now,
    leaseMs,
  );
}

/** See `IdempotencyStore.unsend`. */
export const unsend = (record: StoredRecord, now: number, leaseMs: number): StoredRecord =>
  withLease({ ...record, ...NOTHING_SENT, state: 'planned', plan: null }, now, leaseMs);

/** See `IdempotencyStore.lose`; `null` where nothing was sent. */
export const lose = (
  record: StoredRecord,
  response: string,
  now: number,
  keepMs: number,
): StoredRecord | null => (record.sendFence === null ? null : ended(record, 'lost', response, now, keepMs));

/** See `IdempotencyStore.markUnknown`; `null` where nothing was sent. */
export const markUnknown = (record: StoredRecord, keepMs: number): StoredRecord | null =>
  record.sentStoreAt === null
    ? null
    : { ...record, state: 'unknown', leaseUntil: 0, expiresAt: record.sentStoreAt + keepMs };

/** The record once it ended so. */
export const ended = (
  record: IdempotencyRecord,
  state: 'settled' | 'lost',
  response: string,
  now: number,
  keepMs: number,
): StoredRecord => ({ ...record, state, answer: response, leaseUntil: 0, expiresAt: now + keepMs });

/** What `settle` finds under the key of a claim that did send. */
export function settle(
  record: IdempotencyRecord | null,
  claim: Claim,
  sentAt: number | null,
  response: string,
  now: number,
  keepMs: number,
): { readonly kept: boolean; readonly next: StoredRecord | null } {
  if (record === null) {
    const { fence, inputHash, asset } = claim;
    const found = {
      inputHash,
      asset,
      fence,
      sentAt,
      sentStoreAt: now,
      sendFence: fence,
      plan: null,
    } as const;
    return {
      kept: true,
      next: ended(
        { ...found, state: 'settled', leaseUntil: 0, answer: response },
        'settled',
        response,
        now,
        keepMs,
      ),
    };
  }
  if (record.inputHash !== claim.inputHash) return { kept: false, next: null };
  // The same link again is a repeat after a lost reply; another one is another charge, and the first is being replayed.
  if (record.state === 'settled') return { kept: record.answer === response, next: null };
  return { kept: true, next: ended(record, 'settled', response, now, keepMs) };
}
