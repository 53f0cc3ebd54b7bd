import type { Clock } from '../../../clock.js';
import type { Hop } from '../hop.js';
import type { EndpointGroup } from '../transport.js';
import { Breaker } from './breaker.js';

/** Told when a breaker changes its state. */
export type BreakerListener = (
  host: string,
  group: EndpointGroup,
  state: 'open' | 'half-open' | 'closed',
) => void;

/** A breaker for each host and group of endpoints: downloads may work while search fails. */
export class Breakers {
  readonly #byOrigin = new Map<string, Map<EndpointGroup, Breaker>>();

  constructor(
    private readonly clock: Clock,
    private readonly onChange: BreakerListener,
  ) {}

  /** The breaker that guards a request. Redirects lead to few hosts, all of them allowed ones; they are never dropped. */
  of(hop: Hop): Breaker {
    let groups = this.#byOrigin.get(hop.address.origin);
    if (groups === undefined) {
      groups = new Map();
      this.#byOrigin.set(hop.address.origin, groups);
    }
    const { group } = hop.request;
    let breaker = groups.get(group);
    if (breaker === undefined) {
      const { host } = hop;
      breaker = new Breaker(this.clock, (state) => this.onChange(host, group, state));
      groups.set(group, breaker);
    }
    return breaker;
  }
}
