import { describe, expect, it } from 'vitest';
import { countCharges, UNDECIDED_AT } from '../../src/downloads/count-charges.js';
import type { LedgerEntry } from '../../src/downloads/idempotency/idempotency-store.js';

const S = 1000;
const entry = (
  key: string,
  state: LedgerEntry['state'],
  sentAt: number,
  resolvedAt: number | null = null,
) => ({
  key,
  isSameAccount: true,
  state,
  sentAt: sentAt * S,
  resolvedAt: resolvedAt === null ? null : resolvedAt * S,
  leaseUntil: 0,
});

const count = (key: string, rows: readonly number[], entries: readonly LedgerEntry[], shownUntil = 10_000) =>
  countCharges({
    key,
    sentAt: entries.find((one) => one.key === key)?.sentAt ?? 0,
    rows: rows.map((row) => row * S),
    entries,
    storeNow: 20_000 * S,
    shownUntil: shownUntil * S,
    openMs: 130 * S,
  });

describe('counting downloads of one asset that are close together', () => {
  // Q took W's row but was written down with C's, which lies too early to be W's: W was then sent, and paid, twice.
  it('counting does not free a key whose row another key took', () => {
    const c = entry('C', 'settled', 1, 3);
    const before = [entry('Q', 'unknown', 0), c, entry('W', 'unknown', 5)];
    expect(count('Q', [2, 5], before).kind).toBe('ambiguous');
    const after = [entry('Q', 'lost', 0, UNDECIDED_AT), c, entry('W', 'unknown', 5)];
    expect(count('W', [2, 5], after)).toMatchObject({ kind: 'none', isCertain: false });
  });

  // S had just got its response and its row was not visible yet: X's own row was counted for it, and X was sent again.
  it('counting gives no row to a download whose own row may still appear', () => {
    const entries = [entry('X', 'unknown', 100), entry('S', 'settled', 101, 102)];
    expect(count('X', [100], entries, 60)).toMatchObject({ kind: 'none', isCertain: false });
    expect(count('X', [100, 101], entries, 60).kind).toBe('charged');
    expect(count('X', [101], entries, 300)).toMatchObject({ kind: 'none', isCertain: true });
  });

  it('counting gives no row to a download that was sent long after it', () => {
    const entries = [entry('X', 'unknown', 100), entry('S', 'settled', 401, 403)];
    expect(count('X', [100], entries, 60)).toEqual({ kind: 'charged', at: 100 * S });
  });

  // Q got row 2, which is C's, because row 60 was one too many; then X got row 60 too.
  it('counting never gives one row to two keys', () => {
    const c = entry('C', 'settled', 1, 3);
    const q = count('Q', [2, 60], [entry('Q', 'unknown', 0), c, entry('X', 'unknown', 60)]);
    expect(q).toEqual({ kind: 'ambiguous', candidates: [2 * S, 60 * S] });
    expect(
      count('X', [2, 60], [entry('Q', 'lost', 0, UNDECIDED_AT), c, entry('X', 'unknown', 60)]),
    ).toMatchObject({
      kind: 'none',
      isCertain: false,
    });
  });

  // One of two keys without a response was reported as lost for a charge that was the other's.
  it('two keys with one row in the history are not reported as charged', () => {
    const both = [entry('A', 'unknown', 0), entry('B', 'unknown', 1)];
    expect(count('A', [2], both)).toEqual({ kind: 'ambiguous', candidates: [2 * S] });
    expect(count('B', [2], both)).toEqual({ kind: 'ambiguous', candidates: [2 * S] });
    expect(count('A', [2, 3], both).kind).toBe('charged');
  });
});
