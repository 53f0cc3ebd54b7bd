import { ServiceError } from '../../errors/service-error.js';
import type { Clock } from '../../lib/clock.js';
import { asNumber, asRecord, asString, parseJson } from '../decode.js';
import { parseErrorResponse } from '../errors/parse-error-response.js';
import { badResponseError, toUpstreamFailure, transportToServiceError } from '../errors/to-service-error.js';
import { DEFAULT_RATE_WAIT_MS } from '../model/error-kind.js';
import { TransportError } from '../transport/errors.js';
import { isRateLimited } from '../transport/response-health.js';
import type { CallContext, Transport, UpstreamResponse } from '../transport/transport.js';

/** OAuth2 grant of the service account. `password` and `refresh_token` give the token of a user. */
export type Grant =
  | { readonly type: 'client_credentials' }
  | { readonly type: 'password'; readonly username: string; readonly password: string }
  | { readonly type: 'refresh_token'; readonly refreshToken: string };

/** Token endpoint and credentials. */
export interface TokenEndpoint {
  /** Origin of the authentication host, without a trailing slash. */
  readonly authUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** A token that Getty Images issued. */
export interface AccessToken {
  readonly token: string;
  /** Milliseconds since the epoch. Getty Images sends the time left, which can be less than the usual 30 minutes. */
  readonly expiresAt: number;
}

const LABEL = { api: 'V3', operation: 'POST /oauth2/token' } as const;

/** Encodes the form of a token request. Every official client sends the credentials in the body; none uses HTTP Basic. */
export const tokenForm = (endpoint: Pick<TokenEndpoint, 'apiKey' | 'apiSecret'>, grant: Grant): string => {
  const form = new URLSearchParams({
    client_id: endpoint.apiKey,
    client_secret: endpoint.apiSecret,
    grant_type: grant.type,
  });
  switch (grant.type) {
    case 'client_credentials':
      break;
    case 'password':
      form.set('username', grant.username);
      form.set('password', grant.password);
      break;
    case 'refresh_token':
      form.set('refresh_token', grant.refreshToken);
      break;
    default:
      grant satisfies never;
  }
  return form.toString();
};

/**
 * Decodes a response of the token endpoint. Pure.
 * `expires_in` is a string on the old hosts and a number on the new one; anything but a positive number is rejected,
 * because a token with an unknown expiry cannot be reused.
 * @throws ServiceError
 */
export const readToken = (response: UpstreamResponse, askedAt: number): AccessToken => {
  if (response.status === 200) {
    const body = asRecord(parseJson(response.body));
    const token = asString(body?.['access_token']);
    const seconds = asNumber(body?.['expires_in']);
    if (token === null || seconds === null || seconds <= 0) throw badResponseError(LABEL, 200, null);
    return { token, expiresAt: askedAt + seconds * 1000 };
  }
  const errorResponse = parseErrorResponse(response, askedAt);
  // The message of a token endpoint may echo credentials; only its code is passed on.
  const upstream = { ...toUpstreamFailure(LABEL, errorResponse, null), message: null };
  if (isRateLimited(errorResponse)) {
    throw new ServiceError(
      'UPSTREAM_RATE_LIMITED',
      'Getty Images’ rate limit for token requests is exceeded. Retry after `retryAfterMs`.',
      {
        upstream,
        retryAfterMs: errorResponse.retryAfterMs ?? DEFAULT_RATE_WAIT_MS,
      },
    );
  }
  if (response.status >= 500 || response.status === 408) {
    throw new ServiceError('UPSTREAM_UNAVAILABLE', 'Getty Images’ token endpoint failed.', { upstream });
  }
  if (errorResponse.code === 'invalid_grant') {
    throw new ServiceError('UNAUTHENTICATED', 'Getty Images rejected the sign-in of the service account.', {
      upstream,
    });
  }
  if (response.status === 400 || response.status === 401 || response.status === 403) {
    throw new ServiceError('API_KEY_INACTIVE', 'Getty Images rejected this service’s API key and secret.', {
      upstream,
    });
  }
  throw badResponseError(LABEL, response.status, null);
};

/** Requests a token, once. @throws ServiceError */
export const requestToken = async (
  endpoint: TokenEndpoint,
  grant: Grant,
  scope: CallContext,
): Promise<AccessToken> => {
  const askedAt = endpoint.clock.now();
  try {
    const response = await endpoint.transport.requestToken(
      {
        group: 'oauth',
        operation: LABEL.operation,
        method: 'POST',
        url: `${endpoint.authUrl}/oauth2/token`,
        headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
        body: tokenForm(endpoint, grant),
      },
      scope,
    );
    return readToken(response, askedAt);
  } catch (error) {
    throw error instanceof TransportError ? transportToServiceError(error, LABEL) : error;
  }
};
