import type { DomainContext } from '../catalog/domain-context.js';
import { ServiceError } from '../errors/service-error.js';
import type { GettyApi } from '../errors/upstream-failure.js';
import type { DownloadResponse } from '../getty/model/download-response.js';
import { type Session, withSession } from '../getty/session.js';
import { refreshV1Token } from '../getty/v1/v1-token.js';
import { fetchProducts } from '../getty/v3/products.client.js';
import { type Allowance, AllowanceCounter, nextToSend, type OnQuotaExhausted } from './allowance.js';
import { claimKey, joinUndelivered, waitForKey } from './claiming.js';
import { nextLookMs } from './count-charges.js';
import { spendingLimitReached } from './download-failure.js';
import { assetKeyOf } from './download-request.js';
import { type DownloadTask, getOutcome, type Plan } from './download-task.js';
import { checkHistory } from './forgotten-keys.js';
import { StoreUnavailableError } from './idempotency/idempotency-store.js';
import { toHeldBackEvent, toHistoryEntry } from './if-owned.js';
import { asServiceError, Planner } from './planner.js';
import { outcomeUnknown, reconcile } from './reconcile.js';
import { isStoreEffect, recordEffect, storeUnavailableError } from './record-effect.js';
import { responseToEvent } from './response-to-event.js';
import { sendSingle, sendV1Batch } from './send.js';
import type { DownloadServices } from './services.js';
import { type Effect, type Event, type Outcome, transition } from './state-machine.js';
import { upstreamNow } from './upstream-clock.js';

/** How many requests that spend one operation may have under way. */
const CONCURRENCY = 8;

/**
 * Carries downloads out: takes the machine's effects, does them, and gives it the events. Items go side by side, in
 * rounds: what many of them need at the same time (claims, plans, v1's one request, one look at the history) is done
 * together. Only waiting for somebody else's download is left to the end, so that it holds nobody up.
 */
export class Engine {
  private readonly planner: Planner;
  private readonly allowances = new AllowanceCounter();
  /** Items that were sent although their allowance was expected to be used up. */
  private readonly overrunning = new Set<DownloadTask>();
  /** Products that had run out when the round began. */
  private exhausted: ReadonlySet<string> = new Set();

  constructor(
    private readonly scope: DomainContext,
    private readonly spending: DownloadServices,
    private readonly items: readonly DownloadTask[],
    private readonly onQuotaExhausted: OnQuotaExhausted,
    selected: Iterable<string>,
  ) {
    this.planner = new Planner(scope, spending, items, onQuotaExhausted, selected);
  }

  /** Runs until every item has ended. Never throws for what became of a download; that is in its outcome. */
  async run(): Promise<void> {
    for (;;) {
      const open = this.items.filter((task) => task.effects.length > 0);
      if (open.length === 0) return;
      const active = open.filter((task) => task.effects[0]?.type !== 'wait');
      const unready = active.filter((task) => task.effects[0]?.type !== 'send');
      // Nothing is sent while an item that may stop it is still being planned or explained.
      if (unready.length > 0) await this.runRound(unready);
      else if (active.length > 0) await this.send(this.nextToSend(active));
      else await this.runRound(open);
    }
  }

  private async runRound(tasks: readonly DownloadTask[]): Promise<void> {
    const effects = new Map(tasks.map((task) => [task, task.effects[0]]));
    const of = (type: Effect<Plan>['type']): DownloadTask[] =>
      tasks.filter((task) => effects.get(task)?.type === type);
    this.exhausted = this.planner.exhausted;
    const counts = firstOfEachAsset([...of('count'), ...of('recheck')]);
    const later = [...of('count'), ...of('recheck')].filter((task) => !counts.includes(task));
    await Promise.all([
      ...tasks
        .filter((task) => !counts.includes(task) && !later.includes(task))
        .map(async (task) => {
          const effect = effects.get(task);
          if (effect !== undefined) await this.isolated(task, () => this.runEffect(task, effect));
        }),
      this.reconcile(counts),
    ]);
  }

  /** What leaves next; an item whose allowance is expected to be used up by then waits for those before it. */
  private nextToSend(tasks: readonly DownloadTask[]): readonly DownloadTask[] {
    const allowed = tasks.filter((task) => this.planner.stopFor(task) === null);
    if (allowed.length < tasks.length) return tasks.filter((task) => !allowed.includes(task));
    const next = nextToSend(allowed, plannedAllowance, this.allowances, this.onQuotaExhausted);
    if (next.isOver) for (const task of next.items) this.overrunning.add(task);
    return next.items;
  }

  /**
   * A fault of this program in one download costs no other one its end, and tells its key: what was sent under it is
   * looked for by the next call.
   */
  private async isolated(task: DownloadTask, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      this.spending.log.warn({ error: cause, key: task.key }, 'a fault of the service ended a download');
      const error = new ServiceError('INTERNAL_SERVER_ERROR', 'The service failed.', { cause });
      const outcome: Outcome = { kind: 'error', error };
      task.state = { at: 'ended', outcome };
      task.effects = [];
      this.spending.open.ended(this.scope, task, outcome, true);
      task.stopBeating();
      await this.unlock(task);
    }
  }

  /** Gives the machine an event and does the writing that follows from it. */
  private async apply(task: DownloadTask, event: Event<Plan>): Promise<void> {
    const next = transition(task.state, event);
    task.state = next.state;
    const rest: Effect<Plan>[] = [];
    for (const effect of next.effects) {
      if (isStoreEffect(effect)) await recordEffect(task, effect, upstreamNow(this.scope), this.spending);
      else rest.push(effect);
    }
    task.effects = rest;
    const outcome = getOutcome(task);
    if (outcome === null && rest[0]?.type !== 'plan' && rest[0]?.type !== 'send') return;
    // The result of counting is written down: another caller may count now.
    await this.unlock(task);
    if (outcome === null) return;
    task.stopBeating();
    this.onOutcome(task, outcome);
    this.spending.open.ended(this.scope, task, outcome, event.type !== 'late');
  }

  private async unlock(task: DownloadTask): Promise<void> {
    const { lock } = task;
    task.lock = null;
    try {
      await lock?.unlock();
    } catch (error) {
      // It ends by itself.
      this.spending.log.warn({ error }, 'a lock on an asset could not be given back');
    }
  }

  private onOutcome(task: DownloadTask, outcome: Outcome): void {
    if (mayHaveCounted(outcome)) {
      this.scope.loaders.products.forget();
      this.scope.services.getty.v3.transport.invalidate(this.scope.session.principal);
    }
    if (outcome.kind === 'settled' && !outcome.isReplay)
      this.spending.ownership.noteDownload(
        this.scope,
        toHistoryEntry(task, outcome.result, upstreamNow(this.scope)),
      );
    if (outcome.kind === 'failed') this.planner.noteFailure(task, outcome.failure);
    if (outcome.kind === 'settled' && this.overrunning.has(task))
      this.allowances.ignore(task.plan?.allowance ?? null);
  }

  private async runEffect(task: DownloadTask, effect: Effect<Plan>): Promise<void> {
    switch (effect.type) {
      case 'claim':
        return this.apply(task, await claimKey(this.scope, this.spending, task));
      case 'wait':
        return this.apply(task, await waitForKey(this.scope, this.spending, task));
      case 'check-history':
        return this.apply(task, await checkHistory(this.scope, task, this.spending));
      case 'plan':
        return this.apply(task, await this.plan(task, effect.api));
      case 'replace-token':
        return this.apply(task, await this.replaceToken(task, effect.error));
      case 'probe':
        return this.apply(task, await this.probe(task));
      case 'diagnose-refusal':
        return this.apply(task, {
          type: 'explained',
          failure: await this.planner.diagnoseRefusal(task, effect.upstream),
        });
      case 'send':
      case 'count':
      case 'recheck':
      case 'unsend':
      case 'settle':
      case 'lose':
      case 'mark-unknown':
      case 'release':
        throw new Error(`The effect ${effect.type} is not done one by one.`);
      default:
        return effect satisfies never;
    }
  }

  private async plan(task: DownloadTask, api: GettyApi): Promise<Event<Plan>> {
    const event = await this.planner.plan(task, api, this.exhausted);
    if (event.type !== 'planned') return event;
    if (await joinUndelivered(this.scope, this.spending, task)) return { type: 'joined' };
    task.plan = event.plan;
    return event;
  }

  /** Sends what is planned, in the items' order; v1's together. What a used-up product stopped stays at home. */
  private async send(tasks: readonly DownloadTask[]): Promise<void> {
    const stopped = (task: DownloadTask): boolean => this.planner.stopFor(task) !== null;
    const together: DownloadTask[] = [];
    const queue: DownloadTask[] = [];
    for (const task of tasks) {
      const effect = task.effects[0];
      if (effect?.type !== 'send') continue;
      task.plan = effect.plan;
      (effect.plan.api === 'V1' ? together : queue).push(task);
    }
    const skip = async (task: DownloadTask): Promise<void> => {
      const cause = this.planner.stopFor(task);
      if (cause !== null) await this.apply(task, { type: 'stopped', cause });
    };
    await Promise.all(together.filter(stopped).map(skip));
    const worker = async (): Promise<void> => {
      for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
        if (stopped(task)) await skip(task);
        else await this.isolated(task, () => this.sendSingle(task));
      }
    };
    await Promise.all([
      this.sendV1Batch(together.filter((task) => task.effects[0]?.type === 'send')),
      ...Array.from({ length: Math.min(CONCURRENCY, queue.length) }, worker),
    ]);
  }

  private async sendSingle(task: DownloadTask): Promise<void> {
    const { plan } = task;
    if (plan === null) throw new Error('A download is sent only with a plan.');
    let event: Event<Plan>;
    try {
      event = this.toEvent(task, plan, await sendSingle(this.scope, this.spending, task, plan));
    } catch (error) {
      event = toSendErrorEvent(task, error);
    }
    await this.apply(task, event);
  }

  private async sendV1Batch(tasks: readonly DownloadTask[]): Promise<void> {
    if (tasks.length === 0) return;
    const responses = new Map<DownloadTask, DownloadResponse>();
    let trouble: unknown = null;
    try {
      await sendV1Batch(this.scope, this.spending, tasks, (task, response) => responses.set(task, response));
    } catch (error) {
      trouble = error;
    }
    await Promise.all(
      tasks.map((task) => {
        const response = responses.get(task);
        const { plan } = task;
        return this.isolated(task, () =>
          this.apply(
            task,
            response === undefined || plan === null
              ? toSendErrorEvent(task, trouble)
              : this.toEvent(task, plan, response),
          ),
        );
      }),
    );
  }

  private toEvent(task: DownloadTask, plan: Plan, response: DownloadResponse): Event<Plan> {
    if (task.limitHit !== null && response.kind === 'not-sent')
      return { type: 'refused', failure: spendingLimitReached(task.limitHit) };
    if (task.heldBack !== null && response.kind === 'not-sent') return toHeldBackEvent(task.heldBack);
    if (response.kind === 'refused' || response.kind === 'unknown') task.upstream = response.upstream;
    if (response.kind === 'unknown' && response.late !== undefined) {
      this.spending.open.follow(this.scope, this.spending, task, plan, response.late);
      const why = 'the connection stays open, and a link that still arrives is kept under its key.';
      return {
        type: 'late',
        failure: outcomeUnknown(task, this.spending, nextLookMs(0, 0), why, task.sentAt),
      };
    }
    if (response.kind === 'unknown' && response.likely !== undefined)
      this.spending.open.noteRefusal(task, response.upstream);
    return responseToEvent(response, {
      request: task.request,
      plan,
      session: this.scope.session.kind,
      next: this.planner.next(task, plan.api),
      isCallForImage: task.entitlement?.isCallForImage === true,
    });
  }

  private async replaceToken(task: DownloadTask, rejected: ServiceError): Promise<Event<Plan>> {
    const { session } = this.scope;
    try {
      if (task.token === null) return { type: 'not-replaced', error: rejected };
      const other =
        task.plan?.api === 'V1'
          ? await refreshV1Token(this.scope.services.getty.v1, session, 'secure', task.token)
          : await session.refresh(task.token);
      return other === null ? { type: 'not-replaced', error: rejected } : { type: 'replaced' };
    } catch (error) {
      return { type: 'not-replaced', error: asServiceError(error) };
    }
  }

  /** A 401 that does not say what it means: does the very same token read? */
  private async probe(task: DownloadTask): Promise<Event<Plan>> {
    const { getty } = this.scope.services;
    const { token } = task;
    const canReplace = this.scope.session.kind === 'service';
    if (token === null || !getty.apis.includes('V3')) return { type: 'probe-answered' };
    const session: Session = { ...this.scope.session, token: async () => token, refresh: async () => null };
    try {
      await fetchProducts(getty.v3, withSession(this.scope, session), true);
      return { type: 'probe-answered' };
    } catch (error) {
      const serviceError = asServiceError(error);
      return serviceError.code === 'UNAUTHENTICATED'
        ? { type: 'probe-rejected', error: serviceError, canReplace }
        : { type: 'probe-answered' };
    }
  }

  private async reconcile(tasks: readonly DownloadTask[]): Promise<void> {
    if (tasks.length === 0) return;
    const events = await reconcile(this.scope, tasks, this.spending);
    await Promise.all(
      tasks.map((task) => {
        const event = events.get(task);
        if (event === undefined) throw new Error('Counting gave no result for a download.');
        const refused =
          event.type === 'charge-not-found' && event.mayResend ? this.spending.open.refusalOf(task) : null;
        const isRecheck = task.state.at === 'rechecking';
        return this.apply(
          task,
          refused === null || isRecheck ? event : { type: 'no-authorization', upstream: refused },
        );
      }),
    );
  }
}

/** Whether allowances and histories may have changed by it: a link that was lost, or may have been, counts as well. */
const mayHaveCounted = (outcome: Outcome): boolean =>
  outcome.kind === 'settled'
    ? !outcome.isReplay
    : outcome.kind === 'failed' &&
      (outcome.failure.code === 'LINK_LOST' || outcome.failure.code === 'OUTCOME_UNKNOWN');

/** What a download that is ready to be sent will be taken from. */
const plannedAllowance = (task: DownloadTask): Allowance | null => {
  const effect = task.effects[0];
  return effect?.type === 'send' ? effect.plan.allowance : null;
};

/** A request that did not leave because something of ours failed first. */
const toSendErrorEvent = (task: DownloadTask, error: unknown): Event<Plan> => {
  if (error instanceof StoreUnavailableError)
    return { type: 'store-unavailable', error: storeUnavailableError(task.store, error) };
  return { type: 'uncharged', error: asServiceError(error), next: null, isAnswered: false };
};

/** Unresolved downloads of one asset are counted one after the other: each holds the asset's lock until it is written. */
const firstOfEachAsset = (tasks: readonly DownloadTask[]): readonly DownloadTask[] => {
  const seen = new Set<string>();
  return tasks.filter((task) => {
    const asset = assetKeyOf(task.request);
    if (seen.has(asset)) return false;
    seen.add(asset);
    return true;
  });
};
