import { describe, expect, it } from 'vitest';
import { formatCsv, formatTable } from '../../../src/cli/ledger-format.js';
import { downloadFailure, spendingLimitReached } from '../../../src/downloads/download-failure.js';
import {
  attemptId,
  DAY_MS,
  type LedgerAttempt,
  scopeOf,
} from '../../../src/downloads/idempotency/attempt.js';
import { publicState, toView } from '../../../src/downloads/ledger/attempt-view.js';
import { compareWithHistory } from '../../../src/downloads/ledger/compare-with-history.js';
import { decodePlace, encodePlace } from '../../../src/downloads/ledger/cursor.js';
import { decodeFailure, encodeFailure } from '../../../src/downloads/ledger/failure-codec.js';
import { maySee } from '../../../src/downloads/ledger/find-attempt.js';
import { spendReport } from '../../../src/downloads/ledger/spend-report.js';
import { ownerOf } from '../../../src/downloads/owner.js';
import type { HistoryEntry } from '../../../src/getty/model/history-entry.js';
import { callerOf, personOf } from '../../integration/idempotency/callers.js';

const NOW = Date.UTC(2026, 2, 3, 12);
const entry = (part: Partial<LedgerAttempt> = {}): LedgerAttempt => ({
  id: attemptId(1_772_539_200_000),
  key: 'key',
  asset: 'image:1',
  owner: ownerOf(callerOf('account')),
  client: 'web',
  requestId: 'request',
  state: 'settled',
  plan: '{"api":"V3","productType":"EASY_ACCESS","productTypeName":"easyaccess","productId":"11001"}',
  paid: null,
  error: null,
  requestedAt: NOW,
  sentAt: NOW,
  endedAt: NOW,
  leaseUntil: 0,
  ...part,
});
const view = (part: Partial<LedgerAttempt> = {}) => toView(entry(part), NOW);
const row = (assetId: string, at: number): HistoryEntry =>
  ({
    assetId,
    assetType: 'IMAGE',
    downloadedAt: new Date(at),
    productTypeName: 'easyaccess',
  }) as HistoryEntry;

describe('the state of a ledger entry', () => {
  it.each([
    ['sent', NOW + 1, 'IN_PROGRESS'],
    ['sent', NOW, 'OUTCOME_UNKNOWN'],
    ['planned', NOW + 1, 'IN_PROGRESS'],
    ['planned', NOW, 'REFUSED'],
    ['unknown', 0, 'OUTCOME_UNKNOWN'],
    ['undecided', 0, 'OUTCOME_UNKNOWN'],
    ['settled', 0, 'SUCCEEDED'],
    ['lost', 0, 'LINK_LOST'],
    ['refused', 0, 'REFUSED'],
    ['uncharged', 0, 'REFUSED'],
  ] as const)('%s with a lease until %i reads %s', (state, leaseUntil, expected) => {
    expect(publicState({ state, leaseUntil }, NOW)).toBe(expected);
  });

  it('names the product that paid where the response said another one, and the API it was sent through', () => {
    const paid = '{"api":null,"productType":"IMAGE_PACK","productTypeName":"imagepack","productId":"7"}';
    expect(view({ paid })).toMatchObject({ via: 'V3', productType: 'IMAGE_PACK', productId: '7' });
  });

  it('has no time to ask again once nothing more can be found out', () => {
    expect(view({ state: 'undecided' })).toMatchObject({ isCharged: null, retryAfterMs: null });
    expect(view({ state: 'unknown' }).retryAfterMs).toBeGreaterThan(0);
  });
});

describe('a caller’s part of the ledger', () => {
  const web = callerOf('account', { clientKey: 'web' });

  it.each([
    ['the service’s account', callerOf('account'), false, 'service account'],
    ['a client key', web, false, 'service account client web'],
    ['a client key that may see all', web, true, 'service account'],
    ['a person with a name', personOf('t'), false, 'account facts'],
    ['a person without a name', personOf('t', { account: { hash: 'facts', names: null } }), false, 'token t'],
    ['a person who claims to see all', personOf('t'), true, 'account facts'],
  ])('of %s', (_who, caller, seesAll, scope) => {
    expect(scopeOf(caller, seesAll)).toBe(scope);
  });

  it('holds another account’s entries for none, not even for a key that may see all', () => {
    const other = { identity: callerOf('other', { clientKey: 'desk' }), seesAll: true };
    expect(maySee(other, entry(), null)).toBe(false);
    expect(maySee({ ...other, identity: callerOf('account', { clientKey: 'desk' }) }, entry(), null)).toBe(
      true,
    );
  });
});

describe('a refusal in the ledger', () => {
  it('reads back as it was written, moments included', () => {
    const failure = spendingLimitReached({ limit: 3, used: 3, resetsAt: NOW });
    expect(decodeFailure(encodeFailure(failure))).toEqual(failure);
  });

  it('is bounded, and names its code where the rest had to go', () => {
    const failure = downloadFailure('NOT_ENTITLED', 'x'.repeat(10_000), { allowedProductTypes: [] });
    const text = encodeFailure(failure);
    expect(text.length).toBeLessThan(2_000);
    expect(decodeFailure(text)).toMatchObject({ code: 'DOWNLOAD_REFUSED', upstreamCode: 'NOT_ENTITLED' });
  });
});

describe('a cursor of the ledger', () => {
  const place = { requestedAt: NOW, id: attemptId(7) };

  it('reads back in its own list and is refused in another', () => {
    expect(decodePlace(encodePlace(place, 'list'), 'list', 'after')).toEqual(place);
    expect(() => decodePlace(encodePlace(place, 'list'), 'other', 'after')).toThrow(/no cursor of this list/);
    expect(() => decodePlace('nonsense', 'list', 'before')).toThrow(/no cursor of this list/);
  });
});

describe('a spend report', () => {
  it('sums by day and client, and counts a lost link as charged', async () => {
    const report = await spendReport(
      [
        view(),
        view({ state: 'lost' }),
        view({ client: null, state: 'unknown' }),
        view({ requestedAt: NOW - DAY_MS, state: 'refused' }),
      ],
      ['DAY', 'CLIENT'],
    );
    expect(report).toMatchObject({ chargedCount: 2, unknownCount: 1, lostCount: 1 });
    expect(
      report.rows.map(({ day, clientName, chargedCount }) => [day?.toISOString(), clientName, chargedCount]),
    ).toEqual([
      ['2026-03-03T00:00:00.000Z', 'web', 2],
      ['2026-03-03T00:00:00.000Z', null, 0],
      ['2026-03-02T00:00:00.000Z', 'web', 0],
    ]);
  });
});

describe('the ledger beside Getty Images’ history', () => {
  it('lists what stands on one side only', () => {
    const result = compareWithHistory({
      views: [
        view(),
        view({ asset: 'image:2', key: 'second' }),
        view({ asset: 'image:3', state: 'unknown' }),
      ],
      history: [row('1', NOW + 900), row('1', NOW + 60_000), row('3', NOW), row('9', NOW - DAY_MS)],
      from: NOW - 1_000,
      to: NOW + DAY_MS,
    });
    expect(result.matched).toBe(1);
    expect(result.onlyLedger.map(({ idempotencyKey }) => idempotencyKey)).toEqual(['second']);
    expect(
      result.onlyHistory.map(({ assetId, downloadedAt }) => [assetId, downloadedAt.getTime() - NOW]),
    ).toEqual([
      ['1', 60_000],
      ['3', 0],
    ]);
    expect(result.undecided.map(({ assetId }) => assetId)).toEqual(['3']);
  });
});

describe('the printed ledger', () => {
  it('is CSV that no spreadsheet takes for formulas', () => {
    const [, line] = formatCsv([view({ key: '=1+1,"x"' })]).split('\r\n');
    expect(line).toContain('"\'=1+1,""x"""');
  });

  it('says so where there is nothing', async () => {
    expect(formatTable([], await spendReport([], []))).toBe('No downloads in this span.\n');
  });
});
