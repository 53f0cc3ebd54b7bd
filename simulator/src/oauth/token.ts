import { createHash } from 'node:crypto';
import type { Account } from '../accounts/accounts.js';
import { checkRateLimit } from '../http/auth.js';
import { json, type Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';

const HEADERS = { 'cache-control': 'no-store', pragma: 'no-cache' };
const YEAR_SECONDS = 365 * 86_400;

function oauthError(status: number, error: string, description: string): Reply {
  return json(status, { error, error_description: description }, HEADERS);
}

interface Client {
  readonly id: string | null;
  readonly secret: string | null;
}

/** The client's credentials, from the form as all of Getty Images' own clients send them, or by HTTP Basic. */
function clientOf(request: SimulatedRequest, form: URLSearchParams): Client {
  const basic = /^basic (\S+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (basic === undefined) return { id: form.get('client_id'), secret: form.get('client_secret') };
  const [id = '', secret = ''] = Buffer.from(basic, 'base64').toString().split(':');
  return { id: decodeURIComponent(id), secret: decodeURIComponent(secret) };
}

/** `POST /oauth2/token`. A token call counts against the account's rate like any other. */
export function token(state: State, request: SimulatedRequest): Reply {
  const limited = checkRateLimit(state, state.apiKey);
  if (limited !== undefined) return limited;
  if (!/^application\/x-www-form-urlencoded/i.test(request.headers['content-type'] ?? '')) {
    return oauthError(400, 'invalid_request', 'The body must be a form.');
  }
  const form = new URLSearchParams(request.body);
  const client = clientOf(request, form);
  const grant = form.get('grant_type');
  if (!isAuthenticated(state, client, grant)) {
    return oauthError(401, 'invalid_client', 'The client is unknown or its secret is wrong.');
  }
  switch (grant) {
    case 'authorization_code':
      return byCode(state, form);
    case 'client_credentials':
      return granted(state, state.clientCredentialsAccount(), false);
    case 'password':
      return byPassword(state, form);
    case 'refresh_token':
      return byRefreshToken(state, form);
    case null:
      return oauthError(400, 'invalid_request', 'grant_type is missing.');
    default:
      return oauthError(400, 'unsupported_grant_type', 'This grant is not offered.');
  }
}

/**
 * Whether the client proved who it is. A public client has no secret for the grants of a signed-in user, and Getty
 * Images refuses one that sends a secret all the same.
 */
function isAuthenticated(state: State, client: Client, grant: string | null): boolean {
  if (client.id !== state.apiKey) return false;
  const isUserGrant = grant === 'authorization_code' || grant === 'refresh_token';
  return client.secret === (state.options.publicClient && isUserGrant ? null : state.apiSecret);
}

function byCode(state: State, form: URLSearchParams): Reply {
  // Redeemed by the first attempt, also one with a wrong verifier: a verifier cannot be guessed twice.
  const authorization = state.codes.take(form.get('code') ?? '');
  if (authorization === undefined) {
    return oauthError(400, 'invalid_grant', 'The code is unknown, expired, or was used before.');
  }
  if (authorization.redirectUri !== form.get('redirect_uri')) {
    return oauthError(400, 'invalid_grant', 'The code was issued for another redirect_uri.');
  }
  const challenge = createHash('sha256')
    .update(form.get('code_verifier') ?? '')
    .digest('base64url');
  if (authorization.challenge !== challenge) {
    return oauthError(400, 'invalid_grant', 'The code_verifier does not fit the code_challenge.');
  }
  return granted(state, state.account(authorization.account), true);
}

function byPassword(state: State, form: URLSearchParams): Reply {
  const [username, password] = [form.get('username'), form.get('password')];
  if (!username || !password) return oauthError(400, 'invalid_request', 'username and password are needed.');
  const account = state.accounts.find((entry) => entry.isUser && entry.username === username);
  if (account === undefined || account.password !== password) {
    return oauthError(400, 'invalid_grant', 'The user is unknown or the password is wrong.');
  }
  return granted(state, account, true);
}

function byRefreshToken(state: State, form: URLSearchParams): Reply {
  const issued = state.tokens.find(form.get('refresh_token') ?? '');
  if (issued === undefined || issued.kind !== 'refresh' || state.tokens.isExpired(issued)) {
    return oauthError(400, 'invalid_grant', 'The refresh token is not valid.');
  }
  // It may be used many times, so the response carries no new one.
  return granted(state, state.account(issued.account), false);
}

function granted(state: State, account: Account, withRefreshToken: boolean): Reply {
  const { tokenLifetimeSeconds, shareTokens, expiresInAsString } = state.options;
  const living = shareTokens ? state.tokens.living(account.name, 'oauth') : undefined;
  const issued = living ?? state.tokens.issue(account.name, 'oauth', tokenLifetimeSeconds);
  const seconds = Math.floor((issued.expiresAt - state.clock.now()) / 1000);
  const refresh = withRefreshToken ? state.tokens.issue(account.name, 'refresh', YEAR_SECONDS) : undefined;
  return json(
    200,
    {
      access_token: issued.token,
      token_type: 'Bearer',
      expires_in: expiresInAsString ? String(seconds) : seconds,
      ...(refresh === undefined ? {} : { refresh_token: refresh.token }),
    },
    HEADERS,
  );
}

/**
 * `GET /.well-known/oauth-authorization-server` (RFC 8414), for which no credentials are needed. Lists what Getty Images'
 * own lists: the password grant works and is not among it.
 */
export function oauthMetadata(_state: State, request: SimulatedRequest): Reply {
  return json(200, {
    issuer: request.base,
    authorization_endpoint: `${request.base}/oauth2/auth`,
    token_endpoint: `${request.base}/oauth2/token`,
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
    code_challenge_methods_supported: ['S256'],
    scopes_supported: [],
  });
}
