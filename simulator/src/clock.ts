/** The simulator's time, and Getty Images', which may run ahead of it. */
export class Clock {
  /** What the control surface has advanced the time by. */
  private advancedMs = 0;

  constructor(
    private readonly source: () => number,
    private readonly skew: () => number,
  ) {}

  /** The simulator's time, in milliseconds since 1970. */
  now(): number {
    return this.source() + this.advancedMs;
  }

  /** The time that Getty Images would say it is. */
  getty(): number {
    return this.now() + this.skew();
  }

  /** Lets time pass at once. */
  advance(ms: number): void {
    this.advancedMs += ms;
  }

  /** Back to the source's own time. */
  reset(): void {
    this.advancedMs = 0;
  }
}
