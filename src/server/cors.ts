import cors from '@fastify/cors';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config/config.js';

/** Where Apollo Sandbox is loaded from when it is opened on Apollo's own site. */
export const sandboxOrigin = 'https://studio.apollographql.com';
const localOrigin = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d{1,5})?$/;

/** Seconds for which a browser may remember a preflight's answer; Chromium keeps none longer. */
const preflightMaxAge = 7_200;

/** The origins whose pages may read this service's answers. */
export const allowedOrigins = (config: Config): readonly (string | RegExp)[] =>
  config.isProduction ? config.http.corsOrigins : [...config.http.corsOrigins, sandboxOrigin, localOrigin];

/**
 * Lets pages of the allowed origins call this service. Credentials of the browser (cookies) are never asked for:
 * callers say who they are in headers, which a page must know to send.
 */
export async function allowOrigins(app: FastifyInstance, config: Config): Promise<void> {
  await app.register(cors, {
    origin: [...allowedOrigins(config)],
    methods: ['GET', 'POST'],
    exposedHeaders: ['X-Request-Id', 'Retry-After'],
    maxAge: preflightMaxAge,
    strictPreflight: false,
  });
}
