/** Counts a key's requests over the last second. */
export class RateLimit {
  private readonly recent = new Map<string, number[]>();

  /** Counts one more; `false` when that was one too many. */
  admit(key: string, now: number, maxRps: number): boolean {
    if (maxRps <= 0) return true;
    const times = (this.recent.get(key) ?? []).filter((at) => at > now - 1000);
    const admitted = times.length < maxRps;
    if (admitted) times.push(now);
    this.recent.set(key, times);
    return admitted;
  }

  clear(): void {
    this.recent.clear();
  }
}
