import { LRUCache } from 'lru-cache';
import type { UpstreamFailure } from '../../errors/upstream-failure.js';
import type { SpendAnswer } from '../../getty/model/spend.js';
import type { RequestScope } from '../request-scope.js';
import { endOfItem, type OnDownloadEnded } from './download-ended.js';
import type { Item, Plan } from './item.js';
import { LateResponses } from './late-responses.js';
import type { Outcome } from './machine.js';
import { Settlement } from './settlement.js';
import type { Spending } from './spending.js';

const MAX_NOTES = 10_000;
const NOTES_MS = 24 * 3_600_000;

/** How downloads whose end is not known are looked after. */
export interface OpenDownloadsOptions {
  /** Whether they are reconciled without waiting for their client to come back. */
  readonly settlesInBackground: boolean;
  /** Receives every end of every download. */
  readonly onDownloadEnded: OnDownloadEnded;
}

/**
 * Sent downloads whose end is not known in this process: responses that are late, downloads that are settled in the
 * background, and refusals that must wait for the history. All of it is in memory and may be lost: the key store knows
 * what was sent, and the next call with a key reconciles it.
 */
export class OpenDownloads {
  readonly #onDownloadEnded: OnDownloadEnded;
  readonly #late: LateResponses;
  readonly #settlement: Settlement | null;
  readonly #refusals = new LRUCache<string, UpstreamFailure>({ max: MAX_NOTES, ttl: NOTES_MS });

  constructor({ settlesInBackground, onDownloadEnded }: OpenDownloadsOptions) {
    this.#onDownloadEnded = onDownloadEnded;
    this.#settlement = settlesInBackground ? new Settlement(onDownloadEnded) : null;
    this.#late = new LateResponses(onDownloadEnded, (scope, spending, item) =>
      this.#settlement?.watch(scope, spending, item),
    );
  }

  /**
   * Reports an end that a call found, and settles an unknown one in the background.
   * @param isOver `false` while its late response is still waited for, which settles it
   */
  ended(scope: RequestScope, item: Item, outcome: Outcome, isOver: boolean): void {
    this.#onDownloadEnded(endOfItem(item, outcome, 'call', scope.call.scope.requestId));
    const isUnknown =
      outcome.kind === 'failed' && outcome.failure.code === 'OUTCOME_UNKNOWN' && !outcome.failure.isFinal;
    if (isUnknown && isOver && item.claim !== null) this.#settlement?.watch(scope, scope.spending, item);
  }

  /** Waits for a response that did not come in time, and settles its key with it. */
  follow(
    scope: RequestScope,
    spending: Spending,
    item: Item,
    plan: Plan,
    late: Promise<SpendAnswer | null>,
  ): void {
    this.#late.follow(scope, spending, item, plan, late);
  }

  /** Remembers a response that is a refusal only if the history shows no charge. */
  noteRefusal(item: Item, upstream: UpstreamFailure): void {
    this.#refusals.set(item.key, upstream);
  }

  /** Such a refusal of an earlier call with the key in this process, once. */
  refusalOf(item: Item): UpstreamFailure | null {
    const found = this.#refusals.get(item.key) ?? null;
    this.#refusals.delete(item.key);
    return found;
  }

  /** Begins no further look in the background; those under way are in `Spending.underWay`. */
  stopSettlement(): void {
    this.#settlement?.stop();
  }

  /** Resolves when every late response has come or its connection has ended. */
  lateResponses(): Promise<void> {
    return this.#late.idle();
  }

  /** Waits for no late response any more. @returns the keys of those that were waited for */
  stopLate(): readonly string[] {
    return this.#late.stop();
  }
}
