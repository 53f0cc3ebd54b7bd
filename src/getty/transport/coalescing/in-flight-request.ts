import type { CancelListener } from '../../../lib/cancellation.js';
import type { Clock } from '../../../lib/clock.js';
import { Deadline } from '../deadline.js';
import { createTransportError, DeadlineExceeded, type ErrorContext } from '../errors.js';
import type { CallContext, UpstreamResponse } from '../transport.js';

/**
 * One read under way and everybody who waits for it. It lives as long as one of them wants it, and until the latest of
 * their deadlines; each leaves at their own.
 */
export class InFlightRequest {
  /** The life under which the call is made. */
  readonly deadline: Deadline;
  readonly #context: ErrorContext;
  readonly #clock: Clock;
  readonly #waiters = new Set<Waiter>();

  constructor(context: ErrorContext, clock: Clock, deadlineAt: number) {
    this.#context = context;
    this.#clock = clock;
    this.deadline = new Deadline(deadlineAt);
  }

  /** Waits for the answer within a scope. The first to board sets the deadline, later ones may move it back. */
  join(scope: CallContext): Promise<UpstreamResponse> {
    return new Promise((resolve, reject) => {
      const waiter = new Waiter(this, scope, resolve, reject);
      this.#waiters.add(waiter);
      if (scope.deadlineAt > this.deadline.expiresAt) {
        this.deadline.extend(scope.deadlineAt);
        for (const each of this.#waiters) this.#watch(each);
      } else {
        this.#watch(waiter);
      }
      waiter.listen();
    });
  }

  /** Gives everybody the answer. */
  resolve(response: UpstreamResponse): void {
    for (const waiter of this.#drain()) waiter.resolve(response);
  }

  /** Tells everybody that there is none. */
  reject(error: unknown): void {
    for (const waiter of this.#drain()) waiter.reject(error);
  }

  /** One goes; with the last one the call ends. */
  leave(waiter: Waiter, code: 'aborted' | 'timeout'): void {
    if (!this.#waiters.delete(waiter)) return;
    waiter.done();
    waiter.reject(
      createTransportError(
        this.#context,
        code,
        true,
        code === 'timeout' ? new DeadlineExceeded('caller') : undefined,
      ),
    );
    if (this.#waiters.size === 0) this.deadline.cancel();
  }

  /** Whoever has less time than the flight needs a timer of their own; usually nobody does. */
  #watch(waiter: Waiter): void {
    if (waiter.scope.deadlineAt < this.deadline.expiresAt) waiter.watch(this.#clock);
  }

  #drain(): readonly Waiter[] {
    const all = [...this.#waiters];
    this.#waiters.clear();
    for (const waiter of all) waiter.done();
    return all;
  }
}

/** One who waits for a flight. */
class Waiter implements CancelListener {
  #timer: NodeJS.Timeout | null = null;

  constructor(
    private readonly flight: InFlightRequest,
    readonly scope: CallContext,
    readonly resolve: (response: UpstreamResponse) => void,
    readonly reject: (error: unknown) => void,
  ) {}

  listen(): void {
    const { cancellation } = this.scope;
    if (cancellation === null) return;
    if (cancellation.isCancelled) this.onCancel();
    else cancellation.addListener(this);
  }

  watch(clock: Clock): void {
    if (this.#timer !== null) return;
    const leftMs = Math.max(0, this.scope.deadlineAt - clock.now());
    this.#timer = setTimeout(() => this.flight.leave(this, 'timeout'), leftMs).unref();
  }

  onCancel(): void {
    this.flight.leave(this, 'aborted');
  }

  done(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.scope.cancellation?.removeListener(this);
  }
}
