import { type DomainContext, requireSignedIn } from '../catalog/domain-context.js';
import { findProduct } from '../catalog/products/product-offerings.js';
import { ServiceError } from '../errors/service-error.js';
import type { Product } from '../getty/model/product.js';
import { type Allowance, AllowanceCounter, allowanceOf, type OnQuotaExhausted } from './allowance.js';
import { checkBatch, chooseVersions, createTask } from './download.js';
import type { DownloadFailure } from './download-failure.js';
import type { DownloadRequest } from './download-request.js';
import { type DownloadTask, getOutcome, type Plan } from './download-task.js';
import { asServiceError, Planner } from './planner.js';
import { quotaExhausted } from './refusal-reasons.js';
import { type Effect, type Event, initialStep, type Outcome, transition } from './state-machine.js';

/** What a download would come to. */
export type QuoteEnd =
  | { readonly kind: 'would-download'; readonly plan: Plan; readonly remainingAfter: number | null }
  | Extract<Outcome, { kind: 'failed' | 'not-attempted' | 'error' }>;

/** What one item of a list would do. */
export interface Quote {
  readonly request: DownloadRequest;
  readonly end: QuoteEnd;
}

/** A quote's key is neither claimed nor stored. */
const NO_KEY = '';

const failed = (failure: DownloadFailure): QuoteEnd => ({ kind: 'failed', failure, isReplay: false });

/** Runs the machine of one download from its claim to the moment before its sending, and does what it asks for. */
const step = async (planner: Planner, task: DownloadTask, exhausted: ReadonlySet<string>): Promise<void> => {
  const [effect] = task.effects;
  const event = await eventOf(planner, task, effect, exhausted);
  const next = transition(task.state, event);
  task.state = next.state;
  // What the machine writes down concerns the key, and there is none.
  task.effects = next.effects.filter(({ type }) => type === 'plan' || type === 'diagnose-refusal');
  const outcome = getOutcome(task);
  if (outcome?.kind === 'failed') planner.noteFailure(task, outcome.failure);
};

const eventOf = async (
  planner: Planner,
  task: DownloadTask,
  effect: Effect<Plan> | undefined,
  exhausted: ReadonlySet<string>,
): Promise<Event<Plan>> => {
  if (effect?.type === 'plan') {
    const event = await planner.plan(task, effect.api, exhausted);
    if (event.type === 'planned') task.plan = event.plan;
    return event;
  }
  if (effect?.type === 'diagnose-refusal')
    return { type: 'explained', failure: await planner.diagnoseRefusal(task, effect.upstream) };
  throw new Error(`A quote does not carry out ${effect?.type ?? 'nothing'}.`);
};

const planAll = async (planner: Planner, tasks: readonly DownloadTask[]): Promise<void> => {
  for (;;) {
    const open = tasks.filter((task) => task.effects.length > 0);
    if (open.length === 0) return;
    const { exhausted } = planner;
    await Promise.all(open.map((task) => step(planner, task, exhausted)));
  }
};

/** The product of an allowance that seems to be used up, as v3 says it now; `null` where it cannot be read. */
const readProduct = async (scope: DomainContext, plan: Plan): Promise<Product | null> => {
  if (plan.product !== null || plan.ref === null) return plan.product;
  const { loaders, getty } = scope;
  const reading = getty.apis.includes('V3') ? loaders.products.load(true) : loaders.products.loadV1('active');
  const products = await reading.catch(() => []);
  return findProduct(products, plan.ref);
};

/** What Getty Images would refuse whatever is left of the product; read for all items together. */
const foreseeRefusals = async (
  planner: Planner,
  tasks: readonly DownloadTask[],
): Promise<ReadonlyMap<DownloadTask, DownloadFailure | ServiceError | null>> => {
  const planned = tasks.filter((task) => getOutcome(task) === null);
  const foreseen = await Promise.all(
    planned.map((task) => planner.foreseenRefusal(task).catch((error: unknown) => asServiceError(error))),
  );
  return new Map(planned.map((task, index) => [task, foreseen[index] ?? null]));
};

/** Counts allowances down along the list, and stops where a download would. */
const countDown = async (
  scope: DomainContext,
  planner: Planner,
  tasks: readonly DownloadTask[],
): Promise<ReadonlyMap<DownloadTask, QuoteEnd>> => {
  const refusals = await foreseeRefusals(planner, tasks);
  const counter = new AllowanceCounter();
  const ends = new Map<DownloadTask, QuoteEnd>();
  for (const task of tasks) {
    const outcome = getOutcome(task);
    if (outcome !== null) {
      if (outcome.kind === 'settled') throw new Error('A quote cannot settle a download.');
      ends.set(task, outcome);
      continue;
    }
    const { plan } = task;
    if (plan === null) throw new Error('A quote was left without a plan.');
    const cause = planner.stopFor(task);
    if (cause !== null) {
      ends.set(task, { kind: 'not-attempted', cause });
      continue;
    }
    const refusal = refusals.get(task) ?? null;
    if (refusal instanceof ServiceError) {
      ends.set(task, { kind: 'error', error: refusal });
      continue;
    }
    if (refusal !== null) {
      planner.noteFailure(task, refusal);
      ends.set(task, failed(refusal));
      continue;
    }
    let { allowance } = plan;
    if (counter.isOver(allowance)) {
      const product = await readProduct(scope, plan);
      // v1's own count leaves overage out, and Getty Images refuses only where that is used up as well.
      allowance = withOverage(allowance, product);
      if (counter.isOver(allowance)) {
        const failure = quotaExhausted(product, plan.ref, null);
        planner.noteFailure(task, failure);
        ends.set(task, failed(failure));
        continue;
      }
    }
    ends.set(task, { kind: 'would-download', plan, remainingAfter: counter.take(allowance) });
  }
  return ends;
};

const withOverage = (allowance: Allowance | null, product: Product | null): Allowance | null =>
  allowance === null || product?.quota == null
    ? allowance
    : { ...allowance, available: allowanceOf(product)?.available ?? null };

/**
 * What downloading each of these would do now: the reading half of `download`, by the same functions, and nothing
 * behind it. Sends nothing, claims no key, writes nothing down.
 * @param selected fields of the images that the response will show
 * @throws ServiceError where nothing could be done at all: no caller signed in, or items that cannot go together
 */
export const quoteDownloads = async (
  scope: DomainContext,
  requests: readonly DownloadRequest[],
  onQuotaExhausted: OnQuotaExhausted,
  selected: Iterable<string>,
): Promise<readonly Quote[]> => {
  checkBatch(requests);
  requireSignedIn(scope);
  const versions = chooseVersions(scope, requests);
  const customer = await scope.downloads.customers.resolve(scope);
  const tasks = new Map<DownloadRequest, DownloadTask>();
  for (const [index, request] of requests.entries()) {
    const api = versions[index];
    if (typeof api !== 'string') continue;
    const claimed: Event<Plan> = { type: 'claimed', mustCheckHistory: false };
    const keyless = {
      key: NO_KEY,
      isCallerKey: false,
      isNewKey: true,
      store: scope.downloads.store,
      belongsToOtherProcess: false,
    };
    tasks.set(
      request,
      createTask(request, customer, keyless, transition(initialStep<Plan>(api).state, claimed)),
    );
  }
  const all = [...tasks.values()];
  const planner = new Planner(scope, scope.downloads, all, onQuotaExhausted, selected);
  await planAll(planner, all);
  const ends = await countDown(scope, planner, all);
  return requests.map((request, index): Quote => {
    const task = tasks.get(request);
    const end = task === undefined ? undefined : ends.get(task);
    if (end !== undefined) return { request, end };
    const error = versions[index];
    if (!(error instanceof ServiceError)) throw new Error('A quote was left out.');
    return { request, end: { kind: 'error', error } };
  });
};
