import { LRUCache } from 'lru-cache';
import type { Clock } from '../../clock.js';
import type { ShelfLife } from '../../getty/transport/cache/shelf-life.js';
import type { Edge } from '../edge.js';
import type { GraphqlBody } from './graphql-body.js';

/** Characters of all answers together; one takes one byte, or two where it is not Latin. */
const MAX_CHARACTERS = 8 * 1024 * 1024;

/** The data of an answer, as JSON, and when it was made. */
interface Kept {
  readonly data: string;
  readonly keptAt: number;
  readonly until: number;
}

/** An answer found again. */
export interface FoundAgain {
  readonly data: string;
  /** Seconds since it was made. */
  readonly age: number;
}

/**
 * Answers for callers who say no name: what comes of upstream answers that are kept on the road, finished. One is
 * kept no longer than Getty Images' own headers let the answers be that it is made of, and only where the schema lets
 * anybody have it (`@cacheControl`, public). Whoever has a key or a token is answered afresh: nothing of theirs comes
 * here, and nothing from here goes to them.
 */
export class KeptAnswers {
  readonly #clock: Clock;
  readonly #answers = new LRUCache<string, Kept>({
    maxSize: MAX_CHARACTERS,
    sizeCalculation: ({ data }, key) => data.length + key.length + 200,
  });

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** What makes two requests the same; `null` where the caller is somebody. */
  keyOf({ query, operationName, variables }: GraphqlBody, { incoming }: Edge): string | null {
    if (incoming.caller.kind !== 'anonymous') return null;
    // A name has no blank, and JSON written by us no line's end: nothing can be taken for something else.
    const values = variables === undefined ? '' : JSON.stringify(variables);
    // Whoever wants a random order wants another one each time.
    if (query.includes('RANDOM') || values.includes('RANDOM')) return null;
    return `${incoming.language ?? ''} ${operationName ?? ''} ${values}\n${query}`;
  }

  find(key: string): FoundAgain | null {
    const kept = this.#answers.get(key);
    const now = this.#clock.now();
    if (kept === undefined || now >= kept.until) return null;
    return { data: kept.data, age: Math.ceil((now - kept.keptAt) / 1000) };
  }

  /**
   * @param maxAge seconds that the schema allows
   * @param shelfLife what Getty Images' own headers allow
   */
  keep(key: string, data: string, maxAge: number, shelfLife: ShelfLife | undefined): void {
    const keptAt = this.#clock.now();
    const until = Math.min(keptAt + maxAge * 1000, shelfLife?.until ?? 0);
    if (until > keptAt) this.#answers.set(key, { data, keptAt, until });
  }
}
