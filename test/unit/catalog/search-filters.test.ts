import { describe, expect, it } from 'vitest';
import { checkImageSearch, type SearchInput } from '../../../src/catalog/search/search-images.js';
import { checkVideoSearch } from '../../../src/catalog/search/search-videos.js';

const images = (filter: SearchInput['filter'], phrase?: string | null, usesBlended = false) =>
  checkImageSearch({ phrase, filter, sort: 'BEST_MATCH' }, usesBlended);
const videos = (filter: SearchInput['filter'], phrase?: string | null) =>
  checkVideoSearch({ phrase, filter, sort: 'BEST_MATCH' });

const day = (text: string): Date => new Date(text);

describe('a filter of images', () => {
  it.each<[SearchInput['filter'], object]>([
    [{ orientations: ['VERTICAL', 'SQUARE', 'VERTICAL'] }, { orientations: ['square', 'vertical'] }],
    [{ downloadableWith: 'PREMIUM_ACCESS' }, { download_product: 'premiumaccess' }],
    [{ collectionCodes: ['OFF', 'EYE'] }, { collection_codes: ['EYE', 'OFF'] }],
    [{ excludeNudity: true }, { exclude_nudity: true }],
    [{ takenFrom: day('2024-02-29T23:30:00-05:00') }, { date_from: '2024-03-01' }],
    [{ takenTo: day('2024-12-31T00:00:00Z') }, { date_to: '2024-12-31' }],
    [{ people: [' Ada Lovelace ', 'Ada Lovelace'] }, { specific_people: ['Ada Lovelace'] }],
    [{ eventIds: ['007', '12'] }, { event_ids: ['12', '7'] }],
    [{ keywordIds: ['60613'] }, { keyword_ids: ['60613'] }],
    [{ excludeKeywordIds: ['60613'] }, { exclude_keyword_ids: ['60613'] }],
    [{ artists: ['Zoe', 'Ann'] }, { artists: ['Ann', 'Zoe'] }],
    [{ minimumSize: 'XX_LARGE' }, { minimum_size: 'xx_large' }],
    [{ color: '00Aa44' }, { color: '#00aa44' }],
    [{ numberOfPeople: ['TWO', 'NONE'] }, { number_of_people: ['none', 'two'] }],
    [{ compositions: ['Headshot'] }, { compositions: ['headshot'] }],
  ])('%j is sent as %j', (filter, parameters) => {
    expect(images(filter).parameters).toEqual(parameters);
  });

  it('sends nothing for null, for a switch that is off, and for the empty lists of the first release', () => {
    const nothing = {
      takenFrom: null,
      people: null,
      excludeNudity: false,
      orientations: [],
      collectionCodes: [],
    };
    expect(images(nothing, 'cats')).toEqual(images({}, 'cats'));
  });

  it.each<[SearchInput['filter'], string[], RegExp]>([
    [
      { takenFrom: day('2024-01-02T00:00:00Z'), takenTo: day('2024-01-01T00:00:00Z') },
      ['filter', 'takenFrom'],
      /after `takenTo`/,
    ],
    [{ family: 'EDITORIAL', color: '#002244' }, ['filter', 'color'], /editorial assets.*`family: CREATIVE`/],
    [
      { family: 'CREATIVE', takenFrom: day('2024-01-01T00:00:00Z') },
      ['filter', 'takenFrom'],
      /creative assets.*`family: EDITORIAL`/,
    ],
    [{ family: 'CREATIVE', takenTo: day('2024-01-01T00:00:00Z') }, ['filter', 'takenTo'], /EDITORIAL/],
    [{ family: 'CREATIVE', people: ['Ada'] }, ['filter', 'people'], /EDITORIAL/],
    [{ family: 'CREATIVE', eventIds: ['1'] }, ['filter', 'eventIds'], /EDITORIAL/],
    [{ family: 'EDITORIAL', excludeNudity: true }, ['filter', 'excludeNudity'], /CREATIVE/],
    [{ people: ['Ada'], color: '#002244' }, ['filter', 'color'], /`people` for editorial ones; give one/],
    [{ people: [] }, ['filter', 'people'], /is empty; give 1 to 50 names/],
    [{ artists: [] }, ['filter', 'artists'], /is empty/],
    [{ eventIds: [] }, ['filter', 'eventIds'], /is empty/],
    [{ keywordIds: [] }, ['filter', 'keywordIds'], /is empty/],
    [{ excludeKeywordIds: [] }, ['filter', 'excludeKeywordIds'], /is empty/],
    [{ numberOfPeople: [] }, ['filter', 'numberOfPeople'], /is empty/],
    [{ compositions: [] }, ['filter', 'compositions'], /is empty/],
    [{ people: ['Ada', ' '] }, ['filter', 'people', '1'], /is empty/],
    [{ people: ['Lovelace, Ada'] }, ['filter', 'people', '0'], /comma/],
    [{ artists: ['x'.repeat(201)] }, ['filter', 'artists', '0'], /at most 200/],
    [{ artists: Array.from({ length: 51 }, (_, index) => `a${index}`) }, ['filter', 'artists'], /51 names/],
    [{ keywordIds: ['1', 'cat'] }, ['filter', 'keywordIds', '1'], /whole numbers/],
    [{ keywordIds: ['2147483648'] }, ['filter', 'keywordIds', '0'], /whole numbers/],
    [{ eventIds: ['-1'] }, ['filter', 'eventIds', '0'], /whole numbers/],
    [{ color: 'blue' }, ['filter', 'color'], /six hexadecimal digits/],
    [{ compositions: ['headshot', 'selfie'] }, ['filter', 'compositions', '1'], /one of: abstract, candid/],
  ])('%j is refused and its argument named', (filter, argument, message) => {
    expect(() => images(filter, 'cats')).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', argument, message: expect.stringMatching(message) }),
    );
  });

  it.each<[SearchInput['filter'], 'CREATIVE' | 'EDITORIAL' | null]>([
    [{}, null],
    [{ keywordIds: ['1'], minimumSize: 'LARGE' }, null],
    [{ color: '#002244' }, 'CREATIVE'],
    [{ excludeNudity: true }, 'CREATIVE'],
    [{ takenFrom: day('2024-01-01T00:00:00Z') }, 'EDITORIAL'],
    [{ people: ['Ada'], eventIds: ['1'] }, 'EDITORIAL'],
  ])('%j without a family searches %s', (filter, family) => {
    expect(images(filter, 'cats').family).toBe(family);
  });

  it.each<[SearchInput['filter'], 'CREATIVE' | 'EDITORIAL' | null, boolean]>([
    [{}, null, true],
    [{ family: 'CREATIVE' }, 'CREATIVE', false],
    [{ excludeNudity: true, color: '#002244', people: ['Ada'] }, null, true],
    [{ takenTo: day('2024-01-01T00:00:00Z') }, 'EDITORIAL', false],
    [{ excludeKeywordIds: ['1'] }, null, false],
  ])('%j with GETTY_BLENDED_SEARCH on searches %s, at the old endpoint: %s', (filter, family, isBlended) => {
    expect(images(filter, 'cats', true)).toMatchObject({ family, isBlended });
  });
});

describe('a phrase', () => {
  it('may be left out where a filter says what to find', () => {
    expect(images({ family: 'CREATIVE' }).phrase).toBeNull();
    expect(images({ artists: ['Ann'] }, null).phrase).toBeNull();
    expect(videos({ minClipSeconds: 5 }).phrase).toBeNull();
  });

  it.each([
    ['images', () => images({})],
    ['images, with a filter that says nothing', () => images({ orientations: [], excludeNudity: false })],
    ['videos', () => videos({}, null)],
  ])('is wanted where nothing else narrows a search for %s', (_what, search) => {
    expect(search).toThrow(
      expect.objectContaining({
        code: 'BAD_USER_INPUT',
        argument: ['phrase'],
        message: expect.stringMatching(/or a filter/),
      }),
    );
  });
});

describe('a filter of videos', () => {
  it.each<[SearchInput['filter'], object]>([
    [{ orientations: ['VERTICAL'] }, { orientations: ['vertical'] }],
    [{ downloadableWith: 'EASY_ACCESS' }, { download_product: 'easyaccess' }],
    [{ collectionCodes: ['OFF'] }, { collection_codes: ['OFF'] }],
    [{ keywordIds: ['1'] }, { keyword_ids: ['1'] }],
    [
      { minClipSeconds: 5, maxClipSeconds: 5 },
      { min_clip_length: 5, max_clip_length: 5 },
    ],
    [{ excludeNudity: true }, { exclude_nudity: true }],
  ])('%j is sent as %j', (filter, parameters) => {
    expect(videos(filter, 'sea').parameters).toEqual(parameters);
  });

  it.each<[SearchInput['filter'], string[], RegExp]>([
    [{ minClipSeconds: 9, maxClipSeconds: 8 }, ['filter', 'minClipSeconds'], /above `maxClipSeconds`/],
    [{ minClipSeconds: -1 }, ['filter', 'minClipSeconds'], /out of range/],
    [{ orientations: ['SQUARE'] }, ['filter', 'orientations', '0'], /HORIZONTAL or VERTICAL/],
    [{ orientations: [] }, ['filter', 'orientations'], /is empty/],
    [{ collectionCodes: [] }, ['filter', 'collectionCodes'], /is empty/],
    [{ family: 'EDITORIAL', excludeNudity: true }, ['filter', 'excludeNudity'], /CREATIVE/],
    [{ downloadableWith: 'CREDIT_PACK' }, ['filter', 'downloadableWith'], /CREDIT_PACK/],
  ])('%j is refused and its argument named', (filter, argument, message) => {
    expect(() => videos(filter, 'sea')).toThrow(
      expect.objectContaining({ code: 'BAD_USER_INPUT', argument, message: expect.stringMatching(message) }),
    );
  });
});
