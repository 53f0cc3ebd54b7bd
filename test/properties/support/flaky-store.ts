import type { IdempotencyStore } from '../../../src/downloads/idempotency/idempotency-store.js';
import { StoreUnavailableError } from '../../../src/downloads/idempotency/idempotency-store.js';
import { type Process, sending } from './process.js';
import type { CrashPoint } from './scenario.js';

/** A process's view of a store: it may fail before a step or after it, and the process may end or pause around it. */
export const flakyStore = (inner: IdempotencyStore, process: Process): IdempotencyStore => {
  const around = async <T>(moment: CrashPoint | null, step: () => Promise<T>): Promise<T> => {
    if (await process.gate(moment, 'before')) throw new StoreUnavailableError('lost before the step');
    const result = await step();
    if (await process.gate(moment, 'after')) throw new StoreUnavailableError('lost after the step');
    return result;
  };
  return {
    name: inner.name,
    claim: (...args) => around('claim', () => inner.claim(...args)),
    renew: (...args) => around(null, () => inner.renew(...args)),
    markSent: (claim, ...rest) =>
      around('markSent', async () => {
        const isMarked = await inner.markSent(claim, ...rest);
        if (isMarked === true) sending.getStore()?.push({ key: claim.id.key, asset: claim.asset });
        return isMarked;
      }),
    unsend: (...args) => around('unsend', () => inner.unsend(...args)),
    settle: (...args) => around('settle', () => inner.settle(...args)),
    lose: (...args) => around('lose', () => inner.lose(...args)),
    markUnknown: (...args) => around('markUnknown', () => inner.markUnknown(...args)),
    release: (...args) => around('release', () => inner.release(...args)),
    read: (...args) => around(null, () => inner.read(...args)),
    ledger: (...args) => around('ledger', () => inner.ledger(...args)),
    keepUndelivered: (...args) => around('keepUndelivered', () => inner.keepUndelivered(...args)),
    takeUndelivered: (...args) => around('takeUndelivered', () => inner.takeUndelivered(...args)),
    async lockAsset(...args) {
      const lock = await around('lockAsset', () => inner.lockAsset(...args));
      if (lock === null) return null;
      return {
        renew: (ms) => around(null, () => lock.renew(ms)),
        unlock: () => around(null, () => lock.unlock()),
      };
    },
    waitForChange: (...args) => around(null, () => inner.waitForChange(...args)),
    attempts: inner.attempts,
    fill: () => inner.fill(),
    close: async () => {},
  };
};
