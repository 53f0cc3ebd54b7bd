import type { LedgerEntry } from './idempotency/idempotency-store.js';

/**
 * How far a row's moment may lie from the moment this service wrote down, ms. The service knows Getty Images' clock from
 * `Date` headers; no source promises that the history is dated by the same clock. A row too many costs a doubtful "was
 * charged" or "cannot be told", because the service's own rows are in the ledger; a row too few is paid for twice.
 */
export const TOLERANCE_MS = 5 * 60_000;
/** Two moments of one clock closer than this cannot be told apart, ms: `Date` headers have whole seconds. */
export const SAME_MOMENT_MS = 2000;

/** What the history and our own book say about one asset of one customer. All times are Getty Images', ms. */
export interface ChargeCountInput {
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
  /** How long after its sending a download may still be committed, ms (settling time and time-out). */
  readonly openMs: number;
}

/** `LedgerEntry.resolvedAt` of a key that ended as `lost` although nothing told whether it was charged. */
export const UNDECIDED_AT = 0;

/** What counting came to. `candidates`: moments of rows that may be this download's. */
export type ChargeCount =
  /** The history shows a download more than this service knows of: this one was charged. `at` is the row's moment. */
  | { readonly kind: 'charged'; readonly at: number }
  /** Nothing more than is known of. `isCertain`: no row that may be another key's could be this one's. */
  | { readonly kind: 'none'; readonly isCertain: boolean; readonly candidates: readonly number[] }
  /** A row more, but a download in flight may be its owner: ask again in a moment. */
  | { readonly kind: 'undecided'; readonly candidates: readonly number[] }
  /** Fewer rows than unresolved keys that may own them, or a row from before: nothing tells whether it was charged. */
  | { readonly kind: 'ambiguous'; readonly candidates: readonly number[] };

/** A download that owns one row, and the span in which that row must lie. */
interface ChargeWindow {
  readonly from: number;
  readonly until: number;
}

/** Without its response a download may have been committed at any time from its sending until it settled. */
const openWindow = ({ sentAt }: Pick<LedgerEntry, 'sentAt'>, openMs: number): ChargeWindow => ({
  from: sentAt - TOLERANCE_MS,
  until: sentAt + openMs + TOLERANCE_MS,
});

/** A link comes after its commit. */
const settledWindow = (entry: LedgerEntry): ChargeWindow => ({
  from: entry.sentAt - TOLERANCE_MS,
  until: (entry.resolvedAt ?? Number.POSITIVE_INFINITY) + TOLERANCE_MS,
});

/**
 * How many of the rows can be given to owners, one to each. Every row, oldest first, goes to the owner that can wait
 * the least, which for spans gives the most there can be.
 * @param rows oldest first
 */
const countOwned = (owners: readonly ChargeWindow[], rows: readonly number[]): number => {
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
 * A key was charged when the rows, shared out among everything that may be charged, leave one more for it. Pure.
 *
 *  - To be *charged* it must find a row that no link, no lost link before it and no other unresolved key needs: so no
 *    key is told of a charge that may be another's.
 *  - A row from before its sending, as far as clocks may differ, is no proof of a charge but a doubt.
 *  - To be *certainly* uncharged it must find none even if keys of which nothing could be told were not charged, and if
 *    links whose rows may not be shown yet need none: only then may a key be sent again.
 */
export const countCharges = (facts: ChargeCountInput): ChargeCount => {
  const { key, sentAt, rows, entries, storeNow, shownUntil, openMs } = facts;
  const history = [...rows].sort((one, other) => one - other);
  const mine = openWindow({ sentAt }, openMs);
  const surelyMine: ChargeWindow = { ...mine, from: sentAt - SAME_MOMENT_MS };
  const leavesOneFor = (owners: readonly ChargeWindow[], me = mine): boolean =>
    countOwned([...owners, me], history) > countOwned(owners, history);
  /** Rows in its span without which the owners still have as many. */
  const sparedBy = (owners: readonly ChargeWindow[]): readonly number[] => {
    const needed = countOwned(owners, history);
    return history.filter(
      (row, index) => row >= mine.from && countOwned(owners, history.toSpliced(index, 1)) === needed,
    );
  };

  // Only what was certainly paid by the same account explains a row of its history for certain.
  const others = entries.filter((entry) => entry.key !== key && entry.isSameAccount === true);
  // Downloads of what may be the same account may own a row as well: they make a doubt, never a charge.
  const perhaps = entries.filter((entry) => entry.key !== key && entry.isSameAccount === null);
  const isInFlight = (entry: LedgerEntry): boolean => entry.state === 'sent' && entry.leaseUntil > storeNow;
  const isOpen = (entry: LedgerEntry): boolean => entry.state === 'sent' || entry.state === 'unknown';
  const openOf = (these: readonly LedgerEntry[]): readonly ChargeWindow[] =>
    these.map((entry) => openWindow(entry, openMs));
  const settled = others.filter((entry) => entry.state === 'settled');
  const charged = [
    ...settled.map(settledWindow),
    ...openOf(others.filter((entry) => entry.state === 'lost')),
  ];
  const shown = [
    ...settled
      .filter(({ resolvedAt }) => resolvedAt !== null && resolvedAt + SAME_MOMENT_MS <= shownUntil)
      .map(settledWindow),
    // A lost link had a row more than every key that was open then: that row cannot be this key's.
    ...openOf(others.filter(({ state, resolvedAt }) => state === 'lost' && resolvedAt !== UNDECIDED_AT)),
  ];

  const inFlight = openOf(others.filter(isInFlight));
  const maybeCharged = perhaps.map((entry) =>
    entry.state === 'settled' ? settledWindow(entry) : openWindow(entry, openMs),
  );
  if (leavesOneFor([...charged, ...maybeCharged, ...openOf(others.filter(isOpen))], surelyMine))
    return { kind: 'charged', at: likeliestOf(sparedBy(charged), settled) ?? sentAt };
  if (leavesOneFor([...charged, ...inFlight])) return { kind: 'ambiguous', candidates: sparedBy(shown) };
  if (leavesOneFor(charged)) return { kind: 'undecided', candidates: sparedBy(shown) };
  // A row from after all that Getty Images is known to do is no proof of a charge, but a doubt.
  const anyTime = { ...mine, until: Number.POSITIVE_INFINITY };
  return { kind: 'none', isCertain: !leavesOneFor(shown, anyTime), candidates: sparedBy(shown) };
};

/** Of the rows that may be the charge the first that no link explains by its own moment; for display only. */
const likeliestOf = (rows: readonly number[], settled: readonly LedgerEntry[]): number | undefined =>
  rows.find(
    (row) =>
      !settled.some(
        ({ sentAt, resolvedAt }) =>
          sentAt - SAME_MOMENT_MS <= row && row <= (resolvedAt ?? sentAt) + SAME_MOMENT_MS,
      ),
  ) ?? rows[0];

/**
 * Whether the time is over in which Getty Images may still commit, or show, a request that was sent: then, and only
 * then, an uncounted one may be sent again. Pure; ms of the store's clock.
 */
export const resendAllowedAt = (sentStoreAt: number, settleMs: number, timeoutMs: number): number =>
  sentStoreAt + settleMs + timeoutMs;

const FIRST_WAIT_MS = 2000;
const LONGEST_WAIT_MS = 30_000;

/**
 * When asking again can first tell more, ms from now: the history often shows a charge within seconds, so the wait grows
 * with the age of the sending (2, 4, 8, 16, 30 s), and never passes the moment at which the settling time ends. Pure.
 * @param ageMs since the sending
 * @param untilSettledMs to the end of the settling time; not positive once it is over
 */
export const nextLookMs = (ageMs: number, untilSettledMs: number): number => {
  let waitMs = FIRST_WAIT_MS;
  while (waitMs * 2 <= ageMs && waitMs < LONGEST_WAIT_MS) waitMs *= 2;
  waitMs = Math.min(waitMs, LONGEST_WAIT_MS);
  return untilSettledMs > 0 ? Math.min(waitMs, Math.max(FIRST_WAIT_MS / 2, untilSettledMs)) : waitMs;
};

/** After the settling time, how long other downloads of the asset may hold up the end of one that is in doubt, ms. */
export const DOUBT_ENDS_MS = 15 * 60_000;
/** How long after its sending a key stays open because the history cannot be read, ms. */
export const UNREADABLE_ENDS_MS = 6 * 3_600_000;
