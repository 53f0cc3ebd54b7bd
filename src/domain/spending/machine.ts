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

import type { ServiceError } from '../../errors/service-error.js';
import type { GettyApi, StatusListEntry, UpstreamFailure } from '../../errors/upstream-failure.js';
import type { ProductRef } from '../../getty/model/image.js';
import type { DownloadFailure } from './download-failure.js';
import type { KeyRecord } from './key-store.js';

/** A link and what belongs to it, kept under the key. */
export interface Settlement {
  readonly url: string;
  readonly via: GettyApi;
  readonly notices: readonly StatusListEntry[];
  /** The product that paid, as far as is known. */
  readonly product: Pick<ProductRef, 'productType' | 'productTypeName' | 'productId'> | null;
}

/** How a download ended. */
export type Outcome =
  | { readonly kind: 'settled'; readonly settlement: Settlement; readonly isReplay: boolean }
  | { readonly kind: 'failed'; readonly failure: DownloadFailure; readonly isReplay: boolean }
  | { readonly kind: 'trouble'; readonly error: ServiceError }
  | { readonly kind: 'not-attempted'; readonly because: DownloadFailure };

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
  | { readonly at: 'rechecking'; readonly then: Step<Plan> }
  | { readonly at: 'ended'; readonly outcome: Outcome };

/** What may happen. */
export type Event<Plan> =
  /** `mustCheckHistory`: the store may have lost what was sent under the key. */
  | { readonly type: 'claimed'; readonly mustCheckHistory: boolean }
  | { readonly type: 'replayed'; readonly outcome: Outcome }
  | { readonly type: 'busy' }
  | { readonly type: 'changed' }
  | { readonly type: 'waited-out'; readonly outcome: Outcome }
  | { readonly type: 'conflict'; readonly failure: DownloadFailure }
  | { readonly type: 'unresolved'; readonly record: KeyRecord }
  /** The history shows nothing that a key without a record could have paid for. */
  | { readonly type: 'history-clear' }
  | { readonly type: 'history-doubtful'; readonly failure: DownloadFailure }
  | { readonly type: 'planned'; readonly plan: Plan }
  /** An equal download, whose client is gone, is under way or ended: the item took its key. */
  | { readonly type: 'joined' }
  | { readonly type: 'plan-failed'; readonly failure: DownloadFailure }
  /** Trouble before anything was sent. `next`: a version that may be tried instead, because this one certainly did nothing. */
  | { readonly type: 'plan-trouble'; readonly error: ServiceError; readonly next: GettyApi | null }
  | { readonly type: 'link'; readonly settlement: Settlement }
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
  | { readonly type: 'replaced' }
  | { readonly type: 'not-replaced'; readonly error: ServiceError }
  /** The same token reads well: the 401 was about the asset. */
  | { readonly type: 'probe-answered' }
  | { readonly type: 'probe-rejected'; readonly error: ServiceError; readonly canReplace: boolean }
  | { readonly type: 'explained'; readonly failure: DownloadFailure }
  | { readonly type: 'counted-one'; readonly failure: DownloadFailure }
  | {
      readonly type: 'counted-none';
      readonly mayResend: boolean;
      /** No row of the history may be this download's. */
      readonly isClear: boolean;
      readonly failure: DownloadFailure;
    }
  | { readonly type: 'count-failed'; readonly failure: DownloadFailure }
  /** Others ran into a used-up product and this one was to stop then. */
  | { readonly type: 'stopped'; readonly because: DownloadFailure }
  /** The key store failed before anything was sent. */
  | { readonly type: 'store-lost'; readonly error: ServiceError };

/** What to do next. Bookkeeping (`settle`, `lose`, `mark-unknown`, `unsend`, `release`) comes before the rest of its list. */
export type Effect<Plan> =
  | { readonly type: 'claim' }
  | { readonly type: 'wait' }
  | { readonly type: 'check-history' }
  | { readonly type: 'plan'; readonly api: GettyApi }
  | { readonly type: 'send'; readonly plan: Plan }
  | { readonly type: 'replace-token'; readonly error: ServiceError }
  | { readonly type: 'probe' }
  | { readonly type: 'explain'; readonly upstream: UpstreamFailure }
  | { readonly type: 'count'; readonly upstream: UpstreamFailure | null }
  /** Reads the history once more before a key is sent a second time, although its first sending was refused. */
  | { readonly type: 'recheck' }
  | { readonly type: 'unsend' }
  | { readonly type: 'settle'; readonly settlement: Settlement }
  | { readonly type: 'lose'; readonly failure: DownloadFailure }
  | { readonly type: 'mark-unknown' }
  /** `refusal`: for the callers that wait for this key. */
  | { readonly type: 'release'; readonly refusal?: DownloadFailure };

/** A state and what to do in it. */
export interface Step<Plan> {
  readonly state: State<Plan>;
  readonly effects: readonly Effect<Plan>[];
}

/** How every download begins. @param api the version that was chosen for it */
export const begin = <Plan>(api: GettyApi): Step<Plan> => ({
  state: {
    at: 'claiming',
    progress: { api, tried: [], hasReplacedToken: false, hasReplacedDownloadToken: false, plan: null },
  },
  effects: [{ type: 'claim' }],
});

const ended = <Plan>(outcome: Outcome, ...effects: Effect<Plan>[]): Step<Plan> => ({
  state: { at: 'ended', outcome },
  effects,
});

const failed = (failure: DownloadFailure): Outcome => ({ kind: 'failed', failure, isReplay: false });
const trouble = (error: ServiceError): Outcome => ({ kind: 'trouble', error });

const refused = <Plan>(failure: DownloadFailure): Step<Plan> =>
  ended(failed(failure), { type: 'release', refusal: failure });

const plan = <Plan>(progress: Progress<Plan>): Step<Plan> => ({
  state: { at: 'planning', progress, upstream: null },
  effects: [{ type: 'plan', api: progress.api }],
});

const recheck = <Plan>(then: Step<Plan>): Step<Plan> => ({
  state: { at: 'rechecking', then },
  effects: [{ type: 'recheck' }],
});

const planElsewhere = <Plan>(
  progress: Progress<Plan>,
  next: GettyApi,
  ...before: Effect<Plan>[]
): Step<Plan> => {
  const step = plan<Plan>({
    ...progress,
    api: next,
    tried: [...progress.tried, progress.api],
    hasReplacedDownloadToken: false,
    plan: null,
  });
  return { ...step, effects: [...before, ...step.effects] };
};

const count = <Plan>(progress: Progress<Plan>, upstream: UpstreamFailure | null): Step<Plan> => ({
  state: { at: 'counting', progress, upstream },
  effects: [{ type: 'count', upstream }],
});

const explain = <Plan>(progress: Progress<Plan>, upstream: UpstreamFailure): Step<Plan> => ({
  state: { at: 'explaining', progress, upstream },
  effects: [{ type: 'explain', upstream }],
});

const replaceToken = <Plan>(
  progress: Progress<Plan>,
  error: ServiceError,
  canReplace: boolean,
): Step<Plan> =>
  canReplace && !progress.hasReplacedToken
    ? {
        state: {
          at: 'replacing',
          progress: { ...progress, hasReplacedToken: true },
          upstream: error.upstream,
        },
        effects: [{ type: 'replace-token', error }],
      }
    : ended(trouble(error), { type: 'release' });

/** An event that a state does not expect is a fault of the engine, never of a caller or of Getty Images. */
const unexpected = (state: string, event: string): never => {
  throw new Error(`A download that is ${state} cannot meet ${event}.`);
};

const whileClaiming = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Step<Plan> => {
  switch (event.type) {
    case 'claimed':
      return event.mustCheckHistory
        ? { state: { at: 'checking', progress, upstream: null }, effects: [{ type: 'check-history' }] }
        : plan(progress);
    case 'replayed':
      return ended(event.outcome);
    case 'conflict':
      return ended(failed(event.failure));
    case 'busy':
      return { state: { at: 'waiting', progress }, effects: [{ type: 'wait' }] };
    case 'unresolved':
      return count(progress, null);
    case 'store-lost':
      return ended(trouble(event.error));
    default:
      return unexpected('claiming', event.type);
  }
};

const whileWaiting = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Step<Plan> => {
  switch (event.type) {
    case 'changed':
      return { state: { at: 'claiming', progress }, effects: [{ type: 'claim' }] };
    case 'waited-out':
      return ended(event.outcome);
    case 'store-lost':
      return ended(trouble(event.error));
    default:
      return unexpected('waiting', event.type);
  }
};

const whilePlanning = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Step<Plan> => {
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
    case 'plan-trouble':
      return event.next === null
        ? ended(trouble(event.error), { type: 'release' })
        : planElsewhere(progress, event.next);
    case 'no-authorization':
      return explain(progress, event.upstream);
    case 'stopped':
      return ended({ kind: 'not-attempted', because: event.because }, { type: 'release' });
    default:
      return unexpected('planning', event.type);
  }
};

const whileSending = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Step<Plan> => {
  switch (event.type) {
    case 'link':
      return ended(
        { kind: 'settled', settlement: event.settlement, isReplay: false },
        { type: 'settle', settlement: event.settlement },
      );
    case 'refused':
      return refused(event.failure);
    case 'no-authorization':
      return explain(progress, event.upstream);
    case 'token-rejected':
      return replaceToken(progress, event.error, event.canReplace);
    case 'opaque-401':
      return { state: { at: 'probing', progress, upstream: event.upstream }, effects: [{ type: 'probe' }] };
    case 'download-token-stale': {
      if (progress.hasReplacedDownloadToken) return refused(event.failure);
      return recheck(plan<Plan>({ ...progress, hasReplacedDownloadToken: true, plan: null }));
    }
    case 'uncharged':
      if (event.next === null) return ended(trouble(event.error), { type: 'release' });
      return event.isAnswered
        ? recheck(planElsewhere(progress, event.next))
        : planElsewhere(progress, event.next, { type: 'unsend' });
    case 'unknown':
      return count(progress, event.upstream);
    case 'late':
      return ended(failed(event.failure));
    case 'stopped':
      return ended({ kind: 'not-attempted', because: event.because }, { type: 'release' });
    case 'store-lost':
      return ended(trouble(event.error), { type: 'release' });
    default:
      return unexpected('sending', event.type);
  }
};

const whileReplacing = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Step<Plan> => {
  switch (event.type) {
    case 'replaced':
      if (progress.plan === null) return unexpected('replacing without a plan', event.type);
      return recheck<Plan>({
        state: { at: 'sending', progress, upstream: null },
        effects: [{ type: 'send', plan: progress.plan }],
      });
    case 'not-replaced':
      return ended(trouble(event.error), { type: 'release' });
    default:
      return unexpected('replacing its token', event.type);
  }
};

const whileRechecking = <Plan>(then: Step<Plan>, event: Event<Plan>): Step<Plan> => {
  switch (event.type) {
    case 'counted-one':
      return ended(failed(event.failure), { type: 'lose', failure: event.failure });
    case 'counted-none':
      return event.isClear
        ? { state: then.state, effects: [{ type: 'unsend' }, ...then.effects] }
        : ended(failed(event.failure), { type: 'mark-unknown' });
    case 'count-failed':
      return ended(failed(event.failure), { type: 'mark-unknown' });
    case 'replayed':
      return ended(event.outcome);
    default:
      return unexpected('rechecking', event.type);
  }
};

const whileCounting = <Plan>(progress: Progress<Plan>, event: Event<Plan>): Step<Plan> => {
  switch (event.type) {
    case 'counted-one':
      return ended(failed(event.failure), { type: 'lose', failure: event.failure });
    case 'counted-none':
      return event.mayResend
        ? plan<Plan>({ ...progress, plan: null })
        : ended(failed(event.failure), { type: 'mark-unknown' });
    case 'count-failed':
      return ended(failed(event.failure), { type: 'mark-unknown' });
    case 'replayed':
      return ended(event.outcome);
    // What the response said is believed now that the history shows no charge.
    case 'no-authorization':
      return explain(progress, event.upstream);
    default:
      return unexpected('counting', event.type);
  }
};

/** The next step. Pure; throws only where the engine broke its word. */
export const step = <Plan>(state: State<Plan>, event: Event<Plan>): Step<Plan> => {
  switch (state.at) {
    case 'claiming':
      return whileClaiming(state.progress, event);
    case 'waiting':
      return whileWaiting(state.progress, event);
    case 'planning':
      return whilePlanning(state.progress, event);
    case 'sending':
      return whileSending(state.progress, event);
    case 'replacing':
      return whileReplacing(state.progress, event);
    case 'counting':
      return whileCounting(state.progress, event);
    case 'rechecking':
      return whileRechecking(state.then, event);
    case 'probing':
      if (event.type === 'probe-answered' && state.upstream !== null)
        return explain(state.progress, state.upstream);
      if (event.type === 'probe-rejected') return replaceToken(state.progress, event.error, event.canReplace);
      return unexpected('probing', event.type);
    case 'explaining':
      if (event.type === 'explained') return refused(event.failure);
      return unexpected('explaining', event.type);
    case 'checking':
      if (event.type === 'history-clear') return plan(state.progress);
      if (event.type === 'history-doubtful') return ended(failed(event.failure), { type: 'release' });
      return unexpected('checking', event.type);
    case 'ended':
      return unexpected('ended', event.type);
    default:
      return state satisfies never;
  }
};
