/** One reading of another clock, in milliseconds ahead of ours. */
export type SkewSample = number;

/** `Date` gives whole seconds, cut off: on average half a second is missing. */
const CUT_OFF_MS = 500;
/**
 * Up to here the middle of a round trip is near enough. In a longer one the host may have written at either end, and it
 * is taken to have written last: read too early, its clock makes counting look at a little more of the history than it
 * must; read too late, it hides the very download that is looked for, which is then paid for again.
 */
const LONG_TRIP_MS = 2000;

/**
 * Reads a host's clock from an answer's headers. A cache on the way (Getty Images' CDN) sends the `Date` of when it was
 * filled and tells in `Age` how many seconds ago that was. Pure.
 * @param sentAt when the request left, and `receivedAt` when the headers were here; the host wrote in between
 * @returns `null` without a readable `Date`
 */
export const skewSample = (
  headers: Readonly<Record<string, string>>,
  sentAt: number,
  receivedAt: number,
): SkewSample | null => {
  const date = Date.parse(headers['date'] ?? '');
  const ageMs = Number(headers['age'] ?? 0) * 1000;
  if (Number.isNaN(date) || !Number.isFinite(ageMs)) return null;
  const writtenAt = receivedAt - sentAt > LONG_TRIP_MS ? receivedAt : (sentAt + receivedAt) / 2;
  return date + CUT_OFF_MS + ageMs - writtenAt;
};

/** The middle one: a single delayed or wrong answer does not move it. Pure. */
export const medianSkew = (samples: readonly SkewSample[]): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  return Math.round(sorted[sorted.length >> 1] ?? 0);
};

const MAX_SAMPLES = 9;
/** Clocks drift slowly; one reading in this many milliseconds is plenty, and costs the other calls nothing. */
const SAMPLE_INTERVAL_MS = 1000;

/** What is known of the clocks of the hosts that were called. */
export class ClockSkews {
  readonly #byHost = new Map<string, { readonly samples: SkewSample[]; lastAt: number }>();

  /** Takes note of an answer. */
  record(host: string, headers: Readonly<Record<string, string>>, sentAt: number, receivedAt: number): void {
    const known = this.#byHost.get(host);
    if (known !== undefined && receivedAt - known.lastAt < SAMPLE_INTERVAL_MS) return;
    const sample = skewSample(headers, sentAt, receivedAt);
    if (sample === null) return;
    if (known === undefined) {
      this.#byHost.set(host, { samples: [sample], lastAt: receivedAt });
      return;
    }
    known.samples.push(sample);
    if (known.samples.length > MAX_SAMPLES) known.samples.shift();
    known.lastAt = receivedAt;
  }

  /** Milliseconds that a host (as `URL.host` says it) is ahead of us; 0 for one that was never heard. */
  get(host: string): number {
    const known = this.#byHost.get(host);
    return known === undefined ? 0 : medianSkew(known.samples);
  }
}
