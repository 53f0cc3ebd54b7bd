import type { Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { TransportError } from '../../src/getty/transport/errors.js';
import type {
  TransportErrorCode,
  TransportOptions,
  UpstreamResponse,
} from '../../src/getty/transport/transport.js';
import { CancellationToken } from '../../src/lib/cancellation.js';
import { eventually } from '../support/service.js';
import { ANONYMOUS, errorCodeOf, get, post, scope, testTransport } from './support/transport.js';
import {
  completeResponse,
  deadUpstream,
  httpUpstream,
  rawUpstream,
  type Upstream,
} from './support/upstream.js';

const FRESH = { ...ANONYMOUS, cache: 'never' as const };
/** Limits short enough for a test, and retries without waits. */
const QUICK: Partial<TransportOptions> = { random: () => 0, timeoutMs: 120 };

/** What one read meets, and how often it may call at most. */
const ending = async (
  upstream: Upstream,
  options = QUICK,
): Promise<[TransportErrorCode, boolean, number]> => {
  const error = await errorCodeOf(testTransport(options).read(get(`${upstream.url}/a`), FRESH, scope()));
  return [error.code, error.isSent, upstream.seen.length];
};

const HALF = 'HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n{"images":[';

describe('a read of a host that', () => {
  it('refuses connections fails unsent', async () => {
    expect(await ending(await deadUpstream())).toEqual(['connection-refused', false, 0]);
  });

  it('has no address fails unsent', async () => {
    const error = await errorCodeOf(
      testTransport(QUICK).read(get('http://connect.invalid/v1'), FRESH, scope()),
    );
    expect([error.code, error.isSent]).toEqual(['dns', false]);
  });

  it('never completes the TLS handshake times out unsent', async () => {
    const upstream = await rawUpstream(() => {});
    const tls = { ...upstream, url: upstream.url.replace('http:', 'https:') };
    expect((await ending(tls, { ...QUICK, connectTimeoutMs: 40 })).slice(0, 2)).toEqual([
      'connect-timeout',
      false,
    ]);
  });

  it('resets the connection before its response fails as reset', async () => {
    expect(await ending(await rawUpstream((socket) => socket.resetAndDestroy()))).toEqual(['reset', true, 3]);
  });

  it('closes the connection before its response fails as reset', async () => {
    expect(await ending(await rawUpstream((socket) => socket.end()))).toEqual(['reset', true, 3]);
  });

  it('resets the connection within the body fails', async () => {
    const upstream = await rawUpstream((socket) => {
      socket.write(HALF);
      setTimeout(() => socket.resetAndDestroy(), 5);
    });
    expect(await ending(upstream)).toEqual(['reset', true, 3]);
  });

  it.each([
    ['with a length', HALF],
    [
      'with a length, on a connection it meant to close',
      HALF.replace('content-length', 'connection: close\r\ncontent-length'),
    ],
    ['in chunks', 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n20\r\n{"images":['],
    [
      'in chunks, on a connection it meant to close',
      'HTTP/1.1 200 OK\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"ima\r\n',
    ],
  ])('truncates a body %s fails as unreadable', async (_how, bytes) => {
    expect(await ending(await rawUpstream((socket) => socket.end(bytes)))).toEqual(['unreadable', true, 3]);
  });

  it('sends no headers times out', async () => {
    expect(await ending(await httpUpstream(() => {}), { ...QUICK, headersTimeoutMs: 30 })).toEqual([
      'timeout',
      true,
      3,
    ]);
  });

  it('stops within the body times out', async () => {
    const upstream = await rawUpstream((socket) => socket.write(HALF));
    expect(await ending(upstream, { ...QUICK, bodyTimeoutMs: 30 })).toEqual(['timeout', true, 3]);
  });

  it('sends single bytes slowly times out as a whole', async () => {
    const upstream = await rawUpstream((socket) => {
      socket.write(HALF);
      const timer = setInterval(() => socket.write('x'), 10);
      socket.on('close', () => clearInterval(timer));
    });
    const startedAt = Date.now();
    expect(await ending(upstream, { ...QUICK, bodyTimeoutMs: 100 })).toEqual(['timeout', true, 3]);
    expect(Date.now() - startedAt).toBeLessThan(5000);
  });

  it.each([
    ['not HTTP', 'SSH-2.0-OpenSSH_9.6\r\n'],
    ['headers without end', `HTTP/1.1 200 OK\r\nx: ${'y'.repeat(70_000)}\r\n\r\n`],
    ['an encoding nobody asked for', completeResponse('{}', { 'content-encoding': 'zstd' })],
    ['gzip that is none', completeResponse('{}', { 'content-encoding': 'gzip' })],
  ])('sends %s fails as unreadable', async (_what, bytes) => {
    expect(await ending(await rawUpstream((socket) => socket.write(bytes)))).toEqual(['unreadable', true, 3]);
  });

  it.each(['{"images":[', '<html>', ''])(
    'sends a complete body that is not JSON returns it: %j',
    async (body) => {
      const upstream = await rawUpstream((socket) =>
        socket.write(completeResponse(body, { 'content-type': 'text/html' })),
      );
      expect((await testTransport(QUICK).read(get(`${upstream.url}/a`), FRESH, scope())).body).toBe(body);
    },
  );

  it('declares a hundred megabytes fails as too large', async () => {
    const upstream = await rawUpstream((socket) =>
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n'),
    );
    expect(await ending(upstream)).toEqual(['too-large', true, 1]);
  });

  it('sends a hundred megabytes undeclared fails as too large, after little more than the limit', async () => {
    let written = 0;
    const chunk = Buffer.alloc(64 * 1024, 'x');
    const upstream = await httpUpstream((_request, response) => {
      const pour = (): void => {
        while (written < 100 * 1024 * 1024 && !response.destroyed) {
          written += chunk.length;
          if (!response.write(chunk)) return void response.once('drain', pour);
        }
      };
      pour();
    });
    expect(await ending(upstream, { ...QUICK, timeoutMs: 5000, maxBodyBytes: 1024 * 1024 })).toEqual([
      'too-large',
      true,
      1,
    ]);
    expect(written).toBeLessThan(20 * 1024 * 1024);
  });

  it('compresses a hundred megabytes to a hundred kilobytes fails as too large', async () => {
    const bomb = gzipSync(Buffer.alloc(100 * 1024 * 1024));
    const upstream = await httpUpstream((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb),
    );
    expect(await ending(upstream, { ...QUICK, timeoutMs: 5000 })).toEqual(['too-large', true, 1]);
  });

  it('compresses its responses returns them decompressed', async () => {
    const text = JSON.stringify({ caption: 'Fähre', list: Array(5000).fill('x') });
    const upstream = await httpUpstream((request, response) => {
      expect(request.headers['accept-encoding']).toContain('gzip');
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(text));
    });
    expect((await testTransport(QUICK).read(get(`${upstream.url}/a`), FRESH, scope())).body).toBe(text);
  });

  it('sends early hints first returns the final response', async () => {
    const upstream = await rawUpstream((socket) =>
      socket.write(`HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n${completeResponse('after')}`),
    );
    expect((await testTransport(QUICK).read(get(`${upstream.url}/a`), FRESH, scope())).body).toBe('after');
  });
});

describe('a request that cannot be written', () => {
  it.each([
    ['a header with a line break', { headers: { 'accept-language': 'de\r\nx: y' } }, ''],
    ['a blank in its path', {}, ' b'],
  ])('for %s is rejected unsent', async (_why, overrides, more) => {
    const upstream = await httpUpstream((_request, response) => response.end());
    const read = testTransport(QUICK).read(get(`${upstream.url}/a${more}`, overrides), FRESH, scope());
    const spend = testTransport(QUICK).sendOnce(
      post(`${upstream.url}/a${more}`, overrides),
      scope(),
      async () => true,
    );
    for (const error of [await errorCodeOf(read), await errorCodeOf(spend)]) {
      expect([error.code, error.isSent]).toEqual(['not-sent', false]);
    }
    expect(upstream.seen).toEqual([]);
    await eventually(() => upstream.connections.open, 0);
  });
});

describe('a download whose response', () => {
  const sending = async (
    upstream: Upstream,
    options = QUICK,
  ): Promise<[TransportErrorCode, boolean, number]> => {
    const error = await errorCodeOf(
      testTransport(options).sendOnce(post(`${upstream.url}/d`), scope(), async () => true),
    );
    return [error.code, error.isSent, upstream.seen.length];
  };

  it.each([
    ['breaks off before it', (socket: Socket) => void socket.resetAndDestroy(), 'reset'],
    [
      'breaks off in the body',
      (socket: Socket) => void socket.write(HALF, () => setTimeout(() => socket.resetAndDestroy(), 5)),
      'reset',
    ],
    ['is truncated', (socket: Socket) => void socket.end(HALF), 'unreadable'],
    ['never comes', () => {}, 'timeout'],
    ['stops within the body times out', (socket: Socket) => void socket.write(HALF), 'timeout'],
    ['is not HTTP', (socket: Socket) => void socket.write('what?\r\n'), 'unreadable'],
    [
      'is too large',
      (socket: Socket) => void socket.write('HTTP/1.1 200 OK\r\ncontent-length: 104857600\r\n\r\n'),
      'too-large',
    ],
  ] as [string, (socket: Socket) => void, TransportErrorCode][])(
    '%s is sent once, and its error has isSent',
    async (_how, violence, code) => {
      expect(await sending(await rawUpstream(violence))).toEqual([code, true, 1]);
    },
  );
});

describe('the read of a caller', () => {
  it('who disconnects is aborted, and its connection is closed', async () => {
    const upstream = await httpUpstream(() => {});
    const leaving = new CancellationToken();
    const read = errorCodeOf(
      testTransport().read(get(`${upstream.url}/a`), FRESH, scope({ cancellation: leaving })),
    );
    await eventually(() => upstream.seen.length > 0, true);
    leaving.cancel();
    expect((await read).code).toBe('aborted');
    await eventually(() => upstream.connections.open, 0);
  });

  it('whose deadline expires in flight fails at the deadline', async () => {
    const upstream = await httpUpstream(() => {});
    const startedAt = Date.now();
    const error = await errorCodeOf(
      testTransport().read(get(`${upstream.url}/a`), FRESH, scope({ deadlineAt: Date.now() + 50 })),
    );
    expect([error.code, error.isSent]).toEqual(['timeout', true]);
    expect(Date.now() - startedAt).toBeLessThan(5000);
    expect(upstream.seen).toHaveLength(1);
  });

  it('whose deadline has expired already is not sent', async () => {
    const upstream = await httpUpstream(() => {});
    const error = await errorCodeOf(
      testTransport().read(get(`${upstream.url}/a`), FRESH, scope({ deadlineAt: Date.now() - 1 })),
    );
    expect([error.code, error.isSent]).toEqual(['deadline', false]);
    expect(upstream.connections.accepted).toBe(0);
  });
});

describe('storms', () => {
  it('of 429 cause few requests, and each read returns the 429', async () => {
    const upstream = await httpUpstream((_request, response) =>
      response
        .writeHead(429, { 'x-error-detail': 'Account Over Queries Per Second Limit' })
        .end('{"message":"Too Many Requests"}'),
    );
    const transport = testTransport({ random: () => 0 });
    const within = scope({ deadlineAt: Date.now() + 1500 });
    const responses = await Promise.all(
      Array.from({ length: 30 }, (_, i) =>
        transport.read(get(`${upstream.url}/${i}`), FRESH, within).catch((error: unknown) => error),
      ),
    );
    for (const answer of responses) expect(answer).toMatchObject({ status: 429 });
    expect(upstream.seen.length).toBeLessThanOrEqual(30 + 10);
  });

  it('of 500 for a minute cause few requests and typed errors, and reads succeed afterwards', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    onTestFinished(() => void vi.useRealTimers());
    let isBad = true;
    const upstream = await httpUpstream((_request, response) => response.writeHead(isBad ? 500 : 200).end());
    const transport = testTransport({ random: () => 0 });
    const tenReads = async (): Promise<string[]> => {
      const reads = Array.from({ length: 10 }, (_, i) =>
        transport.read(get(`${upstream.url}/${i}`), FRESH, scope()),
      );
      const ends = await Promise.all(reads.map((read) => read.catch((error: unknown) => error)));
      return ends.map((end) =>
        end instanceof TransportError ? end.code : String((end as UpstreamResponse).status),
      );
    };
    const ends = new Map<string, number>();
    for (let second = 0; second < 60; second += 1) {
      for (const end of await tenReads()) ends.set(end, (ends.get(end) ?? 0) + 1);
      vi.advanceTimersByTime(1000);
    }
    // Twenty calls open the breaker, and every five seconds one of the ten reads is the probe.
    expect([...ends.keys()].sort()).toEqual(['500', 'circuit-open']);
    expect(upstream.seen.length).toBeLessThanOrEqual(20 + 12 + 10);
    isBad = false;
    vi.advanceTimersByTime(5000);
    await tenReads();
    expect(await tenReads()).toEqual(Array(10).fill('200'));
  });

  it('leave no connection open', async () => {
    const upstream = await httpUpstream((request, response) => {
      const kind = Number(request.url?.slice(1)) % 5;
      if (kind === 0) request.socket.resetAndDestroy();
      else if (kind === 1) request.socket.end(HALF);
      else if (kind === 2) response.writeHead(503).end();
      else if (kind === 3) response.end('fine');
    });
    const transport = testTransport({ random: () => 0, timeoutMs: 150 });
    await Promise.allSettled(
      Array.from({ length: 200 }, (_, i) => transport.read(get(`${upstream.url}/${i}`), FRESH, scope())),
    );
    await transport.close();
    await eventually(() => upstream.connections.open, 0);
    expect(upstream.connections.open).toBe(0);
  });
});

describe('a closed transport', () => {
  it('rejects new requests, and those in flight', async () => {
    const upstream = await httpUpstream(() => {});
    const transport = testTransport({ maxRps: 1 });
    const under = errorCodeOf(transport.read(get(`${upstream.url}/a`), FRESH, scope()));
    const queued = errorCodeOf(transport.requestToken(post(`${upstream.url}/b`), scope()));
    await eventually(() => upstream.seen.length > 0, true);
    await transport.close();
    expect([(await under).code, (await queued).code]).toEqual(['aborted', 'aborted']);
    expect((await errorCodeOf(transport.read(get(`${upstream.url}/c`), FRESH, scope()))).code).toBe(
      'aborted',
    );
    expect((await errorCodeOf(transport.requestToken(post(`${upstream.url}/c`), scope()))).code).toBe(
      'aborted',
    );
    expect(upstream.seen).toHaveLength(1);
  });

  it('has no timer that keeps the process alive', async () => {
    const upstream = await httpUpstream((_request, response) => response.end());
    const transport = testTransport();
    await transport.read(get(`${upstream.url}/a`), FRESH, scope());
    const timers = process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;
    await transport.close();
    expect(process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length).toBeLessThanOrEqual(
      timers,
    );
  });
});
