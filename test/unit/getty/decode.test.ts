import { describe, expect, it } from 'vitest';
import {
  asBoolean,
  asDate,
  asId,
  asInt,
  asList,
  asNumber,
  asRecord,
  asString,
  decodeList,
  decodeListWithGaps,
  parseJson,
} from '../../../src/getty/decode.js';
import {
  isRequestableProductType,
  type ProductType,
  parseProductType,
  toV3ProductType,
} from '../../../src/getty/model/product-type.js';

/** One of each kind of JSON, and what is no JSON at all. */
const ODDITIES: readonly unknown[] = [
  null,
  undefined,
  true,
  0,
  Number.NaN,
  '',
  'x',
  [],
  [null],
  {},
  { a: 1 },
  10n,
  Symbol('s'),
  () => 1,
];

describe('the decoders for JSON of Getty Images', () => {
  it.each([asRecord, asList, asString, asId, asNumber, asInt, asBoolean, asDate] as const)(
    '%o throws at nothing',
    (read) => {
      for (const value of ODDITIES) expect(() => read(value)).not.toThrow();
    },
  );

  it.each([
    [{ a: 1 }, { a: 1 }],
    [{}, {}],
    [[], null],
    [null, null],
    ['{}', null],
    [undefined, null],
  ])('asRecord(%j) is %j', (value, record) => {
    expect(asRecord(value)).toEqual(record);
  });

  it.each([
    [[1], [1]],
    [{ length: 2 }, []],
    ['ab', []],
    [null, []],
  ])('asList(%j) is %j', (value, list) => {
    expect(asList(value)).toEqual(list);
  });

  it.each([
    ['a', 'a'],
    [' ', ' '],
    ['', null],
    [7, null],
    [null, null],
  ])('asString(%j) is %j', (value, text) => {
    expect(asString(value)).toBe(text);
  });

  it.each([
    [5678, '5678'],
    [0, '0'],
    ['BA19430', 'BA19430'],
    ['200261415-001', '200261415-001'],
    ['', null],
    [Number.NaN, null],
    [Number.POSITIVE_INFINITY, null],
    [true, null],
    [null, null],
  ])('asId(%j) is %j', (value, id) => {
    expect(asId(value)).toBe(id);
  });

  it.each([
    [1.5, 1.5],
    ['1800', 1800],
    [' 12 ', 12],
    ['1e3', 1000],
    ['', null],
    [' ', null],
    ['12px', null],
    ['NaN', null],
    ['Infinity', null],
    [Number.NaN, null],
    [null, null],
    [true, null],
    [[5], null],
  ])('asNumber(%j) is %j', (value, number) => {
    expect(asNumber(value)).toBe(number);
  });

  it.each([
    [1080, 1080],
    [1080.6, 1081],
    ['3000', 3000],
    [2_147_483_647, 2_147_483_647],
    [2_147_483_648, null],
    [-2_147_483_648, -2_147_483_648],
    [-2_147_483_649, null],
    ['9'.repeat(400), null],
    [null, null],
  ])('asInt(%j) is %j, within the range of GraphQL’s Int', (value, int) => {
    expect(asInt(value)).toBe(int);
  });

  it.each([
    [true, true],
    [false, false],
    ['true', null],
    [1, null],
    [null, null],
  ])('asBoolean(%j) is %j', (value, boolean) => {
    expect(asBoolean(value)).toBe(boolean);
  });

  it.each([
    ['2026-05-10T14:23:11Z', '2026-05-10T14:23:11.000Z'],
    ['2026-05-10T14:23:11.5Z', '2026-05-10T14:23:11.500Z'],
    ['2026-05-10T14:23:11+02:00', '2026-05-10T12:23:11.000Z'],
    ['2026-05-10T14:23:11-0800', '2026-05-10T22:23:11.000Z'],
    ['2026-05-10T14:23:11', '2026-05-10T14:23:11.000Z'],
    ['2026-05-10 14:23:11', '2026-05-10T14:23:11.000Z'],
    ['2026-05-10', '2026-05-10T00:00:00.000Z'],
    ['/Date(1393416000000-0800)/', '2014-02-26T12:00:00.000Z'],
    ['/Date(-1000)/', '1969-12-31T23:59:59.000Z'],
    ['/Date()/', null],
    ['yesterday', null],
    ['', null],
    [1_393_416_000_000, null],
    [null, null],
  ])('asDate(%j) is %s', (value, iso) => {
    expect(asDate(value)?.toISOString() ?? null).toBe(iso);
  });

  it('leave unreadable items out, or put null in their places', () => {
    expect(decodeList(['a', 1, '', 'b'], asString)).toEqual(['a', 'b']);
    expect(decodeList('ab', asString)).toEqual([]);
    expect(decodeListWithGaps(['a', 1, '', 'b'], asString)).toEqual(['a', null, null, 'b']);
    expect(decodeListWithGaps(null, asString)).toEqual([]);
  });

  it.each([
    ['{"a":1}', { a: 1 }],
    ['null', null],
    ['"https://a.test/b"', 'https://a.test/b'],
    ['', undefined],
    ['<html>', undefined],
    ['{"a":', undefined],
  ])('parseJson(%j) is %j', (text, value) => {
    expect(parseJson(text)).toEqual(value);
  });
});

describe('product types', () => {
  const SPELLINGS: Readonly<Record<Exclude<ProductType, 'UNKNOWN'>, readonly string[]>> = {
    EASY_ACCESS: ['easyaccess', 'EasyAccess', 'easy_access', 'Easy Access'],
    EDITORIAL_SUBSCRIPTION: ['editorialsubscription', 'EditorialSubscription'],
    IMAGE_PACK: ['imagepack', 'ImagePack', 'Imagepack'],
    PREMIUM_ACCESS: ['premiumaccess', 'PremiumAccess'],
    ROYALTY_FREE_SUBSCRIPTION: ['royaltyfreesubscription', 'RoyaltyFreeSubscription'],
    CREDIT_PACK: ['creditpack', 'credit_pack'],
    LEGACY_RF_SUBSCRIPTION: ['LegacyRfSubscription', 'legacyrfsubscription'],
    AI_GENERATION: ['aigen'],
    SANDBOX: ['sandbox'],
  };

  it.each(Object.entries(SPELLINGS))('decode %s from every documented spelling', (type, words) => {
    for (const word of words) expect(parseProductType(word)).toBe(type);
  });

  it.each(['holographicaccess', '', '…', 'access', null])('decode %j as UNKNOWN', (word) => {
    expect(parseProductType(word)).toBe('UNKNOWN');
  });

  it('encode to exactly the words that v3 documents, which decode to the same type', () => {
    const types = Object.keys(SPELLINGS) as ProductType[];
    const requestable = types.filter(isRequestableProductType);
    expect(requestable.map(toV3ProductType)).toEqual([
      'easyaccess',
      'editorialsubscription',
      'imagepack',
      'premiumaccess',
      'royaltyfreesubscription',
      'creditpack',
    ]);
    for (const type of requestable) expect(parseProductType(toV3ProductType(type))).toBe(type);
    expect(isRequestableProductType('UNKNOWN')).toBe(false);
  });
});
