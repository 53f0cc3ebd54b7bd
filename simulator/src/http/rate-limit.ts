/** Counts a key's requests over the last second. */
export class RateLimit {
  private readonly recent = new Map<string, number[]>();

  /** Counts one more; `false` when that was one too many. */
  allow(key: string, now: number, maxRps: number): boolean {
    if (maxRps <= 0) return true;
    const times = (this.recent.get(key) ?? []).filter((at) => at > now - 1000);
    const allowed = times.length < maxRps;
    if (allowed) times.push(now);
    this.recent.set(key, times);
    return allowed;
  }

  clear(): void {
    this.recent.clear();
  }
}
