import { AsyncLocalStorage } from 'node:async_hooks';
import type { AssetKey } from '../../../src/downloads/idempotency/idempotency-store.js';
import type { Crash, CrashPoint } from './scenario.js';
import type { Time } from './time.js';

/** A download that was marked as sent, for the request that is about to be written. */
export interface Mark {
  readonly key: string;
  readonly asset: AssetKey;
}

/** Marks made by the go-ahead of the request that is being sent. */
export const sending = new AsyncLocalStorage<Mark[]>();

const never = (): Promise<never> => new Promise<never>(() => {});

/**
 * A process: everything that its code does to the world goes through its gate, where it can be held up, made to fail
 * or ended. What was handed to the network before goes on without it.
 */
export class Process {
  isDead = false;
  private pausedUntil = 0;
  private mishaps: { moment: CrashPoint; phase: 'before' | 'after'; mishap: Crash }[] = [];

  constructor(
    readonly name: string,
    private readonly time: Time,
    private readonly random: () => number,
    private readonly onMishap: (mishap: Crash) => void,
  ) {}

  /** Something that will happen to it. */
  expect(moment: CrashPoint, phase: 'before' | 'after', mishap: Crash): void {
    this.mishaps.push({ moment, phase, mishap });
  }

  /** Nothing more is to happen to it, and it runs. */
  calm(): void {
    this.mishaps = [];
    this.pausedUntil = 0;
  }

  end(): void {
    this.isDead = true;
  }

  /** Passed at each moment. @returns whether the store is to fail there */
  async gate(moment: CrashPoint | null, phase: 'before' | 'after'): Promise<boolean> {
    if (this.isDead) return never();
    let fails = false;
    const index = this.mishaps.findIndex((one) => one.moment === moment && one.phase === phase);
    const [found] = index < 0 ? [] : this.mishaps.splice(index, 1);
    if (found !== undefined) {
      this.onMishap(found.mishap);
      if (found.mishap.kind === 'crash') this.end();
      if (found.mishap.kind === 'pause') this.pausedUntil = this.time.now() + found.mishap.ms;
      fails = found.mishap.kind === 'store-fails';
    }
    if (this.random() < 0.25) await this.time.delay(Math.ceil(this.random() * 30));
    while (this.pausedUntil > this.time.now()) await this.time.delay(this.pausedUntil - this.time.now());
    return this.isDead ? never() : fails;
  }
}
