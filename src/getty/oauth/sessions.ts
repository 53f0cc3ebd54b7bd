import { createHash } from 'node:crypto';
import { ServiceError } from '../../errors/service-error.js';
import type { Session } from '../session.js';
import type { TokenSource } from './token-source.js';

/** The API key alone. */
export const anonymousSession: Session = {
  kind: 'anonymous',
  principal: { kind: 'anonymous' },
  token: async () => null,
  refresh: async () => null,
};

/** A digest that names a token in caches and logs without being one. */
export const tokenDigest = (token: string): string =>
  createHash('sha256').update(token).digest('base64url').slice(0, 24);

/** A caller's own token: used as it is, and never replaced by another. */
export const callerSession = (token: string): Session => ({
  kind: 'caller',
  principal: { kind: 'caller', id: `token:${tokenDigest(token)}` },
  token: async () => token,
  refresh: async () => null,
});

/** The service's own account. */
export const serviceSession = (source: TokenSource): Session => ({
  kind: 'service',
  principal: { kind: 'caller', id: 'service' },
  token: () => source.token(),
  refresh: (rejected) => source.refresh(rejected),
});

/**
 * The token of a session that has one.
 * @throws ServiceError `UNAUTHENTICATED` for the API key alone, before anything is sent
 */
export const requireToken = async (session: Session): Promise<string> => {
  const token = await session.token();
  if (token !== null) return token;
  throw unauthenticatedError();
};

/** Told before anything is sent, where only a signed-in caller can be answered. */
export const unauthenticatedError = (): ServiceError =>
  new ServiceError(
    'UNAUTHENTICATED',
    'This needs somebody signed in: send a Getty Images access token as `Authorization: Bearer`.',
  );
