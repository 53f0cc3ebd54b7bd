import type { DomainContext } from '../catalog/domain-context.js';
import { nextLookMs } from './count-charges.js';
import { endOfItem, type OnDownloadEnded } from './download-ended.js';
import { assetKeyOf } from './download-request.js';
import type { DownloadTask, Plan } from './download-task.js';
import { keepAlive, LEASE_MS } from './lease.js';
import { decodeOutcome } from './outcome-codec.js';
import { reconcile } from './reconcile.js';
import { recordEffect } from './record-effect.js';
import type { DownloadServices } from './services.js';
import type { Event } from './state-machine.js';
import { upstreamNow } from './upstream-clock.js';

/** A client that follows `retryAfterMs` comes first; these looks are for those that do not. */
const FIRST_LOOK_MS = 10_000;
/** How long one look may take. */
const LOOK_MS = 20_000;
/** How many downloads are watched, and how many are looked for at a time. */
const MAX_WATCHED = 1000;
const AT_ONCE = 2;
/** After so many looks that came to nothing it is left to the next call with the key. */
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
 * Settles downloads whose outcome is unknown without waiting for the client: reads the history, in the throttle's
 * lowest lane, until it tells. Only with the session that sent them, while this process has it in memory; no token is
 * stored. It never sends anything and never frees a key: what it finds uncharged is counted once more by the call that
 * sends again.
 */
export class Settlement {
  readonly #watched = new Map<string, Watched>();
  readonly #due: Watched[] = [];
  #running = 0;
  #isStopped = false;

  constructor(private readonly onDownloadEnded: OnDownloadEnded) {}

  /** Watches a download. Beyond the bound it is left to the next call with its key. */
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
    const id = { caller: item.customer.identity, key: item.key };
    const { record } = await item.store.read(id);
    if (record === null || record.state === 'planned') return true;
    const known =
      record.state === 'settled' || record.state === 'lost' ? decodeOutcome(record, item.key) : null;
    if (known !== null) return true;
    const result = await item.store.claim(id, item.hash, assetKeyOf(item.request), LEASE_MS, null);
    if (result.kind === 'busy') return false;
    const mine: DownloadTask = { ...item, claim: 'claim' in result ? result.claim : null };
    const write = (effect: Parameters<typeof recordEffect>[1]): Promise<void> =>
      recordEffect(mine, effect, upstreamNow(scope), spending);
    if (result.kind === 'claimed') {
      // Freed meanwhile: nothing is sent from here.
      await write({ type: 'release' });
      return true;
    }
    if (result.kind !== 'unresolved') return true;
    mine.forgotSince = result.forgotSince;
    const stopRenewing = keepAlive(spending, mine);
    try {
      const event = (await reconcile(scope, [mine], spending)).get(mine);
      if (event === undefined) throw new Error('Counting gave no result for a download.');
      return await this.#finish(mine, event, scope, write);
    } catch (error) {
      await write({ type: 'mark-unknown' });
      throw error;
    } finally {
      stopRenewing();
      await mine.lock?.unlock();
    }
  }

  async #finish(
    task: DownloadTask,
    event: Event<Plan>,
    scope: DomainContext,
    write: (effect: Parameters<typeof recordEffect>[1]) => Promise<void>,
  ): Promise<boolean> {
    const report = (end: Parameters<typeof endOfItem>[1]): void =>
      this.onDownloadEnded(endOfItem(task, end, 'settlement', scope.id));
    switch (event.type) {
      case 'charge-found':
        await write({ type: 'lose', failure: event.failure });
        scope.services.getty.v3.transport.invalidate(scope.session.principal);
        report({ kind: 'failed', failure: event.failure, isReplay: false });
        return true;
      case 'charge-not-found':
        await write({ type: 'mark-unknown' });
        if (event.mayResend) report('NOT_CHARGED');
        return event.mayResend;
      case 'replayed':
        return true;
      default:
        await write({ type: 'mark-unknown' });
        return false;
    }
  }
}
