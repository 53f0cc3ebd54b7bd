import { expect, it } from 'vitest';
import { AdaptiveRate } from '../../src/getty/transport/throttle/adaptive-rate.js';

it('a rate of 20 calls a second stays at 8 or more while one call of twenty is answered with a 429', () => {
  const rate = new AdaptiveRate(20);
  let least = Number.POSITIVE_INFINITY;
  let calls = 0;
  for (let now = 0; now < 60_000; now += 50) {
    calls += 1;
    rate.onResponse(calls % 20 === 3, now - 40, now);
    least = Math.min(least, rate.limit(now));
  }
  // Halving at every 429 ended at one call a second.
  expect(least).toBeGreaterThanOrEqual(8);
});
