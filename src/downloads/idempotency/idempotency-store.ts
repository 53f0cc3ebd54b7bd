import type { CallerIdentity, RecordOwner } from '../owner.js';
import type { LedgerReader, SpendingLimitHit } from './attempt.js';

/**
 * Stores idempotency keys, their outcomes and the ledger. Two implementations: memory (one process) and Redis
 * (any number of replicas). Every method is one atomic step; times are the store's own clock, so that replicas with
 * different clocks agree. A method that cannot reach its store throws `StoreUnavailableError`.
 */

/** A key is unique in the whole service; the caller says who uses it, and under which name it may be stored of old. */
export interface IdempotencyKeyId {
  readonly caller: CallerIdentity;
  readonly key: string;
  /** Request that works under the key, for its ledger entry. */
  readonly requestId?: string;
}

/** What is downloaded, as reconciliation counts it: `image:83454804`, `video:690773579`. */
export type AssetKey = `image:${string}` | `video:${string}`;

/** Where a key stands. After a refusal the key is free again. */
export type IdempotencyState = 'planned' | 'sent' | 'unknown' | 'settled' | 'lost';

/** One key as the store has it. */
export interface IdempotencyRecord {
  /** Canonical hash of the input; another input under the same key is a conflict. */
  readonly inputHash: string;
  readonly asset: AssetKey;
  /** Everything that the callers who used the key presented. */
  readonly owner: RecordOwner;
  readonly state: IdempotencyState;
  /** Rises with every claim; a step with an older fence is refused. */
  readonly fence: number;
  /** Until when the holder of `fence` is believed alive (store clock, ms); 0 when no caller holds the key. */
  readonly leaseUntil: number;
  /** When the request was last sent (Getty Images' clock, ms); `null` while it was not. */
  readonly sentAt: number | null;
  /** When the request was last sent (store clock, ms): the settling time counts from here. */
  readonly sentStoreAt: number | null;
  /** Fence under which it was last sent: its answer is taken even when the claim was taken over since. */
  readonly sendFence: number | null;
  /** JSON that the engine wrote about the sending (version, product), for reconciling after a crash. */
  readonly plan: string | null;
  /** JSON of the answer, for `settled` and `lost`. */
  readonly answer: string | null;
}

/** A claim under way; only a store makes one. It carries what it is for, so that a late link finds its place again. */
export interface Claim {
  readonly id: IdempotencyKeyId;
  readonly fence: number;
  readonly inputHash: string;
  readonly asset: AssetKey;
  /** When the store last may have lost records before the claim (store clock, ms): nothing is sent under it after a later loss. */
  readonly epoch: number;
}

/** What became of asking for a key. */
export type ClaimResult =
  /**
   * The key is ours and, as far as the store remembers, nothing was sent under it. `forgotSince`: the store may have
   * lost records at this moment (store clock, ms), less than 24 hours ago, and a key that did not come into being just
   * now may have been sent before; `null`: it remembers everything.
   */
  | {
      readonly kind: 'claimed';
      readonly claim: Claim;
      readonly forgotSince: number | null;
      readonly now: number;
    }
  /** Ours to reconcile: a request was sent under it and its outcome is not known. */
  | {
      readonly kind: 'unresolved';
      readonly claim: Claim;
      readonly record: IdempotencyRecord;
      /** The store may have lost a later sending of the key at this moment (store clock, ms); `null`: it did not. */
      readonly forgotSince: number | null;
      readonly now: number;
    }
  /** Another caller holds an unexpired lease. */
  | { readonly kind: 'busy'; readonly record: IdempotencyRecord; readonly now: number }
  /** It ended; the record has the answer. */
  | { readonly kind: 'done'; readonly record: IdempotencyRecord }
  /** The claim that was waited for was refused by Getty Images; `refusal` is what `release` was given. */
  | { readonly kind: 'refused'; readonly refusal: string }
  /** The key belongs to another caller (`decideOwner`). Nothing of the record is shown. */
  | { readonly kind: 'other-caller' }
  /** The key was used with other input. */
  | { readonly kind: 'conflict' };

/**
 * One download of an asset that this service sent: reconciliation subtracts these from what the history shows. A key
 * that was sent twice and charged twice has two entries.
 */
export interface LedgerEntry {
  readonly key: string;
  /**
   * Whether it was sent with the asking caller's account (`isSameAccount`), so that the caller's history shows it.
   * `null`: cannot be told. Only `true` may explain a row.
   */
  readonly isSameAccount: boolean | null;
  /** Getty Images' clock, ms. */
  readonly sentAt: number;
  /** Getty Images' clock, ms; `null` while it is open. */
  readonly resolvedAt: number | null;
  /** `sent`: in flight; `unknown`: unresolved; `settled` and `lost`: it was charged and is accounted for. */
  readonly state: 'sent' | 'unknown' | 'settled' | 'lost';
  /** How long a `sent` entry's owner is believed alive (store clock, ms). */
  readonly leaseUntil: number;
}

/** What the ledger is to say of a download that ended without a charge. */
export interface ReleaseEntry {
  /** JSON of the failure; `null` where it failed for a reason of the system. */
  readonly error: string | null;
  readonly plan: string | null;
}

/** The store cannot be reached or failed; the step may or may not have happened. */
export class StoreUnavailableError extends Error {
  override readonly name: string = 'StoreUnavailableError';
}

/** The store has no room for another key; nothing was written. */
export class StoreFullError extends StoreUnavailableError {
  override readonly name = 'StoreFullError';
}

/** Exclusive use of an asset's count. Ends by itself when it is not renewed. */
export interface AssetLock {
  /** `false`: it ended, and another caller may hold it by now. */
  renew(leaseMs: number): Promise<boolean>;
  unlock(): Promise<void>;
}

/** See the head of this file. All durations in milliseconds. */
export interface IdempotencyStore {
  /** For error messages and logs: `memory` or `redis`. */
  readonly name: string;
  /**
   * Claims a key:
   * none -> `claimed`, state `planned`; another caller's -> `other-caller`; other input -> `conflict`;
   * `settled`/`lost` -> `done`; lease running -> `busy`; `planned` with a dead lease -> taken over, `claimed`;
   * `sent` with a dead lease, or `unknown` -> taken over under a new fence and lease, state `unknown`, `unresolved`;
   * refused -> `refused` where `waitingFor` is the fence of the refused claim, else as none.
   * An owner who uses the key again is added to its record.
   * @param waitingFor fence of the claim that an earlier `busy` named; `null` where there was none
   * @throws StoreFullError where a new key has no room
   */
  claim(
    id: IdempotencyKeyId,
    inputHash: string,
    asset: AssetKey,
    leaseMs: number,
    waitingFor?: number | null,
  ): Promise<ClaimResult>;
  /** Prolongs the lease if the claim is still ours. */
  renew(claim: Claim, leaseMs: number): Promise<boolean>;
  /**
   * Fenced compare-and-set to `sent`, directly before the request leaves; adds the ledger entry and sets aside those
   * of older sendings of the key, which the caller has found to be uncharged.
   * `false`: nothing may be sent. The claim was lost or given up, the store may have lost records since it was made, or
   * something was sent under it already; so a repeat
   * after `StoreUnavailableError` is `false` too, and takes an `unsend` first.
   * A `SpendingLimitHit`: the client key's limit is reached; nothing was written. The place is taken in this very step,
   * so that no number of replicas overruns a limit.
   * @throws StoreUnavailableError also where replicas are connected and none confirms the step in time
   */
  markSent(claim: Claim, sentAt: number, plan: string, leaseMs: number): Promise<boolean | SpendingLimitHit>;
  /** It certainly did not leave or was certainly not charged: back to `planned` (still claimed), ledger entry removed. */
  unsend(claim: Claim, leaseMs: number): Promise<boolean>;
  /**
   * It was charged and the link is here. Taken when a sending was made under this claim's fence, even if the claim
   * was taken over, sent again, reported lost or released since: a link in hand beats every doubt, and the key's
   * present holder finds it `settled`. The ledger gets it in any case.
   * `false`: the key has another link already or other input by now; the answer goes to its own caller only.
   * Stored for `keepMs` from now.
   * @param paid the plan with the product that paid, for the ledger; `null`: as it was sent
   */
  settle(
    claim: Claim,
    response: string,
    resolvedAt: number,
    keepMs: number,
    paid?: string | null,
  ): Promise<boolean>;
  /**
   * It was charged and the link is lost; with `UNDECIDED_AT` as `resolvedAt`: whether it was cannot be told. Fenced.
   * Stored for `keepMs`. @param paid as for `settle`
   */
  lose(
    claim: Claim,
    response: string,
    resolvedAt: number,
    keepMs: number,
    paid?: string | null,
  ): Promise<boolean>;
  /**
   * The outcome is unknown; the lease ends (nothing is sent under this claim any more) so that the next call may
   * reconcile. Fenced; `false` also where nothing was sent. Stored for `keepMs` from the sending.
   * @param isUncharged the history shows no charge and can no longer change: the ledger says so and the client's place
   *   is given back, while the key stays as it is: a call that sends again under it reads the history once more
   */
  markUnknown(claim: Claim, keepMs: number, isUncharged?: boolean): Promise<boolean>;
  /**
   * Refused by Getty Images or never sent: the key is free again, its sending removed. Fenced.
   * @param refusal JSON for the callers that wait for this very claim (ten seconds); `null`: they try for themselves
   * @param entry what the ledger says of it. With an error it is entered even where nothing was sent
   */
  release(claim: Claim, refusal?: string | null, entry?: ReleaseEntry): Promise<boolean>;
  /** The key as it is, or `null`; with the store's clock. */
  read(id: IdempotencyKeyId): Promise<{ readonly record: IdempotencyRecord | null; readonly now: number }>;
  /** The ledger: every download of the last `LEDGER_DAYS`. Written by the steps above and by nothing else. */
  readonly attempts: LedgerReader;
  /** Everything this service sent for an asset and still remembers, as the caller's account sees it; with the store's clock. */
  ledger(
    caller: CallerIdentity,
    asset: AssetKey,
  ): Promise<{ readonly entries: readonly LedgerEntry[]; readonly now: number }>;
  /** Remembers that the answer under `key` never reached a caller who sent no key (for `keepMs`). Several may wait. */
  keepUndelivered(caller: CallerIdentity, inputHash: string, key: string, keepMs: number): Promise<void>;
  /** Takes such a key, once, for the same token or client (`recipientOf`): of several the one that expires first. */
  takeUndelivered(caller: CallerIdentity, inputHash: string): Promise<string | null>;
  /** Mutual exclusion for counting one asset: `null` while another call holds it. Ends by itself after `leaseMs`. */
  lockAsset(asset: AssetKey, leaseMs: number): Promise<AssetLock | null>;
  /**
   * Resolves as soon as a claim would not be `busy` (at once if it is so now), or after `timeoutMs`; used by callers
   * that wait for a key under way.
   */
  waitForChange(id: IdempotencyKeyId, timeoutMs: number): Promise<void>;
  /** How many keys a bounded store holds, and its bound; `null` where there is none. */
  fill(): { readonly keys: number; readonly limit: number } | null;
  close(): Promise<void>;
}
