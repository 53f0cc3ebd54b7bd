import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { CircuitBreaker, FailureWindow } from '../../src/getty/transport/circuit-breaker.js';
import { createTransportError, DeadlineExceeded } from '../../src/getty/transport/errors.js';
import type { UpstreamResult } from '../../src/getty/transport/outgoing-request.js';
import type { TransportErrorCode } from '../../src/getty/transport/transport.js';
import { systemClock } from '../../src/lib/clock.js';
import { ANONYMOUS, errorCodeOf, get, manualClock, scope, testTransport } from './support/transport.js';
import { httpUpstream } from './support/upstream.js';

const CONTEXT = { operation: 'GET /v3/images', host: 'api.example' };
const succeed = async (): Promise<UpstreamResult> => ({
  response: { status: 404, headers: {}, body: '' },
  health: 'ok',
});
const beLimited = async (): Promise<UpstreamResult> => ({
  response: { status: 429, headers: {}, body: '' },
  health: 'rate-limited',
});
const reportOutage = async (): Promise<UpstreamResult> => ({
  response: { status: 500, headers: {}, body: '' },
  health: 'outage',
});
const failWith = (code: TransportErrorCode, cause?: unknown) => async (): Promise<UpstreamResult> => {
  throw createTransportError(CONTEXT, code, true, cause);
};

describe('FailureWindow', () => {
  const fail = (window: FailureWindow, times: number): boolean => {
    for (let i = 0; i < times; i += 1) window.record(true);
    return window.isTripped;
  };

  it.each([
    [20, 10, true],
    [20, 9, false],
    [19, 19, false],
    [100, 50, true],
    [100, 49, false],
  ])('with %i requests of which %i failed is tripped: %s', (requests, failures, isTripped) => {
    const window = new FailureWindow(manualClock());
    for (let i = 0; i < requests - failures; i += 1) window.record(false);
    expect(fail(window, failures)).toBe(isTripped);
  });

  it('forgets failures older than ten seconds, also after a quiet hour', () => {
    const clock = manualClock();
    const window = new FailureWindow(clock);
    fail(window, 19);
    clock.advance(10_001);
    expect(fail(window, 1)).toBe(false);
    clock.advance(3_600_000);
    expect(fail(window, 18)).toBe(false);
    clock.advance(5_000);
    expect(fail(window, 1)).toBe(false);
    expect(fail(window, 1)).toBe(true);
  });

  it('forgets every failure when it is reset', () => {
    const window = new FailureWindow(manualClock());
    fail(window, 30);
    window.reset();
    expect(fail(window, 19)).toBe(false);
    expect(fail(window, 1)).toBe(true);
  });
});

describe('CircuitBreaker', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());

  const create = (): {
    breaker: CircuitBreaker;
    states: string[];
    run: (send: () => Promise<UpstreamResult>, times?: number) => Promise<void>;
  } => {
    const states: string[] = [];
    const breaker = new CircuitBreaker(systemClock, (state) => states.push(state));
    const run = async (send: () => Promise<UpstreamResult>, times = 1): Promise<void> => {
      for (let i = 0; i < times; i += 1) await breaker.run(CONTEXT, send).catch(() => {});
    };
    return { breaker, states, run };
  };

  it('opens for five seconds once half of twenty requests failed, and reports the time that is left', async () => {
    const { breaker, states, run } = create();
    await run(succeed, 10);
    await run(reportOutage, 10);
    expect(states).toEqual(['open']);
    vi.advanceTimersByTime(1500);
    const send = vi.fn(succeed);
    const error = await errorCodeOf(breaker.run(CONTEXT, send));
    expect([error.code, error.isSent, error.retryAfterMs]).toEqual(['circuit-open', false, 3500]);
    expect(send).not.toHaveBeenCalled();
    expect(() => breaker.check(CONTEXT)).toThrow('the circuit breaker is open');
  });

  it('returns the response of an outage unchanged', async () => {
    const { breaker } = create();
    expect((await breaker.run(CONTEXT, reportOutage)).response.status).toBe(500);
  });

  it('sends a single probe after five seconds, and closes when it succeeds', async () => {
    const { breaker, states, run } = create();
    await run(reportOutage, 20);
    vi.advanceTimersByTime(5000);
    let respond: (result: UpstreamResult) => void = () => {};
    const probe = breaker.run(CONTEXT, () => new Promise((resolve) => (respond = resolve)));
    expect((await errorCodeOf(breaker.run(CONTEXT, succeed))).code).toBe('circuit-open');
    respond(await succeed());
    await probe;
    await run(succeed);
    expect(states).toEqual(['open', 'half-open', 'closed']);
  });

  it('needs twenty new requests to open again after a probe closed it', async () => {
    const { states, run } = create();
    await run(reportOutage, 20);
    vi.advanceTimersByTime(5000);
    await run(succeed);
    await run(reportOutage, 18);
    expect(states).toEqual(['open', 'half-open', 'closed']);
    await run(reportOutage);
    expect(states.at(-1)).toBe('open');
  });

  it('stays open for five more seconds when the probe fails', async () => {
    const { breaker, states, run } = create();
    await run(reportOutage, 20);
    vi.advanceTimersByTime(5000);
    await run(failWith('connection-refused'));
    expect(states).toEqual(['open', 'half-open', 'open']);
    expect((await errorCodeOf(breaker.run(CONTEXT, succeed))).retryAfterMs).toBe(5000);
  });

  it('ignores requests that were sent while it was closed and end while it is open', async () => {
    const { breaker, states, run } = create();
    let fail: (error: Error) => void = () => {};
    const slow = breaker.run(CONTEXT, () => new Promise((_resolve, reject) => (fail = reject)));
    await run(reportOutage, 20);
    vi.advanceTimersByTime(4000);
    fail(createTransportError(CONTEXT, 'reset', true));
    expect((await errorCodeOf(slow)).code).toBe('reset');
    expect((await errorCodeOf(breaker.run(CONTEXT, succeed))).retryAfterMs).toBe(1000);
    expect(states).toEqual(['open']);
  });

  it.each(['aborted', 'not-sent', 'deadline'] as const)(
    'opens again when the probe proves nothing about the host: %s',
    async (code) => {
      const { breaker, states, run } = create();
      await run(reportOutage, 20);
      vi.advanceTimersByTime(5000);
      expect((await errorCodeOf(breaker.run(CONTEXT, failWith(code)))).code).toBe(code);
      expect(states).toEqual(['open', 'half-open', 'open']);
    },
  );

  it.each(['dns', 'connection-refused', 'connect-timeout', 'tls', 'reset', 'unreadable', 'timeout'] as const)(
    'is opened by the error code %s',
    async (code) => {
      const { states, run } = create();
      await run(failWith(code), 20);
      expect(states).toEqual(['open']);
    },
  );

  it.each([
    ['responses with a 4xx status', succeed],
    ['responses with status 429', beLimited],
    ['callers that disconnect', failWith('aborted')],
    ['callers with a short deadline', failWith('timeout', new DeadlineExceeded('caller'))],
    ['refused downloads', failWith('not-sent')],
    ['responses that are too large', failWith('too-large')],
    ['exceptions of this program', async () => Promise.reject(new TypeError('a bug'))],
  ])('is never opened by %s', async (_what, send) => {
    const { states, run } = create();
    await run(send, 100);
    expect(states).toEqual([]);
  });
});

describe('a read of a host whose circuit breaker is open', () => {
  it('is rejected unsent, while reads of another group and of another host are sent', async () => {
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
    const requestsBefore = upstream.seen.length;
    expect(requestsBefore).toBeLessThanOrEqual(20);
    const error = await errorCodeOf(read(`${upstream.url}/bad/again`, 'search'));
    expect(error.code).toBe('circuit-open');
    expect(error.retryAfterMs).toBeGreaterThan(0);
    expect(upstream.seen).toHaveLength(requestsBefore);
    expect((await read(`${upstream.url}/good`, 'metadata')).status).toBe(200);
    expect((await read(`${other.url}/good`, 'search')).status).toBe(200);
    expect(events).toEqual(['search open']);
  });
});
