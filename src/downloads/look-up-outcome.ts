import type { DomainContext } from '../catalog/domain-context.js';
import { endOfItem, type OnDownloadEnded } from './download-ended.js';
import type { DownloadFailure } from './download-failure.js';
import { assetKeyOf } from './download-request.js';
import type { DownloadTask, Plan } from './download-task.js';
import { keepAlive, LEASE_MS } from './lease.js';
import { decodeOutcome } from './outcome-codec.js';
import { reconcile } from './reconcile.js';
import { recordEffect, type StoreEffect } from './record-effect.js';
import type { DownloadServices } from './services.js';
import type { Event } from './state-machine.js';
import { upstreamNow } from './upstream-clock.js';

/** What one look at the history came to. */
export type LookUpResult =
  /** Nothing more can be found out: it ended, or the history shows no charge and can no longer change. */
  | { readonly kind: 'over' }
  /** Another caller holds the key. */
  | { readonly kind: 'busy' }
  | { readonly kind: 'open'; readonly failure: DownloadFailure | null };

/**
 * Reads the history once for a download whose outcome is open, under the claim of its key, and stores what it shows.
 * Never sends, and never frees a key under which something was sent: a call that sends again counts once more.
 * @param task what was sent; only its key, customer, asset and hash are needed
 */
export const lookUpOutcome = async (
  task: DownloadTask,
  scope: DomainContext,
  services: DownloadServices,
  onDownloadEnded: OnDownloadEnded,
): Promise<LookUpResult> => {
  const id = { caller: task.customer.identity, key: task.key };
  const { record } = await task.store.read(id);
  if (record === null || record.state === 'planned') return { kind: 'over' };
  const known =
    record.state === 'settled' || record.state === 'lost' ? decodeOutcome(record, task.key) : null;
  if (known !== null) return { kind: 'over' };
  const result = await task.store.claim(id, task.hash, assetKeyOf(task.request), LEASE_MS, null);
  if (result.kind === 'busy') return { kind: 'busy' };
  const mine: DownloadTask = { ...task, claim: 'claim' in result ? result.claim : null };
  const write = (effect: StoreEffect): Promise<void> =>
    recordEffect(mine, effect, upstreamNow(scope), services);
  if (result.kind === 'claimed') {
    // Freed since it was read: nothing is sent from here.
    await write({ type: 'release' });
    return { kind: 'over' };
  }
  if (result.kind !== 'unresolved') return { kind: 'over' };
  mine.forgotSince = result.forgotSince;
  const stopRenewing = keepAlive(services, mine);
  try {
    const event = (await reconcile(scope, [mine], services)).get(mine);
    if (event === undefined) throw new Error('Counting gave no result for a download.');
    return await store(mine, event, scope, write, onDownloadEnded);
  } catch (error) {
    await write({ type: 'mark-unknown' });
    throw error;
  } finally {
    stopRenewing();
    await mine.lock?.unlock();
  }
};

/** Stores what counting the history came to. */
const store = async (
  task: DownloadTask,
  event: Event<Plan>,
  scope: DomainContext,
  write: (effect: StoreEffect) => Promise<void>,
  onDownloadEnded: OnDownloadEnded,
): Promise<LookUpResult> => {
  const report = (end: Parameters<typeof endOfItem>[1]): void =>
    onDownloadEnded(endOfItem(task, end, 'settlement', scope.id));
  switch (event.type) {
    case 'charge-found':
      await write({ type: 'lose', failure: event.failure });
      scope.services.getty.v3.transport.invalidate(scope.session.principal);
      report({ kind: 'failed', failure: event.failure, isReplay: false });
      return { kind: 'over' };
    case 'charge-not-found':
      await write({ type: 'mark-unknown', isUncharged: event.mayResend });
      if (!event.mayResend) return { kind: 'open', failure: event.failure };
      report('NOT_CHARGED');
      return { kind: 'over' };
    case 'replayed':
      return { kind: 'over' };
    default:
      await write({ type: 'mark-unknown' });
      return { kind: 'open', failure: event.type === 'count-failed' ? event.failure : null };
  }
};
