/** The measures of a list of rows, in CSS pixels. */
export interface RowMeasures {
  readonly width: number;
  /** How high a row is at least. */
  readonly row: number;
  readonly gap: number;
}

/** No card is narrower than this, measured in heights of its row; as in the style sheet. */
const narrowest = 0.62;

/**
 * Where the last row begins, as flexbox breaks the rows. While more pictures are to come, that row is held back: it is
 * not full yet, so that its pictures would grow and move when they come.
 * @param ratios width divided by height, of each picture
 * @returns an index; that of the end where there is one row only, which has to be shown
 */
export function lastRowStart(ratios: readonly number[], { width, row, gap }: RowMeasures): number {
  let start = 0;
  let used = 0;
  for (const [index, ratio] of ratios.entries()) {
    const card = Math.min(width, Math.max(ratio, narrowest) * row);
    if (index > start && used + gap + card > width) {
      start = index;
      used = card;
    } else used += (index > start ? gap : 0) + card;
  }
  return start === 0 ? ratios.length : start;
}
