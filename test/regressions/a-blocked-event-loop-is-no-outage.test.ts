import { expect, it } from 'vitest';
import type { TransportEvent } from '../../src/getty/transport/transport.js';
import { callersOwn, get, post, scope, testTransport } from '../transport/support/transport.js';
import { httpUpstream } from '../transport/support/upstream.js';

const CONNECT_TIMEOUT_MS = 50;

/** Keeps the event loop from turning, as parsing hundreds of new operations at once does. */
const blockEventLoop = (ms: number): void => {
  const end = performance.now() + ms;
  while (performance.now() < end);
};

/** A transport with a short connect timeout, and what it reported. */
const observedTransport = async () => {
  const upstream = await httpUpstream((_request, response) => response.end('ok'));
  const events: TransportEvent[] = [];
  const transport = testTransport({
    connectTimeoutMs: CONNECT_TIMEOUT_MS,
    timeoutMs: 10_000,
    observe: (event) => events.push(event),
  });
  return { upstream, events, transport };
};

// 600 operations with texts that were new to the service blocked its event loop for seconds. The timers of connections
// that had long been established fired before their sockets were looked at: 28 connect timeouts and an open breaker.
it('reads that connect while the event loop is blocked succeed, and the circuit breaker stays closed', async () => {
  const { upstream, events, transport } = await observedTransport();
  const reads = Array.from({ length: 25 }, (_, i) =>
    transport.read(get(`${upstream.url}/${i}`), callersOwn('c', 'never'), scope()),
  );
  blockEventLoop(6 * CONNECT_TIMEOUT_MS);
  const statuses = (await Promise.allSettled(reads)).map((read) =>
    read.status === 'fulfilled' ? read.value.status : String(read.reason),
  );
  expect(statuses).toEqual(new Array(25).fill(200));
  expect(upstream.seen).toHaveLength(25);
  expect(events.filter((event) => event.kind === 'breaker')).toEqual([]);
});

it('a download that connects while the event loop is blocked is sent, once', async () => {
  const { upstream, transport } = await observedTransport();
  const download = transport.sendOnce(post(upstream.url), scope(), async () => true);
  blockEventLoop(6 * CONNECT_TIMEOUT_MS);
  expect((await download).status).toBe(200);
  expect(upstream.seen).toEqual(['POST /']);
});

it('a response that arrived while the event loop was blocked is read, also after the timeout', async () => {
  const upstream = await httpUpstream((_request, response) => response.end('ok'));
  const transport = testTransport({ timeoutMs: 100, lateMs: 1000 });
  const download = transport.sendOnce(post(upstream.url), scope(), async () => {
    // Directly before the request is written.
    setImmediate(() => blockEventLoop(400));
    return true;
  });
  expect((await download).status).toBe(200);
});
