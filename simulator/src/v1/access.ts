import { type Account, APPLICATION } from '../accounts/accounts.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';
import type { Notice } from './envelope.js';

/** What an operation demands: no token at all, any, any of a user, one to renew, or a secure one over HTTPS. */
export type TokenRule = 'none' | 'any' | 'user' | 'renew' | 'secure';

/** On whose behalf an operation runs. */
export interface Access {
  readonly account: Account;
}

function refusal(code: string, message: string): { error: Notice } {
  return { error: { Type: 'Error', Code: code, Message: message } };
}

/**
 * The rules about tokens. A simulator on loopback has no TLS; a request counts as HTTPS unless it carries
 * `X-Forwarded-Proto: http`. An OAuth2 access token is as good as a secure one.
 */
export function checkAccess(
  state: State,
  http: SimulatedRequest,
  token: string | null,
  rule: TokenRule,
): Access | { error: Notice } {
  const plainHttp = http.headers['x-forwarded-proto'] === 'http';
  if (plainHttp && (rule === 'none' || rule === 'renew' || rule === 'secure'))
    return refusal('AUTH-002', 'This operation needs HTTPS.');
  if (rule === 'none') {
    if (token !== null) return refusal('InvalidRequest', 'A session is created without a token.');
    return { account: state.account(APPLICATION) };
  }
  const issued = token === null ? undefined : state.tokens.find(token);
  if (rule === 'renew' && (issued === undefined || state.tokens.isExpired(issued))) {
    return refusal('FailedToRenewToken', 'The token can not be renewed.');
  }
  // The published list of codes has none for a token that is unknown or too old; this one is a guess.
  if (issued === undefined || issued.kind === 'refresh')
    return refusal('AUTH-012', 'The token is not valid.');
  if (state.tokens.isExpired(issued)) return refusal('AUTH-012', 'The token has expired.');
  const isSecure = issued.kind === 'oauth' || issued.kind === 'v1-secure';
  if (isSecure && plainHttp) return refusal('AUTH-014', 'A secure token was sent over plain HTTP.');
  const account = state.account(issued.account);
  if (rule === 'any') return { account };
  if (!account.isUser) return refusal('AUTH-021', 'The token is not fully authenticated.');
  if (rule === 'secure' && !isSecure) return refusal('AUTH-023', 'Only a secure token may be used here.');
  return { account };
}
