import type { HistoryEntry } from '../../getty/model/history-entry.js';
import type { AttemptView } from './attempt-view.js';

/** What is compared: both sides over one span, ms. */
export interface Comparison {
  readonly views: readonly AttemptView[];
  readonly history: readonly HistoryEntry[];
  readonly from: number;
  readonly to: number;
}

/** What comparing came to. */
export interface ComparisonResult {
  readonly matched: number;
  /** Charged by the ledger, without a row. */
  readonly onlyLedger: readonly AttemptView[];
  /** Rows that no charged entry explains. */
  readonly onlyHistory: readonly HistoryEntry[];
  /** Entries whose outcome is unknown, of assets that have unexplained rows. */
  readonly undecided: readonly AttemptView[];
}

const isSameAsset = (view: AttemptView, row: HistoryEntry): boolean =>
  row.assetId === view.assetId && (row.assetType === 'UNKNOWN' || row.assetType === view.assetType);

/**
 * Compares the ledger with Getty Images' history over a span: counted, not matched by product or exact time, because
 * the clocks differ. Each charged entry takes the row of its asset that is nearest in time. Pure.
 */
export const compareWithHistory = ({ views, history, from, to }: Comparison): ComparisonResult => {
  const left = history.filter(
    ({ downloadedAt }) => downloadedAt.getTime() >= from && downloadedAt.getTime() <= to,
  );
  const onlyLedger: AttemptView[] = [];
  let matched = 0;
  for (const view of views.filter(({ isCharged }) => isCharged === true)) {
    const sentAt = view.entry.sentAt ?? view.requestedAt.getTime();
    const distance = (row: HistoryEntry): number => Math.abs(row.downloadedAt.getTime() - sentAt);
    const [nearest] = left
      .filter((row) => isSameAsset(view, row))
      .sort((one, other) => distance(one) - distance(other));
    if (nearest === undefined) onlyLedger.push(view);
    else {
      matched += 1;
      left.splice(left.indexOf(nearest), 1);
    }
  }
  const undecided = views.filter(
    (view) => view.isCharged === null && left.some((row) => isSameAsset(view, row)),
  );
  return { matched, onlyLedger, onlyHistory: left, undecided };
};
