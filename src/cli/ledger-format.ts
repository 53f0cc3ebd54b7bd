import type { AttemptView } from '../downloads/ledger/attempt-view.js';
import type { SpendReport } from '../downloads/ledger/spend-report.js';

/** One download as `npm run ledger` prints it. Never a link. */
export interface LedgerRow {
  readonly requestedAt: string;
  readonly endedAt: string;
  readonly state: string;
  readonly charged: string;
  readonly client: string;
  readonly asset: string;
  readonly productType: string;
  readonly productId: string;
  readonly via: string;
  readonly key: string;
  readonly requestId: string;
}

/** An entry as a row of text. */
export const toRow = (view: AttemptView): LedgerRow => ({
  requestedAt: view.requestedAt.toISOString(),
  endedAt: view.endedAt?.toISOString() ?? '',
  state: view.state,
  charged: view.isCharged === null ? 'unknown' : view.isCharged ? 'yes' : 'no',
  client: view.clientName ?? '',
  asset: `${view.assetType === 'VIDEO' ? 'video' : 'image'}:${view.assetId}`,
  productType: view.productType ?? '',
  productId: view.productId ?? '',
  via: view.via ?? '',
  key: view.idempotencyKey,
  requestId: view.requestId,
});

const COLUMNS = [
  'requestedAt',
  'state',
  'charged',
  'client',
  'asset',
  'productType',
  'via',
  'key',
] as const satisfies readonly (keyof LedgerRow)[];

/** Rows under their heads, each column as wide as its longest text. */
const columns = (head: readonly string[], rows: readonly (readonly string[])[]): string => {
  const widths = head.map((name, index) =>
    Math.max(name.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  return [head, ...rows]
    .map((row) =>
      row
        .map((text, index) => text.padEnd(widths[index] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
};

/** Spreadsheets take a cell that begins so for a formula. */
const FORMULA = /^[=+\-@\t\r]/;

const cell = (text: string): string => {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

/** RFC 4180, with a head. Pure. */
export const formatCsv = (views: readonly AttemptView[]): string => {
  const rows = views.map(toRow);
  const names: readonly (keyof LedgerRow)[] = [...COLUMNS, 'productId', 'endedAt', 'requestId'];
  return [names, ...rows.map((row) => names.map((name) => cell(row[name])))]
    .map((line) => `${line.join(',')}\r\n`)
    .join('');
};

/** A table of downloads and one of sums. Pure. */
export const formatTable = (views: readonly AttemptView[], report: SpendReport): string => {
  if (views.length === 0) return 'No downloads in this span.\n';
  const downloads = columns(
    COLUMNS,
    views.map(toRow).map((row) => COLUMNS.map((name) => row[name])),
  );
  const sums = columns(
    ['day', 'client', 'product', 'charged', 'unknown', 'lost'],
    [
      ...report.rows.map((row) => [
        row.day?.toISOString().slice(0, 10) ?? '',
        row.clientName ?? '',
        row.productType ?? '',
        String(row.chargedCount),
        String(row.unknownCount),
        String(row.lostCount),
      ]),
      ['total', '', '', String(report.chargedCount), String(report.unknownCount), String(report.lostCount)],
    ],
  );
  return `${downloads}\n\n${sums}\n`;
};
