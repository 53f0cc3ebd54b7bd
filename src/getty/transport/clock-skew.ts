/** Milliseconds that another host's clock was ahead of this one, by one response. */
export type SkewSample = number;

/** `Date` has whole seconds, truncated: on average half a second is missing. */
const TRUNCATED_MS = 500;
/**
 * Longest round trip whose middle is a good estimate of when the host wrote `Date`. In a longer one the host may have
 * written at either end, and the end of the trip is assumed: a clock estimated too early makes reconciliation look at a
 * little more of the history than it must; one estimated too late hides the download that is looked for, which is then
 * paid for again.
 */
const LONG_TRIP_MS = 2000;

/**
 * Estimates a host's clock from the headers of a response. A cache in between (Getty Images' CDN) sends the `Date` at
 * which its entry was stored, and in `Age` the seconds since. Pure.
 * @param sentAt when the request was sent, and `receivedAt` when its headers arrived; the host wrote in between
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
  return date + TRUNCATED_MS + ageMs - writtenAt;
};

/** The median: a single delayed or wrong response does not move it. Pure. */
export const medianSkew = (samples: readonly SkewSample[]): number => {
  const sorted = [...samples].sort((a, b) => a - b);
  return Math.round(sorted[sorted.length >> 1] ?? 0);
};

const MAX_SAMPLES = 9;
/** Milliseconds between two samples of a host: clocks drift slowly, and the responses in between cost nothing. */
const SAMPLE_INTERVAL_MS = 1000;

/** Clock skew of every host that responded, by its latest samples. */
export class ClockSkews {
  readonly #byHost = new Map<string, { readonly samples: SkewSample[]; lastAt: number }>();

  /** Samples the headers of a response. */
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

  /** Milliseconds that a host (as `URL.host` gives it) is ahead of this one; 0 for one that never responded. */
  get(host: string): number {
    const known = this.#byHost.get(host);
    return known === undefined ? 0 : medianSkew(known.samples);
  }
}
