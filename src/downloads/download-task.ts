import type { ServiceError } from '../errors/service-error.js';
import type { GettyApi, UpstreamFailure } from '../errors/upstream-failure.js';
import type { ProductRef } from '../getty/model/image.js';
import type { Product } from '../getty/model/product.js';
import type { Allowance } from './allowance.js';
import type { Customer } from './customer.js';
import type { DownloadFailure } from './download-failure.js';
import type { DownloadRequest } from './download-request.js';
import type { SpendingLimitHit } from './idempotency/attempt.js';
import type { AssetLock, Claim, IdempotencyStore } from './idempotency/idempotency-store.js';
import type { Entitlement } from './product-choice.js';
import type { Effect, Outcome, State } from './state-machine.js';

/** How a download is to be sent. */
export interface Plan {
  readonly api: GettyApi;
  /** The product that is to pay; `null` where Getty Images chooses. */
  readonly ref: ProductRef | null;
  readonly product: Product | null;
  /** v1's token for this asset and product; `null` for the others. */
  readonly downloadToken: string | null;
  /** What it is expected to be taken from; `null` where that is not known. */
  readonly allowance: Allowance | null;
}

/** What stood in the way of sending a download that must not be a second one. Nothing was sent. */
export type HeldBack =
  | { readonly kind: 'owned'; readonly failure: DownloadFailure }
  /** Another download of the asset is under way: what comes of it decides. */
  | { readonly kind: 'in-flight' }
  | { readonly kind: 'undecided'; readonly error: ServiceError };

/** One download on its way. What is learned on the way is kept here; what it means is the machine's. */
export interface DownloadTask {
  readonly request: DownloadRequest;
  readonly hash: string;
  key: string;
  /** Whether the caller sent the key; one that we made is named to them. */
  readonly isCallerKey: boolean;
  /** Whether the key was made for this very download, so that nobody can have sent anything under it before. */
  isNewKey: boolean;
  /** Whether something was sent under the key before this call claimed it. */
  isSentKey: boolean;
  readonly customer: Customer;
  /** Where its key lives: the shared store, or this process's memory where that was lost and the key was ours. */
  store: IdempotencyStore;
  /** Its key lives in the memory of another process, and nothing can be done under it here. */
  belongsToOtherProcess: boolean;
  state: State<Plan>;
  effects: Effect<Plan>[];
  claim: Claim | null;
  /** What the asset says of the products that may pay; `null`: not read. */
  entitlement: Entitlement | null;
  /** The token the last request was sent with, so that exactly it is tried or replaced. */
  token: string | null;
  /** The plan last sent. */
  plan: Plan | null;
  /** When it was last marked as sent (Getty Images' clock, ms); `null` before. */
  sentAt: number | null;
  /** What Getty Images said last, for failures that are told later. */
  upstream: UpstreamFailure | null;
  /** The client key's limit that kept it from being sent; `null`: none did. */
  limitHit: SpendingLimitHit | null;
  /** The asset's lock, held from counting until its result is written. */
  lock: AssetLock | null;
  /** Fence of the claim that a call of another's holds and this one waits for. */
  waitingFor: number | null;
  /** When the store may have lost the key's record, or a later sending of it (store clock, ms); `null`: it cannot have. */
  forgotSince: number | null;
  /** Whether its key was noted for the client's next equal call (`undelivered.ts`). */
  isNoted: boolean;
  /** When the store may have lost ledger entries before the claim (store clock, ms); `null`: it remembers all. */
  ledgerForgotSince: number | null;
  /** With `ifOwned: REFUSE`: when the histories were read that showed no download (Getty Images' clock, ms). */
  ownershipReadAt: number | null;
  /** Why the last sending was held back under `ifOwned: REFUSE`; `null`: it was not. */
  heldBack: HeldBack | null;
  /** Ends the renewing of its leases. */
  stopBeating: () => void;
}

/** How an item ended, once it did. */
export const getOutcome = (task: DownloadTask): Outcome | null =>
  task.state.at === 'ended' ? task.state.outcome : null;
