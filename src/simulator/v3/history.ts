import type { Account } from '../accounts/accounts.js';
import { PRODUCT_TYPES } from '../accounts/entitlement.js';
import type { HistoryRow } from '../accounts/ledger.js';
import { isReply, requireUser, whoCalls } from '../http/auth.js';
import type { Call } from '../http/call.js';
import { appError, json, type Reply } from '../http/reply.js';
import type { State } from '../state.js';
import { type DateNames, historyWindow } from './history-window.js';
import { BOOL, INT, MOMENT, oneOf, readPage, readQuery } from './query.js';

/** The published words, and in old times another spelling for credits. */
const TYPES = oneOf(...PRODUCT_TYPES);

/** `GET /v3/downloads` */
export function history(state: State, call: Call): Reply {
  const names: DateNames = state.options.legacyDateFilters
    ? { from: 'start_date', to: 'end_date' }
    : { from: 'date_from', to: 'date_to' };
  const parameters = {
    [names.from]: MOMENT,
    [names.to]: MOMENT,
    use_time: BOOL,
    page: INT,
    page_size: INT,
    product_type: TYPES,
    company_downloads: BOOL,
  };
  const query = readQuery(parameters, call.query, 'InvalidParameterValue');
  if (isReply(query)) return query;
  const caller = whoCalls(state, call);
  if (isReply(caller)) return caller;
  const account = requireUser(state, caller);
  if (isReply(account)) return account;
  const rows = rowsOf(state, account, query.bool('company_downloads') === true);
  if (isReply(rows)) return rows;

  const window = historyWindow(query, names, state.clock.getty());
  if (window.from > window.to && query.has(names.from) && query.has(names.to))
    return appError(400, 'InvalidRequest', `${names.from} is later than ${names.to}.`);
  const type = query.text('product_type')?.toLowerCase();
  const shown = rows.filter((row) => {
    const at = shownMoment(state, row);
    // Downloads paid with iStock credits are there only for those who ask for them.
    const ofType = type === undefined ? row.productType !== 'creditpack' : row.productType === type;
    return ofType && at >= window.from && at <= window.to;
  });
  const page = readPage(query, shown.length);
  if (isReply(page)) return page;
  return json(200, {
    result_count: shown.length,
    downloads: shown.slice(page.offset, page.offset + page.size).map((row) => historyItem(state, call, row)),
  });
}

/** The rows an account may see, newest first; 403 when it asks for its company's without leave. */
export function rowsOf(state: State, account: Account, company: boolean): HistoryRow[] | Reply {
  if (company && !account.companyDownloads) {
    return appError(403, 'InsufficientPermissions', 'Company downloads are not enabled for this account.');
  }
  const now = state.clock.now();
  return state.ledger.history
    .filter(
      (row) =>
        (company || row.account === account.name) && row.recordedAt + state.options.historyDelayMs <= now,
    )
    .sort((a, b) => b.at - a.at || b.seq - a.seq);
}

/** The moment of a row in as much detail as Getty Images gives. */
export function shownMoment(state: State, row: HistoryRow): number {
  const step = Math.max(1, state.options.historyPrecisionMs);
  return Math.floor((row.at + state.options.historySkewMs) / step) * step;
}

/** That moment as text. */
export function momentText(state: State, row: HistoryRow): string {
  return new Date(shownMoment(state, row)).toISOString().replace('.000Z', 'Z');
}

/** Who downloaded it. */
export function userOf(state: State, row: HistoryRow): Record<string, string | null> {
  const account = state.account(row.account);
  return {
    username: account.username,
    first_name: account.firstName,
    middle_name: null,
    last_name: account.lastName,
  };
}

/** A picture to show beside a row, also for an asset that is no longer there. */
export function thumbUri(call: Call, row: HistoryRow): string {
  return `${call.base}/media/${row.assetType}s/${row.assetId}/thumb.jpg`;
}

function historyItem(state: State, call: Call, row: HistoryRow): Record<string, unknown> {
  return {
    date_downloaded: momentText(state, row),
    id: row.assetId,
    asset_type: row.assetType,
    product_type: row.productType,
    thumb_uri: thumbUri(call, row),
    agreement_name: row.agreementName,
    product_id: row.productId,
    download_details: { download_notes: row.note, project_code: row.projectCode },
    download_source: row.source,
    user: userOf(state, row),
    size_name: row.sizeName,
    dimensions: { width: row.width, height: row.height, dpi: row.dpi },
    license_model: row.licenseModel,
    generated_asset_id: null,
  };
}
