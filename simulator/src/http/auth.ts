import type { Account } from '../accounts/accounts.js';
import type { State } from '../state.js';
import { appError, gatewayError, type Reply } from './reply.js';
import type { SimulatedRequest } from './simulated-request.js';

/** Who sent a request: a client with the key alone, or an account. */
export type Caller = { readonly kind: 'key' } | { readonly kind: 'account'; readonly account: Account };

const CHALLENGE = 'Bearer realm="Download",error="invalid_token"';

/** Too many requests, as the gateway of the time put it. Neither ever said how long to wait. */
export function rateRefusal(state: State): Reply {
  const detail = 'Account Over Queries Per Second Limit';
  if (!state.options.mashery) return gatewayError(429, 'Too Many Requests', { 'x-error-detail': detail });
  return gatewayError(403, detail, {
    'x-mashery-error-code': 'ERR_403_DEVELOPER_OVER_QPS',
    'x-error-detail': detail,
  });
}

/** What stands before every v3 and v2 operation: the key, then the rate. `undefined`: come in. */
export function gateway(state: State, request: SimulatedRequest): Reply | undefined {
  const key = request.headers['api-key'];
  if (key === state.disabledApiKey) {
    return gatewayError(403, 'Forbidden', { 'x-amzn-errortype': 'ForbiddenException' });
  }
  if (key !== state.apiKey) {
    return state.options.mashery ? gatewayError(403, 'Account Inactive') : gatewayError(401, 'Unauthorized');
  }
  return checkRateLimit(state, key);
}

/** The rate alone, for operations that need no key. All of them draw on one account. */
export function checkRateLimit(state: State, key: string): Reply | undefined {
  return state.rateLimit.allow(key, state.clock.now(), state.options.maxRps) ? undefined : rateRefusal(state);
}

/** Who is calling. A token that was sent has to be good, also where none is needed. */
export function authenticate(state: State, request: SimulatedRequest): Caller | Reply {
  const header = request.headers['authorization'];
  if (header === undefined) return { kind: 'key' };
  const token = /^bearer (\S+)$/i.exec(header)?.[1];
  const issued = token === undefined ? undefined : state.tokens.find(token);
  if (issued === undefined || issued.kind !== 'oauth') return badToken('The access token is not valid');
  if (state.tokens.isExpired(issued)) return badToken('The access token expired');
  return { kind: 'account', account: state.account(issued.account) };
}

function badToken(description: string): Reply {
  return appError(401, 'Unauthorized', description, {
    'www-authenticate': `${CHALLENGE},error_description="${description}"`,
  });
}

/** A bearer is needed here and there is none. */
export function tokenRequired(): Reply {
  return appError(401, 'AuthorizationTokenRequired', 'This operation needs an access token.', {
    'www-authenticate': `${CHALLENGE},error_description="The access token is missing"`,
  });
}

/** A token that stands for no user was sent where a user is needed. */
export function userRequired(state: State): Reply {
  return appError(
    state.options.userTokenRequiredStatus,
    'UserTokenRequired',
    'Security token must contain a user.',
  );
}

/** The account that calls, or why there is none that will do. */
export function requireUser(state: State, caller: Caller): Account | Reply {
  if (caller.kind === 'key') return tokenRequired();
  return caller.account.isUser ? caller.account : userRequired(state);
}

/** Whether a value is a response already, and not what an operation works with. */
export function isReply(value: object): value is Reply {
  return 'status' in value && 'body' in value;
}
