import { Registry } from 'prom-client';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../simulator/src/index.js';
import { createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/config/read-config.js';
import { Secret } from '../../../src/config/secret.js';
import { createServer } from '../../../src/http/create-server.js';
import { systemClock } from '../../../src/lib/clock.js';
import { createLogger } from '../../../src/telemetry/logger.js';
import { createMetrics } from '../../../src/telemetry/metrics.js';

/** The whole service as it is started by `npm start`, and the Getty Images it talks to. */
export interface Service {
  /** Where clients send GraphQL. */
  readonly endpoint: string;
  readonly simulator: Simulator;
  /** The headers of a person with an account at Getty Images. */
  as(account: string): Record<string, string>;
  /** An image that `plenty` may download and no test before has touched. */
  freshImage(): string;
  close(): Promise<void>;
}

/** Starts both on free ports of this machine. */
export async function startService({
  env = {},
  simulation = {},
}: {
  env?: Readonly<Record<string, string>>;
  simulation?: SimulatorOptions;
} = {}): Promise<Service> {
  const simulator = await startSimulator(simulation);
  const said = readConfig({ PORT: '0', ...env });
  const credentials = {
    apiKey: new Secret(simulator.apiKey),
    apiSecret: new Secret(simulator.apiSecret),
  };
  const { url } = simulator;
  const getty = { ...said.getty, credentials, apiUrl: url, authUrl: url, connectUrl: url };
  const config = { ...said, getty };
  const logger = createLogger('silent');
  const metrics = createMetrics(new Registry());
  const app = await createApp({ config, clock: systemClock, logger, metrics, random: Math.random });
  const server = await createServer({ ...app, config, logger, metrics });
  const images = simulator.imagesFitting('plenty', 'easyaccess', 50);
  return {
    endpoint: `${server.url}/graphql`,
    simulator,
    as: (account) => ({ authorization: `Bearer ${simulator.issueToken(account)}` }),
    freshImage() {
      const id = images.pop();
      if (id === undefined) throw new Error('Ask the simulator for more images.');
      return id;
    },
    async close() {
      await server.close();
      await app.close();
      await simulator.close();
    },
  };
}

/** One exchange over HTTP as a client's `fetch` saw it. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly body: Readonly<Record<string, unknown>> | null;
  readonly status: number;
}

/** A `fetch` that writes down what went over the wire, for clients that take one. */
export function recordedFetch(): { fetch: typeof fetch; exchanges: Exchange[] } {
  const exchanges: Exchange[] = [];
  return {
    exchanges,
    fetch: async (input, init) => {
      const response = await fetch(input, init);
      const url = new URL(input instanceof Request ? input.url : input);
      const body: unknown = typeof init?.body === 'string' ? JSON.parse(init.body) : null;
      exchanges.push({
        method: init?.method ?? 'GET',
        url,
        body: typeof body === 'object' && body !== null ? { ...body } : null,
        status: response.status,
      });
      return response;
    },
  };
}
