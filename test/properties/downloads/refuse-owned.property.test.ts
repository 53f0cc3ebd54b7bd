import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { noFigures } from '../support/checks.js';
import { runInProcess } from '../support/run-in-process.js';
import { assertOptions, LIMIT_MS, say } from '../support/runs.js';
import { scenarios } from '../support/scenario.js';

describe('ifOwned: REFUSE, with several keys on two assets', () => {
  const figures = noFigures();
  afterAll(() => say('the simulator in this process, two assets under REFUSE', figures));

  it('never charges an account twice for an asset, whatever happens', { timeout: LIMIT_MS }, async () => {
    await fc.assert(
      fc.asyncProperty(
        scenarios(12, { sharesAssets: true }),
        fc.constantFrom('some' as const, 'all' as const),
        async (scenario, refuses) => {
          await runInProcess({ ...scenario, refuses }, figures);
        },
      ),
      assertOptions('refuse', 300),
    );
    expect(figures.duplicates + figures.losses + figures.stuck).toBe(0);
  });
});
