import type { DomainContext } from '../catalog/domain-context.js';
import { ServiceError } from '../errors/service-error.js';
import type { GettyApi, UpstreamFailure } from '../errors/upstream-failure.js';
import type { OnQuotaExhausted } from './allowance.js';
import type { DownloadFailure } from './download-failure.js';
import { V2_UNSUPPORTED_PRODUCTS } from './download-request.js';
import type { DownloadTask, Plan } from './download-task.js';
import { checkOwnership } from './if-owned.js';
import { makePlan, type PlanningContext, readEntitlement } from './planning.js';
import { isListed } from './product-choice.js';
import { explainRefusal } from './refusal-reasons.js';
import { assetNotFound } from './response-to-event.js';
import type { DownloadServices } from './services.js';
import type { Event } from './state-machine.js';
import { nextVersion } from './versions.js';

/** The refusal that stopped the rest of a batch, and the place of the item that met it. */
export interface BatchStop {
  readonly because: DownloadFailure;
  readonly index: number;
}

/**
 * The reading half of a batch of downloads: everything that is found out and decided before one is sent. The engine
 * that sends and the quotes that do not are both made of it, so that a quote is what a download would do.
 */
export class Planner {
  #exhausted: ReadonlySet<string> = new Set();
  #stop: BatchStop | null = null;

  constructor(
    private readonly scope: DomainContext,
    private readonly services: DownloadServices,
    private readonly tasks: readonly DownloadTask[],
    private readonly onQuotaExhausted: OnQuotaExhausted,
    private readonly selected: Iterable<string>,
  ) {}

  /** Plans one download through one version of the API. Sends nothing. */
  async plan(task: DownloadTask, api: GettyApi, exhausted = this.#exhausted): Promise<Event<Plan>> {
    try {
      const owned = await checkOwnership(this.scope, this.services, task);
      if (owned !== null) return { type: 'plan-failed', failure: owned };
    } catch (error) {
      // No other version would know better.
      return { type: 'plan-error', error: asServiceError(error), next: null };
    }
    try {
      return await makePlan(this.#context(exhausted), task, api);
    } catch (error) {
      const serviceError = asServiceError(error);
      task.upstream = serviceError.upstream;
      // v1 has spent nothing before its download request, whatever it said; the others must certainly not be there.
      const mayTryAnother =
        serviceError.isUnreachable || (api === 'V1' && serviceError.code !== 'BAD_USER_INPUT');
      return { type: 'plan-error', error: serviceError, next: mayTryAnother ? this.next(task, api) : null };
    }
  }

  /** Products that have run out so far. Items planned in one round see the same ones, whichever is read first. */
  get exhausted(): ReadonlySet<string> {
    return this.#exhausted;
  }

  /** The version to try after one that certainly did nothing; `null`: none. */
  next(task: DownloadTask, api: GettyApi): GettyApi | null {
    const tried = 'progress' in task.state ? task.state.progress.tried : [];
    return nextVersion(task.request, this.scope.services.getty.apis, [...tried, api]);
  }

  /** Used up, or never held? The caller's products tell; where they cannot be read, what the asset says must do. */
  async diagnoseRefusal(task: DownloadTask, upstream: UpstreamFailure | null): Promise<DownloadFailure> {
    const { loaders } = this.scope;
    const { getty } = this.scope.services;
    const readsV3 = getty.apis.includes('V3');
    const products = (readsV3 ? loaders.products.load(true) : loaders.products.loadV1('active')).catch(
      () => [],
    );
    let entitlement = task.entitlement;
    if (entitlement === null && readsV3) {
      try {
        entitlement = await readEntitlement(this.#context(this.#exhausted), task);
        // v1 leaves an image that is not there out of its answer like one that nothing authorizes.
        if (entitlement === null) return assetNotFound(task.request, upstream);
      } catch (error) {
        this.services.log.warn({ error }, 'what an asset allows could not be read for a refused download');
      }
    }
    const ref = task.plan?.ref ?? null;
    return explainRefusal(
      {
        entitlement,
        products: await products,
        ref: ref ?? requestedProductRef(task),
        unsupported: task.plan?.api === 'V2' ? V2_UNSUPPORTED_PRODUCTS : NOTHING_UNSERVED,
      },
      upstream,
    );
  }

  /**
   * The refusal that Getty Images would send for what is planned, where the asset's own data foretells it; `null`: none
   * is foreseen. A download does not ask: Getty Images decides. A caller who wants a quote has nothing else to go by.
   * @throws ServiceError where the asset cannot be read
   */
  async foreseenRefusal(task: DownloadTask): Promise<DownloadFailure | null> {
    const { plan } = task;
    // v1's authorizations are its own word.
    if (plan === null || plan.api === 'V1' || !this.scope.services.getty.apis.includes('V3')) return null;
    const entitlement = task.entitlement ?? (await readEntitlement(this.#context(this.#exhausted), task));
    if (entitlement === null) return assetNotFound(task.request, null);
    task.entitlement = entitlement;
    return isListed(entitlement, plan.ref) ? null : this.diagnoseRefusal(task, null);
  }

  /** Takes note of a refusal: a product that ran out is passed over from now on, and may stop the items behind. */
  noteFailure(task: DownloadTask, failure: DownloadFailure): void {
    if (failure.code !== 'QUOTA_EXHAUSTED') return;
    const id = failure.product?.productId;
    if (id != null) this.#exhausted = new Set([...this.#exhausted, id]);
    const index = this.tasks.indexOf(task);
    if (this.onQuotaExhausted === 'STOP' && (this.#stop === null || index < this.#stop.index))
      this.#stop = { because: failure, index };
  }

  /** Why an item must not be sent any more; `null`: it may be. */
  stopFor(task: DownloadTask): DownloadFailure | null {
    return this.#stop !== null && this.tasks.indexOf(task) > this.#stop.index ? this.#stop.because : null;
  }

  #context(exhausted: ReadonlySet<string>): PlanningContext {
    return { scope: this.scope, selected: this.selected, exhausted };
  }
}

const NOTHING_UNSERVED: ReadonlySet<never> = new Set<never>();

const requestedProductRef = ({ request }: DownloadTask): Plan['ref'] =>
  request.productType === null
    ? null
    : {
        productType: request.productType,
        productTypeName: request.productType,
        productId: request.productId,
      };

/** A `ServiceError` as it is. @throws anything else: a fault of this program */
export const asServiceError = (error: unknown): ServiceError => {
  if (error instanceof ServiceError) return error;
  throw error;
};
