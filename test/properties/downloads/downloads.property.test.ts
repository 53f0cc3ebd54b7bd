import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { noFigures } from '../support/checks.js';
import { runInProcess } from '../support/run-in-process.js';
import { assertOptions, LIMIT_MS, say } from '../support/runs.js';
import { scenarios } from '../support/scenario.js';

describe('random download sequences', () => {
  const figures = noFigures();
  afterAll(() => say('the simulator in this process, keys in memory', figures));

  it('random sequences in memory never charge a key twice and account for every charge', {
    timeout: LIMIT_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(scenarios(12), async (scenario) => {
        await runInProcess(scenario, figures);
      }),
      assertOptions('memory', 1200),
    );
    expect(figures.duplicates + figures.losses + figures.stuck).toBe(0);
  });
});
