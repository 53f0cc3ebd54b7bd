import { ServiceError } from '../../errors/service-error.js';
import type { GettyApi } from '../../errors/upstream-failure.js';
import type { SpendAnswer } from '../../getty/model/spend.js';
import type { Session } from '../../getty/session.js';
import { replaceV1Token } from '../../getty/v1/v1-token.js';
import { fetchProducts } from '../../getty/v3/products.client.js';
import type { RequestScope } from '../request-scope.js';
import { answerEvent, assetNotFound } from './answer-event.js';
import { isBookkeeping, storeLost, writeDown } from './bookkeeping.js';
import { claimKey, joinUndelivered, waitForKey } from './claiming.js';
import { nextLookMs } from './counting.js';
import type { DownloadFailure } from './download-failure.js';
import { assetKeyOf, V2_UNSERVED } from './download-request.js';
import { checkHistory } from './forgotten-keys.js';
import { gettyNow } from './getty-time.js';
import { type Item, outcomeOf, type Plan } from './item.js';
import { StoreUnavailableError } from './key-store.js';
import { type Effect, type Event, type Outcome, step } from './machine.js';
import { makePlan, type PlanningContext, readEntitlement } from './planning.js';
import { outcomeUnknown, reconcile } from './reconcile.js';
import { explainRefusal } from './refusals.js';
import { sendOne, sendTogether } from './send.js';
import type { Spending } from './spending.js';
import { nextVersion } from './versions.js';

/** What is to happen when a product of a batch is used up. */
export type OnQuotaExhausted = 'STOP' | 'CONTINUE';

/** How many requests that spend one operation may have under way. */
const CONCURRENCY = 8;

/**
 * Carries downloads out: takes the machine's effects, does them, and gives it the events. Items go side by side, in
 * rounds: what many of them need at the same time (claims, plans, v1's one request, one look at the history) is done
 * together. Only waiting for somebody else's download is left to the end, so that it holds nobody up.
 */
export class Engine {
  private readonly exhausted = new Set<string>();
  /** The refusal that stopped the rest, and the place of the item that met it. */
  private stop: { readonly because: DownloadFailure; readonly index: number } | null = null;
  private readonly planning: PlanningContext;

  constructor(
    private readonly scope: RequestScope,
    private readonly spending: Spending,
    private readonly items: readonly Item[],
    private readonly onQuotaExhausted: OnQuotaExhausted,
    selected: Iterable<string>,
  ) {
    this.planning = { scope, selected, exhausted: this.exhausted };
  }

  /** Runs until every item has ended. Never throws for what became of a download; that is in its outcome. */
  async run(): Promise<void> {
    for (;;) {
      const open = this.items.filter((item) => item.effects.length > 0);
      if (open.length === 0) return;
      const round = open.filter((item) => item.effects[0]?.type !== 'wait');
      await this.round(round.length > 0 ? round : open);
    }
  }

  private async round(items: readonly Item[]): Promise<void> {
    const effects = new Map(items.map((item) => [item, item.effects[0]]));
    const of = (type: Effect<Plan>['type']): Item[] =>
      items.filter((item) => effects.get(item)?.type === type);
    const sends = of('send');
    const counts = firstOfEachAsset([...of('count'), ...of('recheck')]);
    const later = [...of('count'), ...of('recheck')].filter((item) => !counts.includes(item));
    await Promise.all([
      ...items
        .filter((item) => !sends.includes(item) && !counts.includes(item) && !later.includes(item))
        .map(async (item) => {
          const effect = effects.get(item);
          if (effect !== undefined) await this.guarded(item, () => this.single(item, effect));
        }),
      this.count(counts),
    ]);
    // After the round's plans: which of them must stay at home is only known when all are made.
    await this.send(sends);
  }

  /**
   * A fault of this program in one download costs no other one its end, and tells its key: what was sent under it is
   * looked for by the next call.
   */
  private async guarded(item: Item, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (cause) {
      this.spending.log.warn({ error: cause, key: item.key }, 'a fault of the service ended a download');
      const error = new ServiceError('INTERNAL_SERVER_ERROR', 'The service failed.', { cause });
      const outcome: Outcome = { kind: 'trouble', error };
      item.state = { at: 'ended', outcome };
      item.effects = [];
      this.spending.open.ended(this.scope, item, outcome, true);
      item.stopBeating();
      await this.unlock(item);
    }
  }

  /** Gives the machine an event and does the writing that follows from it. */
  private async meet(item: Item, event: Event<Plan>): Promise<void> {
    const next = step(item.state, event);
    item.state = next.state;
    const rest: Effect<Plan>[] = [];
    for (const effect of next.effects) {
      if (isBookkeeping(effect)) await writeDown(item, effect, gettyNow(this.scope), this.spending);
      else rest.push(effect);
    }
    item.effects = rest;
    const outcome = outcomeOf(item);
    if (outcome === null && rest[0]?.type !== 'plan' && rest[0]?.type !== 'send') return;
    // The result of counting is written down: another caller may count now.
    await this.unlock(item);
    if (outcome === null) return;
    item.stopBeating();
    this.learn(item, outcome);
    this.spending.open.ended(this.scope, item, outcome, event.type !== 'late');
  }

  private async unlock(item: Item): Promise<void> {
    const { lock } = item;
    item.lock = null;
    try {
      await lock?.unlock();
    } catch (error) {
      // It ends by itself.
      this.spending.log.warn({ error }, 'a lock on an asset could not be given back');
    }
  }

  private learn(item: Item, outcome: Outcome): void {
    if (mayHaveCounted(outcome)) {
      this.scope.loaders.products.forget();
      this.scope.getty.v3.transport.forget(this.scope.call.session.principal);
    }
    if (outcome.kind !== 'failed' || outcome.failure.code !== 'QUOTA_EXHAUSTED') return;
    const id = outcome.failure.product?.productId;
    if (id != null) this.exhausted.add(id);
    const index = this.items.indexOf(item);
    if (this.onQuotaExhausted === 'STOP' && (this.stop === null || index < this.stop.index))
      this.stop = { because: outcome.failure, index };
  }

  private async single(item: Item, effect: Effect<Plan>): Promise<void> {
    switch (effect.type) {
      case 'claim':
        return this.meet(item, await claimKey(this.scope, this.spending, item));
      case 'wait':
        return this.meet(item, await waitForKey(this.scope, this.spending, item));
      case 'check-history':
        return this.meet(item, await checkHistory(this.scope, item, this.spending));
      case 'plan':
        return this.meet(item, await this.plan(item, effect.api));
      case 'replace-token':
        return this.meet(item, await this.replaceToken(item, effect.error));
      case 'probe':
        return this.meet(item, await this.probe(item));
      case 'explain':
        return this.meet(item, { type: 'explained', failure: await this.explain(item, effect) });
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

  private async plan(item: Item, api: GettyApi): Promise<Event<Plan>> {
    try {
      const event = await makePlan(this.planning, item, api);
      if (event.type !== 'planned') return event;
      if (await joinUndelivered(this.scope, this.spending, item)) return { type: 'joined' };
      item.plan = event.plan;
      // A failed plan tells the others at once; they may be waiting behind it.
      return event;
    } catch (error) {
      const told = asServiceError(error);
      item.upstream = told.upstream;
      // v1 has spent nothing before its download request, whatever it said; the others must certainly not be there.
      const mayTryAnother = told.isUnreachable || (api === 'V1' && told.code !== 'BAD_USER_INPUT');
      return { type: 'plan-trouble', error: told, next: mayTryAnother ? this.next(item, api) : null };
    }
  }

  /** Sends what is planned, in the items' order; v1's together. What a used-up product stopped stays at home. */
  private async send(items: readonly Item[]): Promise<void> {
    const stopped = (item: Item): boolean => this.stop !== null && this.items.indexOf(item) > this.stop.index;
    const together: Item[] = [];
    const queue: Item[] = [];
    for (const item of items) {
      const effect = item.effects[0];
      if (effect?.type !== 'send') continue;
      item.plan = effect.plan;
      (effect.plan.api === 'V1' ? together : queue).push(item);
    }
    const stay = async (item: Item): Promise<void> => {
      if (this.stop !== null) await this.meet(item, { type: 'stopped', because: this.stop.because });
    };
    await Promise.all(together.filter(stopped).map(stay));
    const worker = async (): Promise<void> => {
      for (let item = queue.shift(); item !== undefined; item = queue.shift()) {
        if (stopped(item)) await stay(item);
        else await this.guarded(item, () => this.sendAlone(item));
      }
    };
    await Promise.all([
      this.sendAllV1(together.filter((item) => item.effects[0]?.type === 'send')),
      ...Array.from({ length: Math.min(CONCURRENCY, queue.length) }, worker),
    ]);
  }

  private async sendAlone(item: Item): Promise<void> {
    const { plan } = item;
    if (plan === null) throw new Error('A download is sent only with a plan.');
    let event: Event<Plan>;
    try {
      event = this.eventOf(item, plan, await sendOne(this.scope, item, plan));
    } catch (error) {
      event = sendTrouble(item, error);
    }
    await this.meet(item, event);
  }

  private async sendAllV1(items: readonly Item[]): Promise<void> {
    if (items.length === 0) return;
    const answers = new Map<Item, SpendAnswer>();
    let trouble: unknown = null;
    try {
      await sendTogether(this.scope, this.spending, items, (item, answer) => answers.set(item, answer));
    } catch (error) {
      trouble = error;
    }
    await Promise.all(
      items.map((item) => {
        const answer = answers.get(item);
        const { plan } = item;
        return this.guarded(item, () =>
          this.meet(
            item,
            answer === undefined || plan === null
              ? sendTrouble(item, trouble)
              : this.eventOf(item, plan, answer),
          ),
        );
      }),
    );
  }

  private eventOf(item: Item, plan: Plan, answer: SpendAnswer): Event<Plan> {
    if (answer.kind === 'refused' || answer.kind === 'unknown') item.upstream = answer.upstream;
    if (answer.kind === 'unknown' && answer.late !== undefined) {
      this.spending.open.follow(this.scope, this.spending, item, plan, answer.late);
      const why = 'the connection stays open, and a link that still arrives is kept under its key.';
      return {
        type: 'late',
        failure: outcomeUnknown(item, this.spending, nextLookMs(0, 0), why, item.sentAt),
      };
    }
    if (answer.kind === 'unknown' && answer.likely !== undefined)
      this.spending.open.noteRefusal(item, answer.upstream);
    return answerEvent(answer, {
      request: item.request,
      plan,
      session: this.scope.call.session.kind,
      next: this.next(item, plan.api),
    });
  }

  private next(item: Item, api: GettyApi): GettyApi | null {
    const tried = 'progress' in item.state ? item.state.progress.tried : [];
    return nextVersion(item.request, this.scope.getty.apis, [...tried, api]);
  }

  private async replaceToken(item: Item, rejected: ServiceError): Promise<Event<Plan>> {
    const { session } = this.scope.call;
    try {
      if (item.token === null) return { type: 'not-replaced', error: rejected };
      const other =
        item.plan?.api === 'V1'
          ? await replaceV1Token(this.scope.getty.v1, session, 'secure', item.token)
          : await session.replace(item.token);
      return other === null ? { type: 'not-replaced', error: rejected } : { type: 'replaced' };
    } catch (error) {
      return { type: 'not-replaced', error: asServiceError(error) };
    }
  }

  /** A 401 that does not say what it means: does the very same token read? */
  private async probe(item: Item): Promise<Event<Plan>> {
    const { getty, call } = this.scope;
    const { token } = item;
    const canReplace = call.session.kind === 'service';
    if (token === null || !getty.apis.includes('V3')) return { type: 'probe-answered' };
    const session: Session = { ...call.session, token: async () => token, replace: async () => null };
    try {
      await fetchProducts(getty.v3, { ...call, session }, true);
      return { type: 'probe-answered' };
    } catch (error) {
      const told = asServiceError(error);
      return told.code === 'UNAUTHENTICATED'
        ? { type: 'probe-rejected', error: told, canReplace }
        : { type: 'probe-answered' };
    }
  }

  /** Used up, or never held? The caller's products tell; where they cannot be read, what the asset says must do. */
  private async explain(
    item: Item,
    { upstream }: Extract<Effect<Plan>, { type: 'explain' }>,
  ): Promise<DownloadFailure> {
    const { loaders, getty } = this.scope;
    const readsV3 = getty.apis.includes('V3');
    const products = (readsV3 ? loaders.products.load(true) : loaders.products.loadV1('active')).catch(
      () => [],
    );
    let entitlement = item.entitlement;
    if (entitlement === null && readsV3) {
      try {
        entitlement = await readEntitlement(this.planning, item);
        // v1 leaves an image that is not there out of its answer like one that nothing authorizes.
        if (entitlement === null) return assetNotFound(item.request, upstream);
      } catch (error) {
        this.spending.log.warn({ error }, 'what an asset allows could not be read for a refused download');
      }
    }
    const ref = item.plan?.ref ?? null;
    return explainRefusal(
      {
        entitlement: entitlement ?? { downloadProduct: null, allowed: [], productTypes: [] },
        products: await products,
        ref: ref ?? namedRef(item),
        unserved: item.plan?.api === 'V2' ? V2_UNSERVED : NOTHING_UNSERVED,
      },
      upstream,
    );
  }

  private async count(items: readonly Item[]): Promise<void> {
    if (items.length === 0) return;
    const events = await reconcile(this.scope, items, this.spending);
    await Promise.all(
      items.map((item) => {
        const event = events.get(item);
        if (event === undefined) throw new Error('Counting gave no result for a download.');
        const refused =
          event.type === 'counted-none' && event.mayResend ? this.spending.open.refusalOf(item) : null;
        const isRecheck = item.state.at === 'rechecking';
        return this.meet(
          item,
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

const NOTHING_UNSERVED: ReadonlySet<never> = new Set<never>();

const namedRef = ({ request }: Item): Plan['ref'] =>
  request.productType === null
    ? null
    : {
        productType: request.productType,
        productTypeName: request.productType,
        productId: request.productId,
      };

const asServiceError = (error: unknown): ServiceError => {
  if (error instanceof ServiceError) return error;
  throw error;
};

/** A request that did not leave because something of ours failed first. */
const sendTrouble = (item: Item, error: unknown): Event<Plan> => {
  if (error instanceof StoreUnavailableError)
    return { type: 'store-lost', error: storeLost(item.store, error) };
  return { type: 'uncharged', error: asServiceError(error), next: null, isAnswered: false };
};

/** Unresolved downloads of one asset are counted one after the other: each holds the asset's lock until it is written. */
const firstOfEachAsset = (items: readonly Item[]): readonly Item[] => {
  const seen = new Set<string>();
  return items.filter((item) => {
    const asset = assetKeyOf(item.request);
    if (seen.has(asset)) return false;
    seen.add(asset);
    return true;
  });
};
