import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitUrl } from '../../src/getty/transport/outgoing-request.js';

describe('splitUrl', () => {
  it.each([
    [
      'https://api.gettyimages.com/v3/images?ids=1,2',
      'https://api.gettyimages.com',
      'api.gettyimages.com',
      '/v3/images?ids=1,2',
    ],
    ['http://127.0.0.1:4001/', 'http://127.0.0.1:4001', '127.0.0.1:4001', '/'],
    ['http://127.0.0.1:4001', 'http://127.0.0.1:4001', '127.0.0.1:4001', '/'],
    ['https://host?a=/b', 'https://host', 'host', '/?a=/b'],
    ['https://host/a?b=http://c/d#e', 'https://host', 'host', '/a?b=http://c/d'],
    ['https://[::1]:1/a', 'https://[::1]:1', '[::1]:1', '/a'],
  ])('splits %s', (url, origin, host, path) => {
    expect(splitUrl(url)).toEqual({ origin, host, path });
  });

  it('agrees with URL for every normalized URL', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (text) => {
        const url = new URL(text);
        const path = url.href.slice(url.origin.length).replace(/#.*$/, '');
        const address = splitUrl(url.href);
        expect([address.origin, address.host]).toEqual([url.origin, url.host]);
        // `URL.search` forgets a question mark with nothing behind it.
        expect([path, path.replace(/\?$/, '')]).toContain(address.path);
      }),
      { numRuns: 30 },
    );
  });

  it('throws for text that is not an absolute URL', () => {
    expect(() => splitUrl('v3/images')).toThrow(TypeError);
  });
});
