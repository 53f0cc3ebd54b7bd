import type fc from 'fast-check';
import type { Figures } from './checks.js';

const SOAK = Number(process.env.SOAK ?? 1);

/** Timeout of a property, ms. */
export const LIMIT_MS = 600_000 * Math.max(1, SOAK / 5);

/**
 * Number of runs of a property: the given one, times `SOAK` (`npm run test:soak`). A failure prints its seed and path;
 * `SPENDING_SEED` and `SPENDING_PATH` with `SPENDING_OF` (which property) run it again.
 */
export const assertOptions = <T>(property: string, runs: number): fc.Parameters<T> => {
  const { SPENDING_OF, SPENDING_SEED, SPENDING_PATH } = process.env;
  const isMeant = SPENDING_OF === undefined || SPENDING_OF === property;
  return {
    numRuns: Math.ceil(runs * SOAK),
    // Shrinking a long sequence takes many runs; the seed is worth more than the last detail.
    interruptAfterTimeLimit: 0.9 * LIMIT_MS,
    markInterruptAsFailure: true,
    ...(SPENDING_SEED !== undefined && isMeant ? { seed: Number(SPENDING_SEED) } : {}),
    ...(SPENDING_PATH !== undefined && isMeant ? { path: SPENDING_PATH } : {}),
  };
};

/** Tells what came of it. */
export const say = (where: string, figures: Figures): void => {
  const {
    sequences,
    calls,
    charges,
    duplicates,
    losses,
    stuck,
    links,
    replays,
    lost,
    unknown,
    gone,
    refused,
    owned,
  } = figures;
  process.stdout.write(
    `spending over ${where}: ${sequences} sequences, ${calls} calls, ${charges} charges, duplicates = ${duplicates}, losses = ${losses}, stuck = ${stuck}` +
      ` (asked again at the end: ${replays} replays, ${lost} owned up to as lost, ${unknown} in doubt, ${links} free and downloaded then; ${gone} gone with a process whose store was lost, ${refused} refused to a renewed token; ${owned} refused as owned)\n`,
  );
};
