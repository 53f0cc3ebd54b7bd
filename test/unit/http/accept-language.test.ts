import { describe, expect, it } from 'vitest';
import { negotiateLanguage, supportedLanguages } from '../../../src/http/accept-language.js';

describe('Accept-Language', () => {
  it.each<[string | undefined, string | null]>([
    [undefined, null],
    ['', null],
    ['*', null],
    ['de', 'de'],
    ['de-AT', 'de'],
    ['de-Latn-AT', 'de'],
    ['DE-at', 'de'],
    ['en', 'en-US'],
    ['en-AU', 'en-US'],
    ['en-gb', 'en-GB'],
    ['pt', 'pt-BR'],
    ['pt-PT', 'pt-PT'],
    ['zh', 'zh-HK'],
    ['zh-Hant-TW', 'zh-HK'],
    ['eo', null],
    ['eo, fr;q=0.5', 'fr'],
    ['fr;q=0.5, de;q=0.9', 'de'],
    ['fr, de', 'fr'],
    ['fr;q=0.8, de;q=0.8', 'fr'],
    ['fr;q=0, de;q=0.1', 'de'],
    ['fr;q=2, de;q=0.1', 'de'],
    ['fr;q=nonsense', null],
    ['fr ; q=0.5 , de ;q=0.1', 'fr'],
    ['*;q=0.9, it;q=0.1', 'it'],
    [`de${', de'.repeat(500)}`, null],
    [';;;,,,', null],
  ])('Accept-Language %j becomes %j', (header, language) => {
    expect(negotiateLanguage(header)).toBe(language);
  });

  it('every language of Getty Images is accepted', () => {
    expect(supportedLanguages.map(negotiateLanguage)).toEqual(supportedLanguages);
  });
});
