import type { LedgerAttempt } from '../../../src/downloads/idempotency/attempt.js';
import type { AttemptView } from '../../../src/downloads/ledger/attempt-view.js';
import { readAttempts } from '../../../src/downloads/ledger/list-attempts.js';
import { type Attributed, fail, isShared } from './checks.js';
import type { Written } from './in-process-transport.js';
import type { Sequence } from './sequence.js';

const isUndecided = ({ entry }: { readonly entry: LedgerAttempt }): boolean => entry.state === 'undecided';

const count = <T>(all: readonly T[], test: (one: T) => boolean): number => all.filter(test).length;

/** Kept in the memory of the process that made the key, while the store was lost. */
const isLocal = (key: string): boolean => key.startsWith('unshared-');

/**
 * At the end of a sequence the ledger and Getty Images' charges agree row by row: every charge has its own entry, every
 * entry that says charged has its charge, none is open any more, and every caller who was given a link finds it there.
 * A store that forgot its records forgot its ledger too.
 */
export const checkLedger = async (
  sequence: Sequence,
  chargesNow: () => readonly Attributed[],
  written: readonly Written[],
): Promise<void> => {
  if (sequence.hasForgotten) return;
  const everything = { scope: null, from: 0, to: Number.MAX_SAFE_INTEGER };
  const read = async (): Promise<AttemptView[]> => {
    const found: AttemptView[] = [];
    for await (const row of readAttempts(sequence.around.store.attempts, everything, 'newer'))
      found.push(row);
    return found;
  };
  const isOpen = (row: AttemptView): boolean => row.isCharged === null && !isUndecided(row);
  // A key that the service made for a client that is gone, in a process that then died: no client asks again for it.
  for (let round = 0; round < 20; round += 1) {
    const open = (await read()).filter(isOpen);
    if (open.length === 0) break;
    for (const { idempotencyKey } of open) await sequence.lookUp(idempotencyKey);
    await sequence.around.pass(60_000);
  }
  const rows = await read();
  for (const row of rows)
    if (isOpen(row) && !sequence.hasRenewed)
      fail(`The ledger still has ${row.idempotencyKey} as ${row.entry.state}.`, sequence);

  // Looking up sends nothing: a charge that it made would be one too many here.
  const known = chargesNow().filter(({ key }) => !isLocal(key));
  for (const key of new Set([
    ...known.map((charge) => charge.key),
    ...rows.map((row) => row.idempotencyKey),
  ])) {
    // Whose a row of the history is cannot be told where two keys share an asset: then the asset's sums agree.
    const shares = isShared(key, written);
    const assets = new Set(rows.filter((row) => row.idempotencyKey === key).map((row) => row.assetId));
    const isMeant = (one: { readonly key: string; readonly asset: string }): boolean =>
      shares ? assets.has(one.asset) : one.key === key;
    const paid = count(known, isMeant);
    const mine = rows.filter((row) => isMeant({ key: row.idempotencyKey, asset: row.assetId }));
    const charged = count(mine, (row) => row.isCharged === true);
    const undecided = count(mine, (row) => row.isCharged === null);
    if (paid < charged || paid > charged + undecided)
      fail(
        `The ledger has ${charged} charges and ${undecided} in doubt for ${key}, Getty Images ${paid}: ${mine.map((row) => `${row.id} ${row.entry.state}`).join(', ')}.`,
        sequence,
      );
  }

  for (const call of sequence.calls)
    for (const { outcome, idempotencyKey: key } of call.downloads) {
      if (outcome.kind !== 'settled' || isLocal(key)) continue;
      if (!rows.some((row) => row.idempotencyKey === key && row.isCharged === true))
        fail(`${call.id} was given a link under ${key}, of which the ledger has no charge.`, sequence);
    }
};
