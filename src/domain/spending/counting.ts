import type { LedgerEntry } from './key-store.js';

/**
 * Rows are dated in whole seconds, and Getty Images' clock is known to the second from its `Date` headers: two
 * moments closer than this cannot be told apart.
 */
export const TOLERANCE_MS = 2000;

/** What the history and our own book say about one asset of one customer. All times are Getty Images', ms. */
export interface CountFacts {
  /** The key that is asked about. */
  readonly key: string;
  /** When its request was last sent. */
  readonly sentAt: number;
  /** When the asset was downloaded, as the history shows it. */
  readonly rows: readonly number[];
  /** Everything this service sent for the asset. */
  readonly entries: readonly LedgerEntry[];
  /** The store's clock, for leases. */
  readonly storeNow: number;
}

/** What counting came to. */
export type Count =
  /** The history shows a download more than this service knows of: this one was charged. `at` is the row's moment. */
  | { readonly kind: 'charged'; readonly at: number }
  /** Nothing more than is known of. `isCertain`: no row that was counted for another key could be this one's. */
  | { readonly kind: 'none'; readonly isCertain: boolean }
  /** A row more, but a download that is just under way may be its owner: ask again in a moment. */
  | { readonly kind: 'undecided' };

const isOpen = (entry: LedgerEntry): boolean => entry.state === 'sent' || entry.state === 'unknown';

/**
 * From where rows are counted: the sending, less what cannot be told apart, moved back until no download whose fate
 * is known straddles the line (half of it could then be counted, its row or its entry).
 */
const spanStart = (sentAt: number, closed: readonly LedgerEntry[]): number => {
  let start = sentAt - TOLERANCE_MS;
  let hasMoved = true;
  while (hasMoved) {
    hasMoved = false;
    for (const entry of closed) {
      const from = entry.sentAt - TOLERANCE_MS;
      if (from < start && (entry.resolvedAt ?? entry.sentAt) + TOLERANCE_MS >= start) {
        start = from;
        hasMoved = true;
      }
    }
  }
  return start;
};

/**
 * Whether an unresolved download was charged: counted, not matched, because a row has no id that could be matched.
 * Every row beyond those that are accounted for is an unresolved download's; with several unresolved ones, the first
 * that asks takes it, and is not taken from the others (`isCertain` then keeps them from being sent again). Pure.
 */
export const countCharges = ({ key, sentAt, rows, entries, storeNow }: CountFacts): Count => {
  const others = entries.filter((entry) => entry.key !== key);
  const closed = others.filter((entry) => !isOpen(entry));
  const start = spanStart(sentAt, closed);
  const inSpan = rows.filter((row) => row >= start).sort((one, other) => one - other);
  const accounted = closed.filter((entry) => entry.sentAt - TOLERANCE_MS >= start).length;
  const excess = inSpan.length - accounted;
  const mayBeMine = inSpan.filter((row) => row >= sentAt - TOLERANCE_MS);
  if (excess <= 0 || mayBeMine.length === 0) {
    const taken = closed.some(
      (entry) => entry.state === 'lost' && (entry.resolvedAt ?? 0) >= sentAt - TOLERANCE_MS,
    );
    return { kind: 'none', isCertain: !taken };
  }
  // How many of these rows the other open downloads could own: at most one each, and none from before they were sent.
  const open = others.filter(isOpen);
  const earliest = Math.min(...open.map((entry) => entry.sentAt - TOLERANCE_MS));
  const absorbed = Math.min(open.length, inSpan.filter((row) => row >= earliest).length);
  const isUnderWay = open.some((entry) => entry.state === 'sent' && entry.leaseUntil > storeNow);
  if (excess <= absorbed && isUnderWay) return { kind: 'undecided' };
  return { kind: 'charged', at: mayBeMine[0] ?? sentAt };
};

/**
 * Whether the time is over in which Getty Images may still commit, or show, a request that was sent: then, and only
 * then, an uncounted one may be sent again. Pure; ms of the store's clock.
 */
export const settledAt = (sentStoreAt: number, settleMs: number, timeoutMs: number): number =>
  sentStoreAt + settleMs + timeoutMs;
