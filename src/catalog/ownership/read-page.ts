import type { HistoryEntry } from '../../getty/model/history-entry.js';
import type { GettyCall } from '../../getty/session.js';
import { historyRows } from '../history/history-source.js';
import type { Services } from '../services.js';
import { isCompany, type StreamName } from './account-history.js';
import { PAGE_ROWS, type PageRead, type PageToRead } from './history-stream.js';

/** What reading an account's history takes of a request. */
export interface OwnershipScope extends GettyCall {
  readonly services: Pick<Services, 'getty' | 'clock'>;
}

/** A page with its rows; a row that cannot be read is `null`. */
export interface ReadPage extends PageRead {
  readonly entries: readonly (HistoryEntry | null)[];
}

/** Getty Images' present, ms, as far as its `Date` headers have told it. */
export const upstreamTime = ({ services: { clock, getty } }: OwnershipScope): number =>
  clock.now() + getty.v3.transport.clockSkewMs(new URL(getty.v3.baseUrl).host);

/** One page of one of an account's histories: one upstream call. @throws ServiceError */
export const readPage = async (
  scope: OwnershipScope,
  stream: StreamName,
  { from, to, offset }: PageToRead,
): Promise<ReadPage> => {
  const api = scope.services.getty.apis.includes('V3') ? 'V3' : 'V1';
  const query = {
    from: new Date(from),
    to: new Date(Math.ceil(to / 1000) * 1000),
    productType: stream === 'ownCredits' || stream === 'companyCredits' ? ('CREDIT_PACK' as const) : null,
    companyWide: isCompany(stream),
  };
  const { rows, total } = await historyRows(scope, api, query)(offset, offset + PAGE_ROWS);
  const entries = rows ?? [];
  return {
    entries,
    rows: entries.length,
    unreadable: entries.filter((row) => row === null).length,
    total: rows === null ? 0 : total,
  };
};
