/**
 * Where idempotency keys and what became of them are kept. Two implementations: memory (one process) and Redis
 * (any number of replicas). Every method is one atomic step; times are the store's own clock, so that replicas with
 * different clocks agree. A method that cannot reach its store throws `StoreUnavailableError`.
 */

/** A key belongs to a customer, not to a token: tokens change every half hour. */
export interface IdempotencyKeyId {
  readonly customer: string;
  readonly key: string;
}

/** What is downloaded, as reconciliation counts it: `image:83454804`, `video:690773579`. */
export type AssetKey = `image:${string}` | `video:${string}`;

/** Where a key stands. `refused` is not a state: the key is free again. */
export type IdempotencyState = 'planned' | 'sent' | 'unknown' | 'settled' | 'lost';

/** One key as the store has it. */
export interface IdempotencyRecord {
  /** Canonical hash of the input; another input under the same key is a conflict. */
  readonly inputHash: string;
  readonly asset: AssetKey;
  readonly state: IdempotencyState;
  /** Rises with every claim; a step with an older fence is refused. */
  readonly fence: number;
  /** Until when the holder of `fence` is believed alive (store clock, ms); 0 when nobody holds the key. */
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
}

/** What became of asking for a key. */
export type ClaimResult =
  /** The key is ours and nothing was sent under it. */
  | { readonly kind: 'claimed'; readonly claim: Claim }
  /** Ours to reconcile: something was sent under it and nobody knows how it ended. */
  | {
      readonly kind: 'unresolved';
      readonly claim: Claim;
      readonly record: IdempotencyRecord;
      readonly now: number;
    }
  /** Somebody alive is at it. */
  | { readonly kind: 'busy'; readonly record: IdempotencyRecord; readonly now: number }
  /** It ended; the record has the answer. */
  | { readonly kind: 'done'; readonly record: IdempotencyRecord }
  /** The key was used with other input. */
  | { readonly kind: 'conflict' };

/**
 * One download of an asset that this service sent: reconciliation subtracts these from what the history shows. A key
 * that was sent twice and charged twice has two entries.
 */
export interface LedgerEntry {
  readonly key: string;
  /** Getty Images' clock, ms. */
  readonly sentAt: number;
  /** Getty Images' clock, ms; `null` while it is open. */
  readonly resolvedAt: number | null;
  /** `sent`: in flight; `unknown`: unresolved; `settled` and `lost`: it was charged and is accounted for. */
  readonly state: 'sent' | 'unknown' | 'settled' | 'lost';
  /** How long a `sent` entry's owner is believed alive (store clock, ms). */
  readonly leaseUntil: number;
}

/** The store cannot be reached or failed; the step may or may not have happened. */
export class StoreUnavailableError extends Error {
  override readonly name = 'StoreUnavailableError';
}

/** See the head of this file. All durations in milliseconds. */
export interface IdempotencyStore {
  /** For error messages and logs: `memory` or `redis`. */
  readonly name: string;
  /**
   * Claims a key:
   * none -> `claimed`, state `planned`; other input -> `conflict`; `settled`/`lost` -> `done`;
   * lease running -> `busy`; `planned` with a dead lease -> taken over, `claimed`;
   * `sent` with a dead lease, or `unknown` -> taken over under a new fence and lease, state `unknown`, `unresolved`.
   */
  claim(id: IdempotencyKeyId, inputHash: string, asset: AssetKey, leaseMs: number): Promise<ClaimResult>;
  /** Prolongs the lease if the claim is still ours. */
  renew(claim: Claim, leaseMs: number): Promise<boolean>;
  /**
   * Fenced compare-and-set to `sent`, directly before the request leaves; adds the ledger entry and sets aside those
   * of older sendings of the key, which the caller has found to be uncharged.
   * `false`: nothing may be sent. The claim was lost or given up, or something was sent under it already; so a repeat
   * after `StoreUnavailableError` is `false` too, and takes an `unsend` first.
   */
  markSent(claim: Claim, sentAt: number, plan: string, leaseMs: number): Promise<boolean>;
  /** It certainly did not leave or was certainly not charged: back to `planned` (still claimed), ledger entry removed. */
  unsend(claim: Claim, leaseMs: number): Promise<boolean>;
  /**
   * It was charged and the link is here. Taken when a sending was made under this claim's fence, even if the claim
   * was taken over, sent again, reported lost or released since: a link in hand beats everybody's doubt, and whoever
   * holds the key now finds it `settled`. The ledger gets it in any case.
   * `false`: the key has another link already or other input by now; the answer goes to its own caller only.
   * Kept `keepMs` from now.
   */
  settle(claim: Claim, response: string, resolvedAt: number, keepMs: number): Promise<boolean>;
  /** It was charged and the link is lost. Fenced. Kept `keepMs`. */
  lose(claim: Claim, response: string, resolvedAt: number, keepMs: number): Promise<boolean>;
  /**
   * Nobody knows; the lease ends (nothing is sent under this claim any more) so that the next call may reconcile.
   * Fenced; `false` also where nothing was sent. Kept `keepMs` from the sending.
   */
  markUnknown(claim: Claim, keepMs: number): Promise<boolean>;
  /** Refused by Getty Images or never sent: the key is free again, ledger entry removed. Fenced. */
  release(claim: Claim): Promise<boolean>;
  /** The key as it is, or `null`; with the store's clock. */
  read(id: IdempotencyKeyId): Promise<{ readonly record: IdempotencyRecord | null; readonly now: number }>;
  /** Everything this service sent for an asset by a customer and still remembers (48 hours), with the store's clock. */
  ledger(
    customer: string,
    asset: AssetKey,
  ): Promise<{ readonly entries: readonly LedgerEntry[]; readonly now: number }>;
  /** Remembers that the answer under `key` never reached a caller who sent no key (kept `keepMs`). Several may wait. */
  keepUndelivered(customer: string, inputHash: string, key: string, keepMs: number): Promise<void>;
  /** Takes such a key, once: of several the one that would be forgotten first. */
  takeUndelivered(customer: string, inputHash: string): Promise<string | null>;
  /** Mutual exclusion for reconciling one asset: `null` when somebody else holds it. Ends by itself after `leaseMs`. */
  lockAsset(customer: string, asset: AssetKey, leaseMs: number): Promise<{ unlock(): Promise<void> } | null>;
  /**
   * Resolves as soon as a claim would not be `busy` (at once if it is so now), or after `timeoutMs`; used by callers
   * that wait for a key under way.
   */
  waitForChange(id: IdempotencyKeyId, timeoutMs: number): Promise<void>;
  close(): Promise<void>;
}
