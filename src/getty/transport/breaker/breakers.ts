import type { Clock } from '../../../lib/clock.js';
import type { OutgoingRequest } from '../outgoing-request.js';
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
  for(outgoing: OutgoingRequest): Breaker {
    let groups = this.#byOrigin.get(outgoing.address.origin);
    if (groups === undefined) {
      groups = new Map();
      this.#byOrigin.set(outgoing.address.origin, groups);
    }
    const { group } = outgoing.request;
    let breaker = groups.get(group);
    if (breaker === undefined) {
      const { host } = outgoing;
      breaker = new Breaker(this.clock, (state) => this.onChange(host, group, state));
      groups.set(group, breaker);
    }
    return breaker;
  }
}
