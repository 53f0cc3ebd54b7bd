import cluster from 'node:cluster';
import { performance } from 'node:perf_hooks';
import { createApp } from './app.js';
import { sandboxStatus } from './cli/sandbox-check.js';
import { SimulatorMissingError, startSimulatorIfNeeded } from './cli/start-simulator.js';
import { startupBanner } from './cli/startup-banner.js';
import { startWorkers } from './cli/workers.js';
import type { Config } from './config/config.js';
import { ConfigError } from './config/config-error.js';
import { loadEnv } from './config/load-env.js';
import { readConfig } from './config/read-config.js';
import { secretsOf } from './config/secrets-of.js';
import { formatBaseUrl } from './http/base-url.js';
import { createServer } from './http/create-server.js';
import { systemClock } from './lib/clock.js';
import { setV8Flags } from './lib/v8-flags.js';
import { RedisUnavailableError } from './redis/errors.js';
import { LiveSecrets, rotateSecrets } from './rotation.js';
import { aggregateWorkers, metricsOfAllWorkers } from './telemetry/cluster-metrics.js';
import { createLogger, flushed, type Logger } from './telemetry/logger.js';
import { collectProcessMetrics, createMetrics } from './telemetry/metrics.js';
import { SecretValues } from './telemetry/secret-values.js';

/** A service that was started and can be stopped. */
interface RunningService {
  readonly url: string;
  /** Reloads the secrets. */
  rotate(): void;
  stop(): Promise<void>;
}

/** Runs the service in this process. */
async function serve(config: Config, logger: Logger, secrets: SecretValues): Promise<RunningService> {
  const own = createMetrics();
  collectProcessMetrics(own.registry);
  const metrics = cluster.isWorker ? { ...own, text: metricsOfAllWorkers(own.registry) } : own;
  const live = new LiveSecrets(config, secrets);
  const { credentials, access } = live;
  const shared = { config, logger, metrics, clock: systemClock };
  const app = await createApp({ ...shared, credentials, random: Math.random });
  const server = await createServer({ ...app, ...shared, secrets, access });
  return {
    url: server.url,
    rotate: () =>
      rotateSecrets(
        live,
        () => readConfig(loadEnv()),
        logger,
        () => app.forgetTokens(),
      ),
    // In this order: requests end before their resources.
    async stop() {
      // One limit for both: the operator configured only `SHUTDOWN_TIMEOUT_MS`.
      const endsAt = performance.now() + config.http.shutdownDelayMs + config.http.shutdownTimeoutMs;
      await server.close();
      await app.close(Math.max(0, endsAt - performance.now()));
    },
  };
}

/** Runs the service in worker processes, which this one supervises. */
async function serveFromWorkers(
  config: Config,
  env: Readonly<Record<string, string>>,
  logger: Logger,
): Promise<RunningService> {
  aggregateWorkers();
  const { listening, rotate, stop } = startWorkers(config.http.workers, env, logger);
  const { address, port } = await listening;
  return { url: formatBaseUrl(address, port), rotate, stop };
}

/** Resolves when this process is asked to stop, also during its start. */
const shutdownSignal = new Promise<string>((resolve) => {
  process.on('SIGTERM', resolve);
  process.on('SIGINT', resolve);
  // A worker whose primary is gone would go on listening for ever.
  if (cluster.isWorker) process.on('disconnect', () => resolve('disconnect'));
});

/** Milliseconds to wait for the last log lines to be read. */
const LAST_LINES_MS = 1_000;

/** Exits the process. A log whose reader is gone must not block it: then only a signal ends it. */
async function exit(code: number, logger: Logger | null): Promise<never> {
  if (logger !== null && !(await flushed(logger, LAST_LINES_MS))) process.kill(process.pid, 'SIGKILL');
  process.exit(code);
}

/** Milliseconds beyond the configured ones within which sent downloads and their records must be finished. */
const MARGIN_MS = 5_000;

/** Exits when shutdown takes longer than all its parts may. */
function boundStop({ http, getty }: Config, logger: Logger): void {
  const mostMs = http.shutdownDelayMs + http.shutdownTimeoutMs + getty.timeoutMs + MARGIN_MS;
  setTimeout(() => {
    logger.error({ mostMs }, 'shutdown timed out, exiting');
    void exit(1, logger);
  }, mostMs).unref();
}

async function main(): Promise<void> {
  setV8Flags();
  // The reader of the output may be gone, which must end neither the service nor a download.
  process.stdout.on('error', () => {});
  process.stderr.on('error', () => {});
  const configured = readConfig(loadEnv());
  const secrets = new SecretValues(secretsOf(configured));
  const logger = createLogger(configured.log.level, undefined, secrets);
  // Node would print it past the log, with whatever secrets its message holds.
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'uncaught exception, exiting');
    void exit(1, logger);
  });
  const simulated = await startSimulatorIfNeeded(configured);
  const config = simulated?.config ?? configured;
  const isAlone = config.http.workers === 1 || cluster.isWorker;
  const starting = isAlone
    ? serve(config, logger, secrets)
    : serveFromWorkers(config, simulated?.env ?? {}, logger);
  const running = await Promise.race([starting, shutdownSignal.then(() => null)]);
  // No request was accepted yet that could be lost; a hanging connection (Redis) ends with the process.
  if (running === null && isAlone) return exit(0, logger);
  const started = running ?? (await starting);
  if (!process.stdout.isTTY) process.on('SIGHUP', () => started.rotate());
  logStartup(config, started.url, simulated?.url ?? null, logger);

  const signal = await shutdownSignal;
  logger.info({ signal }, 'shutting down: no new requests, draining in-flight downloads');
  boundStop(config, logger);
  await started.stop();
  await simulated?.close();
  return exit(0, logger);
}

/** Announces the address: as text to developers, as one log line in production. */
function logStartup(config: Config, url: string, simulatorUrl: string | null, logger: Logger): void {
  if (config.isProduction) logger.info({ url, sandbox: sandboxStatus(config, url) }, 'listening');
  else if (cluster.isPrimary) process.stdout.write(startupBanner(config, url, simulatorUrl));
}

/** Explains why the start failed, in one line where possible. */
function formatStartupError(error: unknown): string {
  if (error instanceof ConfigError || error instanceof SimulatorMissingError) return error.message;
  if (error instanceof RedisUnavailableError)
    return `${error.message}. REDIS_URL names it: check the address, and that it runs and lets this service in.`;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') {
    return 'The port is in use. Stop what listens there, or choose another one, e.g. PORT=0 for any free port.';
  }
  if (code === 'EACCES')
    return 'This user may not listen on that port. Choose one above 1023, e.g. PORT=4000.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`getty-graphql cannot start. ${formatStartupError(error)}\n`);
  process.exit(1);
});
