import type { FastifyInstance } from 'fastify';

/** Addresses, client and apps of a token back end. */
export interface Settings {
  /** Base URL of Getty Images' authorization server. */
  readonly authUrl: string;
  /** API key. */
  readonly clientId: string;
  /** `null` for a key that is registered as a public client. */
  readonly clientSecret: string | null;
  /** Where browsers reach this back end; `/callback` below it is registered at Getty Images. */
  readonly publicUrl: string;
  /** Where a web sign-in ends. */
  readonly appUrl: string;
  /** Whether failures are logged to standard output. */
  readonly log: boolean;
  /** App links that a mobile sign-in may end at, compared exactly. */
  readonly appRedirects: readonly string[];
}

/**
 * Creates the HTTP server; the caller listens.
 * @param clock milliseconds since the epoch
 */
export function createTokenBackend(settings: Settings, clock?: () => number): Promise<FastifyInstance>;
