import type { Account } from '../accounts/accounts.js';
import type { Reply } from '../http/reply.js';
import type { SimulatedRequest } from '../http/simulated-request.js';
import type { State } from '../state.js';

/** A checked authorization request. */
interface AuthorizationRequest {
  readonly redirectUri: string;
  readonly state: string | null;
  readonly challenge: string;
}

/** Schemes that run code instead of opening an app. */
const UNSAFE_SCHEMES = new Set(['javascript:', 'data:', 'vbscript:', 'blob:', 'file:', 'about:']);

/**
 * Whether the authorization endpoint redirects to an address: one that is registered for the key, or, as RFC 8252
 * (7.3) has it for native apps, any port of the loopback interface.
 */
export function isRegistered(redirectUri: string, registered: readonly string[]): boolean {
  if (!URL.canParse(redirectUri)) return false;
  const { protocol, hostname, hash } = new URL(redirectUri);
  if (UNSAFE_SCHEMES.has(protocol) || hash !== '') return false;
  if (registered.includes(redirectUri)) return true;
  return protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(hostname);
}

/** `GET /oauth2/auth`: a page that lists the test accounts. */
export function authorizePage(state: State, request: SimulatedRequest): Reply {
  const checked = check(state, request);
  return 'status' in checked ? checked : page(200, 'Sign in to Getty Images (simulator)', accountList(state));
}

/** `POST /oauth2/auth`: signs in as the account of the form and redirects with a code; without one, refuses. */
export function authorize(state: State, request: SimulatedRequest): Reply {
  const checked = check(state, request);
  if ('status' in checked) return checked;
  const name = new URLSearchParams(request.body).get('account');
  const account = state.accounts.find((entry) => entry.isUser && entry.name === name);
  if (account === undefined) return redirect(checked, { error: 'access_denied' });
  const code = state.codes.issue({
    account: account.name,
    redirectUri: checked.redirectUri,
    challenge: checked.challenge,
  });
  return redirect(checked, { code });
}

/**
 * Checks the parameters of an authorization request. An unknown client or redirect address is answered with a page,
 * because a redirect there would help an attacker; everything else is answered at the redirect address (RFC 6749,
 * 4.1.2.1).
 */
function check(state: State, { query }: SimulatedRequest): AuthorizationRequest | Reply {
  if (query.get('client_id') !== state.apiKey) return page(400, 'The client is unknown', '');
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!isRegistered(redirectUri, state.redirectUris)) {
    return page(400, 'The redirect address is not registered', '');
  }
  const target = { redirectUri, state: query.get('state') };
  if (query.get('response_type') !== 'code') return redirect(target, { error: 'unsupported_response_type' });
  const challenge = query.get('code_challenge') ?? '';
  // The metadata of Getty Images' authorization server lists S256 alone.
  if (query.get('code_challenge_method') !== 'S256' || !/^[\w-]{43}$/.test(challenge)) {
    const error_description = 'A code_challenge with the method S256 is required.';
    return redirect(target, { error: 'invalid_request', error_description });
  }
  return { ...target, challenge };
}

function redirect(
  { redirectUri, state }: Pick<AuthorizationRequest, 'redirectUri' | 'state'>,
  parameters: Readonly<Record<string, string>>,
): Reply {
  const url = new URL(redirectUri);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  if (state !== null) url.searchParams.set('state', state);
  // 303, so that a browser that sent the form by POST asks for the address by GET.
  return { status: 303, headers: { location: url.href, 'cache-control': 'no-store' }, body: '' };
}

function accountList(state: State): string {
  const button = ({ name, firstName, lastName, products }: Account): string => {
    const names = products.map((product) => product.name ?? product.type).join(', ');
    return `<li><button name="account" value="${escapeHtml(name)}">
<b>${escapeHtml(name)}</b> ${escapeHtml(`${firstName ?? ''} ${lastName ?? ''}`)}
<small>${escapeHtml(names === '' ? 'no products' : names)}</small></button></li>`;
  };
  const accounts = state.accounts.filter(({ isUser }) => isUser).map(button);
  return `<p>Choose a test account. An app that sent you here can then use its products; nothing is bought.</p>
<form method="post"><ul>
${accounts.join('\n')}
</ul><button name="cancel" value="yes">Cancel</button></form>`;
}

function page(status: number, title: string, body: string): Reply {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'",
    },
    body: `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title>
<style>
:root { color-scheme: light dark; font: 1rem/1.5 system-ui, sans-serif }
body { max-width: 30rem; margin: 3rem auto; padding: 0 1rem }
ul { list-style: none; padding: 0; display: grid; gap: .5rem }
button { font: inherit; padding: .5rem .75rem; cursor: pointer }
li button { width: 100%; text-align: start }
small { display: block }
</style></head>
<body><main>
<h1>${title}</h1>
${body}
</main></body></html>
`,
  };
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
