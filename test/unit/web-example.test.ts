import { describe, expect, it } from 'vitest';
import { imageAddress, pageAddress, readRoute } from '../../examples/web/src/app/address.js';
import { lastRowStart } from '../../examples/web/src/search/last-row.js';

describe('URLs of the web example', () => {
  it.each<[string, string, string | undefined, object]>([
    ['/', '', undefined, { page: 'search', assetId: null, isOverlay: false }],
    ['/search', '?phrase=cat', undefined, { page: 'search', assetId: null, query: 'phrase=cat' }],
    ['/history', '?days=90', undefined, { page: 'history', query: 'days=90' }],
    ['/help', '', undefined, { page: 'help' }],
    ['/nowhere', '', undefined, { page: 'search' }],
    ['/images/83454804', '', undefined, { page: 'image', assetId: '83454804', isOverlay: false }],
    ['/images/', '', undefined, { page: 'search', assetId: null }],
    ['/images/a%2Fb', '', undefined, { page: 'image', assetId: 'a/b' }],
    ['/images/%E0', '', undefined, { page: 'image', assetId: '%E0' }],
    [
      '/images/1',
      '',
      '/history?days=90',
      { page: 'history', assetId: '1', isOverlay: true, query: 'days=90' },
    ],
    ['/images/1', '', '/', { page: 'search', assetId: '1', isOverlay: true }],
  ])('the URL %s%s over %s shows %o', (path, search, over, expected) => {
    const route = readRoute(path, search, over);
    expect({ ...route, query: route.params.toString() }).toMatchObject(expected);
  });

  it('a URL of the web example is written as it is read', () => {
    expect(readRoute(imageAddress('a/b'), '', undefined).assetId).toBe('a/b');
    expect(pageAddress('search', new URLSearchParams({ phrase: 'a b' }))).toBe('/search?phrase=a+b');
    expect(pageAddress('history')).toBe('/history');
  });
});

describe('the last row of pictures in the web example', () => {
  const measures = { width: 1000, row: 200, gap: 10 };

  it.each<[string, readonly number[], number]>([
    ['is the whole list where there is one row', [1.5, 1.5, 1.5], 3],
    ['begins after a row that one more picture would not fit into', [1.5, 1.5, 1.5, 1.5], 3],
    ['counts the gaps: two of 495 pixels fill a row', [2.475, 2.475, 1], 2],
    ['counts the gaps: two of 496 pixels do not fit', [2.48, 2.48], 1],
    ['lets a panorama stand alone', [6, 1.5, 1.5], 1],
    ['gives narrow pictures the width of their frames', Array(9).fill(0.1), 7],
    ['is empty for an empty list', [], 0],
  ])('%s', (_what, ratios, start) => {
    expect(lastRowStart(ratios, measures)).toBe(start);
  });
});
