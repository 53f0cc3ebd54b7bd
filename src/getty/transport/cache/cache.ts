import type { Clock } from '../../../clock.js';
import type { SharedStore } from '../shared-store.js';
import { principalKey } from '../sharing/sharing-key.js';
import type { CachePrincipal, ReadPolicy, UpstreamAnswer, UpstreamRequest } from '../transport.js';
import { AnswerCache } from './answer-cache.js';
import { freshForMs } from './freshness.js';
import { SharedAnswers } from './shared-answers.js';
import { variedOn, varyNames } from './vary.js';

/** Whether the answer to a read may be kept at all: account data never is, whatever its headers say. Pure. */
export const isKeepable = (request: UpstreamRequest, policy: ReadPolicy): boolean =>
  policy.cache === 'allowed' &&
  request.method === 'GET' &&
  (request.group === 'search' || request.group === 'metadata');

/** Answers of Getty Images, kept as long as their headers allow: near in memory, and anonymous ones in Redis as well. */
export class Cache {
  readonly #clock: Clock;
  readonly #near: AnswerCache;
  readonly #far: SharedAnswers;
  readonly #goodUntil = new WeakMap<UpstreamAnswer, number>();
  /** Anonymous answers of Redis that are older are not taken. */
  #anonymousSince = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, maxBytes: number, store: SharedStore | null) {
    this.#clock = clock;
    this.#near = new AnswerCache(clock, maxBytes);
    this.#far = new SharedAnswers(store);
  }

  /** Looks in memory. */
  find(key: string, request: UpstreamRequest): UpstreamAnswer | null {
    return this.#near.find(key, request);
  }

  /** Looks in Redis, for anonymous reads. */
  async findFar(
    key: string,
    request: UpstreamRequest,
    principal: CachePrincipal,
  ): Promise<UpstreamAnswer | null> {
    if (principal.kind !== 'anonymous') return null;
    const kept = await this.#far.find(key, request, this.#clock.now());
    if (kept === null || kept.keptAt <= this.#anonymousSince) return null;
    this.#near.keep(key, kept);
    this.#goodUntil.set(kept.answer, kept.freshUntil);
    return kept.answer;
  }

  /** Keeps an answer if its headers allow it. */
  keep(key: string, request: UpstreamRequest, principal: CachePrincipal, answer: UpstreamAnswer): void {
    const isShared = principal.kind === 'anonymous';
    const forMs = freshForMs(request, answer, isShared);
    if (forMs <= 0) return;
    const now = this.#clock.now();
    const vary = varyNames(answer.headers['vary']);
    const kept = {
      answer,
      keptAt: now,
      freshUntil: now + forMs,
      vary,
      varied: variedOn(vary, request.headers),
    };
    this.#near.keep(key, kept);
    this.#goodUntil.set(answer, kept.freshUntil);
    if (isShared) this.#far.keep(key, kept, now);
  }

  /** Milliseconds of `Clock.now()` until which an answer may be given again; 0 where it may not. */
  goodUntil(answer: UpstreamAnswer): number {
    return this.#goodUntil.get(answer) ?? 0;
  }

  /** Drops what a principal was answered. */
  forget(principal: CachePrincipal): void {
    this.#near.forget(principalKey(principal));
    if (principal.kind === 'anonymous') this.#anonymousSince = this.#clock.now();
  }
}
