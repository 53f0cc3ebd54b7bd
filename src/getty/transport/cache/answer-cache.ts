import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../clock.js';
import type { UpstreamAnswer, UpstreamRequest } from '../transport.js';
import { variedOn } from './vary.js';

/** An answer as it is kept. */
export interface Kept {
  readonly answer: UpstreamAnswer;
  /** Milliseconds of `Clock.now()`. */
  readonly keptAt: number;
  readonly freshUntil: number;
  /** The names of its `Vary`, and what the request for it said in them. */
  readonly vary: readonly string[];
  readonly varied: string;
}

/** Whether a kept answer is an answer to this request now. Pure. */
export const isGoodFor = (kept: Kept, request: UpstreamRequest, now: number): boolean =>
  now < kept.freshUntil && kept.varied === variedOn(kept.vary, request.headers);

/** What an entry takes beside its body: key, headers, bookkeeping. */
const ENTRY_BYTES = 2048;

/** A JavaScript string takes up to two bytes a character. */
const sizeOf = (kept: Kept, key: string): number => ENTRY_BYTES + 2 * (kept.answer.body.length + key.length);

/** Answers in memory, the least recently used dropped first. Each belongs to one principal and is given to no other. */
export class AnswerCache {
  readonly #clock: Clock;
  readonly #answers: LRUCache<string, Kept>;
  /** Keys by principal, so that forgetting one does not mean walking through all. */
  readonly #keys = new Map<string, Set<string>>();

  constructor(clock: Clock, maxBytes: number) {
    this.#clock = clock;
    this.#answers = new LRUCache({
      maxSize: Math.max(1, maxBytes),
      sizeCalculation: sizeOf,
      dispose: (_kept, key, reason) => {
        if (reason !== 'set') this.#unlist(key);
      },
    });
  }

  /** Bytes kept, by estimate. */
  get bytes(): number {
    return this.#answers.calculatedSize;
  }

  find(key: string, request: UpstreamRequest): UpstreamAnswer | null {
    const kept = this.#answers.get(key);
    if (kept === undefined) return null;
    if (isGoodFor(kept, request, this.#clock.now())) return kept.answer;
    this.#answers.delete(key);
    return null;
  }

  /** @param key begins with the principal and a line break */
  keep(key: string, kept: Kept): void {
    this.#answers.set(key, kept);
    // What is larger than the whole cache was not taken.
    if (!this.#answers.has(key)) return;
    const principal = principalOf(key);
    const keys = this.#keys.get(principal);
    if (keys === undefined) this.#keys.set(principal, new Set([key]));
    else keys.add(key);
  }

  /** Drops all that is kept for a principal. */
  forget(principal: string): void {
    for (const key of this.#keys.get(principal) ?? []) this.#answers.delete(key);
  }

  #unlist(key: string): void {
    const principal = principalOf(key);
    const keys = this.#keys.get(principal);
    keys?.delete(key);
    if (keys?.size === 0) this.#keys.delete(principal);
  }
}

const principalOf = (key: string): string => key.slice(0, key.indexOf('\n'));
