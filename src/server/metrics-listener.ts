import { fastify } from 'fastify';
import type { Config } from '../config/config.js';
import type { Logger } from '../telemetry/logger.js';
import { serveHealth, serveMetrics } from './health.js';
import { answerBrokenHttp, answerErrorsAsJson } from './http-errors.js';
import { urlOf } from './url.js';

/** A listener for operators: metrics and health on a port of their own. */
export interface MetricsListener {
  readonly url: string;
  close(): Promise<void>;
}

/** @throws NodeJS.ErrnoException when the address cannot be listened on */
export async function listenForMetrics(
  { host, port }: { readonly host: string; readonly port: number },
  parts: Parameters<typeof serveHealth>[1] & { readonly logger: Logger; readonly config: Config },
): Promise<MetricsListener> {
  const app = fastify({ clientErrorHandler: answerBrokenHttp, forceCloseConnections: true });
  answerErrorsAsJson(app, parts.logger, parts.metrics);
  serveHealth(app, parts);
  serveMetrics(app, parts.metrics);
  await app.listen({ host, port });
  const address = app.server.address();
  return {
    url: typeof address === 'object' && address ? urlOf(address.address, address.port) : urlOf(host, port),
    close: () => app.close(),
  };
}
