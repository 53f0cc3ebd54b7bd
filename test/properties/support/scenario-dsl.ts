import { noFigures, outcomeOf } from './checks.js';
import { runInProcess } from './run-in-process.js';
import type { Action, Ask, Crash, CrashPoint, FaultKind, FaultTarget, Scenario } from './scenario.js';

/** One download, as a story tells it, by a client that waits for so many milliseconds. */
export const download = (ask: Partial<Ask> = {}, patienceMs = 30_000): Action => ({
  type: 'download',
  asks: [{ key: 0, asset: 0, via: null, isOther: false, ...ask }],
  copies: 1,
  replica: 0,
  patienceMs,
  leavesAfterMs: null,
  person: 0,
});

export const advance = (ms: number): Action => ({ type: 'pass', ms });

export const fault = (target: FaultTarget, kind: FaultKind): Action => ({ type: 'fault', target, kind });

export const crashAt = (moment: CrashPoint, phase: 'before' | 'after', mishap: Crash): Action => ({
  type: 'mishap',
  replica: 0,
  moment,
  phase,
  mishap,
});

/** Runs one scenario and checks the rules of every sequence. @returns the outcome of each download */
export const runScenario = async (
  actions: readonly Action[],
  world: Partial<Scenario> = {},
): Promise<readonly string[]> => {
  const sequence = await runInProcess(
    {
      replicas: 1,
      account: 'plenty',
      session: 'service',
      keys: 'words',
      apis: 'all',
      sharesAssets: false,
      refuses: 'none',
      commitDelayMs: 0,
      historyDelayMs: 0,
      clockSkewMs: 0,
      historySkewMs: 0,
      seed: 1,
      actions,
      ...world,
    },
    noFigures(),
  );
  return sequence.calls.flatMap((call) => call.downloads.map(outcomeOf));
};
