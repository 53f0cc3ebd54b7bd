import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { noFigures } from '../support/checks.js';
import { runOverHttp } from '../support/over-http.js';
import { assertOptions, LIMIT_MS, say } from '../support/runs.js';
import { scenarios } from '../support/scenario.js';

describe('random download sequences over HTTP', () => {
  const figures = noFigures();
  afterAll(() =>
    say('the service’s own transport and the simulator’s real sockets, keys in memory', figures),
  );

  it('random sequences over HTTP never charge a key twice and account for every charge', {
    timeout: LIMIT_MS,
  }, async () => {
    await fc.assert(
      fc.asyncProperty(scenarios(9), (scenario) => runOverHttp(scenario, figures)),
      assertOptions('http', 120),
    );
    expect(figures.duplicates + figures.losses + figures.stuck).toBe(0);
  });
});
