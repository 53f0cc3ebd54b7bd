import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.js';
import { ServiceError } from '../errors/service-error.js';

/** Headers of every response. */
export const DEFAULT_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Origin of Apollo Sandbox when it is opened on Apollo's own site. */
export const sandboxOrigin = 'https://studio.apollographql.com';
const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/** Response headers that pages may read. */
const exposedHeaders = ['X-Request-Id', 'Retry-After'] as const;

/** Seconds for which a browser may cache a preflight response; Chromium's maximum. */
const preflightMaxAgeSeconds = 7_200;

/** The origins whose pages may read responses of this service. */
export const allowedOrigins = (config: Config): readonly (string | RegExp)[] =>
  config.isProduction ? config.http.corsOrigins : [...config.http.corsOrigins, sandboxOrigin, localOrigin];

/**
 * Rejects requests from pages that may not call a service on a developer's machine. Browsers send a preflight before a
 * page of another origin posts JSON, but not where a hostile page's own name was made to resolve to this machine (DNS
 * rebinding): to its browser that is the same origin. Such a page has a host name; a page opened by IP address has
 * none to rebind. In production the service has a name of its own, which it need not know.
 * @throws ServiceError FORBIDDEN
 */
export function rejectDisallowedOrigin(origin: string | undefined, config: Config): void {
  if (config.isProduction || origin === undefined) return;
  const isAllowed = allowedOrigins(config).some((allowed) =>
    typeof allowed === 'string' ? allowed === origin : allowed.test(origin),
  );
  if (isAllowed || ipLiteralOrigin.test(origin)) return;
  throw new ServiceError(
    'FORBIDDEN',
    'Pages of this origin may not call this service; CORS_ORIGINS lists those that may.',
  );
}

const ipLiteralOrigin = /^https?:\/\/(\d{1,3}(\.\d{1,3}){3}|\[[0-9a-f:.]+\])(:\d{1,5})?$/i;

/**
 * Lets pages of the allowed origins call this service. Browser credentials (cookies) are never requested: callers
 * identify themselves in headers, which a page must know to send.
 */
export async function registerCors(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(cors, {
    origin: [...allowedOrigins(config)],
    methods: ['GET', 'POST'],
    exposedHeaders: [...exposedHeaders],
    maxAge: preflightMaxAgeSeconds,
    strictPreflight: false,
  });
}
