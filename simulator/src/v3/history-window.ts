import { type Query, readMoment } from './query.js';

const DAY = 86_400_000;
const WINDOW = 30 * DAY;

/** Both ends belong to the window. */
export interface HistoryWindow {
  readonly from: number;
  readonly to: number;
}

/** The names of the dates, which were others between late 2017 and 2019. */
export interface DateNames {
  readonly from: string;
  readonly to: string;
}

function startOfDay(moment: number): number {
  return Math.floor(moment / DAY) * DAY;
}

/**
 * Which downloads a history shows. Without dates the last thirty days; with one date thirty days up to it or from
 * it, yet never past today. The time of day counts only with `use_time=true`; else whole days in UTC do.
 */
export function historyWindow(query: Query, names: DateNames, now: number): HistoryWindow {
  const useTime = query.bool('use_time') === true;
  const givenFrom = readMoment(query.text(names.from) ?? '');
  const givenTo = readMoment(query.text(names.to) ?? '');
  const to = givenTo ?? (givenFrom === undefined ? now : Math.min(now, givenFrom + WINDOW));
  const from = givenFrom ?? to - WINDOW;
  if (useTime) return { from, to };
  return { from: startOfDay(from), to: startOfDay(to) + DAY - 1 };
}
