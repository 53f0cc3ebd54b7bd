import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createTransportError } from '../../src/getty/transport/errors.js';
import type { UpstreamResult } from '../../src/getty/transport/outgoing-request.js';
import type { ResponseHealth } from '../../src/getty/transport/response-health.js';
import { backoffMs, RetryBudget, retryReason } from '../../src/getty/transport/retry.js';
import type { TransportErrorCode } from '../../src/getty/transport/transport.js';
import { CancellationToken } from '../../src/lib/cancellation.js';
import { ANONYMOUS, errorCodeOf, get, manualClock, post, scope, testTransport } from './support/transport.js';
import { deadUpstream, httpUpstream } from './support/upstream.js';

const resultOf = (
  status: number,
  health: ResponseHealth,
  headers: Record<string, string> = {},
): { result: UpstreamResult } => ({
  result: { response: { status, headers, body: '' }, health },
});
const failed = (code: TransportErrorCode) => ({
  error: createTransportError({ operation: 'o', host: 'h' }, code, false),
});

describe('retryReason', () => {
  it.each([500, 502, 503, 504])('is failed after status %i', (status) => {
    expect(retryReason(resultOf(status, 'outage'))).toBe('failed');
  });

  it.each([501, 505, 599])('is null after status %i, which a retry does not change', (status) => {
    expect(retryReason(resultOf(status, 'outage'))).toBeNull();
  });

  it.each([200, 304, 400, 401, 403, 404, 408])('is null after status %i', (status) => {
    expect(retryReason(resultOf(status, 'ok'))).toBeNull();
  });

  it('is rate-limited after a rate limit of any status, and failed after an outage with status 200', () => {
    expect(retryReason(resultOf(429, 'rate-limited'))).toBe('rate-limited');
    expect(retryReason(resultOf(403, 'rate-limited'))).toBe('rate-limited');
    expect(retryReason(resultOf(200, 'outage'))).toBe('failed');
  });

  it.each(['dns', 'connection-refused', 'timeout', 'reset', 'unreadable'] as const)(
    'is failed after the error code %s',
    (code) => {
      expect(retryReason(failed(code))).toBe('failed');
    },
  );

  it.each([
    'connect-timeout',
    'tls',
    'circuit-open',
    'queue-full',
    'deadline',
    'not-sent',
    'aborted',
    'too-large',
  ] as const)('is null after the error code %s', (code) => {
    expect(retryReason(failed(code))).toBeNull();
  });
});

describe('backoffMs', () => {
  const outage = resultOf(503, 'outage');

  it('is uniform between zero and a limit that doubles up to a cap', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (attempt, random) => {
          const ms = backoffMs(outage, 'failed', attempt, random, 0);
          expect(ms).toBeGreaterThanOrEqual(0);
          expect(ms).toBeLessThan(Math.min(4000, 100 * 2 ** (attempt - 1)));
        },
      ),
    );
    expect(backoffMs(outage, 'failed', 1, 0, 0)).toBe(0);
    expect(backoffMs(resultOf(429, 'rate-limited'), 'rate-limited', 1, 0.5, 0)).toBe(500);
  });

  it('follows Retry-After, in seconds or as a date', () => {
    const now = Date.parse('2026-11-21T10:00:00Z');
    const seconds = resultOf(503, 'outage', { 'retry-after': '2' });
    const date = resultOf(503, 'outage', { 'retry-after': 'Sat, 21 Nov 2026 10:00:03 GMT' });
    expect(backoffMs(seconds, 'failed', 1, 0, now)).toBe(2000);
    expect(backoffMs(date, 'failed', 1, 0, now)).toBe(3000);
    expect(backoffMs(date, 'failed', 1, 0.5, now)).toBe(3050);
    expect(backoffMs(resultOf(503, 'outage', { 'retry-after': 'soon' }), 'failed', 1, 0.5, now)).toBe(50);
  });
});

describe('RetryBudget', () => {
  it('allows ten retries, or a fifth of the last minute’s requests', () => {
    const clock = manualClock();
    const budget = new RetryBudget(clock);
    const takeAll = (): number => {
      let taken = 0;
      while (budget.take()) taken += 1;
      return taken;
    };
    expect(takeAll()).toBe(10);
    for (let i = 0; i < 200; i += 1) budget.recordRequest();
    expect(takeAll()).toBe(30);
    clock.advance(59_000);
    expect(takeAll()).toBe(0);
    clock.advance(2_000);
    expect(takeAll()).toBe(10);
    clock.advance(3_600_000);
    expect(takeAll()).toBe(10);
  });

  it('never allows more in any minute, however requests and retries interleave', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ ms: fc.nat(5000), calls: fc.nat(30), retries: fc.nat(30) }), { maxLength: 60 }),
        (steps) => {
          const clock = manualClock();
          const budget = new RetryBudget(clock);
          const calls: number[] = [];
          const retries: number[] = [];
          for (const step of steps) {
            clock.advance(step.ms);
            for (let i = 0; i < step.calls; i += 1) {
              budget.recordRequest();
              calls.push(clock.now());
            }
            for (let i = 0; i < step.retries; i += 1) if (budget.take()) retries.push(clock.now());
            const within = (times: readonly number[]) =>
              times.filter((at) => at > clock.now() - 59_000).length;
            const older = (times: readonly number[]) =>
              times.filter((at) => at > clock.now() - 61_000).length;
            expect(within(retries)).toBeLessThanOrEqual(
              Math.max(10, Math.floor(older(calls) / 5), within(retries) - step.retries),
            );
          }
        },
      ),
    );
  });
});

describe('a read that fails', () => {
  const read = { ...ANONYMOUS, cache: 'never' as const };

  it('is retried, and its caller gets the later response', async () => {
    let calls = 0;
    const upstream = await httpUpstream((request, response) => {
      calls += 1;
      if (calls === 1) response.writeHead(503).end();
      else if (calls === 2) request.socket.resetAndDestroy();
      else response.end('at last');
    });
    const answer = await testTransport({ random: () => 0 }).read(get(`${upstream.url}/a`), read, scope());
    expect(answer.body).toBe('at last');
    expect(upstream.seen).toHaveLength(3);
  });

  it('is sent three times at most, and then returns Getty Images’ response', async () => {
    const upstream = await httpUpstream((_request, response) => response.writeHead(500).end('again'));
    const answer = await testTransport({ random: () => 0 }).read(get(`${upstream.url}/a`), read, scope());
    expect([answer.status, answer.body]).toEqual([500, 'again']);
    expect(upstream.seen).toHaveLength(3);
  });

  it('is not retried where the delay would exceed the deadline', async () => {
    const upstream = await httpUpstream((_request, response) =>
      response.writeHead(503, { 'retry-after': '30' }).end(),
    );
    const answer = await testTransport().read(get(`${upstream.url}/a`), read, scope());
    expect(answer.status).toBe(503);
    expect(upstream.seen).toHaveLength(1);
  });

  it('stops waiting for its retry when its caller disconnects', async () => {
    const leaving = new CancellationToken();
    const upstream = await httpUpstream((_request, response) => {
      response.writeHead(503, { 'retry-after': '5' }).end();
      setTimeout(() => leaving.cancel(), 20);
    });
    const error = await errorCodeOf(
      testTransport().read(get(`${upstream.url}/a`), read, scope({ cancellation: leaving })),
    );
    expect([error.code, error.isSent]).toEqual(['aborted', true]);
    expect(upstream.seen).toHaveLength(1);
  });

  it('with status 200 is retried where `isOutage` detects an outage', async () => {
    const upstream = await httpUpstream((_request, response) =>
      response.end(upstream.seen.length < 2 ? 'SystemError' : 'ok'),
    );
    const policy = { ...read, isOutage: (answer: { body: string }) => answer.body === 'SystemError' };
    const answer = await testTransport({ random: () => 0 }).read(get(`${upstream.url}/a`), policy, scope());
    expect(answer.body).toBe('ok');
    expect(upstream.seen).toHaveLength(2);
  });

  it('shares its budget: a hundred failing reads cause ten retries, or a fifth', async () => {
    const upstream = await httpUpstream((_request, response) => response.writeHead(503).end());
    const transport = testTransport({ random: () => 0 });
    await Promise.all(
      Array.from({ length: 15 }, (_, i) => transport.read(get(`${upstream.url}/${i}`), read, scope())),
    );
    expect(upstream.seen).toHaveLength(15 + 10);
  });

  it('fails within a second where the host refuses connections', async () => {
    const upstream = await deadUpstream();
    const error = await errorCodeOf(
      testTransport({ random: () => 0.1 }).read(get(`${upstream.url}/a`), read, scope()),
    );
    expect([error.code, error.isSent]).toEqual(['connection-refused', false]);
  });
});

describe('the transport never retries', () => {
  it('a token request', async () => {
    const upstream = await httpUpstream((_request, response) => response.writeHead(503).end());
    const answer = await testTransport().requestToken(
      post(`${upstream.url}/oauth2/token`, { group: 'oauth' }),
      scope(),
    );
    expect(answer.status).toBe(503);
    expect(upstream.seen).toHaveLength(1);
  });

  it('a download', async () => {
    const upstream = await httpUpstream((_request, response) => response.writeHead(503).end());
    const answer = await testTransport().sendOnce(
      post(`${upstream.url}/v3/downloads/images/1`),
      scope(),
      async () => true,
    );
    expect(answer.status).toBe(503);
    expect(upstream.seen).toHaveLength(1);
  });
});
