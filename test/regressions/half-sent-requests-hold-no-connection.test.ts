import { createConnection, type Socket } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { type Service, startService } from '../support/service.js';

let service: Service | null = null;
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await service?.close();
});

/** A client that writes something, reads what comes, and never ends its side by itself. */
const client = (text: string): Promise<{ received: string; closedAfterMs: number }> => {
  const { hostname, port } = new URL(service?.url ?? '');
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const socket = createConnection({ host: hostname, port: Number(port), allowHalfOpen: true });
    sockets.push(socket);
    let received = '';
    socket.on('data', (chunk) => {
      received += chunk;
    });
    // Writing goes on: only a connection that was destroyed refuses it.
    const dripping = setInterval(() => socket.write('x'), 100);
    socket.on('error', () => {});
    socket.once('close', () => {
      clearInterval(dripping);
      resolve({ received, closedAfterMs: Date.now() - startedAt });
    });
    socket.write(text);
  });
};

it('a client that sends half a head and keeps its side open gets 408, and the connection is destroyed', async () => {
  service = await startService({ env: { REQUEST_HEAD_TIMEOUT_MS: '200' } });
  const { received, closedAfterMs } = await client('POST /graphql HTTP/1.1\r\nHost: x\r\nX-A: ');
  expect(received).toMatch(/^HTTP\/1\.1 408 /);
  expect(closedAfterMs).toBeLessThan(8_000);
});

it('a client that sends no HTTP and keeps its side open gets 400, and the connection is destroyed', async () => {
  service = await startService();
  const { received, closedAfterMs } = await client('hello\r\n\r\n');
  expect(received).toMatch(/^HTTP\/1\.1 400 /);
  expect(closedAfterMs).toBeLessThan(8_000);
});

it('an address at its connection limit gets no further connection until it closes one', async () => {
  service = await startService({ env: { MAX_CONNECTIONS_PER_ADDRESS: '3' } });
  const { hostname, port } = new URL(service.url);
  const isOpen = (): Promise<Socket | null> =>
    new Promise((resolve) => {
      const socket = createConnection({ host: hostname, port: Number(port) });
      sockets.push(socket);
      socket.once('data', () => resolve(socket));
      socket.once('error', () => resolve(null));
      socket.once('close', () => resolve(null));
      socket.write('GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n');
    });
  const first = [await isOpen(), await isOpen(), await isOpen()];
  expect(first).not.toContain(null);
  expect(await isOpen()).toBe(null);
  first[0]?.destroy();
  await expect.poll(isOpen, { interval: 20 }).not.toBe(null);
});

it('connections of a trusted proxy do not count towards the limit', async () => {
  service = await startService({ env: { MAX_CONNECTIONS_PER_ADDRESS: '1', TRUSTED_PROXIES: 'loopback' } });
  const responses = await Promise.all(
    Array.from({ length: 5 }, () => service?.query('{ rateLimit { used } }') ?? Promise.reject()),
  );
  expect(responses.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
});
