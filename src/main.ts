import { createApp } from './app.js';
import { systemClock } from './clock.js';
import type { Config } from './config/config.js';
import { ConfigError } from './config/config-error.js';
import { readEnvironment } from './config/environment.js';
import { readConfig } from './config/read-config.js';
import { Secret } from './config/secret.js';
import { createServer } from './server/create-server.js';
import { greeting } from './server/greeting.js';
import { createLogger } from './telemetry/logger.js';
import { createMetrics, watchProcess } from './telemetry/metrics.js';

/** A stand-in for Getty Images on this machine, and the settings that point to it. */
async function withSimulator(
  config: Config,
): Promise<{ config: Config; url: string; close(): Promise<void> }> {
  // Loaded only here: a production start has no business reading it.
  const { startSimulator } = await import('./simulator/index.js');
  const { url, apiKey, apiSecret, close } = await startSimulator({ port: 0 });
  const credentials = { apiKey: new Secret(apiKey), apiSecret: new Secret(apiSecret) };
  const getty = { ...config.getty, credentials, apiUrl: url, authUrl: url, connectUrl: url };
  return { config: Object.freeze({ ...config, getty: Object.freeze(getty) }), url, close };
}

async function main(): Promise<void> {
  const said = readConfig(readEnvironment());
  const simulator = said.getty.credentials === null ? await withSimulator(said) : null;
  const config = simulator?.config ?? said;
  const logger = createLogger(config.log.level);
  const metrics = createMetrics();
  watchProcess(metrics.registry);

  const app = await createApp({ config, clock: systemClock, logger, metrics, random: Math.random });
  const server = await createServer({ ...app, config, logger, metrics, clock: systemClock });
  if (config.isProduction) logger.info({ url: server.url }, 'listening');
  else process.stdout.write(greeting(config, server.url, simulator?.url ?? null));

  let isStopping = false;
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (isStopping) return;
    isStopping = true;
    logger.info({ signal }, 'stopping: nothing new is taken, what was sent is finished');
    // In this order: requests end before what they work with, and that before what it talks to.
    await server.close();
    await app.close();
    await simulator?.close();
    process.exit(0);
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Says why the start failed, in one line where that is all it takes. */
function explain(error: unknown): string {
  if (error instanceof ConfigError) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE')
    return 'The port is in use. Stop what listens there, or choose another one, e.g. PORT=0 for any free port.';
  if (code === 'EACCES')
    return 'This user may not listen on that port. Choose one above 1023, e.g. PORT=4000.';
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

main().catch((error: unknown) => {
  process.stderr.write(`getty-graphql cannot start. ${explain(error)}\n`);
  process.exit(1);
});
