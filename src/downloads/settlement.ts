import type { DomainContext } from '../catalog/domain-context.js';
import { nextLookMs } from './count-charges.js';
import type { OnDownloadEnded } from './download-ended.js';
import type { DownloadTask } from './download-task.js';
import { lookUpOutcome } from './look-up-outcome.js';
import type { DownloadServices } from './services.js';

/** Delay of the first look: a client that follows `retryAfterMs` comes first. */
const FIRST_LOOK_MS = 10_000;
/** How long one look may take, ms. */
const LOOK_MS = 20_000;
/** How many downloads are watched, and how many histories are read at a time. */
const MAX_WATCHED = 1000;
const AT_ONCE = 2;
/** Looks without a result before a download is left to the next call with its key. */
const MAX_LOOKS = 40;

interface Watched {
  readonly scope: DomainContext;
  readonly spending: DownloadServices;
  readonly item: DownloadTask;
  readonly since: number;
  looks: number;
  cancel: () => void;
}

/**
 * Settles downloads whose outcome is unknown in the background, without waiting for their client: reads the history at
 * the throttle's lowest priority until it decides. Uses the session that sent them, while this process has it in
 * memory; no token is stored. Never sends and never frees a key (`lookUpOutcome`).
 */
export class Settlement {
  readonly #watched = new Map<string, Watched>();
  readonly #due: Watched[] = [];
  #running = 0;
  #isStopped = false;

  constructor(private readonly onDownloadEnded: OnDownloadEnded) {}

  /** Watches a download. Beyond the bound the download is left to the next call with its key. */
  watch(scope: DomainContext, services: DownloadServices, task: DownloadTask): void {
    if (this.#isStopped || this.#watched.has(task.key)) return;
    if (this.#watched.size >= MAX_WATCHED) {
      services.log.warn(
        { key: task.key },
        'too many downloads are unresolved to settle this one in the background',
      );
      return;
    }
    const { id: requestId, session, language, client, loaders } = scope;
    const { clock } = scope.services;
    // Only what reconciling needs: the request itself is over.
    const kept: DomainContext = {
      id: requestId,
      session,
      language,
      client,
      loaders,
      services: { ...scope.services, downloads: services },
      deadlineAt: clock.now() + LOOK_MS,
      cancellation: null,
      isBackground: true,
      delivered: Promise.resolve(false),
    };
    const watched: Watched = {
      scope: kept,
      spending: services,
      item: { ...task, effects: [], claim: null, lock: null, stopBeating: () => {} },
      since: clock.now(),
      looks: 0,
      cancel: () => {},
    };
    this.#watched.set(task.key, watched);
    this.#wait(watched, FIRST_LOOK_MS);
  }

  /** No further looks. */
  stop(): void {
    this.#isStopped = true;
    for (const { cancel } of this.#watched.values()) cancel();
    this.#watched.clear();
    this.#due.length = 0;
  }

  #wait(watched: Watched, ms: number): void {
    watched.cancel = watched.spending.timers.after(ms, () => {
      this.#due.push(watched);
      this.#next();
    });
  }

  #next(): void {
    while (this.#running < AT_ONCE && !this.#isStopped) {
      const watched = this.#due.shift();
      if (watched === undefined) return;
      this.#running += 1;
      const { inFlight } = watched.spending;
      const looking = this.#look(watched).finally(() => {
        inFlight.delete(looking);
        this.#running -= 1;
        this.#next();
      });
      inFlight.add(looking);
    }
  }

  async #look(watched: Watched): Promise<void> {
    const { item, spending, scope } = watched;
    watched.looks += 1;
    let isOver = false;
    try {
      isOver = await this.#settle(watched);
    } catch (error) {
      spending.log.warn(
        { error, key: item.key },
        'an unresolved download could not be settled in the background',
      );
    }
    if (isOver || this.#isStopped || watched.looks >= MAX_LOOKS) {
      this.#watched.delete(item.key);
      return;
    }
    const ageMs = scope.services.clock.now() - watched.since;
    this.#wait(watched, Math.max(FIRST_LOOK_MS, nextLookMs(ageMs, 0)));
  }

  /** One look. @returns whether there is nothing more to find out */
  async #settle({ item, spending, scope: kept }: Watched): Promise<boolean> {
    const scope: DomainContext = { ...kept, deadlineAt: kept.services.clock.now() + LOOK_MS };
    return (await lookUpOutcome(item, scope, spending, this.onDownloadEnded)).kind === 'over';
  }
}
