import { type DomainContext, requireSignedIn } from '../catalog/domain-context.js';
import { findProduct } from '../catalog/products/product-offerings.js';
import { ServiceError } from '../errors/service-error.js';
import type { Product } from '../getty/model/product.js';
import {
  type Allowance,
  AllowanceCounter,
  allowanceOf,
  nextToSend,
  type OnQuotaExhausted,
} from './allowance.js';
import { checkBatch, chooseVersions, createTask } from './download.js';
import type { DownloadFailure } from './download-failure.js';
import type { DownloadRequest } from './download-request.js';
import { type DownloadTask, getOutcome, type Plan } from './download-task.js';
import { asServiceError, Planner } from './planner.js';
import { isSilent } from './product-choice.js';
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

/** The caller's products, where an item's plan does not say how much is left; `[]` where they cannot be read. */
const readProducts = async (
  { loaders, services: { getty } }: DomainContext,
  tasks: readonly DownloadTask[],
): Promise<readonly Product[]> => {
  if (!tasks.some(({ plan }) => plan?.api === 'V1')) return [];
  const reading = getty.apis.includes('V3') ? loaders.products.load(true) : loaders.products.loadV1('active');
  return reading.catch(() => []);
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

/** The product that a plan would charge, as far as it is known. */
const productOf = ({ product, ref }: Plan, products: readonly Product[]): Product | null =>
  product ?? (ref === null ? null : findProduct(products, ref));

/** v1 leaves overage out, and for some products says nothing: what v3 says of the product is better known. */
const knownAllowance = (plan: Plan, product: Product | null): Allowance | null => {
  const known = plan.api === 'V1' ? allowanceOf(product) : plan.allowance;
  return known === null ? plan.allowance : { ...known, isFree: plan.allowance?.isFree ?? null };
};

/**
 * Counts allowances down along the list, in the order in which a download would send: what would be sent together is
 * refused one by one and stops only what would be sent after it.
 */
const countDown = async (
  scope: DomainContext,
  planner: Planner,
  tasks: readonly DownloadTask[],
  onQuotaExhausted: OnQuotaExhausted,
): Promise<ReadonlyMap<DownloadTask, QuoteEnd>> => {
  const ends = new Map<DownloadTask, QuoteEnd>();
  for (const task of tasks) {
    const outcome = getOutcome(task);
    if (outcome?.kind === 'settled') throw new Error('A quote cannot settle a download.');
    if (outcome !== null) ends.set(task, outcome);
  }
  let ready = tasks.filter((task) => !ends.has(task));
  const [refusals, products] = await Promise.all([
    foreseeRefusals(planner, ready),
    readProducts(scope, ready),
  ]);
  const expected = new AllowanceCounter();
  const real = new AllowanceCounter();
  const endOf = (task: DownloadTask): QuoteEnd => {
    const { plan } = task;
    if (plan === null) throw new Error('A quote was left without a plan.');
    const refusal = refusals.get(task) ?? null;
    if (refusal instanceof ServiceError) return { kind: 'error', error: refusal };
    const product = productOf(plan, products);
    const allowance = knownAllowance(plan, product);
    // Of an asset that names no product the state of the allowance is all there is to go by.
    const isSaid = task.entitlement !== null && !isSilent(task.entitlement);
    if (refusal !== null && (isSaid || !real.isOver(allowance))) return failed(refusal);
    if (real.isOver(allowance)) return failed(quotaExhausted(product, plan.ref, null));
    return { kind: 'would-download', plan, remainingAfter: real.take(allowance) };
  };
  while (ready.length > 0) {
    for (const task of ready) {
      const cause = planner.stopFor(task);
      if (cause !== null) ends.set(task, { kind: 'not-attempted', cause });
    }
    ready = ready.filter((task) => !ends.has(task));
    if (ready.length === 0) break;
    const sent = nextToSend(ready, ({ plan }) => plan?.allowance ?? null, expected, onQuotaExhausted);
    for (const task of sent.items) {
      const end = endOf(task);
      ends.set(task, end);
      if (end.kind === 'failed') planner.noteFailure(task, end.failure);
      if (end.kind === 'would-download' && sent.isOver) expected.ignore(end.plan.allowance);
    }
    ready = ready.filter((task) => !ends.has(task));
  }
  return ends;
};

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
  const customer = await scope.services.downloads.customers.resolve(scope);
  const tasks = new Map<DownloadRequest, DownloadTask>();
  for (const [index, request] of requests.entries()) {
    const api = versions[index];
    if (typeof api !== 'string') continue;
    const claimed: Event<Plan> = { type: 'claimed', mustCheckHistory: false };
    const keyless = {
      key: NO_KEY,
      isCallerKey: false,
      isNewKey: true,
      store: scope.services.downloads.store,
      belongsToOtherProcess: false,
    };
    tasks.set(
      request,
      createTask(request, customer, keyless, transition(initialStep<Plan>(api).state, claimed)),
    );
  }
  const all = [...tasks.values()];
  const planner = new Planner(scope, scope.services.downloads, all, onQuotaExhausted, selected);
  await planAll(planner, all);
  const ends = await countDown(scope, planner, all, onQuotaExhausted);
  return requests.map((request, index): Quote => {
    const task = tasks.get(request);
    const end = task === undefined ? undefined : ends.get(task);
    if (end !== undefined) return { request, end };
    const error = versions[index];
    if (!(error instanceof ServiceError)) throw new Error('A quote was left out.');
    return { request, end: { kind: 'error', error } };
  });
};
