import { CircuitState } from 'cockatiel';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Breaker } from '../../src/getty/transport/breaker/breaker.js';
import { FailureWindow } from '../../src/getty/transport/breaker/failure-window.js';
import type { UpstreamResult } from '../../src/getty/transport/classify-response.js';
import { createTransportError, DeadlineExceeded } from '../../src/getty/transport/errors.js';
import type { TransportErrorCode } from '../../src/getty/transport/transport.js';
import { systemClock } from '../../src/lib/clock.js';
import { ANONYMOUS, errorCodeOf, get, manualClock, scope, testTransport } from './support/transport.js';
import { httpUpstream } from './support/upstream.js';

const TOLD = { operation: 'GET /v3/images', host: 'api.example' };
const fine = async (): Promise<UpstreamResult> => ({
  response: { status: 404, headers: {}, body: '' },
  health: 'fine',
});
const limited = async (): Promise<UpstreamResult> => ({
  response: { status: 429, headers: {}, body: '' },
  health: 'rate-limited',
});
const outage = async (): Promise<UpstreamResult> => ({
  response: { status: 500, headers: {}, body: '' },
  health: 'outage',
});
const failing = (trouble: TransportErrorCode, cause?: unknown) => async (): Promise<UpstreamResult> => {
  throw createTransportError(TOLD, trouble, true, cause);
};

describe('the window of a breaker', () => {
  const filled = (calls: number, failures: number, clock = manualClock()): boolean => {
    const window = new FailureWindow(clock);
    let opens = false;
    for (let i = 0; i < calls - failures; i += 1) window.success(CircuitState.Closed);
    for (let i = 0; i < failures; i += 1) opens = window.failure(CircuitState.Closed);
    return opens;
  };

  it.each([
    [20, 10, true],
    [20, 9, false],
    [19, 19, false],
    [100, 50, true],
    [100, 49, false],
  ])('of %i calls with %i failed opens: %s', (calls, failures, opens) => {
    expect(filled(calls, failures)).toBe(opens);
  });

  it('forgets what is older than ten seconds, after a quiet hour too', () => {
    const clock = manualClock();
    const window = new FailureWindow(clock);
    for (let i = 0; i < 19; i += 1) window.failure(CircuitState.Closed);
    clock.advance(10_001);
    expect(window.failure(CircuitState.Closed)).toBe(false);
    clock.advance(3_600_000);
    for (let i = 0; i < 18; i += 1) expect(window.failure(CircuitState.Closed)).toBe(false);
    clock.advance(5_000);
    expect(window.failure(CircuitState.Closed)).toBe(false);
    expect(window.failure(CircuitState.Closed)).toBe(true);
  });

  it('begins anew when a probe succeeded, and opens at once when it failed', () => {
    const window = new FailureWindow(manualClock());
    for (let i = 0; i < 20; i += 1) window.failure(CircuitState.Closed);
    expect(window.failure(CircuitState.HalfOpen)).toBe(true);
    window.success(CircuitState.HalfOpen);
    expect(window.failure(CircuitState.Closed)).toBe(false);
  });
});

describe('a breaker', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  const make = (): {
    breaker: Breaker;
    states: string[];
    run: (call: () => Promise<UpstreamResult>, times?: number) => Promise<void>;
  } => {
    const states: string[] = [];
    const breaker = new Breaker(systemClock, (state) => states.push(state));
    const run = async (call: () => Promise<UpstreamResult>, times = 1): Promise<void> => {
      for (let i = 0; i < times; i += 1) await breaker.run(TOLD, call).catch(() => {});
    };
    return { breaker, states, run };
  };

  it('opens after twenty calls of which half failed, for five seconds, and says how long', async () => {
    const { breaker, states, run } = make();
    await run(fine, 10);
    await run(outage, 10);
    expect(states).toEqual(['open']);
    vi.advanceTimersByTime(1500);
    let wasMade = false;
    const error = await errorCodeOf(
      breaker.run(TOLD, () => {
        wasMade = true;
        return fine();
      }),
    );
    expect([error.code, error.isSent, error.retryAfterMs, wasMade]).toEqual([
      'circuit-open',
      false,
      3500,
      false,
    ]);
    expect(() => breaker.check(TOLD)).toThrow('it failed so often');
  });

  it('gives the answers of an outage on, as they are', async () => {
    const { breaker } = make();
    expect((await breaker.run(TOLD, outage)).response.status).toBe(500);
  });

  it('lets one probe through, and closes when that works', async () => {
    const { breaker, states, run } = make();
    await run(outage, 20);
    vi.advanceTimersByTime(5000);
    let release: (arrival: UpstreamResult) => void = () => {};
    const probe = breaker.run(TOLD, () => new Promise((resolve) => (release = resolve)));
    expect((await errorCodeOf(breaker.run(TOLD, fine))).code).toBe('circuit-open');
    release(await fine());
    await probe;
    await run(fine);
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  it('stays open for five more seconds when the probe fails', async () => {
    const { breaker, states, run } = make();
    await run(outage, 20);
    vi.advanceTimersByTime(5000);
    await run(failing('refused'));
    expect(states).toEqual(['open', 'half-open', 'open']);
    expect((await errorCodeOf(breaker.run(TOLD, fine))).retryAfterMs).toBe(5000);
  });

  it.each(['aborted', 'not-sent', 'deadline'] as const)(
    'is not closed by a probe that proves nothing: %s',
    async (trouble) => {
      const { breaker, states, run } = make();
      await run(outage, 20);
      vi.advanceTimersByTime(5000);
      expect((await errorCodeOf(breaker.run(TOLD, failing(trouble)))).code).toBe(trouble);
      expect(states).toEqual(['open', 'half-open', 'open']);
    },
  );

  it.each(['dns', 'refused', 'connect-timeout', 'tls', 'reset', 'unreadable', 'timeout'] as const)(
    'is opened by %s',
    async (trouble) => {
      const { states, run } = make();
      await run(failing(trouble), 20);
      expect(states).toEqual(['open']);
    },
  );

  it.each([
    ['a burst of 4xx', fine],
    ['a storm of 429', limited],
    ['callers who leave', failing('aborted')],
    ['callers whose own time is short', failing('timeout', new DeadlineExceeded('caller'))],
    ['go-aheads refused', failing('not-sent')],
    ['bodies too large', failing('too-large')],
    ['faults of ours', async () => Promise.reject(new TypeError('a bug'))],
  ])('is never opened by %s', async (_what, call) => {
    const { states, run } = make();
    await run(call, 100);
    expect(states).toEqual([]);
  });
});

describe('a host that fails', () => {
  it('is given a rest: its other reads end at once, another group’s and another host’s do not', async () => {
    const upstream = await httpUpstream((request, response) =>
      response.writeHead(request.url?.startsWith('/bad') ? 500 : 200).end(),
    );
    const other = await httpUpstream((_request, response) => response.end());
    const events: string[] = [];
    const transport = testTransport({
      random: () => 0,
      observe: (event) => event.kind === 'breaker' && events.push(`${event.group} ${event.state}`),
    });
    const read = (url: string, group: 'search' | 'metadata') =>
      transport.read(get(url, { group }), ANONYMOUS, scope());
    for (let i = 0; i < 20; i += 1) await read(`${upstream.url}/bad/${i}`, 'search').catch(() => {});
    const callsBefore = upstream.seen.length;
    expect(callsBefore).toBeLessThanOrEqual(20);
    const error = await errorCodeOf(read(`${upstream.url}/bad/again`, 'search'));
    expect(error.code).toBe('circuit-open');
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(upstream.seen).toHaveLength(callsBefore);
    expect((await read(`${upstream.url}/good`, 'metadata')).status).toBe(200);
    expect((await read(`${other.url}/good`, 'search')).status).toBe(200);
    expect(events).toEqual(['search open']);
  });
});
