import { createHash, randomBytes } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createTokenBackend } from '../../examples/token-backend/src/token-backend.mjs';
import { freePort } from '../browser/command.js';
import { type Service, startService } from '../clients/support/service.js';

const appUrl = 'https://app.example.com/';
const appLink = 'com.example.app:/signed-in';
const minute = 60_000;

let service: Service;
let backend: Awaited<ReturnType<typeof createTokenBackend>>;
let publicUrl: string;
/** Milliseconds that the back end's clock is ahead; the simulator's own does not move. */
let aheadMs = 0;

beforeAll(async () => {
  service = await startService();
});
beforeEach(async () => {
  aheadMs = 0;
  await startBackend();
});
afterEach(async () => {
  await backend.close();
  service.simulator.clearFaults();
  Object.assign(service.simulator.options, { expiresInAsString: false, publicClient: false });
});
afterAll(() => service.close());

async function startBackend(clientSecret: string | null = service.simulator.apiSecret): Promise<void> {
  const port = await freePort();
  publicUrl = `http://127.0.0.1:${port}`;
  const { url, apiKey } = service.simulator;
  const settings = { authUrl: url, clientId: apiKey, clientSecret, publicUrl, appUrl, log: false };
  const clock = () => Date.now() + aheadMs;
  backend = await createTokenBackend({ ...settings, appRedirects: [appLink] }, clock);
  await backend.listen({ host: '127.0.0.1', port });
}

/** A browser: keeps cookies by host, and follows no redirect by itself. */
class Browser {
  private readonly cookies = new Map<string, string>();

  async fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    const isBackend = address.startsWith(publicUrl);
    if (isBackend)
      headers.set('cookie', [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; '));
    const response = await fetch(address, { redirect: 'manual', ...init, headers });
    for (const line of isBackend ? response.headers.getSetCookie() : []) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }

  /** Signs in as far as the redirect from Getty Images; returns the address of the callback. */
  async authorize(account: string, query = ''): Promise<string> {
    const login = await this.fetch(`${publicUrl}/login${query}`);
    const page = locationOf(login);
    expect((await this.fetch(page)).status).toBe(200);
    return locationOf(await this.fetch(page, { method: 'POST', body: new URLSearchParams({ account }) }));
  }

  /** Signs in to the end, for the web. */
  async signIn(account = 'plenty'): Promise<Response> {
    return this.fetch(await this.authorize(account));
  }

  /** Calls the back end as the web app does. */
  post(path: string, headers: Record<string, string> = {}): Promise<Response> {
    const own = { origin: new URL(appUrl).origin, 'x-requested-with': 'fetch' };
    return this.fetch(publicUrl + path, { method: 'POST', headers: { ...own, ...headers } });
  }
}

const locationOf = (response: Response): string => response.headers.get('location') ?? '';

async function bodyOf(response: Response): Promise<{ status: number; [name: string]: unknown }> {
  const body: unknown = await response.json();
  return { ...(typeof body === 'object' ? body : {}), status: response.status };
}

const tokenCalls = (): number =>
  service.simulator.requests.filter(({ operation }) => operation === 'POST /oauth2/token').length;

/** The customer's first name, asked of getty-graphql with a token. */
async function viewerOf(accessToken: unknown): Promise<unknown> {
  const response = await fetch(service.endpoint, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${String(accessToken)}` },
    body: JSON.stringify({ query: '{ viewer { name } }' }),
  });
  return response.json();
}

describe('a web sign-in', () => {
  it('ends at the app, with a token that getty-graphql takes as that person’s', async () => {
    const browser = new Browser();
    const end = await browser.signIn('notes');
    expect([end.status, locationOf(end)]).toEqual([302, appUrl]);
    const token = await bodyOf(await browser.post('/token'));
    expect(token).toEqual({
      status: 200,
      accessToken: expect.any(String),
      expiresAt: expect.stringMatching(/^\d{4}-.*Z$/),
    });
    expect(await viewerOf(token['accessToken'])).toMatchObject({
      data: { viewer: { name: 'Notes Zettel' } },
    });
  });

  it('sets a session cookie that scripts cannot read, and hands out no refresh token', async () => {
    const browser = new Browser();
    const end = await browser.signIn();
    const cookie = end.headers.getSetCookie().find((line) => line.startsWith('session='));
    expect(cookie).toMatch(/; HttpOnly/);
    expect(cookie).toMatch(/; SameSite=Lax/);
    const token = await browser.post('/token');
    expect(token.headers.get('cache-control')).toBe('no-store');
    expect(await token.text()).not.toMatch(/refresh/i);
  });

  it('works with the text in expires_in that hosts before 2022 sent', async () => {
    service.simulator.options.expiresInAsString = true;
    const browser = new Browser();
    await browser.signIn();
    const { expiresAt } = await bodyOf(await browser.post('/token'));
    expect(Date.parse(String(expiresAt)) - Date.now()).toBeGreaterThan(29 * minute);
  });

  it('works for a key that is registered as a public client, which sends no secret', async () => {
    await backend.close();
    service.simulator.options.publicClient = true;
    await startBackend(null);
    const browser = new Browser();
    await browser.signIn();
    expect((await browser.post('/token')).status).toBe(200);
  });

  it('ends at the app without a session after Cancel', async () => {
    const browser = new Browser();
    const end = await browser.signIn('');
    expect(locationOf(end)).toBe(appUrl);
    expect((await browser.post('/token')).status).toBe(401);
  });

  it('is refused with a wrong secret', async () => {
    await backend.close();
    await startBackend('wrong');
    const end = await new Browser().signIn();
    expect(await bodyOf(end)).toMatchObject({ status: 400, error: 'LOGIN_REFUSED' });
  });

  it('is refused with a state that was not issued', async () => {
    const browser = new Browser();
    const callback = new URL(await browser.authorize('plenty'));
    callback.searchParams.set('state', 'made-up');
    const end = await browser.fetch(callback.href);
    expect(await bodyOf(end)).toMatchObject({ status: 400, error: 'LOGIN_EXPIRED' });
  });

  it('is refused in another browser than the one that began it', async () => {
    const callback = await new Browser().authorize('plenty');
    const victim = new Browser();
    await victim.fetch(`${publicUrl}/login`);
    expect(await bodyOf(await victim.fetch(callback))).toMatchObject({ status: 400, error: 'LOGIN_EXPIRED' });
    expect((await victim.post('/token')).status).toBe(401);
  });

  it('is refused when its callback is opened a second time', async () => {
    const browser = new Browser();
    const callback = await browser.authorize('plenty');
    expect((await browser.fetch(callback)).status).toBe(302);
    const before = tokenCalls();
    expect(await bodyOf(await browser.fetch(callback))).toMatchObject({
      status: 400,
      error: 'LOGIN_EXPIRED',
    });
    expect(tokenCalls()).toBe(before);
  });

  it('is refused ten minutes after it began', async () => {
    const browser = new Browser();
    const callback = await browser.authorize('plenty');
    aheadMs = 10 * minute;
    expect(await bodyOf(await browser.fetch(callback))).toMatchObject({
      status: 400,
      error: 'LOGIN_EXPIRED',
    });
  });
});

describe('a token', () => {
  it('is refreshed once, before it expires, for twenty requests at the same time', async () => {
    const browser = new Browser();
    await browser.signIn();
    const first = await bodyOf(await browser.post('/token'));
    aheadMs = 26 * minute;
    const before = tokenCalls();
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => bodyOf(await browser.post('/token'))),
    );
    expect(tokenCalls()).toBe(before + 1);
    const tokens = new Set(answers.map(({ accessToken }) => accessToken));
    expect(tokens.size).toBe(1);
    expect(tokens).not.toContain(first['accessToken']);
    aheadMs = 50 * minute;
    await browser.post('/token');
    expect(tokenCalls(), 'the refresh token works again').toBe(before + 1);
  });

  it('is handed out from the session while it is good for more than five minutes', async () => {
    const browser = new Browser();
    await browser.signIn();
    const before = tokenCalls();
    aheadMs = 24 * minute;
    await browser.post('/token');
    expect(tokenCalls()).toBe(before);
  });

  it('that is still good is handed out when a refresh fails, and 503 once it expired', async () => {
    const browser = new Browser();
    await browser.signIn();
    const { accessToken } = await bodyOf(await browser.post('/token'));
    service.simulator.inject({ operation: 'POST /oauth2/token', kind: 'status', status: 500, times: 2 });
    aheadMs = 26 * minute;
    expect(await bodyOf(await browser.post('/token'))).toMatchObject({ status: 200, accessToken });
    aheadMs = 31 * minute;
    expect(await bodyOf(await browser.post('/token'))).toMatchObject({ status: 503, error: 'UNAVAILABLE' });
    expect((await browser.post('/token')).status, 'the session outlives the outage').toBe(200);
  });

  it('of a revoked refresh token ends the session with 401', async () => {
    const browser = new Browser();
    await browser.signIn();
    service.simulator.inject({
      operation: 'POST /oauth2/token',
      kind: 'status',
      status: 400,
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ error: 'invalid_grant' }),
    });
    aheadMs = 26 * minute;
    expect(await bodyOf(await browser.post('/token'))).toMatchObject({ status: 401, error: 'SIGNED_OUT' });
    expect((await browser.post('/token')).status).toBe(401);
  });

  it.each([
    ['a page of another origin', { origin: 'https://attacker.example' }],
    ['a sibling domain', { origin: 'https://other.example.com' }],
    ['a sandboxed frame', { origin: 'null' }],
  ])('is refused to %s that a browser sends the cookie for', async (_what, headers) => {
    const browser = new Browser();
    await browser.signIn();
    const answer = await browser.post('/token', headers);
    expect(answer.headers.get('access-control-allow-origin')).not.toBe(headers.origin);
    expect(await bodyOf(answer)).toMatchObject({ status: 403, error: 'FORBIDDEN' });
  });

  it('is refused without X-Requested-With, which a form cannot send', async () => {
    const browser = new Browser();
    await browser.signIn();
    expect((await browser.fetch(`${publicUrl}/token`, { method: 'POST' })).status).toBe(403);
  });

  it('may be asked for by the app’s page, which is of another origin', async () => {
    const preflight = await fetch(`${publicUrl}/token`, {
      method: 'OPTIONS',
      headers: {
        origin: new URL(appUrl).origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'x-requested-with',
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe(new URL(appUrl).origin);
    expect(preflight.headers.get('access-control-allow-credentials')).toBe('true');
    expect(preflight.headers.get('access-control-allow-headers')).toContain('x-requested-with');
  });

  it('is gone after logout', async () => {
    const browser = new Browser();
    await browser.signIn();
    expect((await browser.post('/logout')).status).toBe(204);
    expect(await bodyOf(await browser.post('/token'))).toMatchObject({ status: 401, error: 'SIGNED_OUT' });
  });
});

describe('a mobile sign-in', () => {
  const verifier = randomBytes(32).toString('base64url');
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const query = `?${new URLSearchParams({ redirect_uri: appLink, code_challenge: challenge })}`;

  async function signInCode(account = 'plenty'): Promise<string> {
    const browser = new Browser();
    const link = new URL(locationOf(await browser.fetch(await browser.authorize(account, query))));
    expect(link.href.startsWith(`${appLink}?code=`)).toBe(true);
    return link.searchParams.get('code') ?? '';
  }

  const redeem = async (code: string, code_verifier = verifier) =>
    bodyOf(
      await fetch(`${publicUrl}/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ code, code_verifier }),
      }),
    );

  const tokenFor = async (session: unknown) =>
    bodyOf(
      await fetch(`${publicUrl}/token`, {
        method: 'POST',
        headers: { authorization: `Bearer ${String(session)}` },
      }),
    );

  it('ends at the app link with a code for a session, whose token getty-graphql takes', async () => {
    const { status, session } = await redeem(await signInCode('company'));
    expect(status).toBe(200);
    const { accessToken } = await tokenFor(session);
    expect(await viewerOf(accessToken)).toMatchObject({ data: { viewer: { name: 'Company Haus' } } });
  });

  it('gives no session to an app with another verifier, and none after that', async () => {
    const code = await signInCode();
    expect(await redeem(code, 'another')).toMatchObject({ status: 400, error: 'LOGIN_EXPIRED' });
    expect(await redeem(code)).toMatchObject({ status: 400, error: 'LOGIN_EXPIRED' });
  });

  it('gives a session once', async () => {
    const code = await signInCode();
    expect((await redeem(code)).status).toBe(200);
    expect(await redeem(code)).toMatchObject({ status: 400, error: 'LOGIN_EXPIRED' });
  });

  it('gives no session a minute after its end', async () => {
    const code = await signInCode();
    aheadMs = minute;
    expect(await redeem(code)).toMatchObject({ status: 400, error: 'LOGIN_EXPIRED' });
  });

  it('sets no session cookie in the browser it went through', async () => {
    const browser = new Browser();
    await browser.fetch(await browser.authorize('plenty', query));
    expect((await browser.post('/token')).status).toBe(401);
  });

  it('ends at the app link with an error after Cancel', async () => {
    const browser = new Browser();
    const end = await browser.fetch(await browser.authorize('', query));
    expect(locationOf(end)).toBe(`${appLink}?error=access_denied`);
  });

  it.each([
    [
      'a link that is not in APP_REDIRECTS',
      { redirect_uri: 'com.attacker.app:/x', code_challenge: challenge },
    ],
    ['no challenge', { redirect_uri: appLink }],
    ['a challenge that is none', { redirect_uri: appLink, code_challenge: 'short' }],
  ])('is refused with %s', async (_what, parameters) => {
    const login = await fetch(`${publicUrl}/login?${new URLSearchParams(parameters)}`, {
      redirect: 'manual',
    });
    expect(await bodyOf(login)).toMatchObject({ status: 400, error: 'BAD_REQUEST' });
  });

  it('ends its session with logout', async () => {
    const { session } = await redeem(await signInCode());
    const headers = { authorization: `Bearer ${String(session)}` };
    expect((await fetch(`${publicUrl}/logout`, { method: 'POST', headers })).status).toBe(204);
    expect((await tokenFor(session)).status).toBe(401);
  });
});
