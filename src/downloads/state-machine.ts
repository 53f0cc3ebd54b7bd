/**
 * The life of one download, as a pure function: an event goes in, the next state and the effects come out. What the
 * effects do (stores, Getty Images, clocks) is the engine's; which of them is allowed when is decided here, so that
 * every path can be walked in a test.
 *
 *   claiming -> (checking ->) planning -> sending -> ended(settled | failed | trouble)
 *      |  ^                                 |
 *      v  |                                 v
 *   waiting            probing, explaining, replacing, rechecking, counting
 *
 * The rules that money depends on:
 *  - `send` follows only `planned`, a replaced token or a replaced download token, and each of these only an answer
 *    that is certainly uncharged; before a second `send` the history is read (`recheck`) and must not show the first;
 *  - after an unknown outcome nothing is sent unless a later call counted the history, found nothing, and the time in
 *    which Getty Images may still change it was over (`mayResend`);
 *  - every way out either keeps the key (`settle`, `lose`, `markUnknown`) or frees it (`release`).
 */

import type { ServiceError } from '../errors/service-error.js';
import type { GettyApi, StatusListEntry, UpstreamFailure } from '../errors/upstream-failure.js';
import type { ProductRef } from '../getty/model/image.js';
import type { DownloadFailure } from './download-failure.js';
import type { IdempotencyRecord } from './idempotency/idempotency-store.js';

/** A link and what belongs to it, kept under the key. */
export interface DownloadResult {
  readonly url: string;
  readonly via: GettyApi;
  readonly notices: readonly StatusListEntry[];
  /** The product that paid, as far as is known. */
  readonly product: Pick<ProductRef, 'productType' | 'productTypeName' | 'productId'> | null;
}

/** How a download ended. */
export type Outcome =
  | { readonly kind: 'settled'; readonly result: DownloadResult; readonly isReplay: boolean }
  | { readonly kind: 'failed'; readonly failure: DownloadFailure; readonly isReplay: boolean }
  | { readonly kind: 'error'; readonly error: ServiceError }
  | { readonly kind: 'not-attempted'; readonly cause: DownloadFailure };

/** What is remembered between events. `Plan` is the engine's; the machine only passes it on. */
export interface Progress<Plan> {
  readonly api: GettyApi;
  /** Versions that were given up on. */
  readonly tried: readonly GettyApi[];
  readonly hasReplacedToken: boolean;
  readonly hasReplacedDownloadToken: boolean;
  readonly plan: Plan | null;
}

/** Where a download stands. */
export type State<Plan> =
  | { readonly at: 'claiming' | 'waiting'; readonly progress: Progress<Plan> }
  | {
      readonly at: 'planning' | 'sending' | 'probing' | 'replacing' | 'counting' | 'checking';
      readonly progress: Progress<Plan>;
      /** What Getty Images last said, for the failure that may come of it. */
      readonly upstream: UpstreamFailure | null;
    }
  | {
      readonly at: 'explaining';
      readonly progress: Progress<Plan>;
      readonly upstream: UpstreamFailure | null;
    }
  /** `then`: what follows where the history confirms that nothing was charged. */
  | { readonly at: 'rechecking'; readonly then: Transition<Plan> }
  | { readonly at: 'ended'; readonly outcome: Outcome };

/** What may happen. */
export type Event<Plan> =
  /** `mustCheckHistory`: the store may have lost what was sent under the key. */
  | { readonly type: 'claimed'; readonly mustCheckHistory: boolean }
  | { readonly type: 'replayed'; readonly outcome: Outcome }
  | { readonly type: 'busy' }
  | { readonly type: 'changed' }
  | { readonly type: 'wait-timeout'; readonly outcome: Outcome }
  | { readonly type: 'conflict'; readonly failure: DownloadFailure }
  | { readonly type: 'unresolved'; readonly record: IdempotencyRecord }
  /** The history shows nothing that a key without a record could have paid for. */
  | { readonly type: 'history-clear' }
  | { readonly type: 'history-doubtful'; readonly failure: DownloadFailure }
  | { readonly type: 'planned'; readonly plan: Plan }
  /** An equal download, whose client is gone, is under way or ended: the item took its key. */
  | { readonly type: 'joined' }
  | { readonly type: 'plan-failed'; readonly failure: DownloadFailure }
  /** Trouble before anything was sent. `next`: a version that may be tried instead, because this one certainly did nothing. */
  | { readonly type: 'plan-error'; readonly error: ServiceError; readonly next: GettyApi | null }
  | { readonly type: 'link'; readonly result: DownloadResult }
  | { readonly type: 'refused'; readonly failure: DownloadFailure }
  | { readonly type: 'no-authorization'; readonly upstream: UpstreamFailure }
  | { readonly type: 'token-rejected'; readonly error: ServiceError; readonly canReplace: boolean }
  | { readonly type: 'opaque-401'; readonly upstream: UpstreamFailure }
  | { readonly type: 'download-token-stale'; readonly failure: DownloadFailure }
  /** Certainly not charged, for a reason of the system. */
  | {
      readonly type: 'uncharged';
      readonly error: ServiceError;
      readonly next: GettyApi | null;
      /** `false`: not one byte left, so there is nothing to look for before the next sending. */
      readonly isAnswered: boolean;
    }
  | { readonly type: 'unknown'; readonly upstream: UpstreamFailure }
  /** The response did not come in time and may still come: its connection stays open, and the key stays claimed. */
  | { readonly type: 'late'; readonly failure: DownloadFailure }
  /** Another download of the asset is under way, and this one must not be a second one: nothing was sent. */
  | { readonly type: 'held-back' }
  | { readonly type: 'replaced' }
  | { readonly type: 'not-replaced'; readonly error: ServiceError }
  /** The same token reads well: the 401 was about the asset. */
  | { readonly type: 'probe-answered' }
  | { readonly type: 'probe-rejected'; readonly error: ServiceError; readonly canReplace: boolean }
  | { readonly type: 'explained'; readonly failure: DownloadFailure }
  | { readonly type: 'charge-found'; readonly failure: DownloadFailure }
  | {
      readonly type: 'charge-not-found';
      readonly mayResend: boolean;
      /** No row of the history may be this download's. */
      readonly isClear: boolean;
      readonly failure: DownloadFailure;
    }
  | { readonly type: 'count-failed'; readonly failure: DownloadFailure }
  /** Others ran into a used-up product and this one was to stop then. */
  | { readonly type: 'stopped'; readonly cause: DownloadFailure }
  /** The key store failed before anything was sent. */
  | { readonly type: 'store-unavailable'; readonly error: ServiceError };

/** What to do next. Bookkeeping (`settle`, `lose`, `mark-unknown`, `unsend`, `release`) comes before the rest of its list. */
export type Effect<Plan> =
  | { readonly type: 'claim' }
  | { readonly type: 'wait' }
  | { readonly type: 'check-history' }
  | { readonly type: 'plan'; readonly api: GettyApi }
  | { readonly type: 'send'; readonly plan: Plan }
  | { readonly type: 'replace-token'; readonly error: ServiceError }
  | { readonly type: 'probe' }
  | { readonly type: 'diagnose-refusal'; readonly upstream: UpstreamFailure }
  | { readonly type: 'count'; readonly upstream: UpstreamFailure | null }
  /** Reads the history once more before a key is sent a second time, although its first sending was refused. */
  | { readonly type: 'recheck' }
  | { readonly type: 'unsend' }
  | { readonly type: 'settle'; readonly result: DownloadResult }
  | { readonly type: 'lose'; readonly failure: DownloadFailure }
  /** `isUncharged`: the history shows no charge and can no longer change. */
  | { readonly type: 'mark-unknown'; readonly isUncharged?: boolean }
  /** `refusal`: for the callers that wait for this key. */
  | { readonly type: 'release'; readonly refusal?: DownloadFailure };

/** A state and what to do in it. */
export interface Transition<Plan> {
  readonly state: State<Plan>;
  readonly effects: readonly Effect<Plan>[];
}

/** How every download begins. @param api the version that was chosen for it */
export const initialStep = <Plan>(api: GettyApi): Transition<Plan> => ({
  state: {
    at: 'claiming',
    progress: { api, tried: [], hasReplacedToken: false, hasReplacedDownloadToken: false, plan: null },
  },
  effects: [{ type: 'claim' }],
});

const ended = <Plan>(outcome: Outcome, ...effects: Effect<Plan>[]): Transition<Plan> => ({
  state: { at: 'ended', outcome },
  effects,
});

const failedOutcome = (failure: DownloadFailure): Outcome => ({ kind: 'failed', failure, isReplay: false });
const errorOutcome = (error: ServiceError): Outcome => ({ kind: 'error', error });

const refused = <Plan>(failure: DownloadFailure): Transition<Plan> =>
  ended(failedOutcome(failure), { type: 'release', refusal: failure });

const plan = <Plan>(progress: Progress<Plan>): Transition<Plan> => ({
  state: { at: 'planning', progress, upstream: null },
  effects: [{ type: 'plan', api: progress.api }],
});

const recheck = <Plan>(then: Transition<Plan>): Transition<Plan> => ({
  state: { at: 'rechecking', then },
  effects: [{ type: 'recheck' }],
});

const planElsewhere = <Plan>(
  progress: Progress<Plan>,
  next: GettyApi,
  ...before: Effect<Plan>[]
): Transition<Plan> => {
  const step = plan<Plan>({
    ...progress,
    api: next,
    tried: [...progress.tried, progress.api],
    hasReplacedDownloadToken: false,
    plan: null,
  });
  return { ...step, effects: [...before, ...step.effects] };
};

const reconcile = <Plan>(progress: Progress<Plan>, upstream: UpstreamFailure | null): Transition<Plan> => ({
  state: { at: 'counting', progress, upstream },
  effects: [{ type: 'count', upstream }],
});

const diagnose = <Plan>(progress: Progress<Plan>, upstream: UpstreamFailure): Transition<Plan> => ({
  state: { at: 'explaining', progress, upstream },
  effects: [{ type: 'diagnose-refusal', upstream }],
});

const replaceToken = <Plan>(
  progress: Progress<Plan>,
  error: ServiceError,
  canReplace: boolean,
): Transition<Plan> =>
  canReplace && !progress.hasReplacedToken
    ? {
        state: {
          at: 'replacing',
          progress: { ...progress, hasReplacedToken: true },
          upstream: error.upstream,
        },
        effects: [{ type: 'replace-token', error }],
      }
    : ended(errorOutcome(error), { type: 'release' });

/** An event that a state does not expect is a fault of the engine, never of a caller or of Getty Images. */
const unexpected = (state: string, event: string): never => {
  throw new Error(`A download that is ${state} cannot meet ${event}.`);
};

const onClaiming = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Transition<Plan> => {
  switch (event.type) {
    case 'claimed':
      return event.mustCheckHistory
        ? { state: { at: 'checking', progress, upstream: null }, effects: [{ type: 'check-history' }] }
        : plan(progress);
    case 'replayed':
      return ended(event.outcome);
    case 'conflict':
      return ended(failedOutcome(event.failure));
    case 'busy':
      return { state: { at: 'waiting', progress }, effects: [{ type: 'wait' }] };
    case 'unresolved':
      return reconcile(progress, null);
    case 'store-unavailable':
      return ended(errorOutcome(event.error));
    default:
      return unexpected('claiming', event.type);
  }
};

const onWaiting = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Transition<Plan> => {
  switch (event.type) {
    case 'changed':
      return { state: { at: 'claiming', progress }, effects: [{ type: 'claim' }] };
    case 'wait-timeout':
      return ended(event.outcome);
    case 'store-unavailable':
      return ended(errorOutcome(event.error));
    default:
      return unexpected('waiting', event.type);
  }
};

const onPlanning = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Transition<Plan> => {
  switch (event.type) {
    case 'planned':
      return {
        state: { at: 'sending', progress: { ...progress, plan: event.plan }, upstream: null },
        effects: [{ type: 'send', plan: event.plan }],
      };
    case 'joined':
      return { state: { at: 'claiming', progress }, effects: [{ type: 'claim' }] };
    case 'plan-failed':
      return refused(event.failure);
    case 'plan-error':
      return event.next === null
        ? ended(errorOutcome(event.error), { type: 'release' })
        : planElsewhere(progress, event.next);
    case 'no-authorization':
      return diagnose(progress, event.upstream);
    case 'stopped':
      return ended({ kind: 'not-attempted', cause: event.cause }, { type: 'release' });
    default:
      return unexpected('planning', event.type);
  }
};

const onSending = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Transition<Plan> => {
  switch (event.type) {
    case 'link':
      return ended(
        { kind: 'settled', result: event.result, isReplay: false },
        { type: 'settle', result: event.result },
      );
    case 'refused':
      return refused(event.failure);
    case 'no-authorization':
      return diagnose(progress, event.upstream);
    case 'token-rejected':
      return replaceToken(progress, event.error, event.canReplace);
    case 'opaque-401':
      return { state: { at: 'probing', progress, upstream: event.upstream }, effects: [{ type: 'probe' }] };
    case 'download-token-stale': {
      if (progress.hasReplacedDownloadToken) return refused(event.failure);
      return recheck(plan<Plan>({ ...progress, hasReplacedDownloadToken: true, plan: null }));
    }
    case 'uncharged':
      if (event.next === null) return ended(errorOutcome(event.error), { type: 'release' });
      return event.isAnswered
        ? recheck(planElsewhere(progress, event.next))
        : planElsewhere(progress, event.next, { type: 'unsend' });
    case 'unknown':
      return reconcile(progress, event.upstream);
    case 'held-back':
      return plan<Plan>({ ...progress, plan: null });
    case 'late':
      return ended(failedOutcome(event.failure));
    case 'stopped':
      return ended({ kind: 'not-attempted', cause: event.cause }, { type: 'release' });
    case 'store-unavailable':
      return ended(errorOutcome(event.error), { type: 'release' });
    default:
      return unexpected('sending', event.type);
  }
};

const onReplacing = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Transition<Plan> => {
  switch (event.type) {
    case 'replaced':
      if (progress.plan === null) return unexpected('replacing without a plan', event.type);
      return recheck<Plan>({
        state: { at: 'sending', progress, upstream: null },
        effects: [{ type: 'send', plan: progress.plan }],
      });
    case 'not-replaced':
      return ended(errorOutcome(event.error), { type: 'release' });
    default:
      return unexpected('replacing its token', event.type);
  }
};

const whileRechecking = <Plan>(then: Transition<Plan>, event: Event<Plan>): Transition<Plan> => {
  switch (event.type) {
    case 'charge-found':
      return ended(failedOutcome(event.failure), { type: 'lose', failure: event.failure });
    case 'charge-not-found':
      return event.isClear
        ? { state: then.state, effects: [{ type: 'unsend' }, ...then.effects] }
        : ended(failedOutcome(event.failure), { type: 'mark-unknown' });
    case 'count-failed':
      return ended(failedOutcome(event.failure), { type: 'mark-unknown' });
    case 'replayed':
      return ended(event.outcome);
    default:
      return unexpected('rechecking', event.type);
  }
};

const onCounting = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Transition<Plan> => {
  switch (event.type) {
    case 'charge-found':
      return ended(failedOutcome(event.failure), { type: 'lose', failure: event.failure });
    case 'charge-not-found':
      return event.mayResend
        ? plan<Plan>({ ...progress, plan: null })
        : ended(failedOutcome(event.failure), { type: 'mark-unknown' });
    case 'count-failed':
      return ended(failedOutcome(event.failure), { type: 'mark-unknown' });
    case 'replayed':
      return ended(event.outcome);
    // What the response said is believed now that the history shows no charge.
    case 'no-authorization':
      return diagnose(progress, event.upstream);
    default:
      return unexpected('counting', event.type);
  }
};

/** The next step. Pure; throws only where the engine broke its word. */
export const transition = <Plan>(state: State<Plan>, event: Event<Plan>): Transition<Plan> => {
  switch (state.at) {
    case 'claiming':
      return onClaiming(state.progress, event);
    case 'waiting':
      return onWaiting(state.progress, event);
    case 'planning':
      return onPlanning(state.progress, event);
    case 'sending':
      return onSending(state.progress, event);
    case 'replacing':
      return onReplacing(state.progress, event);
    case 'counting':
      return onCounting(state.progress, event);
    case 'rechecking':
      return whileRechecking(state.then, event);
    case 'probing':
      if (event.type === 'probe-answered' && state.upstream !== null)
        return diagnose(state.progress, state.upstream);
      if (event.type === 'probe-rejected') return replaceToken(state.progress, event.error, event.canReplace);
      return unexpected('probing', event.type);
    case 'explaining':
      if (event.type === 'explained') return refused(event.failure);
      return unexpected('explaining', event.type);
    case 'checking':
      if (event.type === 'history-clear') return plan(state.progress);
      if (event.type === 'history-doubtful') return ended(failedOutcome(event.failure), { type: 'release' });
      return unexpected('checking', event.type);
    case 'ended':
      return unexpected('ended', event.type);
    default:
      return state satisfies never;
  }
};
