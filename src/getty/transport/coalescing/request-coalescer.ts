import type { Clock } from '../../../lib/clock.js';
import type { Deadline } from '../deadline.js';
import type { ErrorContext } from '../errors.js';
import type { CallContext, UpstreamResponse } from '../transport.js';
import { InFlightRequest } from './in-flight-request.js';

/** The reads under way, by what makes them the same: a second one boards the first. */
export class RequestCoalescer {
  readonly #clock: Clock;
  readonly #byKey = new Map<string, InFlightRequest>();
  readonly #all = new Set<InFlightRequest>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many reads are under way. */
  get size(): number {
    return this.#all.size;
  }

  /** Whether a read with this key would need no call of its own. */
  has(key: string): boolean {
    return this.#byKey.get(key)?.deadline.isCancelled === false;
  }

  /**
   * The answer of a read: of the one under way with the same key, or of a new one.
   * @param key `null` for a read that is nobody else's
   * @param make the read; `mayKeep` says afterwards whether its answer may still be kept
   */
  getOrCreate(
    key: string | null,
    context: ErrorContext,
    scope: CallContext,
    make: (deadline: Deadline, mayCache: () => boolean) => Promise<UpstreamResponse>,
  ): Promise<UpstreamResponse> {
    const known = key === null ? undefined : this.#byKey.get(key);
    if (known !== undefined && !known.deadline.isCancelled) return known.join(scope);
    const inFlight = new InFlightRequest(context, this.#clock, scope.deadlineAt);
    if (key !== null) this.#byKey.set(key, inFlight);
    this.#all.add(inFlight);
    const mayCache = (): boolean => key !== null && this.#byKey.get(key) === inFlight;
    const answer = inFlight.join(scope);
    const remove = (): void => {
      this.#all.delete(inFlight);
      if (key !== null && this.#byKey.get(key) === inFlight) this.#byKey.delete(key);
    };
    make(inFlight.deadline, mayCache).then(
      (response) => {
        remove();
        inFlight.resolve(response);
      },
      (error: unknown) => {
        remove();
        inFlight.reject(error);
      },
    );
    return answer;
  }

  /** Nobody boards the reads under way any more, and their answers are not kept: something changed meanwhile. */
  detach(matches: (key: string) => boolean): void {
    for (const key of this.#byKey.keys()) if (matches(key)) this.#byKey.delete(key);
  }

  /** Ends every read under way. */
  cancelAll(): void {
    for (const inFlight of this.#all) inFlight.deadline.cancel();
  }
}
