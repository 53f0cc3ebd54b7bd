import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.js';
import { ServiceError } from '../errors/service-error.js';

/** Headers of every response. */
export const DEFAULT_HEADERS = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
} as const;

/** Where Apollo Sandbox is loaded from when it is opened on Apollo's own site. */
export const sandboxOrigin = 'https://studio.apollographql.com';
const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/** Headers of answers that pages may read. */
const exposedHeaders = ['X-Request-Id', 'Retry-After'] as const;

/** Seconds for which a browser may remember a preflight's answer; Chromium keeps none longer. */
const preflightMaxAgeSeconds = 7_200;

/** The origins whose pages may read this service's answers. */
export const allowedOrigins = (config: Config): readonly (string | RegExp)[] =>
  config.isProduction ? config.http.corsOrigins : [...config.http.corsOrigins, sandboxOrigin, localOrigin];

/**
 * Refuses requests from pages that may not call a service on somebody's own machine. Browsers ask first before a page of
 * another origin sends JSON, but not where a hostile page's own name was made to lead here (DNS rebinding): to its
 * browser that is the same origin. Such a page has a name; a page opened by an address of numbers has none to rebind.
 * In production the service has a name of its own, which it need not know.
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
 * Lets pages of the allowed origins call this service. Credentials of the browser (cookies) are never asked for:
 * callers say who they are in headers, which a page must know to send.
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
