import { randomUUID } from 'node:crypto';
import type { GettyApi } from '../../errors/upstream-failure.js';
import type { Clock } from '../../lib/clock.js';
import { anonymousSession, callerSession, serviceSession } from '../oauth/sessions.js';
import { type Grant, requestToken } from '../oauth/token.client.js';
import { TokenSource } from '../oauth/token-source.js';
import type { Session } from '../session.js';
import type { Transport } from '../transport/transport.js';
import type { V1Client } from '../v1/v1-client.js';
import { V1Sessions } from '../v1/v1-sessions.js';
import type { V2Client } from '../v2/single-step.client.js';
import type { V3Client } from '../v3/v3-client.js';

/** The clients of Getty Images' APIs. */
export interface GettyClients {
  readonly v3: V3Client;
  readonly v2: V2Client;
  readonly v1: V1Client;
  /** The APIs that are switched on, in the order of `GETTY_APIS`. */
  readonly apis: readonly GettyApi[];
  /** Whether searches of both families go to the deprecated `GET /v3/search/images` (`GETTY_BLENDED_SEARCH`). */
  readonly usesBlendedSearch?: boolean;
}

/** Addresses and credentials of Getty Images. Plain values: the caller reveals the secrets. */
export interface GettySettings {
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly connectUrl: string;
  readonly apis: readonly GettyApi[];
  /** As in `GettyClients`. */
  readonly usesBlendedSearch?: boolean;
  /** Reads the API key and its secret at each use: they can be rotated while the process runs. */
  readonly credentials: () => { readonly apiKey: string; readonly apiSecret: string };
  readonly grant: Grant;
  /** Credentials for v1's own sessions; `null`: v1 gets the access token. */
  readonly v1Credentials: {
    readonly systemId: string;
    readonly systemPassword: string;
    readonly userName: string;
    readonly userPassword: string;
  } | null;
  /** Milliseconds per request. */
  readonly timeoutMs: number;
}

/** The clients, and the sessions to call them with. */
export interface GettyAccess {
  readonly getty: GettyClients;
  /** The API key alone, a caller's token, or the service's own account. */
  readonly sessions: {
    readonly anonymous: Session;
    readonly service: Session;
    caller(token: string): Session;
  };
  /** Drops the service's own token: the next request signs in again. */
  forgetTokens(): void;
}

/** Adds the current API key and secret to an endpoint, as getters. */
const withKey = <Endpoint extends object>(
  endpoint: Endpoint,
  { credentials }: Pick<GettySettings, 'credentials'>,
): Endpoint & { readonly apiKey: string; readonly apiSecret: string } =>
  Object.defineProperties(endpoint, {
    apiKey: { get: () => credentials().apiKey, enumerable: true },
    apiSecret: { get: () => credentials().apiSecret },
  }) as Endpoint & { readonly apiKey: string; readonly apiSecret: string };

/** Creates the clients over one transport. */
export const createGetty = (
  settings: GettySettings,
  transport: Transport,
  clock: Clock,
  random: () => number,
): GettyAccess => {
  const { timeoutMs } = settings;
  const endpoint = withKey({ authUrl: settings.authUrl, transport, clock }, settings);
  const tokens = new TokenSource({
    // Many requests share a token, so its request has a deadline and an id of its own.
    request: () =>
      requestToken(endpoint, settings.grant, {
        deadlineAt: clock.now() + timeoutMs,
        cancellation: null,
        id: randomUUID(),
      }),
    clock,
    random,
  });
  const v1Sessions =
    settings.v1Credentials === null
      ? null
      : new V1Sessions(
          withKey(
            {
              baseUrl: settings.connectUrl,
              credentials: settings.v1Credentials,
              transport,
              clock,
              random,
              newId: randomUUID,
              timeoutMs,
            },
            settings,
          ),
        );
  const connect = { baseUrl: settings.connectUrl, transport, clock };
  const isSwitchedOff = !settings.apis.includes('V3');
  return {
    getty: {
      v3: withKey({ baseUrl: settings.apiUrl, transport, clock, isSwitchedOff }, settings),
      v2: withKey({ ...connect }, settings),
      v1: withKey({ ...connect, sessions: v1Sessions }, settings),
      apis: settings.apis,
      usesBlendedSearch: settings.usesBlendedSearch ?? false,
    },
    forgetTokens: () => tokens.forget(),
    sessions: { anonymous: anonymousSession, service: serviceSession(tokens), caller: callerSession },
  };
};
