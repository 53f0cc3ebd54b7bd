import type { IncomingMessage, Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { fastify } from 'fastify';
import type { Config } from '../config/config.js';
import { secretsOf } from '../config/secrets-of.js';
import type { RateBudget } from '../graphql/cost/budget.js';
import { createGraphql } from '../graphql/create-graphql.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { SecretValues } from '../telemetry/secret-values.js';
import { formatBaseUrl } from './base-url.js';
import { clientAddresses, isPrivate } from './client-address.js';
import { capConnections, trackConnections } from './connections.js';
import { DEFAULT_HEADERS, registerCors } from './cors.js';
import { answerBrokenUrl, handleClientError, registerErrorHandlers } from './errors.js';
import { serveExplorer } from './explorer/explorer.js';
import { serveGraphql } from './graphql-route.js';
import type { ReadinessProbe } from './health.js';
import { listenForMetrics, type MetricsListener, serveHealth, serveMetrics } from './health.js';
import { parseRequestId, type RequestParts } from './request-context.js';

/** Dependencies of the HTTP server. */
export interface ServerOptions extends RequestParts {
  readonly config: Config;
  readonly schema: Parameters<typeof createGraphql>[0]['schema'];
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly ready?: ReadinessProbe;
  /** Counts what callers consume. Default: in this process alone. */
  readonly budget?: RateBudget;
  /** Values that are redacted from errors. Default: the secrets of the configuration. */
  readonly secrets?: SecretValues;
  /** Who may use the service's account now. Default: as configured at the start. */
  readonly access?: () => Config['access'];
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, without a path, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Where metrics and health are alone; `null` where they are on the main port. */
  readonly metricsUrl: string | null;
  /**
   * Reports not ready for SHUTDOWN_DELAY_MS while it goes on serving, then accepts no new requests, finishes those in
   * progress (or cuts them off after SHUTDOWN_TIMEOUT_MS), and closes.
   */
  close(): Promise<void>;
}

/**
 * Starts the HTTP server: GraphQL, health, metrics.
 * @throws NodeJS.ErrnoException `EADDRINUSE` and the like, when it cannot listen on the address
 */
export async function createServer(deps: ServerOptions): Promise<RunningServer> {
  const { config, logger, metrics, services } = deps;
  const { clock } = services;
  const secrets = deps.secrets ?? new SecretValues(secretsOf(config));
  const { http } = config;
  const addresses = clientAddresses(http.trustedProxies);
  let isLeaving = false;
  let isStopping = false;
  const app = fastify({
    bodyLimit: config.http.maxBodyBytes,
    genReqId: ({ headers }) => parseRequestId(headers['x-request-id']),
    // A body that drips in for ever would hold its connection for ever.
    requestTimeout: 30_000,
    http: { headersTimeout: http.requestHeadTimeoutMs, connectionsCheckingInterval: 1_000 },
    clientErrorHandler: handleClientError,
    frameworkErrors: (_error, request, reply) => answerBrokenUrl(request, reply, metrics),
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).headers(DEFAULT_HEADERS);
    done();
  });
  await registerCors(app, config);
  registerErrorHandlers(app, logger, metrics);
  const health = { ready: deps.ready, isStopping: () => isLeaving, metrics };
  serveHealth(app, health);
  if (http.metricsPort === null) serveMetrics(app, metrics);

  const graphql = await createGraphql({ ...deps, clock, secrets });
  const { apollo } = graphql;
  if (graphql.examples !== null) serveExplorer(app, graphql.examples);
  const routeDeps = {
    ...deps,
    access: deps.access ?? (() => config.access),
    addresses,
    ...graphql,
    isStopping: () => isStopping,
  };
  serveGraphql(app, routeDeps);
  const drain = trackConnections(app.server);
  capConnections(app.server, http.maxConnectionsPerAddress, addresses, () =>
    metrics.refusedConnections.inc(),
  );
  if (config.isProduction && http.trustedProxies === null) warnOfProxies(app.server, logger);

  let metricsListener: MetricsListener | null = null;

  try {
    await app.listen({ host: http.host, port: http.port });
    if (http.metricsPort !== null)
      metricsListener = await listenForMetrics(
        { host: http.host, port: http.metricsPort },
        { ...health, logger, config },
      );
  } catch (error) {
    await app.close();
    await apollo.stop();
    throw error;
  }
  const address = app.server.address();
  return {
    url:
      typeof address === 'object' && address
        ? formatBaseUrl(address.address, address.port)
        : formatBaseUrl('', config.http.port),
    metricsUrl: metricsListener?.url ?? null,
    async close() {
      isLeaving = true;
      if (http.shutdownDelayMs > 0) await setTimeout(http.shutdownDelayMs);
      isStopping = true;
      await drain.finish(config.http.shutdownTimeoutMs);
      await app.close();
      await apollo.stop();
      await metricsListener?.close();
    },
  };
}

/** Warns once when callers seem to be separated by a proxy's address instead of their own. */
function warnOfProxies(server: Server, logger: Logger): void {
  const look = ({ headers, socket }: IncomingMessage): void => {
    if (headers['x-forwarded-for'] === undefined || !isPrivate(socket.remoteAddress ?? '')) return;
    server.removeListener('request', look);
    logger.warn(
      { address: socket.remoteAddress },
      'requests come through a proxy, and TRUSTED_PROXIES is not set: all callers without a name share its budget',
    );
  };
  server.on('request', look);
}
