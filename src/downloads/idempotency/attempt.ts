import type { CallerIdentity, RecordOwner } from '../owner.js';
import type { AssetKey } from './idempotency-store.js';

/**
 * The ledger: one entry per request that may have been charged, and one per download that was refused before it was
 * sent. Entries are written by the idempotency store, in the same atomic step that moves the key.
 */

/**
 * State of an entry.
 * `planned`: set back before it was charged, its holder is choosing another way; `sent`: in flight; `unknown`: no
 * response, not reconciled yet; `settled`: charged, with a link; `lost`: charged, without one; `undecided`: the history
 * cannot tell, final; `refused`: Getty Images or this service said no; `uncharged`: sent, and certainly not charged.
 */
export type AttemptState =
  | 'planned'
  | 'sent'
  | 'unknown'
  | 'settled'
  | 'lost'
  | 'undecided'
  | 'refused'
  | 'uncharged';

/** One entry of the ledger, as the stores hold it. Never a link, never a token. */
export interface LedgerAttempt {
  /** 16 digits: the fence of the claim. Sorts by time among entries of the same millisecond. */
  readonly id: string;
  readonly key: string;
  readonly asset: AssetKey;
  /** The caller it was sent for. */
  readonly owner: RecordOwner;
  /** Name of the client key; `null` where none was presented. */
  readonly client: string | null;
  /** Request that sent it; empty where the store was not given it. */
  readonly requestId: string;
  readonly state: AttemptState;
  /** JSON of how it was sent: version and product; see `writePlan`. */
  readonly plan: string | null;
  /** JSON of the product that paid, where the response or the history names it. */
  readonly paid: string | null;
  /** JSON of the failure, for `refused`; see `failure-codec.ts`. */
  readonly error: string | null;
  /** When it was first sent or refused (store clock, ms). Never changes. */
  readonly requestedAt: number;
  /** When the request was last sent (Getty Images' clock, ms). */
  readonly sentAt: number | null;
  /** When its state became final (store clock, ms). */
  readonly endedAt: number | null;
  /** Until when the holder of a `planned` or `sent` entry is believed alive (store clock, ms). */
  readonly leaseUntil: number;
}

/** A place in the ledger, between two entries. */
export interface LedgerPlace {
  readonly requestedAt: number;
  readonly id: string;
}

/** Which entries to read. Bounds are milliseconds of the store's clock. */
export interface LedgerQuery {
  /** From `scopeOf`; `null`: every entry, for operators. */
  readonly scope: string | null;
  /** Inclusive. */
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
  /** Only entries strictly beyond this place, in the direction of reading. */
  readonly beyond: LedgerPlace | null;
  /** `older`: newest first. */
  readonly direction: 'older' | 'newer';
  readonly limit: number;
}

/** Reads the ledger. Every method throws `StoreUnavailableError` where the store cannot be reached. */
export interface LedgerReader {
  /** The newest entry of a key, with the store's clock. Whose it is, the caller of this method checks. */
  latest(key: string): Promise<{ readonly attempt: LedgerAttempt | null; readonly now: number }>;
  byId(id: string): Promise<{ readonly attempt: LedgerAttempt | null; readonly now: number }>;
  page(query: LedgerQuery): Promise<{ readonly attempts: readonly LedgerAttempt[]; readonly now: number }>;
  count(query: Pick<LedgerQuery, 'scope' | 'from' | 'to'>): Promise<number>;
  /** How many entries are `sent` or `unknown`, of the last week. */
  unsettled(): Promise<number>;
}

/** A client key's limit is reached; nothing was sent. */
export interface SpendingLimitHit {
  readonly limit: number;
  readonly used: number;
  /** When the limit begins anew (store clock, ms). */
  readonly resetsAt: number;
}

/** How a store writes the ledger. */
export interface LedgerOptions {
  /** How long entries are stored, ms. */
  readonly keepMs: number;
  /** Downloads per UTC day, by name of the client key. */
  readonly limits: ReadonlyMap<string, number>;
}

export const DAY_MS = 24 * 3_600_000;
/** Without settings: 400 days, no limits. */
export const DEFAULT_LEDGER: LedgerOptions = { keepMs: 400 * DAY_MS, limits: new Map() };

/** Fence of a claim as the id of its entry: fixed length, so that text order is numeric order. */
export const attemptId = (fence: number): string => String(fence).padStart(16, '0');

/** UTC day of a moment: whole days since 1970. */
export const dayOf = (ms: number): number => Math.floor(ms / DAY_MS);

/** States that are, or may be, a charge; each holds one place of its client's limit. */
export const holdsPlace = (state: AttemptState): boolean =>
  state === 'sent' || state === 'unknown' || state === 'undecided' || state === 'settled' || state === 'lost';

/** States that only new evidence (a late link, a late row) changes. */
export const isFinal = (state: AttemptState): boolean =>
  state === 'undecided' ||
  state === 'settled' ||
  state === 'lost' ||
  state === 'refused' ||
  state === 'uncharged';

/** Whether its outcome is still open. */
export const isUnsettled = (state: AttemptState): boolean => state === 'sent' || state === 'unknown';

/**
 * Indexes that an entry of this caller goes into. At most two: an account and the narrower name below it.
 * Account facts name an account only with names in them (`owner.ts`).
 */
export const scopesOf = (caller: CallerIdentity): readonly string[] => {
  if (caller.service !== null) {
    const account = `service ${caller.service}`;
    return caller.clientKey === null ? [account] : [account, `${account} client ${caller.clientKey}`];
  }
  const token = caller.token === null ? [] : [`token ${caller.token}`];
  const account = caller.account?.names == null ? [] : [`account ${caller.account.hash}`];
  return [...token, ...account];
};

/**
 * The index that a caller reads: its own customer account's; for a client key its own entries, unless the operator
 * lets it see all (`CLIENT_KEYS`).
 */
export const scopeOf = (caller: CallerIdentity, seesAll: boolean): string => {
  const scopes = scopesOf(caller);
  const account = caller.service !== null ? scopes[0] : scopes.at(-1);
  const own = scopes.at(-1);
  return (caller.service !== null && seesAll ? account : own) ?? 'none';
};
