import type { Word } from './words.js';

const EMPTY_WORDS = new Set(['a', 'an', 'and', 'the', 'of', 'in', 'on', 'at', 'no', 'with']);

/** A word as it is looked up, and as it was written. */
export interface Token {
  readonly word: string;
  readonly shown: string;
}

/**
 * The words of a text, lower-case and without marks, so that "Zürich" is found by "zurich". A plural ends up as
 * its singular; that is all the grammar there is.
 */
export function tokens(text: string): Token[] {
  const plain = text.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '');
  const found = plain.match(/[\p{L}\p{N}]+/gu) ?? [];
  return found.filter((word) => !EMPTY_WORDS.has(word)).map((shown) => ({ word: singular(shown), shown }));
}

/** The same without the way they were written. */
export function words(text: string): string[] {
  return tokens(text).map((token) => token.word);
}

function singular(word: string): string {
  return word.length > 3 && word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

/** A text in the language that was asked for; English where there is none. */
export function inLanguage(text: Word | null, language: string): string | null {
  if (text === null) return null;
  if (language.startsWith('de')) return text.de;
  if (language.startsWith('fr')) return text.fr;
  return text.en;
}

/** The first language of an `Accept-Language` header. */
export function languageOf(header: string | undefined): string {
  return header?.split(',')[0]?.split(';')[0]?.trim() || 'en-US';
}

/** How many letters two words differ by, counted up to three. */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return Math.min(row[b.length] ?? 3, 3);
}
