import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { historyRange, snapshotTime } from '../../../src/catalog/history/history-range.js';
import { historyApi } from '../../../src/catalog/history/history-source.js';
import { decodeRecordKey, encodeRecordKey, isSameRecord } from '../../../src/catalog/history/record-id.js';
import type { GettyApi } from '../../../src/errors/upstream-failure.js';
import { anyText } from '../support/any-text.js';
import { codeOf } from '../support/code-of.js';

const at = (iso: string): Date => new Date(iso);
const AS_OF = at('2026-05-10T12:00:00Z').getTime();

describe('the range of a history', () => {
  it.each([
    ['nothing named: the last 30 days', {}, '2026-04-10T12:00:00.000Z', '2026-05-10T12:00:00.000Z'],
    [
      'an end: 30 days before it',
      { to: at('2026-01-31T00:00:00Z') },
      '2026-01-01T00:00:00.000Z',
      '2026-01-31T00:00:00.000Z',
    ],
    [
      'a beginning: up to now, however long that is',
      { from: at('2020-01-01T00:00:00Z') },
      '2020-01-01T00:00:00.000Z',
      '2026-05-10T12:00:00.000Z',
    ],
    [
      'both',
      { from: at('2020-01-01T00:00:00.900Z'), to: at('2021-01-01T00:00:00.900Z') },
      '2020-01-01T00:00:00.000Z',
      '2021-01-01T00:00:00.000Z',
    ],
    [
      'an end in the future: now',
      { from: at('2026-05-01T00:00:00Z'), to: at('2030-01-01T00:00:00Z') },
      '2026-05-01T00:00:00.000Z',
      '2026-05-10T12:00:00.000Z',
    ],
    [
      'one moment',
      { from: at('2026-05-01T00:00:00Z'), to: at('2026-05-01T00:00:00Z') },
      '2026-05-01T00:00:00.000Z',
      '2026-05-01T00:00:00.000Z',
    ],
    ['null is not named', { from: null, to: null }, '2026-04-10T12:00:00.000Z', '2026-05-10T12:00:00.000Z'],
  ])('the range of %s is as expected', (_what, filter, from, to) => {
    const range = historyRange(filter, AS_OF);
    expect([range.from.toISOString(), range.to.toISOString()]).toEqual([from, to]);
  });

  it.each([
    [
      'ends before it begins',
      { from: at('2026-02-01T00:00:00Z'), to: at('2026-01-01T00:00:00Z') },
      'to',
      /lies before/,
    ],
    ['begins in the future', { from: at('2026-05-10T12:00:02Z') }, 'from', /in the future/],
  ])('a range that %s is refused', (_what, filter, argument, message) => {
    expect(() => historyRange(filter, AS_OF)).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        argument: ['filter', argument],
        message: expect.stringMatching(message),
      }),
    );
  });

  it('a range has whole seconds and never ends before it begins', () => {
    const moments = fc.option(
      fc.integer({ min: 0, max: AS_OF }).map((ms) => new Date(ms)),
      { nil: null },
    );
    fc.assert(
      fc.property(moments, moments, (one, other) => {
        const [from, to] = one !== null && other !== null && one > other ? [other, one] : [one, other];
        const range = historyRange({ from, to }, AS_OF);
        expect(range.from.getTime() % 1000).toBeCloseTo(0);
        expect(range.to.getTime() % 1000).toBe(0);
        expect(range.to.getTime()).toBeGreaterThanOrEqual(range.from.getTime());
      }),
    );
  });

  it.each([
    [1000, 1000],
    [1001, 2000],
    [1999, 2000],
  ])('the end of a range is pinned to the end of the second: %i to %i', (now, moment) => {
    expect(snapshotTime(now)).toBe(moment);
  });
});

describe('the API version of the history', () => {
  it.each<[readonly GettyApi[], GettyApi | null, boolean, string]>([
    [['V3', 'V2', 'V1'], null, false, 'V3'],
    [['V1', 'V3'], null, false, 'V3'],
    [['V2', 'V1'], null, false, 'V1'],
    [['V3', 'V1'], 'V1', false, 'V1'],
    [['V3', 'V1'], 'V3', true, 'V3'],
    [['V3', 'V2', 'V1'], 'V2', false, 'BAD_USER_INPUT via'],
    [['V3'], 'V1', false, 'BAD_USER_INPUT via'],
    [['V1'], 'V3', false, 'BAD_USER_INPUT via'],
    [['V1'], null, true, 'BAD_USER_INPUT filter.companyWide'],
    [['V3', 'V1'], 'V1', true, 'BAD_USER_INPUT filter.companyWide'],
    [['V2'], null, false, 'UPSTREAM_UNAVAILABLE '],
  ])('the history with %j, via %j, of a company: %s is served by %s', (apis, via, companyWide, expected) => {
    const chosen = (): string => {
      try {
        return historyApi(apis, via, companyWide);
      } catch (error) {
        const { code, argument } = error as { code: string; argument: string[] | null };
        return `${code} ${argument?.join('.') ?? ''}`;
      }
    };
    expect(chosen()).toBe(expected);
  });
});

describe('record ids', () => {
  const row = {
    assetId: 'BA19430',
    assetType: 'IMAGE',
    downloadedAt: at('2026-05-10T14:23:11Z'),
    productType: 'EASY_ACCESS',
    productTypeName: 'EasyAccess',
    productId: null,
    agreementName: null,
    sizeName: null,
    dimensions: null,
    thumbnailUrl: null,
    note: null,
    projectCode: null,
    downloadedBy: null,
    isCompanyWide: false,
  } as const;

  it('a record id finds its record in every version', () => {
    const id = encodeRecordKey(row);
    expect(id).toMatch(/^[\w-]+$/);
    const key = decodeRecordKey(id, ['id']);
    expect(isSameRecord(row, key)).toBe(true);
    const asV3ShowsIt = { ...row, productTypeName: 'easyaccess', productId: '5678' };
    expect(isSameRecord(asV3ShowsIt, key)).toBe(true);
    expect(encodeRecordKey(asV3ShowsIt)).toBe(id);
  });

  it.each([
    ['asset', { assetId: 'BA19431' }],
    ['moment', { downloadedAt: at('2026-05-10T14:23:12Z') }],
    ['product', { productTypeName: 'premiumaccess' }],
    ['unknown product', { productTypeName: null }],
  ])('a record with another %s has another id', (_what, other) => {
    const key = decodeRecordKey(encodeRecordKey(row), ['id']);
    expect(isSameRecord({ ...row, ...other }, key)).toBe(false);
  });

  it('a record id holds whose history it came from', () => {
    expect(decodeRecordKey(encodeRecordKey({ ...row, isCompanyWide: true }), ['id']).isCompanyWide).toBe(
      true,
    );
    expect(decodeRecordKey(encodeRecordKey(row), ['id']).isCompanyWide).toBe(false);
  });

  it('an id that was never issued is refused', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(codeOf(() => decodeRecordKey(text, ['id']))).toBe('BAD_USER_INPUT');
      }),
    );
  });
});
