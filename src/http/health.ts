import type { FastifyInstance } from 'fastify';
import { fastify } from 'fastify';
import type { Config } from '../config/config.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { formatBaseUrl } from './base-url.js';
import { handleClientError, registerErrorHandlers } from './errors.js';

/** Readiness of this process, and of each part it depends on. */
export interface Readiness {
  readonly isReady: boolean;
  /** Each part by name: `ok`, or its problem, without secrets. */
  readonly checks: Readonly<Record<string, string>>;
}

/** Checks the parts that requests depend on. */
export type ReadinessProbe = () => Promise<Readiness>;

/** For operators: `/health/live` (the process responds) and `/health/ready` (it can take work; 503 otherwise). */
export function serveHealth(
  app: FastifyInstance,
  { ready, isStopping }: { ready: ReadinessProbe | undefined; isStopping: () => boolean; metrics: Metrics },
): void {
  const method = ['GET', 'HEAD'];
  app.route({ method, url: '/health/live', handler: () => ({ status: 'ok' }) });

  app.route({
    method,
    url: '/health/ready',
    handler: async (_request, reply) => {
      const { isReady, checks } = isStopping() ? stopping : await probe(ready);
      return reply
        .code(isReady ? 200 : 503)
        .header('cache-control', 'no-store')
        .send({ status: isReady ? 'ok' : 'unavailable', checks });
    },
  });
}

/** `/metrics`, in Prometheus' form. */
export function serveMetrics(
  app: FastifyInstance,
  { registry, text = () => registry.metrics() }: Metrics,
): void {
  app.route({
    method: ['GET', 'HEAD'],
    url: '/metrics',
    handler: async (_request, reply) => reply.type(registry.contentType).send(await text()),
  });
}

const stopping: Readiness = { isReady: false, checks: { process: 'stopping' } };

/** Runs the probe; one that throws counts as not ready. */
async function probe(ready: ReadinessProbe | undefined): Promise<Readiness> {
  try {
    return ready ? await ready() : { isReady: true, checks: {} };
  } catch {
    return { isReady: false, checks: { probe: 'failed' } };
  }
}

/** A listener for operators: metrics and health on a port of their own. */
export interface MetricsListener {
  readonly url: string;
  close(): Promise<void>;
}

/** @throws NodeJS.ErrnoException when the address cannot be listened on */
export async function listenForMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  deps: Parameters<typeof serveHealth>[1] & { readonly logger: Logger; readonly config: Config },
): Promise<MetricsListener> {
  const app = fastify({ clientErrorHandler: handleClientError, forceCloseConnections: true });
  registerErrorHandlers(app, deps.logger, deps.metrics);
  serveHealth(app, deps);
  serveMetrics(app, deps.metrics);
  await app.listen({ host, port });
  const address = app.server.address();
  return {
    url:
      typeof address === 'object' && address
        ? formatBaseUrl(address.address, address.port)
        : formatBaseUrl(host, port),
    close: () => app.close(),
  };
}
