import type { Clock } from '../../../clock.js';
import type { Abortable } from '../../../ending.js';
import { Life } from '../life.js';
import type { CallScope, UpstreamAnswer } from '../transport.js';
import { OutOfTime, type Told, troubled } from '../trouble.js';

/**
 * One read under way and everybody who waits for it. It lives as long as one of them wants it, and until the latest of
 * their deadlines; each leaves at their own.
 */
export class Flight {
  /** The life under which the call is made. */
  readonly life: Life;
  readonly #told: Told;
  readonly #clock: Clock;
  readonly #passengers = new Set<Passenger>();

  constructor(told: Told, clock: Clock, deadlineAt: number) {
    this.#told = told;
    this.#clock = clock;
    this.life = new Life(deadlineAt);
  }

  /** Waits for the answer within a scope. The first to board sets the deadline, later ones may move it back. */
  board(scope: CallScope): Promise<UpstreamAnswer> {
    return new Promise((resolve, reject) => {
      const passenger = new Passenger(this, scope, resolve, reject);
      this.#passengers.add(passenger);
      if (scope.deadlineAt > this.life.deadlineAt) {
        this.life.extend(scope.deadlineAt);
        for (const each of this.#passengers) this.#watch(each);
      } else {
        this.#watch(passenger);
      }
      passenger.listen();
    });
  }

  /** Gives everybody the answer. */
  land(answer: UpstreamAnswer): void {
    for (const passenger of this.#take()) passenger.resolve(answer);
  }

  /** Tells everybody that there is none. */
  fail(error: unknown): void {
    for (const passenger of this.#take()) passenger.reject(error);
  }

  /** One goes; with the last one the call ends. */
  leave(passenger: Passenger, trouble: 'aborted' | 'timeout'): void {
    if (!this.#passengers.delete(passenger)) return;
    passenger.done();
    passenger.reject(
      troubled(this.#told, trouble, true, trouble === 'timeout' ? new OutOfTime('caller') : undefined),
    );
    if (this.#passengers.size === 0) this.life.end();
  }

  /** Whoever has less time than the flight needs a timer of their own; usually nobody does. */
  #watch(passenger: Passenger): void {
    if (passenger.scope.deadlineAt < this.life.deadlineAt) passenger.watch(this.#clock);
  }

  #take(): readonly Passenger[] {
    const all = [...this.#passengers];
    this.#passengers.clear();
    for (const passenger of all) passenger.done();
    return all;
  }
}

/** One who waits for a flight. */
class Passenger implements Abortable {
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly flight: Flight,
    readonly scope: CallScope,
    readonly resolve: (answer: UpstreamAnswer) => void,
    readonly reject: (error: unknown) => void,
  ) {}

  listen(): void {
    const { departure } = this.scope;
    if (departure === null) return;
    if (departure.isOver) this.abort();
    else departure.onEnd(this);
  }

  watch(clock: Clock): void {
    if (this.#timer !== null) return;
    const leftMs = Math.max(0, this.scope.deadlineAt - clock.now());
    this.#timer = setTimeout(() => this.flight.leave(this, 'timeout'), leftMs).unref();
  }

  abort(): void {
    this.flight.leave(this, 'aborted');
  }

  done(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.scope.departure?.offEnd(this);
  }
}
