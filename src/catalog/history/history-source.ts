import { badInput, ServiceError } from '../../errors/service-error.js';
import type { GettyApi } from '../../errors/upstream-failure.js';
import type { HistoryEntry, HistoryPage } from '../../getty/model/history-entry.js';
import type { GettyCall } from '../../getty/session.js';
import { fetchPreviousDownloads } from '../../getty/v1/previous-downloads.client.js';
import { fetchHistory, type HistoryQuery } from '../../getty/v3/history.client.js';
import { type FetchRange, viaSupportedPageSizes } from '../paging/fetch-window.js';
import type { Services } from '../services.js';

/** The versions that have a history. */
export type HistoryApi = Extract<GettyApi, 'V3' | 'V1'>;

/**
 * Which version is to answer: the one that was named, else v3, else v1, as far as they are switched on.
 * @throws ServiceError `BAD_USER_INPUT` where the named one cannot, before anything is sent
 */
export const historyApi = (
  apis: readonly GettyApi[],
  via: GettyApi | null,
  companyWide: boolean,
): HistoryApi => {
  if (via === 'V2') throw badInput(['via'], 'v2 has no history; give V3 or V1, or leave it out.');
  if (via !== null && !apis.includes(via))
    throw badInput(['via'], `${via} is not switched on here; leave it out.`);
  const api = via ?? (apis.includes('V3') ? 'V3' : apis.includes('V1') ? 'V1' : null);
  if (api === null)
    throw new ServiceError(
      'UPSTREAM_UNAVAILABLE',
      'No version of Getty Images’ APIs that has a history is switched on (GETTY_APIS).',
      {
        isRetryable: false,
      },
    );
  if (api === 'V1' && companyWide)
    throw badInput(
      ['filter', 'companyWide'],
      'v1 cannot show a whole company’s history; use v3 or leave it out.',
    );
  return api;
};

/**
 * The rows `[start, end)` of a history, from 0. v1 takes any offset in one call; v3 has numbered pages of listed
 * sizes. @throws ServiceError
 */
export const historyRows = (
  scope: GettyCall & { readonly services: Pick<Services, 'getty'> },
  api: HistoryApi,
  query: HistoryQuery,
): FetchRange<HistoryPage<HistoryEntry>> => {
  if (api === 'V3')
    return viaSupportedPageSizes((page, pageSize) =>
      fetchHistory(scope.services.getty.v3, scope, query, page, pageSize),
    );
  // v1 lists what was made after its start, not at it.
  const from = new Date(query.from.getTime() - 1000);
  const { to, productType } = query;
  return (start, end) =>
    fetchPreviousDownloads(scope.services.getty.v1, scope, {
      from,
      to,
      productType,
      offset: start,
      count: end - start,
    });
};
