import { createHash } from 'node:crypto';
import { ServiceError } from '../../errors/service-error.js';
import { SIGN_IN_REQUIRED } from '../errors/to-service-error.js';
import type { Session } from '../session.js';
import type { TokenSource } from './token-source.js';

/** The session of requests with the API key only. */
export const anonymousSession: Session = {
  kind: 'anonymous',
  principal: { kind: 'anonymous' },
  token: async () => null,
  refresh: async () => null,
};

/** Digest that identifies a token in cache keys and logs. */
export const tokenDigest = (token: string): string =>
  createHash('sha256').update(token).digest('base64url').slice(0, 24);

/** The session of a caller's own token, which is never replaced. */
export const callerSession = (token: string): Session => ({
  kind: 'caller',
  principal: { kind: 'caller', id: `token:${tokenDigest(token)}` },
  token: async () => token,
  refresh: async () => null,
});

/** The session of the service account. */
export const serviceSession = (source: TokenSource): Session => ({
  kind: 'service',
  principal: { kind: 'caller', id: 'service' },
  token: () => source.token(),
  refresh: (rejected) => source.refresh(rejected),
});

/**
 * Returns the token of a session.
 * @throws ServiceError `UNAUTHENTICATED` for the API key alone, before anything is sent
 */
export const requireToken = async (session: Session): Promise<string> => {
  const token = await session.token();
  if (token !== null) return token;
  throw unauthenticatedError();
};

/** The error of a request that requires a signed-in caller, thrown before anything is sent. */
export const unauthenticatedError = (): ServiceError => new ServiceError('UNAUTHENTICATED', SIGN_IN_REQUIRED);
