import { type CallerIdentity, decideOwner, ownerOf, withCaller } from '../owner.js';
import { REFUSAL_MS, RETENTION_MS, UNRESOLVED_MS } from './durations.js';
import type { AssetKey, Claim, IdempotencyRecord, IdempotencyState } from './idempotency-store.js';

/** A record with the time it expires (store clock, ms). `refused`: free, but callers that waited for it may read why. */
export interface StoredRecord extends Omit<IdempotencyRecord, 'state'> {
  readonly state: IdempotencyState | 'refused';
  readonly expiresAt: number;
}

/** A record of a key that is not free. */
export type TakenRecord = StoredRecord & { readonly state: IdempotencyState };

/** What claiming a key comes to; `next` is the record to write. */
export type ClaimDecision =
  | { readonly kind: 'claimed' | 'unresolved'; readonly next: TakenRecord }
  | { readonly kind: 'busy' | 'done'; readonly next: TakenRecord }
  | { readonly kind: 'refused'; readonly refusal: string }
  | { readonly kind: 'conflict' | 'other-caller' };

/** The record, unless its key is free. */
export const taken = (record: StoredRecord | null): TakenRecord | null =>
  record === null || record.state === 'refused' ? null : (record as TakenRecord);

/** Whether it ended: nothing but its expiry happens to it any more, save that a lost link may turn up. */
export const isEnded = ({ state }: Pick<StoredRecord, 'state'>): boolean =>
  state === 'settled' || state === 'lost' || state === 'refused';

/** Whether its holder's lease is running. */
export const isBusy = (record: Pick<StoredRecord, 'state' | 'leaseUntil'>, now: number): boolean =>
  !isEnded(record) && record.leaseUntil > now;

/** Whether the claim still owns the record; only then may a fenced step touch it. */
export const isHeldBy = (record: StoredRecord | null, claim: Claim): record is TakenRecord =>
  record !== null && !isEnded(record) && record.fence === claim.fence;

/** What was sent is remembered longer than what was only planned. */
const withLease = (record: IdempotencyRecord, now: number, leaseMs: number): TakenRecord => ({
  ...record,
  leaseUntil: now + leaseMs,
  expiresAt: Math.max(
    now + leaseMs + RETENTION_MS,
    record.sentStoreAt === null ? 0 : record.sentStoreAt + UNRESOLVED_MS,
  ),
});

/** Decides who gets a key that a caller asks for: see `IdempotencyStore.claim`. `fence` is used only when it is handed out. */
export function claim(
  stored: StoredRecord | null,
  wanted: {
    readonly caller: CallerIdentity;
    readonly key: string;
    readonly inputHash: string;
    readonly asset: AssetKey;
    readonly leaseMs: number;
    readonly waitingFor: number | null;
  },
  fence: number,
  now: number,
): ClaimDecision {
  const { caller, key, inputHash, asset, leaseMs, waitingFor } = wanted;
  if (stored?.state === 'refused' && stored.fence === waitingFor)
    return { kind: 'refused', refusal: stored.answer ?? '' };
  const found = taken(stored);
  if (found === null) {
    const fresh: IdempotencyRecord = {
      inputHash,
      asset,
      owner: ownerOf(caller),
      state: 'planned',
      fence,
      ...NOTHING_SENT,
      plan: null,
      answer: null,
      leaseUntil: 0,
    };
    return { kind: 'claimed', next: withLease(fresh, now, leaseMs) };
  }
  if (decideOwner(found.owner, caller, key) === 'other') return { kind: 'other-caller' };
  if (found.inputHash !== inputHash) return { kind: 'conflict' };
  const record = { ...found, owner: withCaller(found.owner, caller) };
  if (isEnded(record)) return { kind: 'done', next: record };
  if (isBusy(record, now)) return { kind: 'busy', next: record };
  if (record.state === 'planned')
    return { kind: 'claimed', next: withLease({ ...record, fence }, now, leaseMs) };
  return { kind: 'unresolved', next: withLease({ ...record, state: 'unknown', fence }, now, leaseMs) };
}

const NOTHING_SENT = { sentAt: null, sentStoreAt: null, sendFence: null } as const;

/** See `IdempotencyStore.renew`. A claim that was given up (lease 0) stays given up. */
export const renew = (record: TakenRecord, now: number, leaseMs: number): TakenRecord | null =>
  record.leaseUntil === 0 ? null : withLease(record, now, leaseMs);

/** See `IdempotencyStore.markSent`: once per claim, unless an `unsend` lies between. */
export function markSent(
  record: TakenRecord,
  sending: { readonly sentAt: number; readonly plan: string },
  now: number,
  leaseMs: number,
): TakenRecord | null {
  const takenOver = record.state === 'unknown' && record.sendFence !== record.fence && record.leaseUntil > 0;
  if (record.state !== 'planned' && !takenOver) return null;
  return withLease(
    { ...record, ...sending, state: 'sent', sentStoreAt: now, sendFence: record.fence },
    now,
    leaseMs,
  );
}

/** See `IdempotencyStore.unsend`. */
export const unsend = (record: TakenRecord, now: number, leaseMs: number): TakenRecord =>
  withLease({ ...record, ...NOTHING_SENT, state: 'planned', plan: null }, now, leaseMs);

/** See `IdempotencyStore.lose`; `null` where nothing was sent. */
export const lose = (
  record: TakenRecord,
  response: string,
  now: number,
  keepMs: number,
): TakenRecord | null => (record.sendFence === null ? null : ended(record, 'lost', response, now, keepMs));

/** See `IdempotencyStore.markUnknown`; `null` where nothing was sent. */
export const markUnknown = (record: TakenRecord, keepMs: number): TakenRecord | null =>
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
): TakenRecord => ({ ...record, state, answer: response, leaseUntil: 0, expiresAt: now + keepMs });

/** See `IdempotencyStore.release`: the key is free, and for a moment the callers that wait for this claim can read why. */
export const refused = (record: TakenRecord, refusal: string, now: number): StoredRecord => ({
  ...record,
  state: 'refused',
  answer: refusal,
  leaseUntil: 0,
  expiresAt: now + REFUSAL_MS,
});

/** What `settle` finds under the key of a claim that did send. */
export function settle(
  record: IdempotencyRecord | null,
  claim: Claim,
  sentAt: number | null,
  response: string,
  now: number,
  keepMs: number,
): { readonly kept: boolean; readonly next: TakenRecord | null } {
  if (record === null) {
    const { fence, inputHash, asset, id } = claim;
    const found = {
      inputHash,
      asset,
      owner: ownerOf(id.caller),
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
