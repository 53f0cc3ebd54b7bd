import { describe, expect, it } from 'vitest';
import { StoreUnavailableError } from '../../../src/downloads/idempotency/idempotency-store.js';
import { persistWithRetry } from '../../../src/downloads/persist-with-retry.js';

/** A store that is lost, and timers that fire when the test says so. */
const world = () => {
  const due: { readonly ms: number; readonly run: () => void }[] = [];
  const warnings: string[] = [];
  const spending = {
    log: { warn: (_facts: object, message: string) => void warnings.push(message) },
    timers: {
      after: (ms: number, run: () => void) => {
        due.push({ ms, run });
        return () => {};
      },
    },
    inFlight: new Set<Promise<unknown>>(),
  };
  let isLost = true;
  const written: string[] = [];
  const write = (step: string) => async () => {
    if (isLost) throw new StoreUnavailableError('lost');
    written.push(step);
  };
  const turn = async (): Promise<void> => {
    due.shift()?.run();
    for (let tick = 0; tick < 5; tick += 1) await Promise.resolve();
  };
  return { spending, due, warnings, written, write, turn, back: () => (isLost = false) };
};

describe('recording the outcome of a download', () => {
  // Retries ended after 45 seconds, and the link that was paid for was lost.
  it('a link is retried until it is stored, however long the store is away', async () => {
    const { spending, due, written, write, turn, back } = world();
    await persistWithRetry(spending, 'k', 'settle', write('settle'));
    for (let round = 0; round < 500; round += 1) await turn();
    expect([due[0]?.ms, written, spending.inFlight.size]).toEqual([30_000, [], 1]);
    back();
    await turn();
    expect([due, written]).toEqual([[], ['settle']]);
    await Promise.allSettled([...spending.inFlight]);
    expect(spending.inFlight.size).toBe(0);
  });

  it('outcomes that the next call can reconcile are retried for 45 seconds only', async () => {
    const { spending, due, warnings, write, turn } = world();
    await persistWithRetry(spending, 'k', 'mark-unknown', write('mark-unknown'));
    const pauses: number[] = [];
    while (due.length > 0) {
      pauses.push(due[0]?.ms ?? 0);
      await turn();
    }
    expect(pauses).toEqual([100, 300, 1000, 3000, 10_000, 30_000]);
    expect(warnings).toHaveLength(1);
  });
});
