/** Milliseconds for which the fastest response is the baseline. */
const BASELINE_MS = 10_000;

/** Cap on assumed network delay. Longer latencies are server time and must not delay the next permit. */
const MAX_JITTER_MS = 300;

/** The same cap while there is no baseline: the whole latency may be network delay. */
const MAX_JITTER_WITHOUT_BASELINE_MS = 1_000;

/** The fastest response of one group of endpoints. */
interface FastestResponse {
  readonly tookMs: number;
  readonly at: number;
  /** When the baseline began. */
  readonly since: number;
}

/**
 * Estimates how much later than usual requests arrive. Getty Images counts a request when it reads it, some time between
 * its writing and its response. Where the response took longer than the fastest of its group, the request may have been
 * read that much later, and requests that were sent a second apart may have arrived together.
 */
export class ArrivalJitter {
  readonly #fastest = new Map<string, FastestResponse>();

  /**
   * Records a response.
   * @param group of endpoints: each has its own usual latency
   * @param writtenAt when the request was written, in milliseconds as `now`
   * @returns milliseconds later than usual, at most 300; at most 1000 without a baseline
   */
  record(group: string, writtenAt: number, now: number): number {
    const tookMs = now - writtenAt;
    const known = this.#fastest.get(group);
    const fastest = known !== undefined && now - known.at <= BASELINE_MS ? known : null;
    if (fastest === null || tookMs <= fastest.tookMs)
      this.#fastest.set(group, { tookMs, at: now, since: fastest?.since ?? now });
    // A process that has just started is slow and sends many requests at once; none of those is a baseline for another.
    return fastest !== null && fastest.since <= writtenAt
      ? Math.min(MAX_JITTER_MS, Math.max(0, tookMs - fastest.tookMs))
      : Math.min(MAX_JITTER_WITHOUT_BASELINE_MS, tookMs);
  }
}
