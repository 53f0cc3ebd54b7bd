import fc from 'fast-check';
import { type ChargeCount, countCharges, TOLERANCE_MS } from '../../../src/downloads/count-charges.js';
import type { LedgerEntry } from '../../../src/downloads/idempotency/idempotency-store.js';

/** Milliseconds in which Getty Images commits a download and shows it, in these worlds. */
export const SETTLE_MS = 120_000;
/** Timeout of a sent request. */
const TIMEOUT_MS = 10_000;

/** One download of the asset as it truly went. Times are Getty Images' own clock, ms. */
export interface TrueDownload {
  readonly key: string;
  readonly sentAt: number;
  /** The service's recorded time of sending, less `sentAt`. */
  readonly sentError: number;
  readonly charge:
    | { readonly kind: 'none' }
    /** The link came back `answerMs` after the commit. */
    | {
        readonly kind: 'answered';
        readonly commitMs: number;
        readonly answerMs: number;
        readonly showMs: number;
        readonly answerError: number;
      }
    /** Committed, and the link was lost. */
    | { readonly kind: 'lost'; readonly commitMs: number; readonly showMs: number };
}

const clockError = fc.integer({ min: -1000, max: 1000 });
const prompt = fc.integer({ min: 0, max: 3000 });
const late = fc.integer({ min: 0, max: SETTLE_MS / 2 });
const shown = (max: number) => fc.oneof(fc.constant(0), fc.integer({ min: 0, max }));

const download = (key: string, spanMs: number): fc.Arbitrary<TrueDownload> =>
  fc.record({
    key: fc.constant(key),
    sentAt: fc.integer({ min: 1_000_000, max: 1_000_000 + spanMs }),
    sentError: clockError,
    charge: fc.oneof(
      fc.record({ kind: fc.constant('none' as const) }),
      fc.record({
        kind: fc.constant('answered' as const),
        commitMs: prompt,
        answerMs: prompt,
        showMs: shown(SETTLE_MS),
        answerError: clockError,
      }),
      fc.record({
        kind: fc.constant('lost' as const),
        commitMs: fc.oneof(prompt, late),
        showMs: shown(SETTLE_MS / 2),
      }),
    ),
  });

/** A few downloads of one asset, close together (where they are hard to distinguish) or further apart. */
export const downloads: fc.Arbitrary<readonly TrueDownload[]> = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.constantFrom(2000, 8000, 60_000, 400_000))
  .chain(([many, spanMs]) =>
    fc.tuple(...Array.from({ length: many }, (_, at) => download(`key-${at}`, spanMs))),
  );

/** Times after the first sending at which a client retries, and its unresolved key. */
export const questions = fc.array(
  fc.record({ afterMs: fc.integer({ min: 0, max: 900_000 }), who: fc.nat(4) }),
  { minLength: 1, maxLength: 12 },
);

const commitOf = (one: TrueDownload): number | null =>
  one.charge.kind === 'none' ? null : one.sentAt + one.charge.commitMs;

const answeredAt = ({ sentAt, charge }: TrueDownload): number | null =>
  charge.kind === 'answered' ? sentAt + charge.commitMs + charge.answerMs : null;

/** The result of counting for one key at one time. */
export interface Asked {
  readonly download: TrueDownload;
  readonly at: number;
  readonly count: ChargeCount;
  /** The history showed this download then. */
  readonly isShown: boolean;
  /** The history showed every committed download then. */
  readonly isAllShown: boolean;
  /** Visible rows without a delivered link that this key may own by their times. */
  readonly strayRows: readonly number[];
}

/** The service's book and Getty Images' history, moved by asking about one key after the other. */
export class CountingWorld {
  /** Keys that were declared charged, with when. */
  readonly lost = new Map<string, { readonly at: number; readonly foundAt: number }>();
  /** Keys that were declared uncharged for good: such a one may be sent again. */
  readonly certainlyFree = new Set<string>();

  constructor(
    private readonly downloads: readonly TrueDownload[],
    /** Downloads of the same account that this service has not made. */
    readonly foreignRows: readonly number[] = [],
  ) {}

  /** The moment everything has ended and is to be seen. */
  get end(): number {
    return Math.max(...this.downloads.map((one) => one.sentAt)) + SETTLE_MS + 4 * TIMEOUT_MS + SETTLE_MS;
  }

  private rowOf(one: TrueDownload, now: number): number | null {
    const commit = commitOf(one);
    if (commit === null || one.charge.kind === 'none' || commit + one.charge.showMs > now) return null;
    return Math.floor(commit / 1000) * 1000;
  }

  private entryOf(one: TrueDownload, now: number): LedgerEntry[] {
    if (one.sentAt > now || this.certainlyFree.has(one.key)) return [];
    const sentAt = one.sentAt + one.sentError;
    const common = { key: one.key, isSameAccount: true, sentAt, resolvedAt: null, leaseUntil: 0 };
    const lost = this.lost.get(one.key);
    if (lost !== undefined) return [{ ...common, state: 'lost', resolvedAt: lost.at }];
    const answered = answeredAt(one);
    if (answered !== null && answered <= now && one.charge.kind === 'answered')
      return [{ ...common, state: 'settled', resolvedAt: answered + one.charge.answerError }];
    if (now < one.sentAt + TIMEOUT_MS)
      return [{ ...common, state: 'sent', leaseUntil: one.sentAt + TIMEOUT_MS + 5000 }];
    return [{ ...common, state: 'unknown' }];
  }

  private isOpen(one: TrueDownload, now: number): boolean {
    return this.entryOf(one, now).some((entry) => entry.state === 'unknown');
  }

  /** Asks about the `who`th key, if it is unresolved then; `null` where it is not. */
  ask(now: number, who: number): Asked | null {
    const asked = this.downloads[who % this.downloads.length];
    if (asked === undefined || !this.isOpen(asked, now)) return null;
    const ownSentAt = asked.sentAt + asked.sentError;
    const rowsNow = this.downloads.flatMap((one) => this.rowOf(one, now) ?? []);
    const count = countCharges({
      key: asked.key,
      sentAt: ownSentAt,
      rows: [...rowsNow, ...this.foreignRows.filter((row) => row <= now)],
      entries: this.downloads.flatMap((one) => this.entryOf(one, now)),
      storeNow: now,
      shownUntil: now - SETTLE_MS,
      openMs: SETTLE_MS + TIMEOUT_MS,
    });
    const isStray = (one: TrueDownload): boolean =>
      this.entryOf(one, now).every(({ state }) => state !== 'settled' && state !== 'lost');
    const result = {
      download: asked,
      at: now,
      count,
      isShown: this.rowOf(asked, now) !== null,
      isAllShown: this.downloads.every((one) => commitOf(one) === null || this.rowOf(one, now) !== null),
      strayRows: this.downloads
        .filter(isStray)
        .flatMap((one) => this.rowOf(one, now) ?? [])
        .filter((row) => row >= ownSentAt - TOLERANCE_MS),
    };
    if (count.kind === 'charged') this.lost.set(asked.key, { at: count.at, foundAt: now });
    const isOver = now >= asked.sentAt + SETTLE_MS + TIMEOUT_MS;
    if (count.kind === 'none' && count.isCertain && isOver) this.certainlyFree.add(asked.key);
    return result;
  }
}
