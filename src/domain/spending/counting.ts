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
  /** What was answered up to here the history certainly shows by now; of what came later the row may be missing yet. */
  readonly shownUntil: number;
}

/** What counting came to. */
export type Count =
  /** The history shows a download more than this service knows of: this one was charged. `at` is the row's moment. */
  | { readonly kind: 'charged'; readonly at: number }
  /** Nothing more than is known of. `isCertain`: no row that may be another key's could be this one's. */
  | { readonly kind: 'none'; readonly isCertain: boolean }
  /** A row more, but a download that is just under way may be its owner: ask again in a moment. */
  | { readonly kind: 'undecided' };

/** A download that owns one row, and the span in which that row must lie. */
interface Owner {
  readonly from: number;
  readonly until: number;
}

/** Without its answer a download may have been committed at any time since it was sent. */
const openOwner = ({ sentAt }: Pick<LedgerEntry, 'sentAt'>): Owner => ({
  from: sentAt - TOLERANCE_MS,
  until: Number.POSITIVE_INFINITY,
});

/** A link comes after its commit. */
const settledOwner = (entry: LedgerEntry): Owner => ({
  from: entry.sentAt - TOLERANCE_MS,
  until: (entry.resolvedAt ?? Number.POSITIVE_INFINITY) + TOLERANCE_MS,
});

/**
 * How many of the rows can be given to owners, one to each. Every row, oldest first, goes to the owner that can wait
 * the least, which for spans gives the most there can be.
 * @param rows oldest first
 */
const countOwned = (owners: readonly Owner[], rows: readonly number[]): number => {
  const waiting = [...owners].sort((one, other) => one.until - other.until);
  let owned = 0;
  for (const row of rows) {
    const index = waiting.findIndex(({ from, until }) => from <= row && row <= until);
    if (index < 0) continue;
    waiting.splice(index, 1);
    owned += 1;
  }
  return owned;
};

/**
 * Whether an unresolved download was charged: counted, not matched, because a row has no id that could be matched.
 * A key was charged when the rows, shared out among everything known to be charged, leave one more for it. Pure.
 *
 *  - To be *charged* it must find a row that neither a link nor a lost link before it needs: so no two keys ever take
 *    one row. With several unresolved ones the first that asks takes it.
 *  - To be *certainly* uncharged it must find none even if every lost link before it was declared lost by mistake, and
 *    if links whose rows may not be shown yet need none: only then may a key be sent again.
 */
export const countCharges = ({ key, sentAt, rows, entries, storeNow, shownUntil }: CountFacts): Count => {
  const history = [...rows].sort((one, other) => one - other);
  const mine = openOwner({ sentAt });
  const leavesOneFor = (owners: readonly Owner[]): boolean =>
    countOwned([...owners, mine], history) > countOwned(owners, history);

  // Only what was certainly paid by the same account explains a row of its history.
  const others = entries.filter((entry) => entry.key !== key && entry.isSameAccount === true);
  const settled = others.filter((entry) => entry.state === 'settled');
  const charged = [
    ...settled.map(settledOwner),
    ...others.filter((entry) => entry.state === 'lost').map(openOwner),
  ];
  const underWay = others
    .filter((entry) => entry.state === 'sent' && entry.leaseUntil > storeNow)
    .map(openOwner);

  if (leavesOneFor([...charged, ...underWay])) {
    const needed = countOwned(charged, history);
    const at = history.find(
      (row, index) => row >= mine.from && countOwned(charged, history.toSpliced(index, 1)) === needed,
    );
    return { kind: 'charged', at: at ?? sentAt };
  }
  if (leavesOneFor(charged)) return { kind: 'undecided' };
  const shown = settled.map(settledOwner).filter((owner) => owner.until <= shownUntil);
  return { kind: 'none', isCertain: !leavesOneFor(shown) };
};

/**
 * Whether the time is over in which Getty Images may still commit, or show, a request that was sent: then, and only
 * then, an uncounted one may be sent again. Pure; ms of the store's clock.
 */
export const settledAt = (sentStoreAt: number, settleMs: number, timeoutMs: number): number =>
  sentStoreAt + settleMs + timeoutMs;
