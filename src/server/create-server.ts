import type { IncomingMessage, Server } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { fastify } from 'fastify';
import type { GraphQLSchema } from 'graphql';
import type { RequestContext } from '../../resolvers/context.js';
import type { Clock } from '../clock.js';
import type { Config } from '../config/config.js';
import { secretsOf } from '../config/secrets-of.js';
import type { Logger } from '../telemetry/logger.js';
import type { Metrics } from '../telemetry/metrics.js';
import { SecretValues } from '../telemetry/secret-values.js';
import { createApollo, errorFormatOf } from './apollo.js';
import { CachePolicies } from './cache-policy.js';
import { clientAddresses, isPrivate } from './client-address.js';
import { capConnections } from './connection-cap.js';
import { allowOrigins } from './cors.js';
import { watchForDrain } from './drain.js';
import { leftAtFrontDoor } from './edge.js';
import { standingHeaders } from './edge-headers.js';
import { readExamples } from './examples.js';
import { CompiledOperations } from './execution/compiled-operations.js';
import { DocumentStore } from './execution/document-store.js';
import { ShortWay } from './execution/short-way.js';
import { serveExplorer } from './explorer/explorer.js';
import { openFrontDoor } from './front-door.js';
import { serveGraphql } from './graphql-route.js';
import { serveHealth, serveMetrics } from './health.js';
import { answerBrokenHttp, answerBrokenUrl, answerErrorsAsJson } from './http-errors.js';
import type { IncomingRequest } from './incoming-request.js';
import { landingPage } from './landing-page.js';
import { type Budget, createMemoryBudget } from './limits/budget.js';
import { Pricing } from './limits/pricing.js';
import { listenForMetrics, type MetricsListener } from './metrics-listener.js';
import { readManifest } from './persisted/manifest.js';
import { createPersistedOperations, type PersistedOperations } from './persisted/persisted-operations.js';
import { answerPlugin } from './plugins/answer.plugin.js';
import { cachePlugin } from './plugins/cache.plugin.js';
import { executionPlugin } from './plugins/execution.plugin.js';
import { limitsPlugin } from './plugins/limits.plugin.js';
import { logPlugin } from './plugins/log.plugin.js';
import type { ReadinessProbe } from './readiness.js';
import { requestIdFrom } from './request-id.js';
import { urlOf } from './url.js';

/** What a server is made of. */
export interface ServerParts {
  readonly config: Config;
  readonly schema: GraphQLSchema;
  /** Makes what resolvers are given for one request. */
  readonly openRequest: (incoming: IncomingRequest) => RequestContext;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
  readonly ready?: ReadinessProbe;
  /** Counts what callers use; left out: in this process alone. */
  readonly budget?: Budget;
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
export async function createServer(parts: ServerParts): Promise<RunningServer> {
  const { config, logger, metrics, clock } = parts;
  const secrets = parts.secrets ?? new SecretValues(secretsOf(config));
  const { http } = config;
  const addresses = clientAddresses(http.trustedProxies);
  let isLeaving = false;
  let isStopping = false;
  const app = fastify({
    bodyLimit: config.http.maxBodyBytes,
    genReqId: (request) =>
      leftAtFrontDoor(request)?.incoming.requestId ?? requestIdFrom(request.headers['x-request-id']),
    // A body that drips in for ever would hold its connection for ever.
    requestTimeout: 30_000,
    http: { headersTimeout: http.requestHeadTimeoutMs, connectionsCheckingInterval: 1_000 },
    clientErrorHandler: answerBrokenHttp,
    frameworkErrors: (_error, request, reply) => answerBrokenUrl(request, reply, metrics),
    exposeHeadRoutes: false,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
  });
  app.removeContentTypeParser('text/plain');
  app.addHook('onRequest', (request, reply, done) => {
    void reply.header('x-request-id', request.id).headers(standingHeaders);
    done();
  });
  await allowOrigins(app, config);
  answerErrorsAsJson(app, logger, metrics);
  const health = { ready: parts.ready, isStopping: () => isLeaving, metrics };
  serveHealth(app, health);
  if (http.metricsPort === null) serveMetrics(app, metrics);

  const examples = readExamples();
  if (config.graphql.introspection) serveExplorer(app, examples);
  const { limits } = config.graphql;
  const pricing = new Pricing({
    limits,
    schema: parts.schema,
    budget: parts.budget ?? createMemoryBudget(limits.budgetWindowMs),
    clock,
  });
  const policies = new CachePolicies(parts.schema);
  const operations = new CompiledOperations(parts.schema);
  const shortWay = new ShortWay({
    ...parts,
    pricing,
    policies,
    formatError: errorFormatOf({ config, secrets }),
    operations,
  });
  const apollo = createApollo({ ...parts, secrets }, [
    landingPage(config.graphql.introspection, examples),
    limitsPlugin({
      schema: parts.schema,
      limits,
      documents: new DocumentStore(),
      pricing,
      formatError: errorFormatOf({ config, secrets }),
      logger,
    }),
    // Behind the limits, which answer dry runs themselves.
    executionPlugin({ operations, formatError: errorFormatOf({ config, secrets }), logger }),
    // Before the one that finishes answers: what may be shared is finished otherwise.
    cachePlugin(policies),
    answerPlugin,
    logPlugin(parts),
  ]);
  await apollo.start();
  const routeParts = {
    ...parts,
    access: parts.access ?? (() => config.access),
    addresses,
    apollo,
    shortWay,
    isStopping: () => isStopping,
    persisted: persistedOf(config, parts.schema, logger),
  };
  serveGraphql(app, routeParts);
  openFrontDoor(app.server, routeParts);
  const drain = watchForDrain(app.server);
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
        ? urlOf(address.address, address.port)
        : urlOf('', config.http.port),
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
function persistedOf({ graphql }: Config, schema: GraphQLSchema, logger: Logger): PersistedOperations | null {
  if (graphql.persistedOperations === null) return null;
  const { file, mode } = graphql.persistedOperations;
  return createPersistedOperations(readManifest(file, schema), mode, (sha256) =>
    logger.warn({ sha256 }, 'an operation that is not registered'),
  );
}
