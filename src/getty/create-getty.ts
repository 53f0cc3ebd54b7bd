import { randomUUID } from 'node:crypto';
import type { GettyApi } from '../errors/upstream-failure.js';
import type { Clock } from '../lib/clock.js';
import type { GettyClients } from './getty-clients.js';
import { anonymousSession, callerSession, serviceSession } from './oauth/sessions.js';
import { type Grant, requestToken } from './oauth/token.client.js';
import { TokenSource } from './oauth/token-source.js';
import type { Session } from './session.js';
import type { Transport } from './transport/transport.js';
import { V1Sessions } from './v1/v1-sessions.js';

/** Where Getty Images is and who we are there. Plain values: secrets are revealed by whoever calls. */
export interface GettySettings {
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly connectUrl: string;
  readonly apis: readonly GettyApi[];
  /** The API key and its secret, asked for at each use: they can change while the process runs. */
  readonly credentials: () => { readonly apiKey: string; readonly apiSecret: string };
  readonly grant: Grant;
  /** For v1's own sessions; `null`: v1 gets the access token. */
  readonly v1Credentials: {
    readonly systemId: string;
    readonly systemPassword: string;
    readonly userName: string;
    readonly userPassword: string;
  } | null;
  /** Milliseconds per call. */
  readonly timeoutMs: number;
}

/** Getty Images and the sessions one may have with it. */
export interface GettyAccess {
  readonly getty: GettyClients;
  /** The API key alone, a caller's token, or the service's own account. */
  readonly sessions: {
    readonly anonymous: Session;
    readonly service: Session;
    caller(token: string): Session;
  };
  /** Drops the service's own token: the next call signs in anew. */
  forgetTokens(): void;
}

/** Gives an endpoint the API key of the moment. */
const withKey = <Endpoint extends object>(
  endpoint: Endpoint,
  { credentials }: Pick<GettySettings, 'credentials'>,
): Endpoint & { readonly apiKey: string; readonly apiSecret: string } =>
  Object.defineProperties(endpoint, {
    apiKey: { get: () => credentials().apiKey, enumerable: true },
    apiSecret: { get: () => credentials().apiSecret },
  }) as Endpoint & { readonly apiKey: string; readonly apiSecret: string };

/** Puts the clients together over one transport. */
export const createGetty = (
  settings: GettySettings,
  transport: Transport,
  clock: Clock,
  random: () => number,
): GettyAccess => {
  const { timeoutMs } = settings;
  const endpoint = withKey({ authUrl: settings.authUrl, transport, clock }, settings);
  const tokens = new TokenSource({
    // A token call belongs to nobody: it has its own deadline and its own id.
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
    },
    forgetTokens: () => tokens.forget(),
    sessions: { anonymous: anonymousSession, service: serviceSession(tokens), caller: callerSession },
  };
};
