import { fileURLToPath } from 'node:url';
import { type Running, start } from './processes.js';

/** This service in front of the simulator, for measurements that need more of Getty Images than one search. */
export interface BeforeSimulator {
  readonly simulator: Running;
  readonly service: Running;
  /** Sends one operation; measures latency and CPU. */
  ask(query: string, variables?: object): Promise<Asked>;
  /** Upstream calls so far, without token calls. */
  calls(): Promise<number>;
  stop(): Promise<void>;
}

/** One measured response. */
export interface Asked {
  readonly milliseconds: number;
  readonly body: { readonly data?: unknown; readonly errors?: readonly { readonly message: string }[] };
}

const SIMULATOR = fileURLToPath(new URL('../../simulator/dist/main.js', import.meta.url));

/** @param folder of the built service @param latencyMs latency of the simulator, added to each response */
export const startBeforeSimulator = async (folder: string, latencyMs: number): Promise<BeforeSimulator> => {
  const simulator = await start([SIMULATOR, '--port', '0', '--latency-ms', String(latencyMs)], {});
  const address = `http://127.0.0.1:${simulator.port}`;
  const service = await start([`${folder}/main.js`], {
    NODE_ENV: 'production',
    PORT: '0',
    HOST: '127.0.0.1',
    GETTY_API_KEY: 'simulator-key',
    GETTY_API_SECRET: 'simulator-secret',
    GETTY_API_URL: address,
    GETTY_AUTH_URL: address,
    GETTY_CONNECT_URL: address,
    SERVICE_ACCOUNT_ACCESS: 'open',
    IDEMPOTENCY_STORE: 'memory',
  });
  return {
    simulator,
    service,
    async ask(query, variables = {}) {
      const startedAt = performance.now();
      const response = await fetch(`http://127.0.0.1:${service.port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ query, variables }),
      });
      const body = (await response.json()) as Asked['body'];
      return { milliseconds: performance.now() - startedAt, body };
    },
    async calls() {
      const metrics = await (await fetch(`http://127.0.0.1:${service.port}/metrics`)).text();
      let calls = 0;
      for (const [, operation, count] of metrics.matchAll(
        /^getty_graphql_upstream_calls_total\{operation="([^"]+)".*\} (\d+)$/gm,
      ))
        if (operation?.includes('oauth2') === false) calls += Number(count);
      return calls;
    },
    async stop() {
      await service.stop();
      await simulator.stop();
    },
  };
};
