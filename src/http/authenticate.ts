import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import type { Config } from '../config/config.js';
import { ServiceError } from '../errors/service-error.js';
import type { Caller } from '../lib/request-context.js';

/** The caller, and the name under which budgets and logs know it. */
export interface AuthResult {
  readonly caller: Caller;
  /** Never a token or key: a hash of the token, the name of the client key, or `service`/`anonymous`. */
  readonly principal: string;
}

/**
 * Deliberately wider than RFC 6750's `b64token`: any printable ASCII. Getty Images decides whether a token is valid.
 */
const bearer = /^Bearer +([\x21-\x7e]+) *$/i;
const longestToken = 8_192;

/**
 * Decides on whose behalf a request is made. Wrong credentials are rejected, never ignored: a caller that sends some
 * must not get another caller's response.
 * @throws ServiceError UNAUTHENTICATED
 */
export function authenticate(headers: IncomingHttpHeaders, access: Config['access']): AuthResult {
  if (headers.authorization !== undefined) return withToken(headers.authorization);
  switch (access.serviceAccount) {
    case 'open':
      return { caller: { kind: 'service' }, principal: 'service' };
    case 'keys':
      return withKey(headers['x-client-key'], access.clientKeys);
    case 'off':
      return anonymous;
    default:
      throw access.serviceAccount satisfies never;
  }
}

const anonymous: AuthResult = { caller: { kind: 'anonymous' }, principal: 'anonymous' };

function withToken(header: string): AuthResult {
  const token = header.length <= longestToken ? bearer.exec(header)?.[1] : undefined;
  if (token === undefined) {
    throw new ServiceError(
      'UNAUTHENTICATED',
      'The Authorization header cannot be used; send `Authorization: Bearer <Getty Images access token>`, or none.',
    );
  }
  return { caller: { kind: 'token', token }, principal: `token:${sha256(token).toString('base64url')}` };
}

function withKey(
  header: string | readonly string[] | undefined,
  keys: Config['access']['clientKeys'],
): AuthResult {
  if (header === undefined) return anonymous;
  const sent = sha256(String(header));
  // All are compared, each in constant time, so that timing reveals neither a key nor its place in the list.
  const [found] = keys.filter((key) => timingSafeEqual(key.sha256, sent));
  if (found)
    return {
      caller: { kind: 'service', clientKey: found.name, ...(found.seesAll ? { seesAll: true } : {}) },
      principal: `client:${found.name}`,
    };
  throw new ServiceError('UNAUTHENTICATED', 'The X-Client-Key is not one that this service knows.');
}

const sha256 = (value: string): Buffer => hash('sha256', value, 'buffer');
