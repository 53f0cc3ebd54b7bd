import type { Timers } from '../../../src/downloads/idempotency/timers.js';
import type { Clock } from '../../../src/lib/clock.js';

/** Lets everything run that needs no time: promises, ticks, and whatever they start. */
export type Quiet = () => Promise<void>;

/** Virtual time that advances on demand; due timers run in order, each at its own time. */
export class Time implements Clock, Timers {
  private pending: { readonly at: number; readonly run: () => void }[] = [];
  private readonly hooks: ((now: number) => void)[] = [];

  constructor(
    private current: number,
    private readonly quiet: Quiet,
  ) {}

  now(): number {
    return this.current;
  }

  after(ms: number, run: () => void): () => void {
    const timer = { at: this.now() + Math.max(0, ms), run };
    this.pending.push(timer);
    return () => {
      this.pending = this.pending.filter((other) => other !== timer);
    };
  }

  delay(ms: number): Promise<void> {
    return new Promise((resolve) => this.after(ms, resolve));
  }

  /** Told of every step that time makes. */
  onStep(hook: (now: number) => void): void {
    this.hooks.push(hook);
  }

  /** Lets time pass. @param dueAt other moments at which something happens, looked at after each step */
  async pass(ms: number, dueAt: () => number | undefined = () => undefined): Promise<void> {
    const end = this.now() + ms;
    await this.quiet();
    for (;;) {
      if (this.now() > end) break;
      const due = dueAt();
      const next = Math.min(due ?? Number.POSITIVE_INFINITY, ...this.pending.map(({ at }) => at));
      if (next > end) break;
      this.step(Math.max(this.now(), next));
      await this.quiet();
    }
    this.step(Math.max(this.now(), end));
    await this.quiet();
  }

  protected moveTo(to: number): void {
    this.current = to;
  }

  private step(to: number): void {
    this.moveTo(to);
    for (const hook of this.hooks) hook(to);
    const due = this.pending.filter(({ at }) => at <= to).sort((one, other) => one.at - other.at);
    this.pending = this.pending.filter(({ at }) => at > to);
    for (const { run } of due) run();
  }
}

/** Time that flows as it does outside, and can be moved on besides: for what works with real timers. */
export class FlowingTime extends Time {
  private ahead: number;

  constructor(start: number, quiet: Quiet) {
    super(start, quiet);
    this.ahead = start - Date.now();
  }

  override now(): number {
    return Date.now() + this.ahead;
  }

  protected override moveTo(to: number): void {
    this.ahead = Math.max(this.ahead, to - Date.now());
  }
}
