/** Locks that end by themselves. */
export class MemoryLocks {
  private readonly untilByName = new Map<string, { readonly until: number }>();

  /** The function that gives the lock back, or `null` when somebody has it. */
  take(name: string, until: number, now: number): (() => void) | null {
    const held = this.untilByName.get(name);
    if (held !== undefined && held.until > now) return null;
    this.dropEnded(now);
    const mine = { until };
    this.untilByName.set(name, mine);
    return () => {
      if (this.untilByName.get(name) === mine) this.untilByName.delete(name);
    };
  }

  /** Holders that crashed leave theirs behind; those in front are the oldest. */
  private dropEnded(now: number): void {
    for (const [name, { until }] of this.untilByName) {
      if (until > now) return;
      this.untilByName.delete(name);
    }
  }
}
