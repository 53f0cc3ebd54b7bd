import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Deadline } from '../../src/getty/transport/deadline.js';
import { TransportError } from '../../src/getty/transport/errors.js';
import type { Priority } from '../../src/getty/transport/throttle.js';
import { Throttle } from '../../src/getty/transport/throttle.js';
import type { CallerShare } from '../../src/getty/transport/transport.js';

/**
 * The throttle in front of an upstream with a limit, by a clock that is moved: minutes pass in milliseconds, and every
 * run is the same.
 */

const CONTEXT = { operation: 'GET /v3/images', host: 'api.example' };
const LATENCY_MS = 60;
const STEP_MS = 10;
const APP: CallerShare = { id: 'client:app', isNamed: true };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date', 'setTimeout', 'clearTimeout'], now: 1_800_000_000_000 });
});
afterEach(() => {
  vi.useRealTimers();
});

/** Numbers in [0, 1), the same in every run. */
const randomFrom = (seed: number) => () => {
  seed = (seed * 1_664_525 + 1_013_904_223) % 4_294_967_296;
  return seed / 4_294_967_296;
};

/** An upstream that accepts so many calls in any second, whoever makes them. */
class SharedLimit {
  #times: number[] = [];
  constructor(private readonly perSecond: number) {}
  accepts(): boolean {
    const now = Date.now();
    this.#times = this.#times.filter((at) => at > now - 1000);
    if (this.#times.length >= this.perSecond) return false;
    this.#times.push(now);
    return true;
  }
}

interface Tally {
  accepted: number;
  limited: number;
  refused: number;
  late: number;
  waitedMs: number[];
}

/** One system with our throttle. */
const ours = (maxRps: number | null, accepts: () => boolean) => {
  const clock = { now: () => Date.now() };
  const throttle = new Throttle({
    clock,
    random: () => 0,
    maxRps,
    maxQueued: 5000,
    store: null,
    account: '',
    eventLoopBusyMs: () => 0,
  });
  const counter: Tally = { accepted: 0, limited: 0, refused: 0, late: 0, waitedMs: [] };
  const call = async (withinMs = 30_000, share = APP, priority: Priority = 'read'): Promise<void> => {
    const startedAt = Date.now();
    try {
      const permit = await throttle.acquire(CONTEXT, priority, new Deadline(startedAt + withinMs), share);
      const sentAt = Date.now();
      counter.waitedMs.push(sentAt - startedAt);
      if (sentAt - startedAt > withinMs) counter.late += 1;
      permit.start('metadata');
      const isAccepted = accepts();
      await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
      permit.release();
      throttle.recordResponse(!isAccepted, sentAt);
      if (isAccepted) counter.accepted += 1;
      else counter.limited += 1;
    } catch (error) {
      if (!(error instanceof TransportError)) throw error;
      counter.refused += 1;
    }
  };
  return { call, tally: counter, throttle };
};

/** Lets time pass in small steps. */
const pass = async (ms: number, each: (atMs: number) => void = () => {}): Promise<void> => {
  for (let at = 0; at < ms; at += STEP_MS) {
    each(at);
    vi.advanceTimersByTime(STEP_MS);
    // Lets promises settle without a turn of the event loop, which a busy machine makes slow.
    for (let turn = 0; turn < 8; turn += 1) await Promise.resolve();
  }
};

/** Calls of a rate that may change, made evenly. */
const evenly = (perSecond: (atMs: number) => number, make: () => void) => {
  let due = 0;
  return (atMs: number): void => {
    due += perSecond(atMs) * STEP_MS;
    for (; due >= 1000; due -= 1000) make();
  };
};

describe('two systems that share a limit of 50 requests a second', () => {
  const SECONDS = 60;

  /** A greedy neighbour: takes what it gets, and looks at 429s little or not at all. */
  const neighbours: Readonly<Record<string, (limit: SharedLimit) => (atMs: number) => void>> = {
    'makes 28 calls a second whatever happens': (limit) =>
      evenly(
        () => 28,
        () => void limit.accepts(),
      ),
    'raises its rate by 3 each second and lowers it by a tenth for a 429': (limit) => {
      let rate = 10;
      const make = evenly(
        () => rate,
        () => {
          if (!limit.accepts()) rate = Math.max(1, rate * 0.9);
        },
      );
      return (atMs) => {
        if (atMs % 1000 === 0) rate = Math.min(50, rate + 3);
        make(atMs);
      };
    },
  };

  it.each(Object.keys(neighbours))(
    'leave this service four fifths of its share, with at most one 429 in fifty requests and none late, where the other %s',
    async (name) => {
      const limit = new SharedLimit(50);
      const neighbour = neighbours[name]?.(limit) ?? (() => {});
      const { call, tally } = ours(50, () => limit.accepts());
      const demand = evenly(
        () => 30,
        () => void call(),
      );
      await pass(SECONDS * 1000, (atMs) => {
        neighbour(atMs);
        demand(atMs);
      });
      expect(tally.accepted / SECONDS).toBeGreaterThanOrEqual(0.8 * 25);
      expect(tally.limited / (tally.accepted + tally.limited)).toBeLessThanOrEqual(0.02);
      expect(tally.late).toBe(0);
    },
  );
});

describe('a second system that sends 45 of the 50 requests in one second of five', () => {
  it('leaves this service two thirds of its share, and no request beyond its deadline', async () => {
    const limit = new SharedLimit(50);
    const neighbour = evenly(
      (atMs) => (Math.floor(atMs / 1000) % 5 === 0 ? 45 : 15),
      () => void limit.accepts(),
    );
    const { call, tally } = ours(50, () => limit.accepts());
    const demand = evenly(
      () => 30,
      () => void call(),
    );
    await pass(60_000, (atMs) => {
      neighbour(atMs);
      demand(atMs);
    });
    expect(tally.accepted / 60).toBeGreaterThanOrEqual((2 / 3) * 25);
    expect(tally.late).toBe(0);
  });
});

describe('an upstream that responds to one request of twenty with a 429', () => {
  it('serves 350 clients that come within ten seconds, without rejecting one', async () => {
    const random = randomFrom(7);
    const { call, tally } = ours(20, () => random() >= 0.05);
    await pass(
      10_000,
      evenly(
        () => 35,
        () => void call(45_000),
      ),
    );
    await pass(45_000);
    expect(tally).toMatchObject({ refused: 0, late: 0 });
    expect(tally.accepted + tally.limited).toBe(350);
    expect(Math.max(...tally.waitedMs)).toBeLessThan(30_000);
  });

  it('serves 200 simultaneous requests after a few 429s, without rejecting one', async () => {
    let isLimiting = true;
    const { call, tally } = ours(null, () => !isLimiting);
    for (let i = 0; i < 5; i += 1) void call();
    await pass(4_000);
    isLimiting = false;
    for (let i = 0; i < 200; i += 1) void call();
    await pass(30_000);
    expect(tally).toMatchObject({ accepted: 200, limited: 5, refused: 0, late: 0 });
  });
});

describe('one anonymous caller with 600 searches at 20 requests a second', () => {
  const VISITOR: CallerShare = { id: 'anonymous@192.0.2.1', isNamed: false };

  it('delays neither a read nor a search of a client key by more than 1.2 seconds', async () => {
    const { call, tally } = ours(20, () => true);
    for (let i = 0; i < 600; i += 1) void call(60_000, VISITOR, 'search');
    await pass(3_000);
    const before = tally.waitedMs.length;
    const waits: number[] = [];
    for (const priority of ['read', 'search'] as const) {
      const startedAt = Date.now();
      void call(60_000, APP, priority).then(() => waits.push(Date.now() - startedAt - LATENCY_MS));
    }
    await pass(2_500);
    expect(before).toBeGreaterThan(40);
    expect(waits).toHaveLength(2);
    expect(Math.max(...waits)).toBeLessThan(1_200);
  });

  it('is served too while a client key always has queued requests', async () => {
    const { call, tally } = ours(20, () => true);
    let served = 0;
    for (let i = 0; i < 200; i += 1) void call(60_000, APP, 'search');
    for (let i = 0; i < 20; i += 1) void call(60_000, VISITOR, 'search').then(() => (served += 1));
    await pass(5_500);
    expect(tally.accepted).toBeGreaterThan(90);
    expect(served).toBeGreaterThanOrEqual(15);
  });
});
