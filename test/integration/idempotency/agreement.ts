import fc from 'fast-check';
import { expect } from 'vitest';
import type { LedgerAttempt } from '../../../src/downloads/idempotency/attempt.js';
import type { Claim, IdempotencyStore } from '../../../src/downloads/idempotency/idempotency-store.js';
import { callerOf } from './callers.js';
import { Model } from './model.js';
import type { VirtualTime } from './virtual-time.js';

/** Two accounts: what belongs to one is another caller's to the other. */
const CALLERS = { mine: callerOf('mine'), other: callerOf('other') } as const;
const CUSTOMER = CALLERS.mine;
/** Few, so that owners meet. */
const KEYS = ['k1', 'k2'] as const;
const HOUR = 3_600_000;

const key = fc.constantFrom(...KEYS);
const input = fc.constantFrom('input', 'input', 'input', 'input', 'input', 'input', 'input', 'other input');
const lease = fc.constantFrom(1000, 1000, 5000);
const by = fc.constantFrom<keyof typeof CALLERS>('mine', 'mine', 'mine', 'mine', 'mine', 'other');
const keep = fc.constantFrom(2000, HOUR, 24 * HOUR);
/** The claim of a key that acts: 0 the newest, 1 the one before (stale by then), and so on. */
const age = fc.constantFrom(0, 0, 0, 0, 0, 1, 1, 2);

/** One thing that happens. Steps on a key that was never claimed are left out when they come up. */
const step = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({ do: fc.constant('claim' as const), key, input, lease, by, waits: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('renew' as const), key, age, lease }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant('markSent' as const), key, age, lease }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('unsend' as const), key, age, lease }) },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('settle' as const), key, age, keep, again: fc.boolean() }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('lose' as const), key, age, keep, undecided: fc.boolean() }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('markUnknown' as const),
      key,
      age,
      keep,
      uncharged: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('release' as const), key, age, refusal: fc.boolean() }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('keepUndelivered' as const), key, keep }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('takeUndelivered' as const) }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(1, 999, 1000, 5000),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('pass' as const),
      ms: fc.constantFrom(HOUR, 25 * HOUR, 48 * HOUR, 168 * HOUR),
    }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Random histories of several owners over several keys: what every step returns and leaves behind is the model's. */
export async function agreesWithModel(
  open: () => Promise<{ readonly store: IdempotencyStore; readonly time: VirtualTime }>,
  runs: number,
): Promise<void> {
  const property = fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 100 }), async (steps) => {
    const { store, time } = await open();
    const run = new Run(store, time);
    try {
      for (const one of steps) await run.happen(one);
      await run.compareAttempts();
    } finally {
      await store.close();
    }
  });
  await fc.assert(property, { numRuns: runs });
}

class Run {
  private readonly model = new Model();
  private readonly claims: Record<string, { readonly claim: Claim; readonly modelFence: number }[]> = {};
  /** A store's fences only have to rise; the model counts 1, 2, 3. */
  private readonly modelFences = new Map<number, number>();
  /** Keys that may not be sent again before an `unsend`, a `release` (or being forgotten), or a takeover as unresolved. */
  private readonly spent = new Set<string>();
  private answers = 0;
  private steps = 0;

  constructor(
    private readonly store: IdempotencyStore,
    private readonly time: VirtualTime,
  ) {}

  async happen(step: Step): Promise<void> {
    const { store, model, time } = this;
    model.now = time.now();
    if (step.do === 'pass') time.pass(step.ms);
    else if (step.do === 'claim') await this.claim(step);
    else if (step.do === 'takeUndelivered') {
      expect(await store.takeUndelivered(CUSTOMER, 'input')).toBe(model.takeUndelivered());
    } else if (step.do === 'keepUndelivered') {
      await store.keepUndelivered(CUSTOMER, 'input', step.key, step.keep);
      model.keepUndelivered(step.key, step.keep);
    } else {
      const all = this.claims[step.key] ?? [];
      const acting = all[all.length - 1 - step.age];
      if (acting === undefined) return;
      const [real, expected] = await this.act(step, acting.claim, acting.modelFence);
      expect(real, `${step.do} of ${step.key}`).toBe(expected);
    }
    model.now = time.now();
    await this.compare();
  }

  private async claim({ key: name, input, lease, by, waits }: Extract<Step, { do: 'claim' }>): Promise<void> {
    const { model } = this;
    const waitingFor = waits ? this.claims[name]?.at(-1) : undefined;
    const wasFree = model.key(name) === null;
    const result = await this.store.claim(
      { caller: CALLERS[by], key: name },
      input,
      model.asset,
      lease,
      waitingFor?.claim.fence ?? null,
    );
    expect(result.kind, `claim of ${name}`).toBe(
      model.claim(name, input, lease, by, waitingFor?.modelFence ?? null),
    );
    if (result.kind !== 'claimed' && result.kind !== 'unresolved') return;
    const { claim } = result;
    for (const other of this.modelFences.keys()) expect(claim.fence).toBeGreaterThan(other);
    this.modelFences.set(claim.fence, model.fence);
    this.claims[name] = [...(this.claims[name] ?? []), { claim, modelFence: model.fence }];
    if (wasFree || result.kind === 'unresolved') this.spent.delete(name);
  }

  private async act(
    step: Extract<Step, { age: number }>,
    claim: Claim,
    fence: number,
  ): Promise<[real: boolean, expected: boolean]> {
    const { store, model } = this;
    const name = step.key;
    const at = model.now + 7;
    switch (step.do) {
      case 'renew':
        return [await store.renew(claim, step.lease), model.renew(name, fence, step.lease)];
      case 'markSent': {
        const real = (await store.markSent(claim, at, 'plan', step.lease)) === true;
        if (real) {
          expect(this.spent, 'sent twice without anything between').not.toContain(name);
          this.spent.add(name);
        }
        return [real, model.markSent(name, fence, at, step.lease)];
      }
      case 'unsend': {
        const real = await store.unsend(claim, step.lease);
        if (real) this.spent.delete(name);
        return [real, model.unsend(name, fence, step.lease)];
      }
      case 'settle': {
        if (!step.again) this.answers += 1;
        const response = `url ${this.answers}`;
        return [
          await store.settle(claim, response, at, step.keep),
          model.settle(name, fence, claim.inputHash, response, at, step.keep),
        ];
      }
      case 'lose':
        return [
          await store.lose(claim, 'lost', step.undecided ? 0 : at, step.keep),
          model.lose(name, fence, 'lost', step.undecided ? 0 : at, step.keep),
        ];
      case 'markUnknown':
        return [
          await store.markUnknown(claim, step.keep, step.uncharged),
          model.markUnknown(name, fence, step.keep, step.uncharged),
        ];
      case 'release':
        return [
          await store.release(claim, step.refusal ? 'refusal' : null, {
            error: step.refusal ? 'refusal' : null,
            plan: null,
          }),
          model.release(name, fence, step.refusal),
        ];
      default:
        return step satisfies never;
    }
  }

  private async compare(): Promise<void> {
    const { store, model } = this;
    const fenceOf = (fence: number | null | undefined) =>
      fence == null ? null : this.modelFences.get(fence);
    for (const name of KEYS) {
      const { record, now } = await store.read({ caller: CUSTOMER, key: name });
      const expected = model.key(name);
      expect(now).toBe(model.now);
      expect(
        record && {
          input: record.inputHash,
          state: record.state,
          holder: fenceOf(record.fence),
          leaseUntil: record.leaseUntil,
          sendFence: fenceOf(record.sendFence),
          sentAt: record.sentAt,
          sentStoreAt: record.sentStoreAt,
          answer: record.answer,
        },
        `the record of ${name}`,
      ).toEqual(
        expected && {
          input: expected.input,
          state: expected.state,
          holder: expected.holder,
          leaseUntil: expected.leaseUntil,
          sendFence: expected.lastSending?.fence ?? null,
          sentAt: expected.lastSending?.sentAt ?? null,
          sentStoreAt: expected.lastSending?.at ?? null,
          answer: expected.answer,
        },
      );
    }
    for (const name of ['mine', 'other'] as const)
      expect((await store.ledger(CALLERS[name], model.asset)).entries).toEqual(model.ledger(name));
    this.steps += 1;
    if (this.steps % 10 === 0) await this.compareAttempts();
  }

  /** The ledger is the model's, whole and for each account, read in pages either way. */
  async compareAttempts(): Promise<void> {
    const { store, model } = this;
    const scopes = [
      [null, () => true],
      ['service mine', (by: string) => by === 'mine'],
      ['service other', (by: string) => by === 'other'],
    ] as const;
    for (const [scope, isOf] of scopes) {
      const expected = model.attempts.filter(({ by }) => isOf(by)).map(({ by: _, ...row }) => row);
      for (const direction of ['newer', 'older'] as const) {
        const found: LedgerAttempt[] = [];
        for (;;) {
          const beyond = found.at(-1) ?? null;
          const query = { scope, from: 0, to: model.now + 1, beyond, direction, limit: 3 };
          const { attempts } = await store.attempts.page(query);
          found.push(...attempts);
          if (attempts.length < 3) break;
        }
        const shown = found.map(({ id, key, requestedAt, state, endedAt, leaseUntil }) => ({
          fence: this.modelFences.get(Number(id)),
          key,
          at: requestedAt,
          state,
          endedAt,
          leaseUntil,
        }));
        const inOrder = [...expected].sort((a, b) => a.at - b.at || a.fence - b.fence);
        expect(shown, `the ledger of ${scope}, ${direction} first`).toEqual(
          direction === 'newer' ? inOrder : inOrder.reverse(),
        );
      }
      expect(await store.attempts.count({ scope, from: 0, to: model.now + 1 })).toBe(expected.length);
    }
  }
}
