import { describe, expect, it } from 'vitest';
import { AccountHistory } from '../../../src/catalog/ownership/account-history.js';
import {
  afterPage,
  isWholeRead,
  nextPage,
  type StreamState,
  UNREAD,
  WINDOW_MS,
} from '../../../src/catalog/ownership/history-stream.js';
import { type DownloadFacts, OwnedAssets } from '../../../src/catalog/ownership/owned-assets.js';
import type { LedgerEntry } from '../../../src/downloads/idempotency/idempotency-store.js';
import { findInLedger } from '../../../src/downloads/if-owned.js';

const facts = (productId: string): DownloadFacts => ({
  productType: 'EASY_ACCESS',
  productTypeName: 'easyaccess',
  productId,
  agreementName: null,
  sizeName: null,
  dimensions: null,
  note: null,
  projectCode: null,
  downloadedBy: null,
});

describe('OwnedAssets', () => {
  it('holds 100,000 assets in 2.6 MB and finds each with its latest moment', () => {
    const assets = new OwnedAssets();
    for (let n = 1; n <= 100_000; n += 1)
      assets.add({ type: 'image', id: String(1_000_000 + n) }, n, facts('1'));
    for (let n = 1; n <= 100_000; n += 1)
      assets.add({ type: 'image', id: String(1_000_000 + n) }, n - 1, facts('2'));
    expect(assets.size).toBe(100_000);
    expect(assets.tableBytes).toBe(131_072 * 20);
    for (let n = 1; n <= 100_000; n += 997)
      expect(assets.find({ type: 'image', id: String(1_000_000 + n) })).toEqual({
        moment: n,
        facts: facts('1'),
      });
  });

  it.each([
    ['an image and a video of one number', 'image', '12', 'video', '12'],
    ['ids with letters', 'image', 'BA19430', 'image', 'BA19431'],
    ['a number with a leading zero', 'image', '012', 'image', '12'],
    ['numbers longer than a double holds', 'image', '12345678901234567', 'image', '12345678901234568'],
  ] as const)('tells %s apart', (_, type, id, otherType, otherId) => {
    const assets = new OwnedAssets();
    assets.add({ type, id }, 5, facts('1'));
    expect(assets.find({ type, id })?.moment).toBe(5);
    expect(assets.find({ type: otherType, id: otherId })).toBeNull();
  });
});

describe('reading a history back', () => {
  const NOW = Date.UTC(2026, 5, 1);
  const readAll = (totals: readonly number[]): { state: StreamState; pages: number } => {
    let state = UNREAD;
    let pages = 0;
    for (;;) {
      const page = nextPage(state, NOW);
      if (page === null) return { state, pages };
      const total = totals[state.windows] ?? 0;
      const rows = Math.min(100, total - page.offset);
      state = afterPage(state, page, { rows, unreadable: 0, total });
      pages += 1;
    }
  };

  it.each([
    ['an empty history ends after three windows', [], 3, 3],
    ['250 rows in a window take three pages', [250], 6, 4],
    ['two empty windows between full ones do not end it', [1, 0, 0, 1], 7, 7],
    ['thirteen windows are the most', Array(20).fill(1), 13, 13],
  ])('%s', (_, totals, pages, windows) => {
    const read = readAll(totals);
    expect([read.pages, read.state.windows]).toEqual([pages, windows]);
    expect(isWholeRead(read.state)).toBe(true);
    expect((read.state.upTo ?? 0) - (read.state.downTo ?? 0)).toBe(windows * WINDOW_MS);
  });

  it('never says NEVER_DOWNLOADED before every history was read, nor after a row that could not be', () => {
    const history = new AccountHistory(['own', 'company']);
    const asset = { type: 'image', id: '1' } as const;
    const whole = readAll([]).state;
    expect(history.ownership(asset, true).status).toBe('UNKNOWN');
    history.set('own', whole);
    expect(history.ownership(asset, true).status).toBe('UNKNOWN');
    history.set('company', whole);
    expect(history.ownership(asset, true).status).toBe('NEVER_DOWNLOADED');
    expect(history.ownership(asset, false).status).toBe('UNKNOWN');
    history.set('company', { ...whole, hasGaps: true });
    expect(history.ownership(asset, true).status).toBe('UNKNOWN');
  });
});

describe('the ledger under REFUSE', () => {
  const entry = (part: Partial<LedgerEntry>): LedgerEntry => ({
    key: 'other',
    isSameAccount: true,
    sentAt: 1_000_000,
    resolvedAt: null,
    state: 'sent',
    leaseUntil: 0,
    ...part,
  });
  const find = (part: Partial<LedgerEntry>, readAt: number) =>
    findInLedger({
      key: 'mine',
      entries: [entry(part)],
      storeNow: 2_000_000,
      readAt,
      settleMs: 120_000,
      timeoutMs: 10_000,
    }).kind;

  it.each([
    [
      'a charged sending of the account owns the asset',
      { state: 'settled', resolvedAt: 1_001_000 },
      0,
      'owned',
    ],
    ['a lost link owns it as well', { state: 'lost', resolvedAt: 1_001_000 }, 0, 'owned'],
    ['a sending under way is waited for', { leaseUntil: 2_000_001 }, 5_000_000, 'in-flight'],
    [
      'an unknown end is undecided until the history can show it',
      { state: 'unknown' },
      1_129_999,
      'undecided',
    ],
    ['an unknown end is clear by a history read after that', { state: 'unknown' }, 1_130_000, 'clear'],
    ['its own sending is its own business', { key: 'mine', state: 'unknown' }, 0, 'clear'],
    [
      'another account’s download is not in the way',
      { isSameAccount: false, state: 'settled', resolvedAt: 1 },
      0,
      'clear',
    ],
    [
      'what may be another account’s never owns it, but makes the history wait',
      { isSameAccount: null, state: 'settled', resolvedAt: 1_001_000 },
      1_120_999,
      'undecided',
    ],
  ] as const)('%s', (_, part, readAt, expected) => {
    expect(find(part, readAt)).toBe(expected);
  });
});
