import { ServiceError } from '../../errors/service-error.js';
import type { LedgerPlace } from '../idempotency/attempt.js';

/**
 * Cursor of a list of attempts: the entry's own place in time, not its number in the list. Entries made later, trimmed
 * ones and states that changed shift nothing.
 * @param list hash of everything that decides what is in the list (`listHash`)
 */
export const encodePlace = ({ requestedAt, id }: LedgerPlace, list: string): string =>
  Buffer.from(`L1:${requestedAt}:${id}:${list}`).toString('base64url');

const PLACE = /^L1:(\d{1,15}):(\d{16}):([\w-]+)$/;

/** @param argument `after` or `before` @throws ServiceError `INVALID_CURSOR` */
export const decodePlace = (text: string, list: string, argument: string): LedgerPlace => {
  const [, requestedAt = '', id = '', found = ''] =
    PLACE.exec(Buffer.from(text, 'base64url').toString()) ?? [];
  const place = { requestedAt: Number(requestedAt), id };
  if (found === list && encodePlace(place, list) === text) return place;
  throw new ServiceError(
    'INVALID_CURSOR',
    `${argument}: this is no cursor of this list. Give one from \`pageInfo\` or \`edges\` of a page with the same filter, or leave it out for the first page.`,
    { argument: [argument] },
  );
};
