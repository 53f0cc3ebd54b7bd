import type { GettyApi } from '../../errors/upstream-failure.js';
import type { ProductType } from '../../getty/model/product-type.js';
import { nextLookMs } from '../count-charges.js';
import {
  cannotBeTold,
  type DownloadFailure,
  downloadFailure,
  LINK_LOST_MESSAGE,
} from '../download-failure.js';
import type { LedgerAttempt } from '../idempotency/attempt.js';
import type { IdempotencyRecord } from '../idempotency/idempotency-store.js';
import { decodeOutcome } from '../outcome-codec.js';
import { type CallerIdentity, isSameAccount } from '../owner.js';
import type { DownloadResult } from '../state-machine.js';
import { decodeFailure } from './failure-codec.js';
import { planOfAttempt } from './plan.js';

/** State of a download, as callers see it. */
export type PublicAttemptState = 'IN_PROGRESS' | 'SUCCEEDED' | 'REFUSED' | 'OUTCOME_UNKNOWN' | 'LINK_LOST';

/** One ledger entry as callers see it. */
export interface AttemptView {
  /** As in `LedgerAttempt`. */
  readonly id: string;
  readonly idempotencyKey: string;
  readonly assetId: string;
  readonly assetType: 'IMAGE' | 'VIDEO';
  readonly state: PublicAttemptState;
  readonly isCharged: boolean | null;
  readonly requestedAt: Date;
  readonly endedAt: Date | null;
  readonly retryAfterMs: number | null;
  readonly productType: ProductType | null;
  readonly productTypeName: string | null;
  readonly productId: string | null;
  readonly via: GettyApi | null;
  readonly clientName: string | null;
  readonly requestId: string;
  readonly entry: LedgerAttempt;
}

/** How soon to ask again for a download in flight, ms. */
const IN_PROGRESS_RETRY_MS = 1_000;

/** State of an entry at a moment of the store's clock. A holder that gave no sign of life in time is gone. */
export const publicState = (
  { state, leaseUntil }: Pick<LedgerAttempt, 'state' | 'leaseUntil'>,
  now: number,
): PublicAttemptState => {
  switch (state) {
    case 'sent':
      return leaseUntil > now ? 'IN_PROGRESS' : 'OUTCOME_UNKNOWN';
    case 'planned':
      return leaseUntil > now ? 'IN_PROGRESS' : 'REFUSED';
    case 'unknown':
    case 'undecided':
      return 'OUTCOME_UNKNOWN';
    case 'settled':
      return 'SUCCEEDED';
    case 'lost':
      return 'LINK_LOST';
    case 'refused':
    case 'uncharged':
      return 'REFUSED';
    default:
      return state satisfies never;
  }
};

const CHARGED: Readonly<Record<PublicAttemptState, boolean | null>> = {
  IN_PROGRESS: null,
  SUCCEEDED: true,
  REFUSED: false,
  OUTCOME_UNKNOWN: null,
  LINK_LOST: true,
};

/** An entry as callers see it. @param now the store's clock, ms */
export const toView = (entry: LedgerAttempt, now: number): AttemptView => {
  const [type = '', assetId = ''] = splitAsset(entry.asset);
  const { api, productType, productTypeName, productId } = planOfAttempt(entry);
  const state = publicState(entry, now);
  const isOpen = state === 'OUTCOME_UNKNOWN' && entry.state !== 'undecided';
  return {
    id: entry.id,
    idempotencyKey: entry.key,
    assetId,
    assetType: type === 'video' ? 'VIDEO' : 'IMAGE',
    state,
    isCharged: CHARGED[state],
    requestedAt: new Date(entry.requestedAt),
    endedAt: entry.endedAt === null ? null : new Date(entry.endedAt),
    retryAfterMs: isOpen
      ? nextLookMs(now - entry.requestedAt, 0)
      : state === 'IN_PROGRESS'
        ? IN_PROGRESS_RETRY_MS
        : null,
    productType,
    productTypeName,
    productId,
    via: api,
    clientName: entry.client,
    requestId: entry.requestId,
    entry,
  };
};

/**
 * Hides the key, and with it the link, of an entry that was made with another token than the caller's: account facts
 * tell two people of equal names and products apart by nothing, and who knows a random key may use it (`owner.ts`). Pure.
 */
export const hideForeignKey = (view: AttemptView, caller: CallerIdentity): AttemptView =>
  isSameAccount(view.entry.owner, caller) === true
    ? view
    : { ...view, idempotencyKey: `${view.idempotencyKey.slice(0, SHOWN_OF_FOREIGN_KEY)}…` };

/** Enough for a caller to recognise a key of its own. */
const SHOWN_OF_FOREIGN_KEY = 8;

const splitAsset = (asset: string): readonly string[] => {
  const at = asset.indexOf(':');
  return [asset.slice(0, at), asset.slice(at + 1)];
};

/** The link that a key still holds; `null` once it expired, or where the record is of another download. */
export const linkOf = (view: AttemptView, record: IdempotencyRecord | null): DownloadResult | null => {
  if (view.state !== 'SUCCEEDED' || record?.state !== 'settled' || record.asset !== view.entry.asset)
    return null;
  const outcome = decodeOutcome(record, view.idempotencyKey);
  return outcome?.kind === 'settled' ? outcome.result : null;
};

/**
 * Why there is no link. `null`: there is one, it is in progress, or it failed for a reason of the system.
 * @param record the key's record, for what the history showed; `null` once it expired
 */
export const failureOf = (view: AttemptView, record: IdempotencyRecord | null): DownloadFailure | null => {
  const { entry, state, idempotencyKey, retryAfterMs } = view;
  switch (state) {
    case 'IN_PROGRESS':
    case 'SUCCEEDED':
      return null;
    case 'REFUSED':
      return decodeFailure(entry.error);
    case 'LINK_LOST': {
      const outcome = record?.state === 'lost' ? decodeOutcome(record, idempotencyKey) : null;
      if (outcome?.kind === 'failed' && outcome.failure.code === 'LINK_LOST') return outcome.failure;
      return downloadFailure('LINK_LOST', LINK_LOST_MESSAGE, { record: null });
    }
    case 'OUTCOME_UNKNOWN': {
      const outcome = record?.state === 'lost' ? decodeOutcome(record, idempotencyKey) : null;
      if (outcome?.kind === 'failed' && outcome.failure.code === 'OUTCOME_UNKNOWN') return outcome.failure;
      const sentAt = entry.sentAt === null ? null : new Date(entry.sentAt);
      const checkedAt = new Date(entry.endedAt ?? entry.requestedAt);
      if (retryAfterMs === null)
        return cannotBeTold(
          { checkedAt, sentAt, candidates: [], idempotencyKey },
          'the history does not say whose its rows are.',
          null,
        );
      return downloadFailure(
        'OUTCOME_UNKNOWN',
        'The download was sent and its response was lost; the history does not show it (yet). Ask `downloadAttempt` again after `retryAfterMs`.',
        { checkedAt, retryAfterMs, idempotencyKey, sentAt, isFinal: false, candidates: [] },
      );
    }
    default:
      return state satisfies never;
  }
};
