import { randomUUID } from 'node:crypto';

const VALID_REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;

/**
 * The id of a request: the caller's `X-Request-Id` when it is one that can be passed on and logged as it is, else new.
 * @param make makes a new one
 */
export const parseRequestId = (
  header: string | readonly string[] | undefined,
  make: () => string = randomUUID,
): string => (typeof header === 'string' && VALID_REQUEST_ID.test(header) ? header : make());
