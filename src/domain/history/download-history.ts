import type { GettyApi } from '../../errors/upstream-failure.js';
import type { DownloadRow, Page } from '../../getty/model/download-row.js';
import { isRequestable, productTypeOf } from '../../getty/model/product-type.js';
import { type ListIdentity, ListPage } from '../paging/connection.js';
import { listHash } from '../paging/cursor.js';
import { type FetchedWindow, fetchRows } from '../paging/fetch-window.js';
import { type PageArgs, type PageWanted, readPageArgs } from '../paging/page-args.js';
import { type RequestScope, requireSignedIn } from '../request-scope.js';
import { type HistoryFilter, type HistoryRange, historyRange, pinnedMoment } from './history-range.js';
import { historyApi, historyRows } from './history-source.js';
import { type DownloadRecord, isRecord, type RecordKey } from './record-id.js';

/** A page of past downloads. */
export class DownloadHistory extends ListPage<DownloadRecord> {
  constructor(
    page: {
      readonly rows: readonly (DownloadRecord | null)[];
      readonly start: number;
      readonly total: number;
    },
    list: ListIdentity,
    readonly via: GettyApi,
    readonly range: HistoryRange,
  ) {
    super(page.rows, page.start, page.total, list);
  }

  /** The moment this list is of. */
  get asOf(): Date {
    return new Date(this.identity.asOf);
  }
}

type Window = FetchedWindow<DownloadRow, Page<DownloadRow>>;

/** Getty Images' present, from ours and what its `Date` headers told: its history is dated by its own clock. */
const gettyNow = (scope: RequestScope): number =>
  scope.clock.now() + scope.getty.v3.transport.clockSkewMs(new URL(scope.getty.v3.baseUrl).host);

const shifted = (wanted: PageWanted, by: number): PageWanted => ({
  ...wanted,
  from: wanted.from + by,
  to: wanted.to === null ? null : wanted.to + by,
  pinned: wanted.pinned === null ? null : { ...wanted.pinned, total: wanted.pinned.total + by },
});

/** A list goes on through the version it began with, unless another one is named. */
const versionOf = (source: 0 | 1 | 3 | undefined): GettyApi | null =>
  source === 3 ? 'V3' : source === 1 ? 'V1' : null;

/**
 * A page of what was downloaded, newest first.
 *
 * The first page pins the moment; later pages ask for the same span, so that downloads made meanwhile shift nothing.
 * What is dated within the pinned second, or shown late, would still push rows down: the list's length, which the
 * cursor remembers, tells by how many, and the window moves along.
 * @throws ServiceError
 */
export const downloadHistory = async (
  scope: RequestScope,
  filter: HistoryFilter,
  via: GettyApi | null,
  args: PageArgs,
): Promise<DownloadHistory> => {
  const isCompanyWide = filter.companyWide ?? false;
  const productType = filter.productType ?? null;
  const hash = listHash([
    'history',
    filter.from?.getTime() ?? null,
    filter.to?.getTime() ?? null,
    productType,
    isCompanyWide,
  ]);
  const wanted = readPageArgs(args, hash);
  const asOf = wanted.pinned?.asOf ?? pinnedMoment(gettyNow(scope));
  const range = historyRange(filter, asOf);
  const api = historyApi(scope.getty.apis, via ?? versionOf(wanted.pinned?.source), isCompanyWide);
  const source = api === 'V3' ? 3 : 1;
  requireSignedIn(scope);

  const rowsOf = historyRows(scope, api, { ...range, productType, companyWide: isCompanyWide });
  const fetch = (what: PageWanted): Promise<Window> => fetchRows(what, rowsOf);
  let window = await fetch(wanted);
  let moved = 0;
  // The versions count differently: only the length of the very same list tells of a shift.
  if (wanted.pinned !== null && wanted.pinned.source === source && window.total > wanted.pinned.total) {
    moved = window.total - wanted.pinned.total;
    window = await fetch(shifted(wanted, moved));
  }

  const rows = window.rows.map((row) => (row === null ? null : { ...row, isCompanyWide }));
  const total = wanted.pinned?.source === source ? wanted.pinned.total : window.total;
  const page = { rows, start: window.start - moved, total };
  return new DownloadHistory(page, { hash, asOf, source, isPageable: true }, api, range);
};

/** A record found again by what its id is made of; `null` where the history no longer shows it. @throws ServiceError */
export const findRecord = async (scope: RequestScope, key: RecordKey): Promise<DownloadRecord | null> => {
  requireSignedIn(scope);
  const api = historyApi(scope.getty.apis, null, key.isCompanyWide);
  const moment = key.downloadedAt.getTime();
  const productType = productTypeOf(key.productTypeName);
  const second = Math.floor(moment / 1000) * 1000;
  const { rows } = await historyRows(scope, api, {
    from: new Date(second),
    to: new Date(second + 1000),
    productType: isRequestable(productType) ? productType : null,
    companyWide: key.isCompanyWide,
  })(0, 100);
  const row = rows?.find((candidate) => candidate !== null && isRecord(candidate, key)) ?? null;
  return row === null ? null : { ...row, isCompanyWide: key.isCompanyWide };
};

/** When the caller downloaded an image before: one call an image. @throws ServiceError */
export const previousDownloads = async (
  scope: RequestScope,
  assetId: string,
): Promise<readonly DownloadRecord[]> => {
  requireSignedIn(scope);
  const rows = await scope.loaders.previousDownloads.load(assetId);
  return rows.map((row) => ({ ...row, isCompanyWide: false }));
};
