/** The page sizes that Getty Images lists; no other is ever sent. */
export const SUPPORTED_PAGE_SIZES = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 25, 30, 50, 60, 75, 100] as const;

/** A page to ask for, and which of its rows are wanted. */
export interface PageSlice {
  /** From 1. */
  readonly page: number;
  readonly pageSize: number;
  /** Rows of the page to leave out at its head. */
  readonly skip: number;
  readonly take: number;
}

/**
 * The pages that hold the rows `[start, end)`: one wherever a listed size has them all on one page (the smallest that
 * does), else the two neighbours of the smallest size that is no shorter than the window. At most 100 rows.
 */
export const pagesFor = (start: number, end: number): readonly PageSlice[] => {
  const count = end - start;
  if (count <= 0) return [];
  const sizes = SUPPORTED_PAGE_SIZES.filter((size) => size >= count);
  for (const pageSize of sizes) {
    const page = Math.floor(start / pageSize);
    if (Math.floor((end - 1) / pageSize) === page)
      return [{ page: page + 1, pageSize, skip: start - page * pageSize, take: count }];
  }
  const [pageSize] = sizes;
  if (pageSize === undefined) throw new RangeError(`A window has at most 100 rows, not ${count}.`);
  const page = Math.floor(start / pageSize);
  const skip = start - page * pageSize;
  const head = pageSize - skip;
  return [
    { page: page + 1, pageSize, skip, take: head },
    { page: page + 2, pageSize, skip: 0, take: count - head },
  ];
};
