import cluster from 'node:cluster';
import { createApp } from './app.js';
import { systemClock } from './clock.js';
import type { Config } from './config/config.js';
import { ConfigError } from './config/config-error.js';
import { readEnvironment } from './config/environment.js';
import { readConfig } from './config/read-config.js';
import { createServer } from './server/create-server.js';
import { greeting } from './server/greeting.js';
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
      await server.close();
      await app.close();
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

async function main(): Promise<void> {
  const said = readConfig(readEnvironment());
  const logger = createLogger(said.log.level);
  const simulated = await simulateWithoutCredentials(said);
  const config = simulated?.config ?? said;
  const isAlone = config.http.workers === 1 || cluster.isWorker;
  const running = isAlone
    ? await serve(config, logger)
    : await serveFromWorkers(config, simulated?.env ?? {}, logger);
  if (config.isProduction) logger.info({ url: running.url }, 'listening');
  else if (cluster.isPrimary) process.stdout.write(greeting(config, running.url, simulated?.url ?? null));

  let isStopping = false;
  const stop = async (signal: string): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'stopping: nothing new is taken, what was sent is finished');
    await running.stop();
    await simulated?.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  // A worker whose primary is gone would go on listening for ever.
  if (cluster.isWorker) process.on('disconnect', () => stop('disconnect'));
}

/** Says why the start failed, in one line where that is all it takes. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
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
