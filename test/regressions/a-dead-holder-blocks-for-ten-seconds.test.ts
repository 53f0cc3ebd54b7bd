import { describe, expect, it } from 'vitest';
import { asks, befalls, pass, tell } from '../properties/support/told.js';

const CRASH = { kind: 'crash' } as const;
const impatient = asks({}, 200);

// The lease of a dead holder ran for 35 seconds while it planned, and for 60 while it counted.
describe('issue 20.3: a replica killed while it holds a key', () => {
  it('blocks the key for less than eleven seconds where it planned', async () => {
    expect(await tell([befalls('claim', 'after', CRASH), asks(), pass(11_000), impatient])).toEqual([
      'link',
      'replay',
    ]);
  });

  it('blocks key and asset for less than eleven seconds where it counted', async () => {
    const told = await tell([
      befalls('markSent', 'after', CRASH),
      asks(),
      pass(135_000),
      befalls('lockAsset', 'after', CRASH),
      asks(),
      pass(11_000),
      asks({}, 4000),
    ]);
    expect(told).toEqual(['link', 'replay']);
  });
});
