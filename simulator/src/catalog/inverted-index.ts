import { distance, type Token, tokens, words } from './text.js';
import type { Word } from './words.js';

interface Findable {
  readonly id: string;
  readonly title: Word | null;
  readonly keywords: readonly { readonly text: string }[];
  readonly artist: string;
  readonly popularity: number;
}

/** An asset that was found, by its place in the catalog. */
export interface Hit {
  readonly index: number;
  readonly score: number;
}

/** Which assets a word is in; 2 for a word of the title, 1 for one of the keywords. */
export class InvertedIndex {
  private readonly scores = new Map<string, Map<number, number>>();
  private readonly spellings = new Map<string, string>();

  constructor(assets: readonly Findable[]) {
    assets.forEach((asset, index) => {
      for (const token of tokens(asset.artist)) this.add(token, index, 1);
      // An image without a title must not hide on the last page because of it.
      const weight = asset.title === null ? 2 : 1;
      for (const keyword of asset.keywords) {
        for (const token of tokens(keyword.text)) this.add(token, index, weight);
      }
      for (const text of [asset.title?.en, asset.title?.de, asset.title?.fr]) {
        for (const token of tokens(text ?? '')) this.add(token, index, 2);
      }
      for (const token of tokens(asset.id)) this.add(token, index, 2);
    });
  }

  private add({ word, shown }: Token, index: number, score: number): void {
    if (!this.spellings.has(word)) this.spellings.set(word, shown);
    const entry = this.scores.get(word) ?? new Map<number, number>();
    entry.set(index, Math.max(entry.get(index) ?? 0, score));
    this.scores.set(word, entry);
  }

  /** The assets that have every word of the phrase; `undefined` for a phrase without words. */
  find(phrase: string): Hit[] | undefined {
    const [first, ...rest] = words(phrase).map((word) => this.scores.get(word));
    if (words(phrase).length === 0) return undefined;
    const hits: Hit[] = [];
    for (const [index, score] of first ?? []) {
      const others = rest.map((entry) => entry?.get(index) ?? 0);
      if (others.every((other) => other > 0))
        hits.push({ index, score: others.reduce((a, b) => a + b, score) });
    }
    return hits;
  }

  /** The phrase with its unknown words replaced by the nearest known ones; `undefined` when nothing is near. */
  correct(phrase: string): string | undefined {
    let changed = false;
    const corrected = tokens(phrase).map(({ word, shown }) => {
      if (this.scores.has(word) || word.length < 4) return shown;
      const near = this.nearest(word);
      changed ||= near !== undefined;
      return near === undefined ? shown : (this.spellings.get(near) ?? near);
    });
    return changed ? corrected.join(' ') : undefined;
  }

  private nearest(word: string): string | undefined {
    let best: string | undefined;
    let size = 0;
    for (const [known, entry] of this.scores) {
      // Of several near words the commonest is meant.
      if (entry.size > size && distance(word, known) <= 2) {
        best = known;
        size = entry.size;
      }
    }
    return best;
  }
}
