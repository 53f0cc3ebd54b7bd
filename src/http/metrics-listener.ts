import { fastify } from 'fastify';
import type { Config } from '../config/config.js';
import type { Logger } from '../telemetry/logger.js';
import { formatBaseUrl } from './base-url.js';
import { serveHealth, serveMetrics } from './health.js';
import { handleClientError, registerErrorHandlers } from './http-errors.js';

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
