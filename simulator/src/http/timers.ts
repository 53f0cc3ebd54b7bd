/** Waiting that can be cut short when the simulator closes. */
export class Timers {
  private readonly running = new Set<NodeJS.Timeout>();

  /** Ends after `ms`, or never once the simulator has closed. */
  wait(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    return new Promise((done) => this.after(ms, done));
  }

  /** Does something after `ms`. */
  after(ms: number, what: () => void): void {
    const timer = setTimeout(() => {
      this.running.delete(timer);
      what();
    }, ms);
    this.running.add(timer);
  }

  /** Drops everything that still waits. */
  clear(): void {
    for (const timer of this.running) clearTimeout(timer);
    this.running.clear();
  }
}
