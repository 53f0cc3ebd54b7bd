import type { Clock } from '../../../clock.js';
import type { Life } from '../life.js';
import type { CallScope, UpstreamAnswer } from '../transport.js';
import type { Told } from '../trouble.js';
import { Flight } from './flight.js';

/** The reads under way, by what makes them the same: a second one boards the first. */
export class Flights {
  readonly #clock: Clock;
  readonly #byKey = new Map<string, Flight>();
  readonly #all = new Set<Flight>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** How many reads are under way. */
  get size(): number {
    return this.#all.size;
  }

  /** Whether a read with this key would need no call of its own. */
  isUnderWay(key: string): boolean {
    return this.#byKey.get(key)?.life.isOver === false;
  }

  /**
   * The answer of a read: of the one under way with the same key, or of a new one.
   * @param key `null` for a read that is nobody else's
   * @param make the read; `mayKeep` says afterwards whether its answer may still be kept
   */
  join(
    key: string | null,
    told: Told,
    scope: CallScope,
    make: (life: Life, mayKeep: () => boolean) => Promise<UpstreamAnswer>,
  ): Promise<UpstreamAnswer> {
    const known = key === null ? undefined : this.#byKey.get(key);
    if (known !== undefined && !known.life.isOver) return known.board(scope);
    const flight = new Flight(told, this.#clock, scope.deadlineAt);
    if (key !== null) this.#byKey.set(key, flight);
    this.#all.add(flight);
    const mayKeep = (): boolean => key !== null && this.#byKey.get(key) === flight;
    const answer = flight.board(scope);
    const arrived = (): void => {
      this.#all.delete(flight);
      if (key !== null && this.#byKey.get(key) === flight) this.#byKey.delete(key);
    };
    make(flight.life, mayKeep).then(
      (whole) => {
        arrived();
        flight.land(whole);
      },
      (error: unknown) => {
        arrived();
        flight.fail(error);
      },
    );
    return answer;
  }

  /** Nobody boards the reads under way any more, and their answers are not kept: something changed meanwhile. */
  close(isMeant: (key: string) => boolean): void {
    for (const key of this.#byKey.keys()) if (isMeant(key)) this.#byKey.delete(key);
  }

  /** Ends every read under way. */
  end(): void {
    for (const flight of this.#all) flight.life.end();
  }
}
