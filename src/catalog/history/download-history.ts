import type { GettyApi } from '../../errors/upstream-failure.js';
import type { HistoryEntry, HistoryPage } from '../../getty/model/history-entry.js';
import { isRequestableProductType, parseProductType } from '../../getty/model/product-type.js';
import { type DomainContext, requireSignedIn } from '../domain-context.js';
import { ConnectionPage, type ListIdentity } from '../paging/connection.js';
import { listHash } from '../paging/cursor.js';
import { type FetchedRows, fetchRows } from '../paging/fetch-window.js';
import { type PageArgs, type PageRequest, readPageArgs } from '../paging/page-args.js';
import { type HistoryFilter, type HistoryRange, historyRange, snapshotTime } from './history-range.js';
import { historyApi, historyRows } from './history-source.js';
import { type DownloadRecord, isSameRecord, type RecordKey } from './record-id.js';

/** A page of past downloads. */
export class DownloadHistory extends ConnectionPage<DownloadRecord> {
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

type Window = FetchedRows<HistoryEntry, HistoryPage<HistoryEntry>>;

/** Getty Images' present, from ours and what its `Date` headers told: its history is dated by its own clock. */
const upstreamNow = (scope: DomainContext): number =>
  scope.services.clock.now() +
  scope.services.getty.v3.transport.clockSkewMs(new URL(scope.services.getty.v3.baseUrl).host);

const shifted = (wanted: PageRequest, by: number): PageRequest => ({
  ...wanted,
  from: wanted.from + by,
  to: wanted.to === null ? null : wanted.to + by,
  pinned: wanted.pinned === null ? null : { ...wanted.pinned, total: wanted.pinned.total + by },
});

/** A list goes on through the version it began with, unless another one is named. */
const toVersionNumber = (source: 0 | 1 | 3 | undefined): GettyApi | null =>
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
  scope: DomainContext,
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
  const asOf = wanted.pinned?.asOf ?? snapshotTime(upstreamNow(scope));
  const range = historyRange(filter, asOf);
  const api = historyApi(
    scope.services.getty.apis,
    via ?? toVersionNumber(wanted.pinned?.source),
    isCompanyWide,
  );
  const source = api === 'V3' ? 3 : 1;
  requireSignedIn(scope);

  const rowsOf = historyRows(scope, api, { ...range, productType, companyWide: isCompanyWide });
  const fetch = (what: PageRequest): Promise<Window> => fetchRows(what, rowsOf);
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
export const findRecord = async (scope: DomainContext, key: RecordKey): Promise<DownloadRecord | null> => {
  requireSignedIn(scope);
  const api = historyApi(scope.services.getty.apis, null, key.isCompanyWide);
  const moment = key.downloadedAt.getTime();
  const productType = parseProductType(key.productTypeName);
  const second = Math.floor(moment / 1000) * 1000;
  const { rows } = await historyRows(scope, api, {
    from: new Date(second),
    to: new Date(second + 1000),
    productType: isRequestableProductType(productType) ? productType : null,
    companyWide: key.isCompanyWide,
  })(0, 100);
  const row = rows?.find((candidate) => candidate !== null && isSameRecord(candidate, key)) ?? null;
  return row === null ? null : { ...row, isCompanyWide: key.isCompanyWide };
};

/** When the caller downloaded an image before: one call an image. @throws ServiceError */
export const previousDownloads = async (
  scope: DomainContext,
  assetId: string,
): Promise<readonly DownloadRecord[]> => {
  requireSignedIn(scope);
  const rows = await scope.loaders.previousDownloads.load(assetId);
  return rows.map((row) => ({ ...row, isCompanyWide: false }));
};
