import { unauthenticatedError } from '../oauth/sessions.js';
import type { Session } from '../session.js';
import type { V1TokenKind } from './v1-operations.js';
import type { V1Sessions } from './v1-sessions.js';

/** The part of `V1Client` that tokens come from. */
interface HasSessions {
  readonly sessions: V1Sessions | null;
}

/**
 * Returns the token for v1's `RequestHeader.Token`. A caller's access token is used unchanged; v1 sessions belong to the
 * service account and are never used for a caller.
 * @throws ServiceError `UNAUTHENTICATED` for the API key only: v1 has no anonymous requests
 */
export const v1Token = async (client: HasSessions, session: Session, kind: V1TokenKind): Promise<string> => {
  if (session.kind === 'service' && client.sessions !== null) return (await client.sessions.tokens())[kind];
  const token = await session.token();
  if (token === null) throw unauthenticatedError();
  return token;
};

/**
 * Returns another token than one that v1 rejected, or `null` where there is none.
 * @throws ServiceError where the sign-in fails
 */
export const refreshV1Token = async (
  client: HasSessions,
  session: Session,
  kind: V1TokenKind,
  rejected: string,
): Promise<string | null> =>
  session.kind === 'service' && client.sessions !== null
    ? (await client.sessions.refresh(rejected))[kind]
    : session.refresh(rejected);
