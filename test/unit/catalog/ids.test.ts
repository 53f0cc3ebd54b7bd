import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkIdCount,
  type NodeType,
  parseAssetId,
  parseGlobalId,
  toGlobalId,
} from '../../../src/catalog/ids.js';
import { anyText } from '../support/any-text.js';
import { codeOf } from '../support/code-of.js';

const TYPES: readonly NodeType[] = ['Image', 'Video', 'ProductOffering', 'DownloadRecord'];
const badInput = (said: RegExp | string) =>
  expect.objectContaining({ code: 'BAD_USER_INPUT', message: expect.stringMatching(said), argument: ['id'] });
const plain = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);

describe('id arguments', () => {
  it('a plain id and a global id are accepted alike', () => {
    fc.assert(
      fc.property(plain, fc.constantFrom(...TYPES), (id, type) => {
        expect(parseAssetId(id, type, ['id'])).toBe(id);
        expect(parseAssetId(toGlobalId(type, id), type, ['id'])).toBe(id);
      }),
    );
  });

  it('every other id is refused', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        fc.pre(!/^[A-Za-z0-9_-]{1,64}$/.test(text));
        expect(codeOf(() => parseAssetId(text, 'Image', ['id']))).toBe('BAD_USER_INPUT');
      }),
    );
  });

  it.each(['83454804', 'BA19430', '200261415-001', 'a_b', 'x'.repeat(64)])('the id %s is accepted', (id) => {
    expect(parseAssetId(id, 'Image', ['id'])).toBe(id);
  });

  it.each([
    '',
    ' ',
    ' 83454804',
    '83454804\n',
    'x'.repeat(65),
    '83454804/../1',
    '1,2',
    'é',
    'gid://getty/Image/',
    'gid://getty/Image/a/b',
    'gid://getty/Image/a%20b',
    'gid://shopify/Image/1',
    'GID://getty/Image/1',
    `gid://getty/Image/${'x'.repeat(65)}`,
  ])('the id %j is refused with a valid example', (text) => {
    expect(() => parseAssetId(text, 'Image', ['id'])).toThrow(badInput('83454804'));
  });

  it.each(
    TYPES.flatMap((found) => TYPES.filter((type) => type !== found).map((type) => [found, type] as const)),
  )('tells the id of another type: %s for %s', (found, type) => {
    const asked = () => parseAssetId(toGlobalId(found, '1'), type, ['id']);
    expect(asked).toThrow(badInput(new RegExp(`id of an? ${found}, not of an? ${type}`)));
  });

  it('a long id is cut in the message', () => {
    expect(() => parseAssetId('x'.repeat(10_000), 'Image', ['id'])).toThrow(/^id: "x{80}…" is no id/);
  });
});

describe('global ids', () => {
  it('a global id parses to its type and id', () => {
    fc.assert(
      fc.property(plain, fc.constantFrom(...TYPES), (id, type) => {
        expect(parseGlobalId(toGlobalId(type, id), ['id'])).toEqual({ type, id });
      }),
    );
  });

  it.each(['83454804', 'gid://getty/Collection/1', 'gid://getty/Image/', 'gid://getty/Image/a.b', ''])(
    'the global id %j is refused',
    (text) => {
      expect(() => parseGlobalId(text, ['id'])).toThrow(badInput('no id that this API gave out'));
    },
  );

  it('a record id may be longer than an asset id', () => {
    const id = 'x'.repeat(300);
    expect(parseGlobalId(toGlobalId('DownloadRecord', id), ['id'])).toEqual({ type: 'DownloadRecord', id });
    expect(() => parseGlobalId(toGlobalId('Image', id), ['id'])).toThrow(badInput('no id'));
  });
});

describe('lists of ids', () => {
  it.each([1, 2, 100])('a list of %i ids is accepted', (count) => {
    expect(() => checkIdCount(Array.from({ length: count }), ['id'])).not.toThrow();
  });

  it.each([
    [0, 'is empty; give 1 to 100'],
    [101, 'has 101 ids; at most 100'],
  ])('a list of %i ids is refused', (count, said) => {
    expect(() => checkIdCount(Array.from({ length: count }), ['id'])).toThrow(badInput(said));
  });
});
