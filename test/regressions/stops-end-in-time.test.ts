import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/src/index.js';
import { type Build, buildService, production } from '../properties/support/service-process.js';

let build: Build;
let simulator: Simulator;
beforeAll(async () => {
  [build, simulator] = await Promise.all([buildService(), startSimulator()]);
}, 60_000);
afterAll(async () => {
  build.remove();
  await simulator.close();
});

const env = (more: Record<string, string> = {}): Record<string, string> =>
  production(simulator, { IDEMPOTENCY_STORE: 'memory', PATH: process.env['PATH'] ?? '', ...more });

/** Starts the service with a reader of its log that the test holds. */
const launch = (settings: Record<string, string>) => {
  const child = spawn(process.execPath, [join(build.folder, 'src/main.js')], {
    cwd: build.folder,
    env: settings,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? String(code))),
  );
  const url = new Promise<string>((resolve) => {
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
      const found = /"url":"(http:[^"]+)".*"msg":"listening"/.exec(text)?.[1];
      if (found !== undefined) resolve(new URL(found).origin);
    });
  });
  return { child, ended, url };
};

/** The exit of a process after a signal, within a time far below the former minutes. */
const stopped = async ({ child, ended }: ReturnType<typeof launch>) => {
  const startedAt = Date.now();
  child.kill('SIGTERM');
  const how = await ended;
  return { how, isInTime: Date.now() - startedAt < 8_000 };
};

it('SIGTERM ends the service with status 0 after the reader of its log has closed the pipe', async () => {
  const service = launch(env({ LOG_LEVEL: 'debug' }));
  const url = await service.url;
  service.child.stdout.destroy();
  service.child.stderr.destroy();
  for (let i = 0; i < 5; i += 1) expect((await fetch(`${url}/health/live`)).status).toBe(200);
  await fetch(`${url}/nothing`);
  expect(await stopped(service)).toEqual({ how: '0', isInTime: true });
});

it('SIGTERM ends the service while the reader of its log reads nothing and the pipe is full', async () => {
  const service = launch(env({ LOG_LEVEL: 'debug' }));
  const url = await service.url;
  service.child.stdout.pause();
  const path = `/nothing/${'x'.repeat(90)}`;
  for (let round = 0; round < 40; round += 1)
    await Promise.all(
      Array.from({ length: 50 }, () => fetch(`${url}${path}`).then((response) => response.text())),
    );
  const { how, isInTime } = await stopped(service);
  expect(isInTime).toBe(true);
  expect(['0', 'SIGKILL']).toContain(how);
});

it('SIGTERM ends the service while it starts and Redis accepts connections without a reply', async () => {
  let accept = (): void => {};
  const isAsked = new Promise<void>((resolve) => {
    accept = resolve;
  });
  const redis = createServer((socket) => {
    socket.on('error', () => {});
    accept();
  });
  await new Promise<void>((resolve) => redis.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void redis.close());
  const address = redis.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const service = launch(env({ REDIS_URL: `redis://127.0.0.1:${port}`, IDEMPOTENCY_STORE: 'redis' }));
  await isAsked;
  expect(await stopped(service)).toEqual({ how: '0', isInTime: true });
});

it('SIGTERM ends the service within SHUTDOWN_TIMEOUT_MS while a read hangs at Getty Images', async () => {
  simulator.inject({ operation: /search/, kind: 'hang', times: Infinity });
  onTestFinished(() => simulator.clearFaults());
  const service = launch(env({ SHUTDOWN_TIMEOUT_MS: '300' }));
  const url = await service.url;
  const hanging = fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: '{ searchImages(phrase: "cats") { totalCount } }' }),
  }).then(
    () => 'answered',
    () => 'cut off',
  );
  await expect
    .poll(() => simulator.requests.some(({ operation }) => operation.includes('search')))
    .toBe(true);
  expect(await stopped(service)).toEqual({ how: '0', isInTime: true });
  expect(await hanging).toBe('cut off');
});
