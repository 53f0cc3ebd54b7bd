import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Deadline } from '../../src/getty/transport/deadline.js';
import { TransportError } from '../../src/getty/transport/errors.js';
import { AdaptiveRate } from '../../src/getty/transport/throttle/adaptive-rate.js';
import { ArrivalJitter } from '../../src/getty/transport/throttle/arrival-jitter.js';
import { SlidingWindow, WINDOW_MS } from '../../src/getty/transport/throttle/sliding-window.js';
import {
  PRIORITIES,
  type Priority,
  PriorityQueue,
  readPriority,
  Throttle,
  type ThrottleOptions,
  TimedPermit,
} from '../../src/getty/transport/throttle.js';
import type { EndpointGroup, RedisLike } from '../../src/getty/transport/transport.js';
import { systemClock } from '../../src/lib/clock.js';
import { errorCodeOf, manualClock } from './support/transport.js';

const CONTEXT = { operation: 'GET /v3/images', host: 'api.example' };

/** Seconds of traffic at a rate: each call answered with a 429 where `isLimited` says so. Gives the rate afterwards. */
const traffic = (
  rate: AdaptiveRate,
  from: number,
  seconds: number,
  isLimited: (call: number, limit: number) => boolean,
  demand = 40,
): number => {
  for (let second = 0; second < seconds; second += 1) {
    const now = from + second * 1000;
    const calls = Math.min(demand, rate.limit(now));
    for (let call = 0; call < calls; call += 1) rate.onResponse(isLimited(call, calls), now, now + call);
  }
  return rate.limit(from + seconds * 1000);
};
const never = () => false;
const always = () => true;

describe('AdaptiveRate', () => {
  it('stays at the configured rate while there is no 429', () => {
    const rate = new AdaptiveRate(40);
    expect(traffic(rate, 0, 100, never)).toBe(40);
    expect(new AdaptiveRate(0.5).limit(0)).toBe(0.5);
  });

  it('falls to the accepted rate within a second when most requests get a 429', () => {
    const rate = new AdaptiveRate(40);
    traffic(rate, 0, 1, (call) => call >= 10);
    expect(rate.limit(1500)).toBeLessThanOrEqual(20);
    expect(rate.limit(1500)).toBeGreaterThanOrEqual(10);
  });

  it('does not fall further for 429s to requests that were sent before it fell', () => {
    const rate = new AdaptiveRate(100);
    traffic(rate, 0, 1, (call) => call >= 50, 100);
    const lowered = rate.limit(1200);
    for (let call = 0; call < 500; call += 1) rate.onResponse(true, 10, 1300);
    expect(rate.limit(2500)).toBe(lowered);
  });

  it('stays above two fifths of the configured rate with few 429s, and is restored where lowering does not help', () => {
    const rate = new AdaptiveRate(40);
    const seen: number[] = [];
    for (let second = 0; second < 60; second += 1)
      seen.push(traffic(rate, second * 1000, 1, (call) => call % 20 === 7));
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(16);
    expect(seen.filter((limit) => limit === 40).length).toBeGreaterThan(30);
  });

  it('never falls below a tenth of the configured rate, nor below one request a second', () => {
    for (const [configured, floor] of [
      [40, 4],
      [3, 1],
    ] as const) {
      const rate = new AdaptiveRate(configured);
      expect(traffic(rate, 0, 60, always)).toBe(floor);
    }
  });

  it('returns to the configured rate a few seconds after the last 429', () => {
    const rate = new AdaptiveRate(40);
    traffic(rate, 0, 3, (call) => call >= 10);
    expect(traffic(rate, 3_000, 20, never)).toBeGreaterThanOrEqual(36);
    expect(traffic(rate, 23_000, 40, never)).toBe(40);
  });

  it('is unlimited without a configured rate, then the accepted rate, then unlimited after a quiet minute', () => {
    const rate = new AdaptiveRate(null);
    expect(rate.limit(0)).toBe(Number.POSITIVE_INFINITY);
    for (let call = 0; call < 80; call += 1) rate.onResponse(call >= 50, 0, 500);
    for (let call = 0; call < 40; call += 1) rate.onResponse(true, 0, 600);
    expect(rate.limit(1700)).toBeGreaterThanOrEqual(40);
    expect(rate.limit(1700)).toBeLessThanOrEqual(60);
    expect(rate.limit(70_000)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is ten where no request was accepted yet', () => {
    const rate = new AdaptiveRate(null);
    for (let call = 0; call < 10; call += 1) rate.onResponse(true, 0, 5);
    expect(rate.limit(5)).toBe(10);
  });

  it('gives a lower bound of the wait, recovery included', () => {
    const rate = new AdaptiveRate(10);
    expect([0, 9, 10, 35].map((calls) => rate.waitMs(calls, 0))).toEqual([0, 0, 1000, 3000]);
    expect(rate.waitMs(1_000_000, 0)).toBe(600_000);
  });
});

describe('SlidingWindow', () => {
  it('never allows more than the limit, in any stretch of its length', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.array(fc.nat(400), { maxLength: 300 }),
        (limit, gaps) => {
          const window = new SlidingWindow();
          const taken: number[] = [];
          let now = 0;
          for (const gap of gaps) {
            now += gap;
            if (window.take(limit, now)) taken.push(now);
            const recent = taken.filter((at) => at > now - WINDOW_MS);
            expect(recent.length).toBeLessThanOrEqual(limit);
            // And it wastes none: a request is rejected only where the window is full.
            if (taken.at(-1) !== now) expect(recent.length).toBe(limit);
          }
        },
      ),
    );
  });

  it('gives the wait after which a place is free', () => {
    const window = new SlidingWindow();
    expect(window.waitMs(2, 0)).toBe(0);
    window.take(2, 0);
    window.take(2, 30);
    expect(window.waitMs(2, 100)).toBe(WINDOW_MS - 100);
    expect(window.take(2, WINDOW_MS - 1)).toBe(false);
    expect(window.take(2, WINDOW_MS)).toBe(true);
    // When the limit was lowered meanwhile, more have to leave first.
    expect(window.waitMs(1, WINDOW_MS)).toBe(WINDOW_MS);
  });

  it('frees a cancelled place', () => {
    const window = new SlidingWindow();
    window.take(1, 0);
    expect(window.take(1, 1)).toBe(false);
    window.cancel(0);
    expect(window.take(1, 2)).toBe(true);
    expect(window.cancel(77)).toBe(false);
    expect(window.take(1, 3)).toBe(false);
  });

  it('counts a moved request at its new time, in order', () => {
    const window = new SlidingWindow();
    for (const now of [0, 0, 10]) window.take(3, now);
    window.move(0, 20);
    window.move(0, 5);
    expect(window.take(3, WINDOW_MS + 4)).toBe(false);
    expect(window.take(3, WINDOW_MS + 5)).toBe(true);
    expect(window.take(3, WINDOW_MS + 9)).toBe(false);
    expect(window.take(3, WINDOW_MS + 10)).toBe(true);
    expect(window.take(3, WINDOW_MS + 20)).toBe(true);
    // What counts no more does not come back.
    window.move(0, WINDOW_MS + 30);
    expect(window.waitMs(4, WINDOW_MS + 30)).toBe(0);
  });

  it('does not grow with the number of requests', () => {
    const window = new SlidingWindow();
    for (let now = 0; now < 100_000; now += 1) window.take(1000, now);
    expect(window.waitMs(1000, 100_000)).toBeLessThanOrEqual(WINDOW_MS);
  });
});

const ALONE = { id: 'alone', isNamed: true };
const named = (id: string) => ({ id, isNamed: true });
const unnamed = (id: string) => ({ id, isNamed: false });

describe('PriorityQueue', () => {
  it('serves by priority, and requests of one caller in order', () => {
    const queue = new PriorityQueue<string>();
    queue.add('search', ALONE, 's1');
    queue.add('read', ALONE, 'r1');
    queue.add('search', ALONE, 's2');
    queue.add('download', ALONE, 'd1');
    queue.add('token', ALONE, 't1');
    queue.add('read', ALONE, 'r2');
    queue.remove('read', ALONE, 'r1');
    expect(queue.ahead('download', ALONE)).toBe(2);
    expect(queue.ahead('search', ALONE)).toBe(5);
    expect(Array.from({ length: 6 }, () => queue.next())).toEqual(['t1', 'd1', 'r2', 's1', 's2', null]);
  });

  it('serves a caller’s retries before its first attempts', () => {
    const queue = new PriorityQueue<string>();
    for (const item of ['s1', 's2']) queue.add('search', ALONE, item);
    queue.add('read', ALONE, 'r1');
    queue.add('search', ALONE, 'refused 1', true);
    queue.add('search', ALONE, 'refused 2', true);
    queue.add('search', ALONE, 'gone', true);
    queue.remove('search', ALONE, 'gone');
    const ahead = [
      queue.ahead('search', ALONE, true),
      queue.ahead('search', ALONE),
      queue.ahead('read', ALONE),
    ];
    expect(ahead).toEqual([3, 5, 1]);
    expect([queue.size, queue.sizeOf('search')]).toEqual([5, 4]);
    expect(Array.from({ length: 5 }, () => queue.next())).toEqual([
      'r1',
      'refused 1',
      'refused 2',
      's1',
      's2',
    ]);
  });

  it('serves callers in turn, one request each', () => {
    const queue = new PriorityQueue<string>();
    for (const item of ['a1', 'a2', 'a3']) queue.add('search', named('a'), item);
    queue.add('search', named('b'), 'b1');
    queue.add('search', named('c'), 'c1');
    expect(queue.ahead('search', named('d'))).toBe(3);
    expect(queue.ahead('search', named('a'))).toBe(5);
    expect(Array.from({ length: 5 }, () => queue.next())).toEqual(['a1', 'b1', 'c1', 'a2', 'a3']);
  });

  it('gives named callers four turns of five, however many anonymous callers there are', () => {
    const queue = new PriorityQueue<string>();
    for (let caller = 0; caller < 50; caller += 1)
      queue.add('read', unnamed(`visitor ${caller}`), `anonymous ${caller}`);
    for (let call = 0; call < 8; call += 1) queue.add('read', named('app'), `app ${call}`);
    const order = Array.from({ length: 12 }, () => queue.next()?.split(' ')[0]);
    expect(order.filter((item) => item === 'app')).toHaveLength(8);
    expect(order.slice(0, 5)).toEqual(['app', 'app', 'app', 'app', 'anonymous']);
  });

  it('displaces a request of the caller with the most, and none of a caller with as few', () => {
    const queue = new PriorityQueue<string>();
    for (const item of ['a1', 'a2', 'a3']) queue.add('search', unnamed('a'), item);
    expect(queue.displace('search', unnamed('b'))).toBe('a3');
    expect(queue.displace('search', unnamed('a'))).toBe(null);
    expect(queue.displace('search', named('app'))).toBe('a2');
    for (const item of ['c1', 'c2', 'c3']) queue.add('search', named('c'), item);
    queue.remove('search', unnamed('a'), 'a1');
    expect(queue.displace('search', unnamed('b'))).toBe(null);
    expect(queue.displace('search', named('app'))).toBe('c3');
    expect(queue.sizeOf('search')).toBe(2);
  });

  it('places searches after all other reads, and background reads after searches', () => {
    const groups = ['metadata', 'account', 'downloads', 'v1', 'v2', 'oauth'] as const;
    expect(groups.map((group) => readPriority(group, false))).toEqual(Array(6).fill('read'));
    expect(readPriority('search', false)).toBe('search');
    expect([...groups, 'search' as const].map((group) => readPriority(group, true))).toEqual(
      Array(7).fill('background'),
    );
    expect(PRIORITIES.indexOf('background')).toBe(PRIORITIES.length - 1);
  });
});

describe('TimedPermit', () => {
  const taken = () => {
    const clock = manualClock();
    const process = { busyMs: 1000 };
    const moves: (number | 'back')[] = [];
    const place = { shift: (ms: number) => void moves.push(ms), cancel: () => void moves.push('back') };
    const jitter = new ArrivalJitter();
    const another = () => new TimedPermit(clock, () => process.busyMs, jitter, place);
    return { clock, process, moves, another, permit: another() };
  };

  it('moves its reservation to when the request was written', () => {
    const { clock, permit, moves } = taken();
    clock.advance(80);
    permit.start('metadata');
    clock.advance(900);
    permit.release();
    permit.release();
    expect(moves).toEqual([80, 900]);
  });

  it('cancels its reservation where the request was never written', () => {
    const { permit, moves } = taken();
    permit.release();
    permit.release();
    expect(moves).toEqual(['back']);
  });

  it('moves its reservation by the time that the event loop was busy until the response', () => {
    const { process, permit, moves } = taken();
    permit.start('metadata');
    process.busyMs += 140;
    permit.release();
    expect(moves).toEqual([140]);
  });

  it('moves its reservation by how much later than the fastest response its own came, up to a cap', () => {
    const { clock, moves, another } = taken();
    const call = (group: EndpointGroup, tookMs: number) => {
      const permit = another();
      permit.start(group);
      clock.advance(tookMs);
      permit.release();
    };
    call('metadata', 40); // the first of its group: no baseline
    call('metadata', 90); // 50 late
    call('search', 300);
    call('search', 330); // 30 late
    call('metadata', 20); // the new baseline
    call('metadata', 22); // too little to shift
    call('metadata', 5000); // server time, not network delay
    expect(moves).toEqual([40, 50, 300, 30, 300]);
  });

  it('takes no baseline from requests that were in flight together', () => {
    const { clock, moves, another } = taken();
    const permits = [another(), another(), another()];
    for (const permit of permits) permit.start('metadata');
    for (const permit of permits) {
      clock.advance(100);
      permit.release();
    }
    expect(moves).toEqual([100, 200, 300]);
  });

  it('forgets a baseline after ten seconds', () => {
    const { clock, moves, another } = taken();
    for (const tookMs of [10, 10_500, 400, 440]) {
      const permit = another();
      permit.start('metadata');
      clock.advance(tookMs);
      permit.release();
    }
    // The second is so late that the first is forgotten; the third is quicker.
    expect(moves).toEqual([10, 1000, 40]);
  });
});

const throttleOf = (options: Partial<ThrottleOptions> = {}): Throttle =>
  new Throttle({
    clock: systemClock,
    random: () => 0,
    maxRps: 10,
    maxQueued: 100,
    store: null,
    account: '',
    ...options,
  });
const within = (ms = 10_000): Deadline => new Deadline(Date.now() + ms);

/** Acquires a permit and uses it. @returns when */
const entered = async (
  throttle: Throttle,
  priority: Priority = 'read',
  deadline = within(),
): Promise<number> => {
  const permit = await throttle.acquire(CONTEXT, priority, deadline, ALONE);
  permit.start('metadata');
  permit.release();
  return Date.now();
};

describe('Throttle', () => {
  it('grants every permit at once without a rate', () => {
    const throttle = throttleOf({ maxRps: null });
    for (let i = 0; i < 1000; i += 1)
      expect(throttle.acquire(CONTEXT, 'search', within(), ALONE)).not.toBeInstanceOf(Promise);
  });

  it('grants permits up to the rate at once and the others after a second', async () => {
    const throttle = throttleOf();
    const startedAt = Date.now();
    const times = await Promise.all(Array.from({ length: 15 }, () => entered(throttle)));
    const waited = times.map((at) => at - startedAt);
    expect(waited.slice(0, 10).every((ms) => ms < 300)).toBe(true);
    expect(waited.slice(10).every((ms) => ms >= 1000)).toBe(true);
  });

  it('serves a token request and a download before earlier searches', async () => {
    const throttle = throttleOf({ maxRps: 1 });
    await entered(throttle);
    const order: string[] = [];
    const priorities = ['search', 'read', 'download', 'token'] as const;
    const late = new Deadline(Number.POSITIVE_INFINITY);
    const waiting = priorities.map((priority) =>
      entered(throttle, priority, late).then(
        () => order.push(priority),
        () => {},
      ),
    );
    await Promise.race(waiting);
    expect(order).toEqual(['token']);
    throttle.close();
  });

  it('rejects at once where the queue of a priority is full, with retryAfterMs', async () => {
    const throttle = throttleOf({ maxRps: 1, maxQueued: 3 });
    await entered(throttle);
    const within = new Deadline(Number.POSITIVE_INFINITY);
    const waiting = Array.from({ length: 3 }, () => entered(throttle, 'search', within).catch(() => {}));
    const error = await errorCodeOf(
      Promise.resolve().then(() => throttle.acquire(CONTEXT, 'search', within, ALONE)),
    );
    expect([error.code, error.isSent, error.retryAfterMs]).toEqual(['queue-full', false, 3000]);
    // Another priority has a queue of its own.
    const download = throttle.acquire(CONTEXT, 'download', within, ALONE);
    expect(throttle.waiting).toBe(4);
    throttle.close();
    await Promise.all(waiting);
    await expect(download).rejects.toBeInstanceOf(TransportError);
  });

  it('rejects at once a request that could not be sent before its deadline', async () => {
    const throttle = throttleOf({ maxRps: 1 });
    await entered(throttle);
    const waiting = Array.from({ length: 3 }, () => entered(throttle, 'search').catch(() => {}));
    const error = await errorCodeOf(
      Promise.resolve().then(() => throttle.acquire(CONTEXT, 'search', within(1500), ALONE)),
    );
    expect([error.code, error.retryAfterMs]).toEqual(['queue-full', 3000]);
    throttle.close();
    await Promise.all(waiting);
  });

  it('removes requests whose caller disconnects or whose deadline expires', async () => {
    const throttle = throttleOf({ maxRps: 1 });
    await entered(throttle);
    const leaving = within();
    const late = errorCodeOf(entered(throttle, 'read', within(30)));
    const left = errorCodeOf(entered(throttle, 'read', leaving));
    leaving.cancel();
    expect([(await left).code, (await late).code]).toEqual(['aborted', 'deadline']);
    expect(throttle.waiting).toBe(0);
    throttle.close();
  });

  it('serves a background read after searches that came later', async () => {
    const throttle = throttleOf({ maxRps: 1 });
    await entered(throttle);
    const order: string[] = [];
    const never = new Deadline(Number.POSITIVE_INFINITY);
    const queued = (['background', 'search'] as const).map((priority) =>
      entered(throttle, priority, never).then(
        () => order.push(priority),
        () => {},
      ),
    );
    await Promise.race(queued);
    expect(order).toEqual(['search']);
    throttle.close();
    await Promise.all(queued);
  });

  it('grants an unused permit to the next request at once', async () => {
    const throttle = throttleOf({ maxRps: 1 });
    const permit = await throttle.acquire(CONTEXT, 'read', within(), ALONE);
    const next = entered(throttle);
    permit.release();
    permit.release();
    await expect(next).resolves.toBeGreaterThan(0);
    throttle.close();
  });

  it('slows down to the accepted rate when half of the responses are 429s', async () => {
    const clock = manualClock();
    const throttle = throttleOf({ clock, maxRps: 10 });
    for (let call = 0; call < 10; call += 1) throttle.recordResponse(call % 2 === 0, clock.now());
    clock.advance(1000);
    for (let i = 0; i < 5; i += 1)
      expect(throttle.acquire(CONTEXT, 'read', new Deadline(Infinity), ALONE)).not.toBeInstanceOf(Promise);
    const sixth = throttle.acquire(CONTEXT, 'read', new Deadline(Infinity), ALONE);
    expect(sixth).toBeInstanceOf(Promise);
    throttle.close();
    await expect(sixth).rejects.toBeInstanceOf(TransportError);
  });
});

/** Redis as far as the throttle knows it: one window for all. */
const fakeRedis = (): RedisLike & { isUp: boolean; asked: number[]; commands: string[] } => {
  const window = new SlidingWindow();
  const redis = {
    isUp: true,
    asked: [] as number[],
    commands: [] as string[],
    isReady: () => redis.isUp,
    command: async (name: string) => void redis.commands.push(name),
    evaluate: async (_script: unknown, _keys: readonly string[], args: readonly (string | number)[]) => {
      if (!redis.isUp) throw new Error('Redis is gone');
      const [, limit = 0, wanted = 0] = args.map(Number);
      redis.asked.push(wanted);
      let count = 0;
      while (count < wanted && window.take(limit, Date.now())) count += 1;
      return [count, count < wanted ? window.waitMs(limit, Date.now()) : 0, Date.now()];
    },
  };
  return redis;
};

describe('Throttle of several replicas', () => {
  it('applies one rate to all of them', async () => {
    const store = fakeRedis();
    const replicas = [throttleOf({ store }), throttleOf({ store })];
    const startedAt = Date.now();
    const times = await Promise.all(
      replicas.flatMap((throttle) => Array.from({ length: 7 }, () => entered(throttle))),
    );
    const atOnce = times.filter((at) => at - startedAt < 900);
    expect(atOnce).toHaveLength(10);
    // Many places are asked for in one step.
    expect(store.asked.length).toBeLessThan(14);
  });

  it('reports unused and late reservations to Redis', async () => {
    const store = fakeRedis();
    const clock = manualClock(Date.now());
    const throttle = throttleOf({ store, clock });
    const within = new Deadline(Number.POSITIVE_INFINITY);
    (await throttle.acquire(CONTEXT, 'read', within, ALONE)).release();
    const late = await throttle.acquire(CONTEXT, 'read', within, ALONE);
    clock.advance(50);
    late.start('metadata');
    expect(store.commands).toEqual(['ZREM', 'ZADD']);
  });

  it('continues alone while Redis is gone', async () => {
    const store = fakeRedis();
    const throttle = throttleOf({ store });
    await entered(throttle);
    store.isUp = false;
    await Promise.all(Array.from({ length: 5 }, () => entered(throttle)));
    store.isUp = true;
    store.evaluate = () => Promise.reject(new Error('time-out'));
    await entered(throttle);
    store.evaluate = async () => 'nonsense';
    await expect(entered(throttle)).resolves.toBeGreaterThan(0);
  });
});
