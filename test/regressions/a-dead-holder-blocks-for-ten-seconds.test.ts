import { describe, expect, it } from 'vitest';
import { advance, crashAt, download, runScenario } from '../properties/support/scenario-dsl.js';

const CRASH = { kind: 'crash' } as const;
const impatient = download({}, 200);

// The lease of a dead holder ran for 35 seconds while it planned, and for 60 while it counted.
describe('issue 20.3: a replica killed while it holds a key', () => {
  it('blocks the key for less than eleven seconds where it planned', async () => {
    expect(
      await runScenario([crashAt('claim', 'after', CRASH), download(), advance(11_000), impatient]),
    ).toEqual(['link', 'replay']);
  });

  it('blocks key and asset for less than eleven seconds where it counted', async () => {
    const told = await runScenario([
      crashAt('markSent', 'after', CRASH),
      download(),
      advance(135_000),
      crashAt('lockAsset', 'after', CRASH),
      download(),
      advance(11_000),
      download({}, 4000),
    ]);
    expect(told).toEqual(['link', 'replay']);
  });
});
