import fc from 'fast-check';

/** Faults of one request to Getty Images. Those before the line charge nothing; those after it charge first. */
export type FaultKind =
  | 'refused'
  | 'connection-died'
  | 'reset'
  | 'hang'
  | 'status503'
  | 'status429'
  | 'opaque401'
  | 'tokenRequired401'
  | 'garbage'
  | 'gateway404'
  // ---
  | 'late'
  /** The response comes with its link after the time-out. */
  | 'lateAfterCommit'
  /** A firewall or proxy responds after it has forwarded the request. */
  | 'foreign400AfterCommit'
  | 'foreign401AfterCommit'
  | 'foreign403AfterCommit'
  | 'foreign404AfterCommit'
  | 'foreign429AfterCommit'
  | 'resetAfterCommit'
  | 'hangAfterCommit'
  | 'status500AfterCommit'
  | 'truncated'
  | 'malformed'
  | 'html'
  | 'emptyBody'
  | 'datesMissing'
  | 'rowsMissing'
  /** Getty Images succeeded; the service throws while it handles the response. */
  | 'ourFault'
  | 'v1EntryMissing'
  | 'v1FailedToGetUrl';

/** A moment in the work of a replica, at which something happens to it. */
export type CrashPoint =
  | 'claim'
  | 'markSent'
  | 'unsend'
  | 'settle'
  | 'lose'
  | 'markUnknown'
  | 'release'
  | 'ledger'
  | 'lockAsset'
  | 'takeUndelivered'
  | 'keepUndelivered'
  | 'write'
  | 'answer';

/** Events of a replica. */
export type Crash =
  | { readonly kind: 'crash' }
  | { readonly kind: 'pause'; readonly ms: number }
  | { readonly kind: 'store-fails' };

/** One download as a client requests it. */
export interface Ask {
  /** Number of a key of the client's own; `null`: none is sent. */
  readonly key: number | null;
  /** Number of an asset; with `sameAsset` all keys of a sequence share two. */
  readonly asset: number;
  readonly via: 'V3' | 'V2' | 'V1' | null;
  /** The same key with something else. */
  readonly isOther: boolean;
}

/** One thing that happens. */
export type Action =
  | {
      readonly type: 'download';
      readonly asks: readonly Ask[];
      readonly copies: number;
      readonly replica: number;
      readonly patienceMs: number;
      readonly leavesAfterMs: number | null;
      /** Whose token it carries, where callers have their own: two people of equal names. */
      readonly person: 0 | 1;
    }
  /** A client without a key that gives up after a quarter of a second and asks again at once. */
  | { readonly type: 'hurry'; readonly replica: number; readonly attempts: number }
  /** Getty Images says something else of the first person from now on. */
  | { readonly type: 'change-person'; readonly what: 'name' | 'product' }
  /** The shared store restarts with nothing, or fails over to what it had some actions ago. */
  | { readonly type: 'store-forgets'; readonly how: 'all' | 'last-writes' }
  | { readonly type: 'pass'; readonly ms: number }
  | { readonly type: 'fault'; readonly target: FaultTarget; readonly kind: FaultKind }
  | {
      readonly type: 'mishap';
      readonly replica: number;
      readonly moment: CrashPoint;
      readonly phase: 'before' | 'after';
      readonly mishap: Crash;
    }
  | { readonly type: 'crash'; readonly replica: number }
  | { readonly type: 'expire-tokens' };

export type FaultTarget = 'spend' | 'history' | 'read' | 'token';

/** A whole sequence and the world it happens in. */
export interface Scenario {
  readonly replicas: 1 | 2;
  readonly account: 'plenty' | 'credits';
  readonly session: 'service' | 'caller';
  /** Random UUIDs, or a few words. */
  readonly keys: 'uuid' | 'words';
  /** Without v3 nothing names a caller. */
  readonly apis: 'all' | 'v1,v2';
  /** Several keys on two assets, or each key on its own. */
  readonly sharesAssets: boolean;
  /** Which downloads say `ifOwned: REFUSE`: none, those of even keys and without a key, or all. */
  readonly refuses: 'none' | 'some' | 'all';
  readonly commitDelayMs: number;
  readonly historyDelayMs: number;
  readonly clockSkewMs: number;
  /** Offset of the history's times from the clock of `Date` headers. */
  readonly historySkewMs: number;
  readonly seed: number;
  readonly actions: readonly Action[];
}

const pick = <T>(...values: readonly T[]) => fc.constantFrom(...values);

const ask = fc.record<Ask>({
  key: fc.oneof({ weight: 5, arbitrary: fc.nat({ max: 3 }) }, { weight: 1, arbitrary: fc.constant(null) }),
  asset: fc.nat({ max: 1 }),
  via: pick(null, null, null, 'V3' as const, 'V2' as const, 'V1' as const),
  isOther: fc.oneof(
    { weight: 12, arbitrary: fc.constant(false) },
    { weight: 1, arbitrary: fc.constant(true) },
  ),
});

const patience = pick(30_000, 30_000, 30_000, 4_000, 200);
const leaving = pick(null, null, null, null, 0, 30, 2_000);

const who = pick<0 | 1>(0, 0, 0, 0, 1);

const single = ask.chain((only) =>
  fc.record({
    type: fc.constant('download' as const),
    asks: fc.constant([only]),
    copies: pick(1, 1, 1, 2, 3),
    replica: fc.nat({ max: 1 }),
    patienceMs: patience,
    leavesAfterMs: leaving,
    person: who,
  }),
);

const batch = fc.record({
  type: fc.constant('download' as const),
  asks: fc.array(ask, { minLength: 2, maxLength: 4 }),
  copies: pick(1, 1, 2),
  replica: fc.nat({ max: 1 }),
  patienceMs: patience,
  leavesAfterMs: leaving,
  person: who,
});

const SPEND_FAULTS: readonly FaultKind[] = [
  'refused',
  'connection-died',
  'reset',
  'hang',
  'status503',
  'status429',
  'opaque401',
  'tokenRequired401',
  'late',
  'lateAfterCommit',
  'foreign400AfterCommit',
  'foreign401AfterCommit',
  'foreign403AfterCommit',
  'foreign404AfterCommit',
  'foreign429AfterCommit',
  'resetAfterCommit',
  'hangAfterCommit',
  'status500AfterCommit',
  'truncated',
  'malformed',
  'html',
  'emptyBody',
  'v1EntryMissing',
  'v1FailedToGetUrl',
  'ourFault',
];
const AFTER_COMMIT: readonly FaultKind[] = [
  'lateAfterCommit',
  'foreign400AfterCommit',
  'foreign403AfterCommit',
  'foreign404AfterCommit',
  'resetAfterCommit',
  'hangAfterCommit',
  'status500AfterCommit',
  'html',
];
const HISTORY_FAULTS: readonly FaultKind[] = [
  'refused',
  'hang',
  'status503',
  'garbage',
  'gateway404',
  'datesMissing',
  'rowsMissing',
  'truncated',
  'opaque401',
  'late',
];
const READ_FAULTS: readonly FaultKind[] = ['late', 'refused', 'hang', 'status503', 'garbage', 'status429'];

const fault = fc.oneof(
  fc.record({
    type: fc.constant('fault' as const),
    target: fc.constant<FaultTarget>('spend'),
    kind: fc.oneof(pick(...SPEND_FAULTS), pick(...AFTER_COMMIT)),
  }),
  fc.record({
    type: fc.constant('fault' as const),
    target: fc.constant<FaultTarget>('spend'),
    kind: pick(...AFTER_COMMIT),
  }),
  fc.record({
    type: fc.constant('fault' as const),
    target: fc.constant<FaultTarget>('history'),
    kind: pick(...HISTORY_FAULTS),
  }),
  fc.record({
    type: fc.constant('fault' as const),
    target: pick<FaultTarget>('read', 'token'),
    kind: pick(...READ_FAULTS),
  }),
);

const MOMENTS: readonly CrashPoint[] = [
  'claim',
  'markSent',
  'markSent',
  'markSent',
  'unsend',
  'settle',
  'settle',
  'lose',
  'markUnknown',
  'release',
  'ledger',
  'lockAsset',
  'takeUndelivered',
  'keepUndelivered',
  'write',
  'answer',
  'answer',
];

const mishap = fc.record({
  type: fc.constant('mishap' as const),
  replica: fc.nat({ max: 1 }),
  moment: pick(...MOMENTS),
  phase: pick('before' as const, 'after' as const),
  mishap: fc.oneof(
    fc.constant<Crash>({ kind: 'crash' }),
    fc.record({ kind: fc.constant('pause' as const), ms: pick(600, 1_500, 20_000, 200_000) }),
    fc.constant<Crash>({ kind: 'store-fails' }),
  ),
});

const action: fc.Arbitrary<Action> = fc.oneof(
  { weight: 8, arbitrary: single },
  { weight: 2, arbitrary: batch },
  { weight: 4, arbitrary: fault },
  {
    weight: 6,
    arbitrary: fc.record({
      type: fc.constant('pass' as const),
      ms: pick(5, 40, 1_000, 4_000, 16_000, 40_000, 100_000, 135_000, 300_000, 2_000_000),
    }),
  },
  { weight: 3, arbitrary: mishap },
  {
    weight: 1,
    arbitrary: fc.record({ type: fc.constant('crash' as const), replica: fc.nat({ max: 1 }) }),
  },
  { weight: 1, arbitrary: fc.constant<Action>({ type: 'expire-tokens' }) },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('hurry' as const),
      replica: fc.nat({ max: 1 }),
      attempts: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('change-person' as const),
      what: pick('name' as const, 'product' as const),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      type: fc.constant('store-forgets' as const),
      how: pick('all' as const, 'last-writes' as const),
    }),
  },
);

/** Delays whose sum stays below the settling time: beyond it nothing is promised. */
const delays = pick(
  [0, 0],
  [0, 0],
  [3_000, 0],
  [20_000, 50_000],
  [0, 100_000],
  [60_000, 50_000],
  [110_000, 5_000],
);

/** Sequences. @param maxActions how long at most @param fixed what is the same in all of them */
export const scenarios = (maxActions: number, fixed: Partial<Scenario> = {}): fc.Arbitrary<Scenario> =>
  fc
    .record({
      replicas: pick<1 | 2>(1, 2),
      account: pick<Scenario['account']>('plenty', 'plenty', 'plenty', 'plenty', 'credits'),
      session: pick<Scenario['session']>('service', 'service', 'caller'),
      keys: pick<Scenario['keys']>('uuid', 'uuid', 'words'),
      apis: pick<Scenario['apis']>('all', 'all', 'all', 'v1,v2'),
      sharesAssets: pick(false, false, true),
      refuses: pick<Scenario['refuses']>('none', 'none', 'none', 'some', 'all'),
      delays,
      clockSkewMs: pick(0, 0, 90_000, -90_000, 700, -1_300),
      historySkewMs: pick(0, 0, 0, -60_000, 60_000, -240_000),
      seed: fc.nat(),
      actions: fc.array(action, { minLength: 2, maxLength: maxActions }),
    })
    .map(({ delays: [commitDelayMs = 0, historyDelayMs = 0], ...rest }) => ({
      ...rest,
      commitDelayMs,
      historyDelayMs,
      ...fixed,
    }));
