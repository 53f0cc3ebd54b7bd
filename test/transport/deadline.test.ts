import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { graceMs, startTimeout } from '../../src/getty/transport/deadline.js';

describe('graceMs', () => {
  it.each([
    ['on time', 0, 0],
    ['a few milliseconds late', 50, 0],
    ['late because the event loop was blocked', 51, 250],
    ['very late', 3000, 250],
  ])('gives a timer that fires %s (%i ms) %i ms more', (_when, lateMs, grace) => {
    expect(graceMs(1000, 1000 + lateMs)).toBe(grace);
  });
});

describe('startTimeout', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  /** A timeout of 100 ms by a clock that can jump, as the clock of a blocked event loop does. */
  const started = () => {
    let blockedMs = 0;
    const startedAt = Date.now();
    const onExpired = vi.fn();
    const stop = startTimeout(100, onExpired, () => Date.now() - startedAt + blockedMs);
    const block = (ms: number): void => {
      blockedMs += ms;
    };
    return { onExpired, stop, block };
  };

  it('expires on time while the event loop turns', () => {
    const { onExpired } = started();
    vi.advanceTimersByTime(99);
    expect(onExpired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1);
    expect(onExpired).toHaveBeenCalledOnce();
  });

  it('waits again each time it fires late, and expires once it fires on time', () => {
    const { onExpired, block } = started();
    block(400);
    vi.advanceTimersByTime(100);
    expect(onExpired).not.toHaveBeenCalled();
    block(400);
    vi.advanceTimersByTime(250);
    expect(onExpired).not.toHaveBeenCalled();
    vi.advanceTimersByTime(250);
    expect(onExpired).toHaveBeenCalledOnce();
  });

  it('never expires once stopped, also while it waits again', () => {
    const { onExpired, stop, block } = started();
    block(400);
    vi.advanceTimersByTime(100);
    stop();
    vi.advanceTimersByTime(10_000);
    expect(onExpired).not.toHaveBeenCalled();
  });
});
