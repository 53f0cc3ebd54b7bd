import { unauthenticatedError } from '../oauth/sessions.js';
import type { Session } from '../session.js';
import type { V1TokenKind } from './v1-operations.js';
import type { V1Sessions } from './v1-sessions.js';

/** The part of a gateway that knows where tokens come from. */
interface HasSessions {
  readonly sessions: V1Sessions | null;
}

/**
 * The token for v1's `RequestHeader.Token`. A caller's access token is v1's token as it is; v1 sessions are the
 * service's own account and never stand in for a caller.
 * @throws ServiceError `UNAUTHENTICATED` for the API key alone: v1 knows no anonymous calls
 */
export const v1Token = async (client: HasSessions, session: Session, kind: V1TokenKind): Promise<string> => {
  if (session.kind === 'service' && client.sessions !== null) return (await client.sessions.tokens())[kind];
  const token = await session.token();
  if (token === null) throw unauthenticatedError();
  return token;
};

/**
 * Another token than one that v1 refused, or `null` where there can be none.
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
