import { ServiceError } from '../../errors/service-error.js';
import type { Clock } from '../../lib/clock.js';
import { asNumber, asRecord, asString, parseJson } from '../decode.js';
import { parseErrorResponse } from '../errors/parse-error-response.js';
import { badResponseError, toUpstreamFailure, transportToServiceError } from '../errors/to-service-error.js';
import { DEFAULT_RATE_WAIT_MS } from '../model/error-kind.js';
import { TransportError } from '../transport/errors.js';
import { isRateLimited } from '../transport/response-health.js';
import type { CallContext, Transport, UpstreamResponse } from '../transport/transport.js';

/** How the service's own account signs in. `password` and `refresh_token` act for a person. */
export type Grant =
  | { readonly type: 'client_credentials' }
  | { readonly type: 'password'; readonly username: string; readonly password: string }
  | { readonly type: 'refresh_token'; readonly refreshToken: string };

/** Where and as whom to ask for tokens. */
export interface TokenEndpoint {
  /** Origin of the authentication host, without a slash at the end. */
  readonly authUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly transport: Transport;
  readonly clock: Clock;
}

/** A token as it was given out. */
export interface AccessToken {
  readonly token: string;
  /** Milliseconds since the epoch. Getty Images gives the time left, which can be less than the usual 30 minutes. */
  readonly expiresAt: number;
}

const LABEL = { api: 'V3', operation: 'POST /oauth2/token' } as const;

/** The form of a token request. Every official client puts the credentials into the body; none uses HTTP Basic. */
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
 * Reads the token endpoint's answer. Pure.
 * `expires_in` is a string on the old hosts and a number on the new one; anything that is no positive number is
 * refused, because a token whose end is unknown cannot be kept.
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
  // A token endpoint's message may repeat what was sent; only its code goes on.
  const upstream = { ...toUpstreamFailure(LABEL, errorResponse, null), message: null };
  if (isRateLimited(errorResponse)) {
    throw new ServiceError('UPSTREAM_RATE_LIMITED', 'Getty Images limits how often tokens are asked for.', {
      upstream,
      retryAfterMs: errorResponse.retryAfterMs ?? DEFAULT_RATE_WAIT_MS,
    });
  }
  if (response.status >= 500 || response.status === 408) {
    throw new ServiceError('UPSTREAM_UNAVAILABLE', 'Getty Images’ token endpoint fails.', { upstream });
  }
  if (errorResponse.code === 'invalid_grant') {
    throw new ServiceError(
      'UNAUTHENTICATED',
      'Getty Images does not accept the sign-in of this service’s account.',
      { upstream },
    );
  }
  if (response.status === 400 || response.status === 401 || response.status === 403) {
    throw new ServiceError(
      'API_KEY_INACTIVE',
      'Getty Images does not accept this service’s API key and secret.',
      { upstream },
    );
  }
  throw badResponseError(LABEL, response.status, null);
};

/** Asks for a token, once. @throws ServiceError */
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
