import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { runInProcess } from '../support/bulk.js';
import { noFigures } from '../support/checks.js';
import { scenarios } from '../support/scenario.js';

const RUNS = Number(process.env.SPENDING_RUNS ?? 1000);

describe('spending, whatever happens', () => {
  const figures = noFigures();
  afterAll(() => {
    process.stdout.write(
      `spending over the simulator in this process, keys in memory: ${JSON.stringify(figures)}\n`,
    );
  });

  it('never charges a key twice and never loses what was charged', { timeout: 600_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(scenarios(12), async (scenario) => {
        await runInProcess(scenario, figures);
      }),
      {
        numRuns: RUNS,
        verbose: fc.VerbosityLevel.None,
        ...(process.env.SPENDING_SEED
          ? {
              seed: Number(process.env.SPENDING_SEED),
              ...(process.env.SPENDING_PATH ? { path: process.env.SPENDING_PATH } : {}),
            }
          : {}),
      },
    );
    expect(figures.duplicates + figures.losses).toBe(0);
  });
});
