/** For how long the quickest answer is what is usual. */
const BASELINE_MS = 10_000;

/**
 * What is later than this was not on the way, but waited for: a slow answer must not cost the next call its place.
 */
const MAX_JITTER_MS = 300;

/** While nobody knows what is usual, an answer may have been on the way for all of its time. */
const MAX_JITTER_WITHOUT_BASELINE_MS = 1_000;

/** The quickest answer of one kind of call. */
interface FastestResponse {
  readonly tookMs: number;
  readonly at: number;
  /** Since when anything is known. */
  readonly since: number;
}

/**
 * How much later than usual answers come. A call counts when Getty Images reads it, which is some time between its
 * writing and its answer; where the answer took longer than the quickest of its kind, the call may have been read so
 * much later, and calls that left a second apart may have arrived together.
 */
export class ArrivalJitter {
  readonly #quickest = new Map<string, FastestResponse>();

  /**
   * Takes note of an answer.
   * @param kind of call, such as its group of endpoints: they differ in what is usual
   * @param writtenAt when the call was written, in milliseconds as `now`
   * @returns milliseconds later than usual, 300 at most; a second at most where nothing is known yet
   */
  record(kind: string, writtenAt: number, now: number): number {
    const tookMs = now - writtenAt;
    const known = this.#quickest.get(kind);
    const quickest = known !== undefined && now - known.at <= BASELINE_MS ? known : null;
    if (quickest === null || tookMs <= quickest.tookMs)
      this.#quickest.set(kind, { tookMs, at: now, since: quickest?.since ?? now });
    // A process that has just begun is slow, and sends many calls at once: none of them tells what is usual of another.
    return quickest !== null && quickest.since <= writtenAt
      ? Math.min(MAX_JITTER_MS, Math.max(0, tookMs - quickest.tookMs))
      : Math.min(MAX_JITTER_WITHOUT_BASELINE_MS, tookMs);
  }
}
