/**
 * Signs people in at Getty Images (OAuth 2 authorization code with PKCE) and gives their apps short-lived access
 * tokens for getty-graphql. The API secret and the refresh token never leave this process: a refresh token is good for
 * a year, an access token for half an hour.
 *
 *   web:    GET /login -> Getty Images -> GET /callback (session cookie) -> POST /token
 *   mobile: GET /login?redirect_uri=&code_challenge= -> Getty Images -> GET /callback -> app link with a one-time code
 *           -> POST /session { code, code_verifier } -> POST /token with the session as a bearer
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import cookie from '@fastify/cookie';
import cors from '@fastify/cors';
import fastify, { LogController } from 'fastify';
import * as oauth from 'oauth4webapi';
import { ExpiringMap } from './sessions.mjs';

const SESSION_MS = 8 * 3_600_000;
const LOGIN_MS = 10 * 60_000;
const APP_CODE_MS = 60_000;
/** A token is refreshed this long before it expires, so that an app never sends one that expires on its way. */
const REFRESH_EARLY_MS = 5 * 60_000;
/** How long a request to the authorization server may take. */
const AUTH_TIMEOUT_MS = 10_000;

/**
 * @typedef {object} Settings
 * @property {string} authUrl base URL of Getty Images' authorization server
 * @property {string} clientId the API key
 * @property {string | null} clientSecret `null` for a key that is registered as a public client
 * @property {string} publicUrl where browsers reach this back end, e.g. `https://auth.example.com`; `/callback` below it is registered at Getty Images
 * @property {string} appUrl where a web sign-in ends
 * @property {boolean} log whether failures are logged to standard output
 * @property {readonly string[]} appRedirects app links that a mobile sign-in may end at, compared exactly
 */

/**
 * @typedef {object} SignedIn
 * @property {string} accessToken
 * @property {number} expiresAt milliseconds since the epoch
 * @property {string | null} refreshToken
 * @property {Promise<void> | null} refreshing the one refresh that every request waits for
 */

/** What may be logged of an error: its `cause` can hold a token. */
const reasonOf = (/** @type {unknown} */ error) =>
  error instanceof Error
    ? { reason: error.message, code: /** @type {{ code?: string }} */ (error).code }
    : {};

const newId = () => randomBytes(32).toString('base64url');
const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('base64url');
const isSame = (/** @type {string} */ a, /** @type {string} */ b) =>
  a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));

/** An error that a client may read. */
class RequestError extends Error {
  /** @param {number} status @param {string} code @param {string} message */
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * Creates the HTTP server; the caller listens.
 * @param {Settings} settings
 * @param {() => number} clock milliseconds since the epoch
 */
export async function createTokenBackend(settings, clock = Date.now) {
  // No line per request: the addresses of sign-ins hold codes.
  const logController = new LogController({ disableRequestLogging: true });
  const app = fastify({ bodyLimit: 10_000, logger: settings.log, logController });
  const isLoopback = (/** @type {string} */ url) =>
    /^http:\/\/(?:127\.0\.0\.1|localhost)(?::\d+)?(?:\/|$)/.test(url);
  const callback = `${settings.publicUrl}/callback`;
  /** @type {oauth.AuthorizationServer} */
  const server = {
    issuer: settings.authUrl,
    authorization_endpoint: `${settings.authUrl}/oauth2/auth`,
    token_endpoint: `${settings.authUrl}/oauth2/token`,
  };
  const client = { client_id: settings.clientId };
  // Getty Images refuses a public client that sends a secret.
  const authentication =
    settings.clientSecret === null ? oauth.None() : oauth.ClientSecretPost(settings.clientSecret);
  // Plain HTTP is for the simulator on this machine only.
  const options = {
    [oauth.allowInsecureRequests]: isLoopback(settings.authUrl),
    signal: () => AbortSignal.timeout(AUTH_TIMEOUT_MS),
  };
  const ownOrigins = new Set([new URL(settings.appUrl).origin, new URL(settings.publicUrl).origin]);

  /** @type {ExpiringMap<{ verifier: string, browser: string, app: { redirectUri: string, challenge: string } | null }>} */
  const logins = new ExpiringMap({ clock, ttlMs: LOGIN_MS, maxEntries: 10_000 });
  /** @type {ExpiringMap<SignedIn>} */
  const sessions = new ExpiringMap({ clock, ttlMs: SESSION_MS, maxEntries: 100_000 });
  /** @type {ExpiringMap<{ session: string, challenge: string }>} */
  const appCodes = new ExpiringMap({ clock, ttlMs: APP_CODE_MS, maxEntries: 10_000 });

  const isSecure = settings.publicUrl.startsWith('https:');
  // `__Host-` cookies cannot be set by a sibling domain; they need HTTPS.
  const cookieName = (/** @type {string} */ name) => (isSecure ? `__Host-${name}` : name);
  const cookieOptions = /** @type {const} */ ({
    path: '/',
    httpOnly: true,
    secure: isSecure,
    sameSite: 'lax',
  });

  /** @param {oauth.TokenEndpointResponse} response @param {string | null} before @returns {SignedIn} */
  const signedIn = (response, before) => ({
    accessToken: response.access_token,
    expiresAt: clock() + Number(response.expires_in ?? 0) * 1000,
    refreshToken: response.refresh_token ?? before,
    refreshing: null,
  });

  /** @param {string} id @param {SignedIn} session */
  const refresh = async (id, session) => {
    if (session.refreshToken === null) {
      if (session.expiresAt > clock()) return;
      sessions.delete(id);
      throw new RequestError(401, 'SIGNED_OUT', 'The session ended. Sign in again.');
    }
    try {
      const response = await oauth.refreshTokenGrantRequest(
        server,
        client,
        authentication,
        session.refreshToken,
        options,
      );
      Object.assign(
        session,
        signedIn(await oauth.processRefreshTokenResponse(server, client, response), session.refreshToken),
      );
    } catch (error) {
      // Only this says that the refresh token was revoked, e.g. by a changed password. Every other failure may pass.
      if (error instanceof oauth.ResponseBodyError && error.error === 'invalid_grant') {
        sessions.delete(id);
        throw new RequestError(401, 'SIGNED_OUT', 'The session ended. Sign in again.');
      }
      app.log.warn(reasonOf(error), 'refresh failed');
      // The refresh came early, so the token at hand is usually good for some minutes more.
      if (session.expiresAt > clock()) return;
      throw new RequestError(503, 'UNAVAILABLE', 'Getty Images cannot be reached. Try again.');
    }
  };

  await app.register(cookie);
  // The web app is a page of another origin: its browser asks first, and sends the cookie only where this allows it.
  await app.register(cors, {
    origin: new URL(settings.appUrl).origin,
    credentials: true,
    methods: ['POST'],
    allowedHeaders: ['content-type', 'x-requested-with'],
    maxAge: 600,
  });
  app.setErrorHandler((error, request, reply) => {
    const known = error instanceof RequestError;
    if (!known) request.log.error(reasonOf(error), 'unexpected error');
    const status = known ? error.status : /** @type {{ statusCode?: number }} */ (error.statusCode ?? 500);
    return reply.code(status).send({
      error: known ? error.code : status < 500 ? 'BAD_REQUEST' : 'INTERNAL',
      message: known ? error.message : 'The request cannot be used.',
    });
  });
  app.addHook('onSend', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('referrer-policy', 'no-referrer');
  });

  app.get('/login', async (request, reply) => {
    const query = /** @type {Record<string, unknown>} */ (request.query);
    const mobileApp = readApp(query, settings.appRedirects);
    const state = newId();
    const browser = newId();
    const verifier = oauth.generateRandomCodeVerifier();
    logins.set(state, { verifier, browser, app: mobileApp });
    const url = new URL(/** @type {string} */ (server.authorization_endpoint));
    url.search = new URLSearchParams({
      client_id: settings.clientId,
      response_type: 'code',
      redirect_uri: callback,
      state,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    return (
      reply
        // Ties the callback to the browser that began, so that an attacker cannot sign a victim in to the attacker's account.
        .setCookie(cookieName('login'), browser, { ...cookieOptions, maxAge: LOGIN_MS / 1000 })
        .redirect(url.href)
    );
  });

  app.get('/callback', async (request, reply) => {
    const query = /** @type {Record<string, unknown>} */ (request.query);
    const state = typeof query['state'] === 'string' ? query['state'] : '';
    const login = logins.take(state);
    const browser = request.cookies[cookieName('login')] ?? '';
    if (login === null || !isSame(login.browser, browser))
      throw new RequestError(
        400,
        'LOGIN_EXPIRED',
        'This sign-in was begun in another browser, or more than ten minutes ago. Start again.',
      );
    reply.clearCookie(cookieName('login'), cookieOptions);
    const current = new URL(request.url, settings.publicUrl);
    if (query['error'] === 'access_denied') {
      if (login.app === null) return reply.redirect(settings.appUrl);
      const target = new URL(login.app.redirectUri);
      target.searchParams.set('error', 'access_denied');
      return reply.redirect(target.href);
    }
    let tokens;
    try {
      const parameters = oauth.validateAuthResponse(server, client, current, state);
      const response = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        authentication,
        parameters,
        callback,
        login.verifier,
        options,
      );
      tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
    } catch (error) {
      request.log.warn(reasonOf(error), 'sign-in refused');
      throw new RequestError(400, 'LOGIN_REFUSED', 'Getty Images refused the sign-in. Start again.');
    }
    const id = newId();
    sessions.set(id, signedIn(tokens, null));
    if (login.app === null)
      return reply
        .setCookie(cookieName('session'), id, { ...cookieOptions, maxAge: SESSION_MS / 1000 })
        .redirect(settings.appUrl);
    const code = newId();
    appCodes.set(code, { session: id, challenge: login.app.challenge });
    const target = new URL(login.app.redirectUri);
    target.searchParams.set('code', code);
    return reply.redirect(target.href);
  });

  app.post('/session', async (request) => {
    const body = /** @type {Record<string, unknown>} */ (request.body ?? {});
    const { code, code_verifier: verifier } = body;
    if (typeof code !== 'string' || typeof verifier !== 'string')
      throw new RequestError(400, 'BAD_REQUEST', 'Send `code` and `code_verifier` as JSON.');
    const entry = appCodes.take(code);
    if (entry === null || !isSame(entry.challenge, sha256(verifier)))
      throw new RequestError(
        400,
        'LOGIN_EXPIRED',
        'The code was used, expired, or belongs to another app. Start again.',
      );
    return { session: entry.session };
  });

  /** The session of a web page's cookie or an app's bearer. @param {import('fastify').FastifyRequest} request */
  const sessionOf = (request) => {
    const bearer = /^Bearer ([\w-]{43})$/.exec(request.headers.authorization ?? '')?.[1];
    if (bearer === undefined) {
      // A page of another site can make a browser send the cookie, but neither this header, nor its own name as `Origin`.
      const { origin } = request.headers;
      const isForeign = origin !== undefined && !ownOrigins.has(origin);
      if (isForeign || request.headers['x-requested-with'] === undefined)
        throw new RequestError(403, 'FORBIDDEN', 'Send `X-Requested-With`, from a page of APP_URL.');
    }
    return bearer ?? request.cookies[cookieName('session')] ?? '';
  };

  app.post('/token', async (request) => {
    const id = sessionOf(request);
    const session = sessions.get(id);
    if (session === null) throw new RequestError(401, 'SIGNED_OUT', 'Sign in first.');
    if (session.expiresAt - clock() < REFRESH_EARLY_MS) {
      // However many requests ask, one refresh is sent.
      session.refreshing ??= refresh(id, session).finally(() => {
        session.refreshing = null;
      });
      await session.refreshing;
    }
    return { accessToken: session.accessToken, expiresAt: new Date(session.expiresAt).toISOString() };
  });

  app.post('/logout', async (request, reply) => {
    sessions.delete(sessionOf(request));
    return reply.clearCookie(cookieName('session'), cookieOptions).code(204).send();
  });

  return app;
}

/**
 * The app that a sign-in is for; `null` for the web.
 * @param {Record<string, unknown>} query @param {readonly string[]} allowed
 */
function readApp(query, allowed) {
  const { redirect_uri: redirectUri, code_challenge: challenge } = query;
  if (redirectUri === undefined && challenge === undefined) return null;
  if (typeof redirectUri !== 'string' || !allowed.includes(redirectUri))
    throw new RequestError(400, 'BAD_REQUEST', '`redirect_uri` must be one of APP_REDIRECTS.');
  if (typeof challenge !== 'string' || !/^[\w-]{43}$/.test(challenge))
    throw new RequestError(
      400,
      'BAD_REQUEST',
      '`code_challenge` must be an S256 challenge of 43 characters.',
    );
  return { redirectUri, challenge };
}
