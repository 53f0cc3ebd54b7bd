import type { GettyApi } from '../../errors/upstream-failure.js';
import type { ProductType } from '../../getty/model/product-type.js';
import { DAY_MS, dayOf } from '../idempotency/attempt.js';
import type { AttemptView, PublicAttemptState } from './attempt-view.js';

/** What rows of a report are told apart by. */
export type SpendReportGroup = 'DAY' | 'CLIENT' | 'PRODUCT_TYPE' | 'VIA' | 'STATE';

/** Sums of attempts. */
export interface SpendCounts {
  readonly chargedCount: number;
  readonly unknownCount: number;
  readonly lostCount: number;
}

/** Sums of one group; what it is not grouped by is `null`. */
export interface SpendReportRow extends SpendCounts {
  readonly day: Date | null;
  readonly clientName: string | null;
  readonly productType: ProductType | null;
  readonly via: GettyApi | null;
  readonly state: PublicAttemptState | null;
}

/** Sums over attempts. */
export interface SpendReport extends SpendCounts {
  readonly rows: readonly SpendReportRow[];
}

const NOTHING: SpendCounts = { chargedCount: 0, unknownCount: 0, lostCount: 0 };

const plus = (counts: SpendCounts, { state, isCharged }: AttemptView): SpendCounts => ({
  chargedCount: counts.chargedCount + Number(isCharged === true),
  unknownCount: counts.unknownCount + Number(isCharged === null),
  lostCount: counts.lostCount + Number(state === 'LINK_LOST'),
});

/**
 * Sums attempts by groups; newest day first, then in the order the groups were met. A charged download whose link was
 * lost counts as charged and as lost.
 */
export const spendReport = async (
  attempts: AsyncIterable<AttemptView> | Iterable<AttemptView>,
  groupBy: readonly SpendReportGroup[],
): Promise<SpendReport> => {
  const by = new Set(groupBy);
  const rows = new Map<string, SpendReportRow>();
  let total = NOTHING;
  for await (const view of attempts) {
    total = plus(total, view);
    const group = {
      day: by.has('DAY') ? new Date(dayOf(view.requestedAt.getTime()) * DAY_MS) : null,
      clientName: by.has('CLIENT') ? view.clientName : null,
      productType: by.has('PRODUCT_TYPE') ? view.productType : null,
      via: by.has('VIA') ? view.via : null,
      state: by.has('STATE') ? view.state : null,
    };
    const name = JSON.stringify(group);
    const row = rows.get(name) ?? { ...group, ...NOTHING };
    rows.set(name, { ...row, ...plus(row, view) });
  }
  return { rows: [...rows.values()], ...total };
};
