import { badInput } from '../../errors/service-error.js';
import type { RequestableProductType } from '../../getty/model/product-type.js';

/** A filter as a client sends it. */
export interface HistoryFilter {
  readonly from?: Date | null;
  readonly to?: Date | null;
  readonly productType?: RequestableProductType | null;
  readonly companyWide?: boolean | null;
}

/** The span a list covers. */
export interface HistoryRange {
  readonly from: Date;
  readonly to: Date;
}

/** What Getty Images shows when it is not told otherwise. */
const DEFAULT_SPAN_MS = 30 * 24 * 3_600_000;

const SECOND_MS = 1000;

/**
 * The whole second that a moment lies in or ends at: Getty Images takes whole seconds, both ends belong to the span,
 * and what was downloaded within this very second must already be seen.
 */
export const snapshotTime = (now: number): number => Math.ceil(now / SECOND_MS) * SECOND_MS;

const toWholeSecond = (ms: number): Date => new Date(Math.floor(ms / SECOND_MS) * SECOND_MS);

/**
 * The span a filter means at a moment: up to then where no end is named, from 30 days before the end where no
 * beginning is. Named here and not left to Getty Images' defaults, so that every page means the same span. Pure.
 * @throws ServiceError `BAD_USER_INPUT`
 */
export const historyRange = (filter: HistoryFilter, asOf: number): HistoryRange => {
  if (filter.from != null && filter.to != null && filter.from.getTime() > filter.to.getTime())
    throw badInput(['filter', 'to'], 'lies before `from`; give a range that ends after it begins.');
  const to = toWholeSecond(Math.min(filter.to?.getTime() ?? asOf, asOf));
  const from = toWholeSecond(filter.from?.getTime() ?? to.getTime() - DEFAULT_SPAN_MS);
  if (from.getTime() > to.getTime())
    throw badInput(['filter', 'from'], 'lies in the future; give a moment that has been.');
  return { from, to };
};
