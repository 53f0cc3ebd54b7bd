import { ownerOf } from '../owner.js';
import {
  type AttemptState,
  attemptId,
  DAY_MS,
  dayOf,
  holdsPlace,
  isFinal,
  isUnsettled,
  type LedgerAttempt,
  type LedgerOptions,
  type LedgerQuery,
  type LedgerReader,
  type SpendingLimitHit,
  scopesOf,
} from './attempt.js';
import { UNRESOLVED_MS } from './durations.js';
import type { Claim } from './idempotency-store.js';

interface Stored extends LedgerAttempt {
  readonly scopes: readonly string[];
  /** UTC day whose limit it counts against; `null` where it was never sent. */
  readonly day: number | null;
}

type Change = Partial<Pick<Stored, 'plan' | 'paid' | 'error' | 'sentAt' | 'leaseUntil' | 'day'>>;

/** The ledger of one process: at most `maxEntries`, the oldest dropped first. Insertion order is time order. */
export class MemoryAttempts {
  private readonly entries = new Map<string, Stored>();
  private readonly latestOfKey = new Map<string, string>();
  /** Downloads of the day by client key. */
  private readonly spent = new Map<string, { readonly day: number; readonly count: number }>();

  constructor(
    private readonly options: LedgerOptions,
    private readonly maxEntries: number,
  ) {}

  /** The limit that one more download of this client would overrun; `null`: it fits. */
  limitHit({ id: { caller } }: Claim, now: number): SpendingLimitHit | null {
    const limit = caller.clientKey === null ? undefined : this.options.limits.get(caller.clientKey);
    if (limit === undefined || caller.clientKey === null) return null;
    const today = this.spent.get(caller.clientKey);
    const used = today?.day === dayOf(now) ? today.count : 0;
    return used < limit ? null : { limit, used, resetsAt: (dayOf(now) + 1) * DAY_MS };
  }

  /** A request is about to leave under this claim. */
  sent(claim: Claim, change: { sentAt: number; plan: string; leaseUntil: number }, now: number): void {
    this.write(claim, 'sent', now, { ...change, day: dayOf(now) });
  }

  /** Back to planning: nothing was charged so far. */
  unsent(claim: Claim, leaseUntil: number, now: number): void {
    this.change(claim.fence, 'planned', now, { leaseUntil });
  }

  /** The claim ends without a charge; a refusal is entered even where nothing was sent. */
  released(claim: Claim, error: string | null, plan: string | null, now: number): void {
    const state = error === null ? 'uncharged' : 'refused';
    const change = { error, leaseUntil: 0, ...(plan === null ? {} : { plan }) };
    if (this.entries.has(attemptId(claim.fence))) this.change(claim.fence, state, now, change);
    else if (error !== null) this.write(claim, state, now, change);
  }

  /** The holder gave a sign of life. */
  renewed(fence: number, leaseUntil: number, now: number): void {
    const state = this.entries.get(attemptId(fence))?.state;
    if (state === 'sent' || state === 'planned') this.change(fence, state, now, { leaseUntil });
  }

  /** No response: open, unless the history was found to show no charge. */
  unknown(fence: number, isUncharged: boolean, now: number): void {
    const state = this.entries.get(attemptId(fence))?.state;
    if (state !== 'sent' && state !== 'unknown') return;
    this.change(fence, isUncharged ? 'uncharged' : 'unknown', now, { leaseUntil: 0 });
  }

  /** It was charged, or that cannot be told. */
  ended(fence: number, state: 'settled' | 'lost' | 'undecided', paid: string | null, now: number): void {
    this.change(fence, state, now, { leaseUntil: 0, ...(paid === null ? {} : { paid }) });
  }

  reader(clock: { now(): number }): LedgerReader {
    const shown = (found: Stored | undefined): LedgerAttempt | null => {
      if (found === undefined || found.requestedAt <= clock.now() - this.options.keepMs) return null;
      return visible(found);
    };
    const within = ({ scope, from, to }: Pick<LedgerQuery, 'scope' | 'from' | 'to'>): Stored[] => {
      const oldest = clock.now() - this.options.keepMs;
      return [...this.entries.values()]
        .filter(
          ({ requestedAt, scopes }) =>
            requestedAt > oldest &&
            requestedAt >= from &&
            requestedAt < to &&
            (scope === null || scopes.includes(scope)),
        )
        .sort(byPlace);
    };
    return {
      latest: async (key) => ({
        attempt: shown(this.entries.get(this.latestOfKey.get(key) ?? '')),
        now: clock.now(),
      }),
      byId: async (id) => ({ attempt: shown(this.entries.get(id)), now: clock.now() }),
      page: async (query) => {
        const { beyond, direction, limit } = query;
        const all = within(query);
        const ordered = direction === 'older' ? all.reverse() : all;
        const sign = direction === 'older' ? -1 : 1;
        const found = ordered.filter((one) => beyond === null || sign * byPlace(one, beyond) > 0);
        return { attempts: found.slice(0, limit).map(visible), now: clock.now() };
      },
      count: async (query) => within(query).length,
      unsettled: async () => {
        const since = clock.now() - UNRESOLVED_MS;
        let count = 0;
        for (const { state, requestedAt } of this.entries.values())
          if (isUnsettled(state) && requestedAt > since) count += 1;
        return count;
      },
    };
  }

  private write(claim: Claim, state: AttemptState, now: number, change: Change): void {
    const id = attemptId(claim.fence);
    if (!this.entries.has(id)) {
      this.makeRoom(now);
      const { caller, key, requestId = '' } = claim.id;
      this.entries.set(id, {
        id,
        key,
        asset: claim.asset,
        owner: ownerOf(caller),
        client: caller.clientKey,
        requestId,
        state: 'planned',
        plan: null,
        paid: null,
        error: null,
        requestedAt: now,
        sentAt: null,
        endedAt: null,
        leaseUntil: 0,
        scopes: scopesOf(caller),
        day: null,
      });
      this.latestOfKey.set(key, id);
    }
    this.change(claim.fence, state, now, change);
  }

  private change(fence: number, state: AttemptState, now: number, change: Change): void {
    const id = attemptId(fence);
    const before = this.entries.get(id);
    if (before === undefined) return;
    const after = { ...before, ...change, state };
    const endedAt = !isFinal(state) ? null : before.state === state ? before.endedAt : now;
    this.entries.set(id, { ...after, endedAt });
    if (holdsPlace(before.state)) this.count(before, -1);
    if (holdsPlace(state)) this.count(after, 1);
  }

  private count({ client, day }: Pick<Stored, 'client' | 'day'>, by: 1 | -1): void {
    if (client === null || day === null) return;
    const known = this.spent.get(client) ?? { day: -1, count: 0 };
    if (known.day > day) return;
    const count = known.day < day ? 0 : known.count;
    this.spent.set(client, { day, count: Math.max(0, count + by) });
  }

  private makeRoom(now: number): void {
    for (const [id, { key, requestedAt }] of this.entries) {
      if (this.entries.size < this.maxEntries && requestedAt > now - this.options.keepMs) return;
      this.entries.delete(id);
      if (this.latestOfKey.get(key) === id) this.latestOfKey.delete(key);
    }
  }
}

function byPlace(
  one: { readonly requestedAt: number; readonly id: string },
  other: { readonly requestedAt: number; readonly id: string },
): number {
  return one.requestedAt - other.requestedAt || (one.id < other.id ? -1 : one.id > other.id ? 1 : 0);
}

function visible({ scopes: _, day: __, ...attempt }: Stored): LedgerAttempt {
  return attempt;
}
