import type { IncomingMessage, Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { fastify } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { Config } from '../config/config.js';
import { secretsOf } from '../config/secrets-of.js';
import { createApollo, selectErrorFormatter } from '../graphql/apollo-server.js';
import { CachePolicies } from '../graphql/cache-policy.js';
import { createMemoryBudget, type RateBudget } from '../graphql/cost/budget.js';
import { CostLimiter } from '../graphql/cost/limiter.js';
import { DocumentStore } from '../graphql/document-store.js';
import { readExamples } from '../graphql/examples.js';
import { FastPath } from '../graphql/fast-path.js';
import { OperationCompiler } from '../graphql/jit/compiled-operations.js';
import { landingPage } from '../graphql/landing-page.js';
import { readManifest } from '../graphql/persisted/manifest.js';
import {
  createPersistedOperations,
  type PersistedOperations,
} from '../graphql/persisted/persisted-operations.js';
import { cachePlugin } from '../graphql/plugins/cache.plugin.js';
import { executionPlugin } from '../graphql/plugins/execution.plugin.js';
import { limitsPlugin } from '../graphql/plugins/limits.plugin.js';
import { logPlugin } from '../graphql/plugins/log.plugin.js';
import { responseExtensionsPlugin } from '../graphql/plugins/response-extensions.plugin.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { SecretValues } from '../telemetry/secret-values.js';
import { formatBaseUrl } from './base-url.js';
import { clientAddresses, isPrivate } from './client-address.js';
import { capConnections } from './connection-cap.js';
import { registerCors } from './cors.js';
import { serveExplorer } from './explorer/explorer.js';
import { trackConnections } from './graceful-shutdown.js';
import { serveGraphql } from './graphql-route.js';
import { defaultHeaders } from './headers.js';
import { serveHealth, serveMetrics } from './health.js';
import { answerBrokenUrl, handleClientError, registerErrorHandlers } from './http-errors.js';
import { listenForMetrics, type MetricsListener } from './metrics-listener.js';
import type { ReadinessProbe } from './readiness.js';
import { parseRequestId, type RequestParts } from './request-context.js';

/** What a server is made of. */
export interface ServerOptions extends RequestParts {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly ready?: ReadinessProbe;
  /** Counts what callers use; left out: in this process alone. */
  readonly budget?: RateBudget;
  /** Are taken out of errors by value. Default: those of the settings. */
  readonly secrets?: SecretValues;
  /** Who may use the service's account now; left out: what the settings said at the start. */
  readonly access?: () => Config['access'];
}

/** A server that listens. */
export interface RunningServer {
  /** Where it listens, without a path, e.g. `http://127.0.0.1:4000`. */
  readonly url: string;
  /** Where metrics and health are alone; `null` where they are on the main port. */
  readonly metricsUrl: string | null;
  /**
   * Says that it is not ready and goes on for SHUTDOWN_DELAY_MS, then takes nothing new, finishes what runs (or, after
   * SHUTDOWN_TIMEOUT_MS, cuts it off), and closes.
   */
  close(): Promise<void>;
}

/**
 * Starts the HTTP edge: GraphQL, health, metrics.
 * @throws NodeJS.ErrnoException `EADDRINUSE` and its kin, when the address cannot be listened on
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
    void reply.header('x-request-id', request.id).headers(defaultHeaders);
    done();
  });
  await registerCors(app, config);
  registerErrorHandlers(app, logger, metrics);
  const health = { ready: deps.ready, isStopping: () => isLeaving, metrics };
  serveHealth(app, health);
  if (http.metricsPort === null) serveMetrics(app, metrics);

  const examples = readExamples();
  if (config.graphql.introspection) serveExplorer(app, examples);
  const { limits } = config.graphql;
  const limiter = new CostLimiter({
    limits,
    schema: deps.schema,
    budget: deps.budget ?? createMemoryBudget(limits.budgetWindowMs),
    clock,
  });
  const policies = new CachePolicies(deps.schema);
  const operations = new OperationCompiler(deps.schema);
  const fastPath = new FastPath({
    ...deps,
    clock,
    pricing: limiter,
    policies,
    formatError: selectErrorFormatter({ config, secrets }),
    operations,
  });
  const apollo = createApollo({ ...deps, secrets }, [
    landingPage(config.graphql.introspection, examples),
    limitsPlugin({
      schema: deps.schema,
      limits,
      documents: new DocumentStore(),
      pricing: limiter,
      formatError: selectErrorFormatter({ config, secrets }),
      logger,
    }),
    // Behind the limits, which answer dry runs themselves.
    executionPlugin({ operations, formatError: selectErrorFormatter({ config, secrets }), logger }),
    // Before the one that finishes answers: what may be shared is finished otherwise.
    cachePlugin(policies),
    responseExtensionsPlugin,
    logPlugin({ ...deps, clock }),
  ]);
  await apollo.start();
  const routeParts = {
    ...deps,
    access: deps.access ?? (() => config.access),
    addresses,
    apollo,
    fastPath,
    isStopping: () => isStopping,
    persisted: loadPersistedOperations(config, deps.schema, logger),
  };
  serveGraphql(app, routeParts);
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

/** Says once that budgets by address meet a proxy's address, where that is likely. */
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

/** @throws ConfigError when the manifest cannot be used */
function loadPersistedOperations(
  { graphql }: Config,
  schema: GraphQLSchema,
  logger: Logger,
): PersistedOperations | null {
  if (graphql.persistedOperations === null) return null;
  const { file, mode } = graphql.persistedOperations;
  return createPersistedOperations(readManifest(file, schema), mode, (sha256) =>
    logger.warn({ sha256 }, 'an operation that is not registered'),
  );
}
