/** A lock that was taken. */
export interface MemoryLock {
  /** `false`: it ended, and another caller may hold it by now. */
  renew(until: number, now: number): boolean;
  release(): void;
}

/** Locks that end by themselves. */
export class MemoryLocks {
  private readonly byName = new Map<string, { until: number }>();

  /** The lock, or `null` while another caller holds it. */
  take(name: string, until: number, now: number): MemoryLock | null {
    const held = this.byName.get(name);
    if (held !== undefined && held.until > now) return null;
    this.dropEnded(now);
    const mine = { until };
    this.byName.set(name, mine);
    return {
      renew: (newUntil, at) => {
        if (this.byName.get(name) !== mine || mine.until <= at) return false;
        mine.until = newUntil;
        return true;
      },
      release: () => {
        if (this.byName.get(name) === mine) this.byName.delete(name);
      },
    };
  }

  /** Holders that crashed leave theirs behind. */
  private dropEnded(now: number): void {
    for (const [name, { until }] of this.byName) if (until <= now) this.byName.delete(name);
  }
}
