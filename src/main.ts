import cluster from 'node:cluster';
import { performance } from 'node:perf_hooks';
import { createApp } from './app.js';
import { systemClock } from './clock.js';
import type { Config } from './config/config.js';
import { ConfigError } from './config/config-error.js';
import { readEnvironment } from './config/environment.js';
import { readConfig } from './config/read-config.js';
import { tuneHeap } from './heap.js';
import { RedisUnavailableError } from './redis/errors.js';
import { createServer } from './server/create-server.js';
import { greeting } from './server/greeting.js';
import { sandboxVerdict } from './server/sandbox-verdict.js';
import { urlOf } from './server/url.js';
import { simulateWithoutCredentials } from './simulated.js';
import { createLogger, type Logger } from './telemetry/logger.js';
import { createMetrics, watchProcess } from './telemetry/metrics.js';
import { startWorkers } from './workers.js';

/** Something that was started and can be stopped. */
interface Running {
  readonly url: string;
  stop(): Promise<void>;
}

/** The service in this very process. */
async function serve(config: Config, logger: Logger): Promise<Running> {
  const metrics = createMetrics();
  watchProcess(metrics.registry);
  const app = await createApp({ config, clock: systemClock, logger, metrics, random: Math.random });
  const server = await createServer({ ...app, config, logger, metrics, clock: systemClock });
  return {
    url: server.url,
    // In this order: requests end before what they work with.
    async stop() {
      // One limit for both: whoever stops the service knows only `SHUTDOWN_TIMEOUT_MS`.
      const endsAt = performance.now() + config.http.shutdownTimeoutMs;
      await server.close();
      await app.close(Math.max(0, endsAt - performance.now()));
    },
  };
}

/** The service in several processes, which this one only keeps alive. */
async function serveFromWorkers(
  config: Config,
  env: Readonly<Record<string, string>>,
  logger: Logger,
): Promise<Running> {
  const { listening, stop } = startWorkers(config.http.workers, env, logger);
  const { address, port } = await listening;
  return { url: urlOf(address, port), stop };
}

/** Settles when somebody asks this process to end, also while it still starts. */
const askedToEnd = new Promise<string>((resolve) => {
  process.on('SIGTERM', resolve);
  process.on('SIGINT', resolve);
  // A worker whose primary is gone would go on listening for ever.
  if (cluster.isWorker) process.on('disconnect', () => resolve('disconnect'));
});

async function main(): Promise<void> {
  tuneHeap();
  const said = readConfig(readEnvironment());
  const logger = createLogger(said.log.level);
  // Node would print it past the log, with whatever secrets its message holds.
  process.on('uncaughtException', (error) => {
    logger.fatal({ err: error }, 'a fault that nothing caught; the process ends');
    process.exit(1);
  });
  const simulated = await simulateWithoutCredentials(said);
  const config = simulated?.config ?? said;
  const isAlone = config.http.workers === 1 || cluster.isWorker;
  const running = isAlone
    ? await serve(config, logger)
    : await serveFromWorkers(config, simulated?.env ?? {}, logger);
  announce(config, running.url, simulated?.url ?? null, logger);

  const signal = await askedToEnd;
  logger.info({ signal }, 'stopping: nothing new is taken, what was sent is finished');
  await running.stop();
  await simulated?.close();
  process.exit(0);
}

/** Says where the service listens: to people in words, to whoever collects logs as one line. */
function announce(config: Config, url: string, simulatorUrl: string | null, logger: Logger): void {
  if (config.isProduction) logger.info({ url, sandbox: sandboxVerdict(config, url) }, 'listening');
  else if (cluster.isPrimary) process.stdout.write(greeting(config, url, simulatorUrl));
}

/** Says why the start failed, in one line where that is all it takes. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
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
  process.stderr.write(`getty-graphql cannot start. ${explain(error)}\n`);
  process.exit(1);
});
