import { LRUCache } from 'lru-cache';
import type { DomainContext } from '../catalog/domain-context.js';
import type { UpstreamFailure } from '../errors/upstream-failure.js';
import type { DownloadResponse } from '../getty/model/download-response.js';
import { endOfItem, type OnDownloadEnded } from './download-ended.js';
import type { DownloadTask, Plan } from './download-task.js';
import { LateResponses } from './late-responses.js';
import type { DownloadServices } from './services.js';
import { Settlement } from './settlement.js';
import type { Outcome } from './state-machine.js';

const MAX_NOTES = 10_000;
const NOTES_MS = 24 * 3_600_000;

/** How downloads whose outcome is open are settled. */
export interface OpenDownloadsOptions {
  /** Whether they are reconciled without waiting for their client to come back. */
  readonly settlesInBackground: boolean;
  /** Receives every end of every download. */
  readonly onDownloadEnded: OnDownloadEnded;
}

/**
 * Sent downloads whose end is not known in this process: responses that are late, downloads that are settled in the
 * background, and refusals that must wait for the history. All of it is in memory and may be lost: the idempotency
 * store has what was sent, and the next call with a key reconciles it.
 */
export class OpenDownloads {
  readonly #onDownloadEnded: OnDownloadEnded;
  readonly #late: LateResponses;
  readonly #settlement: Settlement | null;
  readonly #refusals = new LRUCache<string, UpstreamFailure>({ max: MAX_NOTES, ttl: NOTES_MS });

  constructor({ settlesInBackground, onDownloadEnded }: OpenDownloadsOptions) {
    this.#onDownloadEnded = onDownloadEnded;
    this.#settlement = settlesInBackground ? new Settlement(onDownloadEnded) : null;
    this.#late = new LateResponses(onDownloadEnded, (scope, services, task) =>
      this.#settlement?.watch(scope, services, task),
    );
  }

  /**
   * Reports an end that a call found, and settles an unknown one in the background.
   * @param isOver `false` while its late response is still waited for, which settles it
   */
  ended(scope: DomainContext, task: DownloadTask, outcome: Outcome, isOver: boolean): void {
    this.#onDownloadEnded(endOfItem(task, outcome, 'call', scope.id));
    const isUnknown =
      outcome.kind === 'failed' && outcome.failure.code === 'OUTCOME_UNKNOWN' && !outcome.failure.isFinal;
    if (isUnknown && isOver && task.claim !== null)
      this.#settlement?.watch(scope, scope.services.downloads, task);
  }

  /** Waits for a response that did not come in time, and settles its key with it. */
  follow(
    scope: DomainContext,
    services: DownloadServices,
    task: DownloadTask,
    plan: Plan,
    late: Promise<DownloadResponse | null>,
  ): void {
    this.#late.follow(scope, services, task, plan, late);
  }

  /** Remembers a response that is a refusal only if the history shows no charge. */
  noteRefusal(task: DownloadTask, upstream: UpstreamFailure): void {
    this.#refusals.set(task.key, upstream);
  }

  /** Such a refusal of an earlier call with the key in this process, once. */
  refusalOf(task: DownloadTask): UpstreamFailure | null {
    const found = this.#refusals.get(task.key) ?? null;
    this.#refusals.delete(task.key);
    return found;
  }

  /** Reports an end that a read of the ledger found out. */
  get onDownloadEnded(): OnDownloadEnded {
    return this.#onDownloadEnded;
  }

  /** Begins no further look in the background; those in flight are in `DownloadServices.inFlight`. */
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
