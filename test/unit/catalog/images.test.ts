import { describe, expect, it } from 'vitest';
import { checkImageSearch, type SearchInput } from '../../../src/catalog/search/search-images.js';
import { toFieldsParam } from '../../../src/getty/v3/image-fields.js';
import { toVideoFieldsParam } from '../../../src/getty/v3/video-fields.js';

const EVERYTHING = [
  'id',
  '__typename',
  'assetId',
  'title',
  'caption',
  'artist',
  'creditLine',
  'collection',
  'license',
  'maxDimensions',
  'displaySizes',
  'keywords',
  'createdAt',
  'largestDownloads',
  'previousDownloads',
  'constructor',
  'toString',
];

describe('fields=', () => {
  it.each([
    [[], []],
    [['id', 'assetId', '__typename'], []],
    [['title'], ['title']],
    [['title', 'title'], ['title']],
    [['collection'], ['collection_code', 'collection_name']],
    [
      ['license', 'artist'],
      ['artist', 'license_model'],
    ],
    [['previousDownloads'], []],
  ])('the fields= of %j are %j', (selected, fields) => {
    expect(toFieldsParam(selected, true, 'detail')).toEqual(fields);
  });

  it('fields= omits fields that need a token without one, and fields that searches lack', () => {
    const all = [
      'artist',
      'caption',
      'collection_code',
      'collection_name',
      'credit_line',
      'date_created',
      'display_set',
      'keywords',
      'largest_downloads',
      'license_model',
      'max_dimensions',
      'title',
    ];
    const without = (...names: string[]) => all.filter((name) => !names.includes(name));
    expect(toFieldsParam(EVERYTHING, true, 'detail')).toEqual(all);
    expect(toFieldsParam(EVERYTHING, false, 'detail')).toEqual(without('largest_downloads'));
    expect(toFieldsParam(EVERYTHING, true, 'editorial')).toEqual(without('credit_line'));
    expect(toFieldsParam(EVERYTHING, false, 'editorial')).toEqual(
      without('credit_line', 'largest_downloads'),
    );
  });

  it('fields= of a video needs a token for its sizes', () => {
    const selected = ['id', 'title', 'caption', 'displaySizes', 'downloadSizes', 'constructor'];
    expect(toVideoFieldsParam(selected, true)).toEqual(['caption', 'display_set', 'downloads', 'title']);
    expect(toVideoFieldsParam(selected, false)).toEqual(['caption', 'display_set', 'title']);
    expect(toVideoFieldsParam([], true)).toEqual([]);
  });
});

describe('search input', () => {
  const search = (
    phrase: string,
    filter: SearchInput['filter'] = {},
    sort: SearchInput['sort'] = 'BEST_MATCH',
  ) => checkImageSearch({ phrase, filter, sort }, false);

  it('search input is trimmed, sorted and without repeats, so that equal searches are one list', () => {
    const filter = {
      orientations: ['VERTICAL', 'SQUARE', 'VERTICAL'],
      collectionCodes: ['OFF', 'EYE', 'OFF'],
    };
    expect(search('  kitties ', filter)).toEqual({
      phrase: 'kitties',
      family: null,
      parameters: { orientations: ['square', 'vertical'], collection_codes: ['EYE', 'OFF'] },
      sort: 'BEST_MATCH',
      isBlended: false,
    });
  });

  it('null in search input counts as omitted', () => {
    const nulls = {
      family: null,
      orientations: null,
      downloadableWith: null,
      collectionCodes: null,
      excludeNudity: null,
    };
    expect(search('a', nulls)).toEqual(search('a'));
  });

  it.each<[string, () => unknown, string[], RegExp]>([
    ['no phrase', () => search(''), ['phrase'], /at least one word/],
    ['a phrase of blanks', () => search(' \t\n'), ['phrase'], /at least one word/],
    ['a book', () => search('x'.repeat(1001)), ['phrase'], /1001 characters; at most 1000/],
    [
      'no nudity in editorial images',
      () => search('a', { family: 'EDITORIAL', excludeNudity: true }),
      ['filter', 'excludeNudity'],
      /CREATIVE/,
    ],
    [
      'too many collections',
      () => search('a', { collectionCodes: Array.from({ length: 51 }, (_, index) => `C${index}`) }),
      ['filter', 'collectionCodes'],
      /51 codes; at most 50/,
    ],
    [
      'a code that is none',
      () => search('a', { collectionCodes: ['OFF', 'A,B'] }),
      ['filter', 'collectionCodes', '1'],
      /no collection code/,
    ],
    [
      'an empty code',
      () => search('a', { collectionCodes: [''] }),
      ['filter', 'collectionCodes', '0'],
      /no collection/,
    ],
    [
      'credits',
      () => search('a', { downloadableWith: 'CREDIT_PACK' }),
      ['filter', 'downloadableWith'],
      /cannot filter by CREDIT_PACK/,
    ],
  ])('refuses %s', (_what, asked, argument, message) => {
    expect(asked).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', argument, message: expect.stringMatching(message) }),
    );
  });
});
