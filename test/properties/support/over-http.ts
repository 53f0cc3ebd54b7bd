import { type Simulator, startSimulator } from '../../../simulator/src/index.js';
import type { Fault } from '../../../simulator/src/types.js';
import { attributed, checkCalls, checkEnds, type Figures } from './checks.js';
import { ForgetfulStore } from './forgetful-store.js';
import { httpTransport, InFlight } from './http-transport.js';
import type { Written } from './in-process-transport.js';
import { changePerson, makeNamesakes } from './people.js';
import { seeded } from './random.js';
import type { Action, FaultKind, FaultTarget, Scenario } from './scenario.js';
import { Sequence } from './sequence.js';
import { FlowingTime } from './time.js';

const START = Date.UTC(2026, 2, 3, 12, 0, 0);
const HTTP_TIMEOUT_MS = 150;

const SPENDS = /^POST \/v3\/downloads|^POST \/v2\/download|^CreateDownloadRequest$/;
const HISTORY = /downloadhistory|^GET \/v3\/downloads$|^GetPreviousDownloads$/;
const OPERATIONS: Readonly<Record<FaultTarget, RegExp>> = {
  spend: SPENDS,
  history: HISTORY,
  read: /^GET \/v3\/(?!downloads|.*downloadhistory)|^GetLargest/,
  token: /oauth2\/token/,
};

/** The simulator's behaviour at its sockets for each kind of fault. */
const FAULTS: Readonly<Record<FaultKind, Omit<Fault, 'operation'>>> = {
  refused: { kind: 'reset' },
  'connection-died': { kind: 'reset' },
  reset: { kind: 'reset' },
  hang: { kind: 'hang' },
  status503: { kind: 'status', status: 503 },
  status429: { kind: 'status', status: 429 },
  opaque401: { kind: 'status', status: 401, body: '{"ErrorCode":"Unauthorized"}' },
  tokenRequired401: { kind: 'status', status: 401, body: '{"ErrorCode":"AuthorizationTokenRequired"}' },
  garbage: { kind: 'status', status: 200, body: '{"hello":"world"}' },
  gateway404: { kind: 'status', status: 404, body: '{"message":"Not Found"}' },
  // After the request was carried out: a delay before it lets virtual time pass the settling time first.
  late: { kind: 'delayAfterCommit', delayMs: 60 },
  lateAfterCommit: { kind: 'delayAfterCommit', delayMs: 400 },
  foreign400AfterCommit: { kind: 'html', status: 400 },
  foreign401AfterCommit: { kind: 'html', status: 401 },
  foreign403AfterCommit: { kind: 'statusAfterCommit', status: 403, body: '' },
  foreign404AfterCommit: { kind: 'html', status: 404 },
  foreign429AfterCommit: { kind: 'html', status: 429 },
  resetAfterCommit: { kind: 'resetAfterCommit' },
  hangAfterCommit: { kind: 'hangAfterCommit' },
  status500AfterCommit: { kind: 'statusAfterCommit' },
  truncated: { kind: 'truncate' },
  malformed: { kind: 'malformed' },
  html: { kind: 'html' },
  emptyBody: { kind: 'emptyBody' },
  datesMissing: { kind: 'wrongType' },
  rowsMissing: { kind: 'truncate' },
  ourFault: { kind: 'truncate' },
  v1EntryMissing: { kind: 'v1', v1Items: (items) => items.slice(1) },
  v1FailedToGetUrl: {
    kind: 'v1',
    v1Items: (items) =>
      items.map((item) => ({ ...item, Status: 'FailedToGetDownloadUrl', UrlAttachment: null })),
  },
};

/**
 * Runs one sequence against a simulator of its own, behind real sockets: a request that one sequence leaves open may be
 * carried out later, and must not charge or show up in the next one.
 */
export const runOverHttp = async (scenario: Scenario, figures: Figures): Promise<void> => {
  const inFlight = new InFlight();
  const time = new FlowingTime(START, () => inFlight.quiet());
  const simulator = await startSimulator({ now: () => time.now() });
  try {
    await run(simulator, time, inFlight, scenario, figures);
  } finally {
    await simulator.close();
  }
};

/** Charges by v1 and v2 carry the request's id, those by v3 the note that was put into them. */
const attribute = (
  simulator: Simulator,
  written: readonly Written[],
  withNote: ReadonlySet<Written>,
): void => {
  for (const entry of written) entry.charged.length = 0;
  for (const { note, coordinationId, assetId } of simulator.charges) {
    const candidates = written.filter(
      (entry, index) =>
        (note === null
          ? entry.requestId === coordinationId && !withNote.has(entry)
          : note === `sent-${index}`) && entry.marks.some((mark) => mark.asset.endsWith(`:${assetId}`)),
    );
    // Two keys of one call may be for one asset; each of its requests is charged for it once.
    const mine = candidates.find(({ charged }) => !charged.includes(assetId)) ?? candidates[0];
    if (mine === undefined) throw new Error(`Nobody marked the charge of ${assetId} as sent.`);
    mine.charged.push(assetId);
  }
};

const run = async (
  simulator: Simulator,
  time: FlowingTime,
  inFlight: InFlight,
  scenario: Scenario,
  figures: Figures,
): Promise<void> => {
  Object.assign(simulator.options, {
    clientCredentialsAccount: scenario.account,
    commitDelayMs: scenario.commitDelayMs,
    historyDelayMs: scenario.historyDelayMs,
    clockSkewMs: scenario.clockSkewMs,
    historySkewMs: scenario.historySkewMs,
  });
  time.onStep(() => simulator.runDueCommits());
  const written: Written[] = [];
  const withNote = new Set<Written>();
  const close: (() => Promise<void>)[] = [];
  const product = scenario.account === 'plenty' ? 'easyaccess' : undefined;
  const store = new ForgetfulStore(time);
  makeNamesakes(simulator.account(scenario.account), simulator.account('company'));
  const sequence = new Sequence(scenario, {
    images: simulator.imagesFitting(scenario.account, product, 14),
    video: '690773579',
    time,
    store,
    random: seeded(scenario.seed),
    urls: { apiUrl: simulator.url, authUrl: simulator.url, connectUrl: simulator.url },
    transport: (process) => {
      const transport = httpTransport({
        time,
        process,
        inFlight,
        timeoutMs: HTTP_TIMEOUT_MS,
        written: (entry, takesNote) => {
          if (takesNote) withNote.add(entry);
          return `sent-${written.push(entry) - 1}`;
        },
      });
      close.push(() => transport.close());
      return transport;
    },
    issueToken: (person) =>
      simulator.issueToken(person === 0 ? scenario.account : 'company', { lifetimeSeconds: 86_400 }),
    changePerson: (what) => changePerson(simulator.account(scenario.account), what),
    forgetStore: (how) => store.forget(how),
    expireTokens: () => simulator.expireTokens(),
    spoil: ({ target, kind }: Extract<Action, { type: 'fault' }>) => {
      simulator.inject({ operation: OPERATIONS[target], ...FAULTS[kind] });
    },
    clearFaults: () => simulator.clearFaults(),
    pass: async (ms) => {
      await time.pass(ms);
      attribute(simulator, written, withNote);
    },
  });
  figures.sequences += 1;
  await sequence.run();
  figures.calls += sequence.calls.length;
  checkCalls(sequence, attributed(written), written, figures);
  await checkEnds(sequence, written, figures);
  await sequence.rest();
  checkCalls(sequence, attributed(written), written, figures);
  figures.charges += simulator.charges.length;
  // One that died while it held its go-ahead never closes; its sockets end with the simulator's.
  for (const end of close) void end();
};
