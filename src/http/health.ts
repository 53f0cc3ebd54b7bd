import type { FastifyInstance } from 'fastify';
import type { Metrics } from '../telemetry/metrics.js';
import type { Readiness, ReadinessProbe } from './readiness.js';

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

/** A probe that fails is an answer too. */
async function probe(ready: ReadinessProbe | undefined): Promise<Readiness> {
  try {
    return ready ? await ready() : { isReady: true, checks: {} };
  } catch {
    return { isReady: false, checks: { probe: 'failed' } };
  }
}
