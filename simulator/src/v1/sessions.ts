import { APPLICATION } from '../accounts/accounts.js';
import { hash } from '../catalog/random.js';
import type { State } from '../state.js';
import { failure, type Outcome, type V1Operation, type V1Request } from './envelope.js';
import { text } from './json.js';

function isSystem({ state, body }: V1Request): boolean {
  return text(body, 'SystemId') === state.systemId && text(body, 'SystemPassword') === state.systemPassword;
}

function badSystem(): Outcome {
  return failure('InvalidSystemIdOrPassword', 'The system id or its password is wrong.');
}

/** A session has two tokens: a standard one, which may travel over plain HTTP, and a secure one. */
function session(state: State, account: string): Outcome {
  const seconds = state.options.tokenLifetimeSeconds;
  return {
    result: {
      Token: state.tokens.issue(account, 'v1', seconds).token,
      SecureToken: state.tokens.issue(account, 'v1-secure', seconds).token,
      TokenDurationMinutes: Math.floor(seconds / 60),
      AccountId: String(hash(state.seed, 'account', account) % 9_000_000),
    },
  };
}

/** Signs a user in with the system's credentials and the user's own. */
export const CREATE_SESSION: V1Operation = {
  name: 'CreateSession',
  bodyKeys: ['CreateSessionRequestBody'],
  resultKey: 'CreateSessionResult',
  token: 'none',
  run(request) {
    if (!isSystem(request)) return badSystem();
    const { state, body } = request;
    const username = text(body, 'UserName');
    const account = state.accounts.find((entry) => entry.isUser && entry.username === username);
    if (account === undefined || account.password !== text(body, 'UserPassword')) {
      return failure('InvalidUsernameOrPassword', 'The user name or the password is wrong.');
    }
    return session(state, account.name);
  },
};

/** The token to renew stands in the header; both of a session's tokens will do. */
export const RENEW_SESSION: V1Operation = {
  name: 'RenewSession',
  // One of Getty Images' own samples calls the body after the token.
  bodyKeys: ['RenewSessionRequestBody', 'RenewTokenRequestBody'],
  resultKey: 'RenewSessionResult',
  token: 'renew',
  run(request) {
    return isSystem(request) ? session(request.state, request.access.account.name) : badSystem();
  },
};

/** A session of the application alone, with which nothing can be downloaded. */
export const CREATE_APPLICATION_SESSION: V1Operation = {
  name: 'CreateApplicationSession',
  bodyKeys: ['CreateApplicationSessionRequestBody'],
  resultKey: 'CreateApplicationSessionResult',
  token: 'none',
  run(request) {
    if (!isSystem(request)) return badSystem();
    const seconds = request.state.options.tokenLifetimeSeconds;
    const { token } = request.state.tokens.issue(APPLICATION, 'v1-application', seconds);
    return { result: { Token: token, TokenDurationMinutes: Math.floor(seconds / 60) } };
  },
};
