import { describe, expect, it } from 'vitest';
import { downloadFailure } from '../../../src/downloads/download-failure.js';
import type { IdempotencyRecord } from '../../../src/downloads/idempotency/idempotency-store.js';
import {
  type Effect,
  type Event,
  initialStep,
  type State,
  transition,
} from '../../../src/downloads/state-machine.js';
import { ServiceError } from '../../../src/errors/service-error.js';
import type { GettyApi, UpstreamFailure } from '../../../src/errors/upstream-failure.js';

type Plan = string;

const APIS: readonly GettyApi[] = ['V3', 'V2', 'V1'];
const upstream: UpstreamFailure = {
  api: 'V3',
  operation: 'POST /v3/downloads/images/{id}',
  httpStatus: 500,
  code: null,
  message: null,
  statusList: [],
  coordinationId: null,
};
const error = new ServiceError('UPSTREAM_UNAVAILABLE', 'down', { upstream });
const refused = downloadFailure('DOWNLOAD_REFUSED', 'no', { upstreamCode: null });
const lost = downloadFailure('LINK_LOST', 'lost', { record: null });
const unknown = downloadFailure('OUTCOME_UNKNOWN', 'who knows', {
  checkedAt: new Date(0),
  retryAfterMs: 1,
  idempotencyKey: 'k',
  sentAt: null,
  isFinal: false,
  candidates: [],
});
const settlement = {
  url: 'https://delivery.gettyimages.com/x',
  via: 'V3',
  notices: [],
  product: null,
} as const;
const replay = { kind: 'settled', result: settlement, isReplay: true } as const;
const record: IdempotencyRecord = {
  inputHash: 'h',
  asset: 'image:1',
  owner: { tokens: [], account: null, service: 'service', clientKeys: [] },
  state: 'unknown',
  fence: 1,
  leaseUntil: 0,
  sentAt: 1,
  sentStoreAt: 1,
  sendFence: 1,
  plan: null,
  answer: null,
};

/** Every event there is, as it may happen in a state: the versions that may be tried next are those not tried yet. */
const samples = (state: State<Plan>): readonly Event<Plan>[] => {
  const progress = 'progress' in state ? state.progress : null;
  const given = progress === null ? APIS : [...progress.tried, progress.api];
  const nexts = [null, ...APIS.filter((api) => !given.includes(api))];
  return [
    ...[true, false].map((mustCheckHistory) => ({ type: 'claimed', mustCheckHistory }) as const),
    { type: 'history-clear' },
    { type: 'history-doubtful', failure: unknown },
    { type: 'joined' },
    { type: 'replayed', outcome: replay },
    { type: 'busy' },
    { type: 'changed' },
    { type: 'wait-timeout', outcome: { kind: 'error', error } },
    { type: 'conflict', failure: downloadFailure('IDEMPOTENCY_KEY_REUSED', 'reused', {}) },
    { type: 'unresolved', record },
    { type: 'planned', plan: `${progress?.api}` },
    { type: 'plan-failed', failure: refused },
    ...nexts.map((next) => ({ type: 'plan-error', error, next }) as const),
    { type: 'link', result: settlement },
    { type: 'refused', failure: refused },
    { type: 'no-authorization', upstream },
    ...[true, false].map((canReplace) => ({ type: 'token-rejected', error, canReplace }) as const),
    { type: 'opaque-401', upstream },
    { type: 'download-token-stale', failure: refused },
    ...nexts.flatMap((next) =>
      [true, false].map((isAnswered) => ({ type: 'uncharged', error, next, isAnswered }) as const),
    ),
    { type: 'unknown', upstream },
    { type: 'late', failure: unknown },
    { type: 'replaced' },
    { type: 'not-replaced', error },
    { type: 'probe-answered' },
    ...[true, false].map((canReplace) => ({ type: 'probe-rejected', error, canReplace }) as const),
    { type: 'explained', failure: refused },
    { type: 'charge-found', failure: lost },
    { type: 'charge-not-found', mayResend: true, isClear: true, failure: unknown },
    { type: 'charge-not-found', mayResend: false, isClear: true, failure: unknown },
    { type: 'charge-not-found', mayResend: false, isClear: false, failure: unknown },
    { type: 'count-failed', failure: unknown },
    { type: 'stopped', cause: refused },
    { type: 'store-unavailable', error },
  ];
};

/** The events that each state expects. Every other event is a bug of the executor. */
const EXPECTED: Readonly<Record<State<Plan>['at'], readonly Event<Plan>['type'][]>> = {
  claiming: ['claimed', 'replayed', 'conflict', 'busy', 'unresolved', 'store-unavailable'],
  waiting: ['changed', 'wait-timeout', 'store-unavailable'],
  checking: ['history-clear', 'history-doubtful'],
  planning: ['joined', 'planned', 'plan-failed', 'plan-error', 'no-authorization', 'stopped'],
  sending: [
    'link',
    'refused',
    'no-authorization',
    'token-rejected',
    'opaque-401',
    'download-token-stale',
    'uncharged',
    'unknown',
    'late',
    'stopped',
    'store-unavailable',
  ],
  probing: ['probe-answered', 'probe-rejected'],
  explaining: ['explained'],
  replacing: ['replaced', 'not-replaced'],
  counting: ['charge-found', 'charge-not-found', 'count-failed', 'replayed', 'no-authorization'],
  rechecking: ['charge-found', 'charge-not-found', 'count-failed', 'replayed'],
  ended: [],
};

const CLOSING = ['settle', 'lose', 'mark-unknown', 'release'] as const;
const BOOKKEEPING: readonly string[] = [...CLOSING, 'unsend'];

/** Facts about a path, to check the rules of the state machine's head comment. */
interface Path {
  readonly state: State<Plan>;
  readonly events: readonly string[];
  readonly hasClaim: boolean;
  /** `sent`: a request is in flight. `unknown`: it may have been charged. `none`: certainly nothing was charged. */
  readonly charge: 'none' | 'sent' | 'unknown';
  /** A sending is recorded that was neither withdrawn nor counted. */
  readonly isOnBook: boolean;
  readonly tokensReplaced: number;
  readonly downloadTokensReplaced: number;
}

const CERTAINLY_UNCHARGED: readonly string[] = [
  'refused',
  'no-authorization',
  'token-rejected',
  'opaque-401',
  'download-token-stale',
  'uncharged',
  'stopped',
  'store-unavailable',
];

const chargeAfter = (path: Path, event: Event<Plan>): Path['charge'] => {
  if (event.type === 'unknown' || event.type === 'unresolved' || event.type === 'late') return 'unknown';
  // The history contradicts the refusal, or cannot confirm it.
  if (path.state.at === 'rechecking') {
    if (event.type === 'charge-found' || event.type === 'count-failed') return 'unknown';
    if (event.type === 'charge-not-found') return event.isClear ? 'none' : 'unknown';
  }
  // The engine passes it on only once the history has shown that nothing was charged.
  if (path.state.at === 'counting' && event.type === 'no-authorization') return 'none';
  if (event.type === 'charge-not-found' && event.mayResend) return 'none';
  if (path.charge === 'sent' && CERTAINLY_UNCHARGED.includes(event.type)) return 'none';
  return path.charge;
};

const types = (effects: readonly Effect<Plan>[]): string[] => effects.map((effect) => effect.type);

/** Takes one step and checks everything that must hold of it. */
const walk = (path: Path, event: Event<Plan>): Path => {
  const { state, effects } = transition(path.state, event);
  const label = `${[...path.events, event.type].join(' > ')}`;
  const names = types(effects);
  let charge = chargeAfter(path, event);
  let isOnBook = path.isOnBook && !names.includes('unsend');
  if (event.type === 'unresolved') isOnBook = true;
  if (event.type === 'joined' || (event.type === 'charge-not-found' && event.mayResend)) isOnBook = false;

  const firstOther = names.findIndex((name) => !BOOKKEEPING.includes(name));
  if (firstOther >= 0)
    expect(
      names.slice(firstOther).filter((name) => BOOKKEEPING.includes(name)),
      `${label}: writes down first`,
    ).toEqual([]);

  for (const effect of effects.filter(({ type }) => type === 'send')) {
    expect(['planned', 'charge-not-found'], `${label}: what sends`).toContain(event.type);
    expect(charge, `${label}: sends only what is certainly uncharged`).toBe('none');
    expect(isOnBook, `${label}: sends only after the sending before it was withdrawn or counted`).toBe(false);
    expect(path.hasClaim, `${label}: sends only with a claim`).toBe(true);
    expect(state.at, label).toBe('sending');
    expect(effect, label).toHaveProperty('plan', expect.any(String));
    charge = 'sent';
    isOnBook = true;
  }

  const closing = names.filter((name) => (CLOSING as readonly string[]).includes(name));
  // Joining gives its own claim up.
  const hasClaim =
    event.type !== 'joined' && (path.hasClaim || event.type === 'claimed' || event.type === 'unresolved');
  if (state.at === 'ended') {
    expect(effects.length, `${label}: ends with one closing step and nothing else`).toBe(closing.length);
    // A late response ends it once it comes.
    const isEndedElsewhere = event.type === 'replayed' || event.type === 'late';
    expect(closing, label).toHaveLength(hasClaim && !isEndedElsewhere ? 1 : 0);
    if (event.type === 'link') expect(closing, label).toEqual(['settle']);
    else expect(closing, label).not.toContain('settle');
    if (closing[0] === 'release') expect(charge, `${label}: frees only what is uncharged`).toBe('none');
    if (closing[0] === 'lose' || closing[0] === 'mark-unknown') expect(charge, label).toBe('unknown');
    if (state.outcome.kind === 'error' || state.outcome.kind === 'not-attempted')
      expect(charge, `${label}: an error means that nothing was charged`).toBe('none');
  } else {
    expect(closing, `${label}: closes only at its end`).toEqual([]);
    expect(
      names.filter((name) => name !== 'unsend'),
      `${label}: one thing to do`,
    ).toHaveLength(1);
  }
  return {
    state,
    events: [...path.events, event.type],
    hasClaim,
    charge,
    isOnBook,
    tokensReplaced: path.tokensReplaced + names.filter((name) => name === 'replace-token').length,
    downloadTokensReplaced:
      state.at === 'planning' && event.type === 'plan-error'
        ? 0
        : path.downloadTokensReplaced +
          (event.type === 'download-token-stale' && state.at === 'rechecking' ? 1 : 0),
  };
};

const startOf = (api: GettyApi): Path => ({
  state: initialStep<Plan>(api).state,
  events: [],
  hasClaim: false,
  charge: 'none',
  isOnBook: false,
  tokensReplaced: 0,
  downloadTokensReplaced: 0,
});

/** Two paths with the same mark go on alike. */
const markOf = ({ state, events: _, ...rest }: Path): string =>
  JSON.stringify([
    state.at,
    'progress' in state ? state.progress : state.at === 'rechecking' ? state.then : null,
    rest,
  ]);

/** Every path, breadth first; a position that was reached before is not expanded again. */
const walkAll = (api: GettyApi): readonly (readonly [before: Path, after: Path])[] => {
  const seen = new Set<string>();
  const steps: [Path, Path][] = [];
  let front = [startOf(api)];
  while (front.length > 0) {
    const next: Path[] = [];
    for (const path of front) {
      for (const event of samples(path.state)) {
        if (!EXPECTED[path.state.at].includes(event.type)) continue;
        const after = walk(path, event);
        steps.push([path, after]);
        const mark = markOf(after);
        if (!seen.has(mark)) {
          seen.add(mark);
          next.push(after);
        }
      }
    }
    front = next;
  }
  return steps;
};

describe.each(APIS)('every path of a download that begins with %s', (api) => {
  const steps: (readonly [before: Path, after: Path])[] = [];

  it('every path keeps the rules about charges', () => {
    steps.push(...walkAll(api));
    const ends = steps.flatMap(([, { state }]) => (state.at === 'ended' ? [state.outcome.kind] : []));
    expect(steps.length).toBeGreaterThan(300);
    expect([...new Set(ends)].sort()).toEqual(['error', 'failed', 'not-attempted', 'settled']);
  });

  it('every path replaces at most one token, and one download token per version', () => {
    for (const [, { state, tokensReplaced, downloadTokensReplaced, events }] of steps) {
      if (tokensReplaced > 1) expect.fail(events.join(' > '));
      const isFirstVersion = 'progress' in state && state.progress.tried.length === 0;
      if (isFirstVersion && downloadTokensReplaced > 1) expect.fail(events.join(' > '));
    }
    expect(steps.some(([, after]) => after.tokensReplaced === 1)).toBe(true);
    expect(steps.some(([, after]) => after.downloadTokensReplaced === 1)).toBe(true);
  });

  it('no path tries a version twice', () => {
    const given = steps.flatMap(([, { state }]) =>
      'progress' in state ? [[...state.progress.tried, state.progress.api]] : [],
    );
    expect(given.filter((apis) => new Set(apis).size !== apis.length)).toEqual([]);
    expect(Math.max(...given.map((apis) => apis.length))).toBe(APIS.length);
  });

  it('every unexpected event throws, and every event after the end', () => {
    const states = new Map(steps.flatMap((pair) => pair.map(({ state }) => [JSON.stringify(state), state])));
    expect(states.size).toBeGreaterThan(20);
    for (const state of states.values())
      for (const event of samples(state))
        if (!EXPECTED[state.at].includes(event.type))
          expect(() => transition(state, event), `${state.at} and ${event.type}`).toThrow(/cannot meet/);
  });
});

/** Walks one path and lists the effects of each step. */
const along = (...events: readonly Event<Plan>[]) => {
  let state = initialStep<Plan>('V3').state;
  const done: string[][] = [];
  for (const event of events) {
    const next = transition(state, event);
    state = next.state;
    done.push(types(next.effects));
  }
  return { state, done };
};

describe('single ways', () => {
  const CLAIMED = { type: 'claimed', mustCheckHistory: false } as const;
  const PLANNED = { type: 'planned', plan: 'p' } as const;
  const UNKNOWN = { type: 'unknown', upstream } as const;
  const rejected = { type: 'token-rejected', error, canReplace: true } as const;
  const CLEAR = { type: 'charge-not-found', mayResend: false, isClear: true, failure: unknown } as const;

  it('a refused sending that the history shows, or may show, is not repeated', () => {
    const refusedOnce = [CLAIMED, PLANNED, rejected, { type: 'replaced' }] as const;
    const charged = along(...refusedOnce, { type: 'charge-found', failure: lost });
    expect(charged.done.at(-1)).toEqual(['lose']);
    const doubtful = along(...refusedOnce, { ...CLEAR, isClear: false });
    expect(doubtful.done.at(-1)).toEqual(['mark-unknown']);
    const unread = along(...refusedOnce, { type: 'count-failed', failure: unknown });
    expect(unread.done.at(-1)).toEqual(['mark-unknown']);
  });

  it('the key stays claimed while its response is late', () => {
    const { state, done } = along(CLAIMED, PLANNED, { type: 'late', failure: unknown });
    expect(done.at(-1)).toEqual([]);
    expect(state).toMatchObject({ at: 'ended', outcome: { kind: 'failed', failure: unknown } });
  });

  it('a download claims, plans, sends and settles', () => {
    const { state, done } = along(CLAIMED, PLANNED, { type: 'link', result: settlement });
    expect(done).toEqual([['plan'], ['send'], ['settle']]);
    expect(state).toEqual({ at: 'ended', outcome: { kind: 'settled', result: settlement, isReplay: false } });
  });

  it('a replaced token sends the same plan once more, and a second rejection ends it', () => {
    const { state, done } = along(CLAIMED, PLANNED, rejected, { type: 'replaced' }, CLEAR, rejected);
    expect(done).toEqual([
      ['plan'],
      ['send'],
      ['replace-token'],
      ['recheck'],
      ['unsend', 'send'],
      ['release'],
    ]);
    expect(state).toMatchObject({ at: 'ended', outcome: { kind: 'error', error } });
  });

  it('looks at the history before it plans where the store may have lost the key', () => {
    const suspect = { type: 'claimed', mustCheckHistory: true } as const;
    expect(along(suspect, { type: 'history-clear' }).done).toEqual([['check-history'], ['plan']]);
    const { state, done } = along(suspect, { type: 'history-doubtful', failure: unknown });
    expect(done.at(-1)).toEqual(['release']);
    expect(state).toEqual({ at: 'ended', outcome: { kind: 'failed', failure: unknown, isReplay: false } });
  });

  it('shares a refusal with the callers that wait, and a doubt with none', () => {
    const refusal = transition(along(CLAIMED, PLANNED).state, { type: 'refused', failure: refused });
    expect(refusal.effects).toEqual([{ type: 'release', refusal: refused }]);
  });

  it('claims anew where it joined another download', () => {
    expect(along(CLAIMED, { type: 'joined' }).done).toEqual([['plan'], ['claim']]);
  });

  it('does not replace a caller’s own token', () => {
    const { done } = along(CLAIMED, PLANNED, { ...rejected, canReplace: false });
    expect(done.at(-1)).toEqual(['release']);
  });

  it('an unresolved key is counted before anything is sent', () => {
    const none = { ...CLEAR, mayResend: true } as const;
    const { done } = along({ type: 'unresolved', record }, none, PLANNED, UNKNOWN, {
      ...none,
      mayResend: false,
    });
    expect(done).toEqual([['count'], ['plan'], ['send'], ['count'], ['mark-unknown']]);
  });

  it('a charged key without a link is recorded as lost', () => {
    const { state, done } = along(CLAIMED, PLANNED, UNKNOWN, { type: 'charge-found', failure: lost });
    expect(done.at(-1)).toEqual(['lose']);
    expect(state).toEqual({ at: 'ended', outcome: { kind: 'failed', failure: lost, isReplay: false } });
  });

  it('a result that another call stored meanwhile is replayed', () => {
    const { state, done } = along({ type: 'unresolved', record }, { type: 'replayed', outcome: replay });
    expect(done.at(-1)).toEqual([]);
    expect(state).toEqual({ at: 'ended', outcome: replay });
  });

  it('a waiting call claims again when the key is free', () => {
    const { done } = along({ type: 'busy' }, { type: 'changed' }, CLAIMED);
    expect(done).toEqual([['wait'], ['claim'], ['plan']]);
  });

  it('another version starts without the plan of the one before', () => {
    const elsewhere = { type: 'uncharged', error, next: 'V1' } as const;
    const { state, done } = along(CLAIMED, PLANNED, { ...elsewhere, isAnswered: false });
    expect(done.at(-1)).toEqual(['unsend', 'plan']);
    const answered = along(CLAIMED, PLANNED, { ...elsewhere, isAnswered: true }, CLEAR);
    expect(answered.done.slice(-2)).toEqual([['recheck'], ['unsend', 'plan']]);
    expect(state).toMatchObject({ at: 'planning', progress: { api: 'V1', tried: ['V3'], plan: null } });
  });

  it('a replaced token without a plan throws', () => {
    const { state } = along(CLAIMED, PLANNED, rejected);
    if (!('progress' in state)) throw new Error('ended too early');
    const planless = { ...state, progress: { ...state.progress, plan: null } } as State<Plan>;
    expect(() => transition(planless, { type: 'replaced' })).toThrow(/without a plan/);
  });
});
