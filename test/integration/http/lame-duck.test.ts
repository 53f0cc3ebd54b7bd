import { Registry } from 'prom-client';
import { afterEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../../simulator/src/index.js';
import { createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/config/read-config.js';
import { createServer, type RunningServer } from '../../../src/http/create-server.js';
import { systemClock } from '../../../src/lib/clock.js';
import { createLogger } from '../../../src/telemetry/logger.js';
import { createMetrics } from '../../../src/telemetry/metrics.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const started = async (env: Record<string, string>): Promise<RunningServer> => {
  const simulator: Simulator = await startSimulator();
  const config = readConfig({
    PORT: '0',
    NODE_ENV: 'test',
    GETTY_API_KEY: simulator.apiKey,
    GETTY_API_SECRET: simulator.apiSecret,
    GETTY_API_URL: simulator.url,
    GETTY_AUTH_URL: simulator.url,
    GETTY_CONNECT_URL: simulator.url,
    ...env,
  });
  const parts = {
    config,
    clock: systemClock,
    logger: createLogger('silent', { write: () => {} }),
    metrics: createMetrics(new Registry()),
  };
  const app = await createApp({ ...parts, random: () => 0 });
  const server = await createServer({ ...app, ...parts });
  closing.push(
    () => server.close(),
    () => app.close(),
    () => simulator.close(),
  );
  return server;
};

const status = (url: string): Promise<number> =>
  fetch(url).then(
    (response) => response.status,
    () => 0,
  );
const asked = async (server: RunningServer): Promise<number> =>
  (
    await fetch(`${server.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ rateLimit { used } }"}',
    })
  ).status;

describe('SHUTDOWN_DELAY_MS', () => {
  it('a stopping server fails readiness and serves requests until the delay is over, then closes', async () => {
    const server = await started({ SHUTDOWN_DELAY_MS: '400' });
    expect(await status(`${server.url}/health/ready`)).toBe(200);
    const stopping = server.close();
    expect(await status(`${server.url}/health/ready`)).toBe(503);
    expect(await status(`${server.url}/health/live`)).toBe(200);
    expect(await asked(server)).toBe(200);
    await stopping;
    expect(await status(`${server.url}/health/live`)).toBe(0);
    closing.shift();
  });
});

describe('METRICS_PORT', () => {
  it('METRICS_PORT serves metrics and health, and the main port no metrics', async () => {
    const server = await started({ METRICS_PORT: '0' });
    const metrics = server.metricsUrl ?? '';
    expect(new URL(metrics).port).not.toBe(new URL(server.url).port);
    expect(await (await fetch(`${metrics}/metrics`)).text()).toContain('getty_graphql_operations_total');
    expect(await Promise.all([`${metrics}/health/live`, `${metrics}/health/ready`].map(status))).toEqual([
      200, 200,
    ]);
    expect(await status(`${metrics}/graphql`)).toBe(404);
    expect(await status(`${server.url}/metrics`)).toBe(404);
    expect(await status(`${server.url}/health/ready`)).toBe(200);
  });

  it('metrics are on the main port without METRICS_PORT', async () => {
    const server = await started({});
    expect(server.metricsUrl).toBe(null);
    expect(await status(`${server.url}/metrics`)).toBe(200);
  });
});
