import type { Config } from '../config/config.js';
import { isLoopback } from '../config/env-parsers.js';
import { allowedOrigins, sandboxOrigin } from '../http/cors.js';

/** Whether Apollo Sandbox will be able to work with this server. */
export interface SandboxStatus {
  readonly canConnect: boolean;
  /** One sentence for the operator. */
  readonly reason: string;
}

/**
 * Sandbox is a page on Apollo's https site that calls this server from the reader's browser: it has to be allowed to,
 * by this server's settings and by the browser.
 * @param url where the server listens
 */
export function sandboxStatus(config: Config, url: string): SandboxStatus {
  if (!config.graphql.introspection) {
    return {
      canConnect: false,
      reason: 'introspection is off, so it could not read the schema (INTROSPECTION=on switches it on).',
    };
  }
  if (!allowedOrigins(config).includes(sandboxOrigin)) {
    return {
      canConnect: false,
      reason: `its origin is not allowed (CORS_ORIGINS=${sandboxOrigin} allows it).`,
    };
  }
  const { protocol, hostname } = new URL(url);
  if (protocol !== 'https:' && !isLoopback(hostname)) {
    return {
      canConnect: false,
      reason: 'it is an https page, and browsers let those call plain http only on this machine itself.',
    };
  }
  if (config.graphql.persistedOperations?.mode === 'enforce') {
    return {
      canConnect: false,
      reason: 'only registered operations run (PERSISTED_OPERATIONS_MODE=log lets others run).',
    };
  }
  return {
    canConnect: true,
    reason: `its origin is allowed and introspection is on. It is loaded from Apollo's servers; without them, or in Safari, use ${url}/explorer.`,
  };
}
