import type { IdempotencyStore } from '../../../src/downloads/idempotency/idempotency-store.js';
import { checkLedger } from './check-ledger.js';
import { attributed, checkCalls, checkEnds, type Figures } from './checks.js';
import { ForgetfulStore } from './forgetful-store.js';
import { GettyInProcess } from './getty-in-process.js';
import { inProcessTransport, type Written } from './in-process-transport.js';
import { changePerson, makeNamesakes } from './people.js';
import { seeded } from './random.js';
import type { Scenario } from './scenario.js';
import { Sequence, TIMEOUT_MS } from './sequence.js';
import { type Quiet, Time } from './time.js';

const START = Date.UTC(2026, 2, 3, 12, 0, 0, 250);

let shared: GettyInProcess | null = null;
const assets = new Map<string, { readonly images: readonly string[]; readonly video: string }>();

/** One simulator serves all sequences of a file: its world takes a while to make. */
const theGetty = (): GettyInProcess => {
  shared ??= new GettyInProcess();
  return shared;
};

const assetsOf = (getty: GettyInProcess, name: Scenario['account']) => {
  const known = assets.get(name);
  if (known !== undefined) return known;
  const account = getty.state.account(name);
  // Covered by as many products as can be, so that every version finds one that pays.
  const types = account.products.map(({ type }) => type).filter((type) => type !== 'editorialsubscription');
  const covering = (coverage: readonly string[]): boolean => types.some((type) => coverage.includes(type));
  const images = getty.state.catalog
    .allImages()
    .filter((image) => (name === 'plenty' ? image.coverage.includes('easyaccess') : covering(image.coverage)))
    .slice(0, 14)
    .map(({ id }) => id);
  // Includes an asset outside the agreement.
  const videos = getty.state.catalog.allVideos();
  const video = (videos.find((one) => covering(one.coverage)) ?? videos[0])?.id ?? '';
  const found = { images, video };
  assets.set(name, found);
  return found;
};

/** A shared store for a sequence; `quiet` lets run what it takes part in. */
export interface StoreForSequence {
  readonly quiet: Quiet;
  open(time: Time): Promise<IdempotencyStore>;
  /** Loses what the store that was opened last holds, or what was written to it last. */
  forget(how: 'all' | 'last-writes'): Promise<void>;
  /** Told before each action: what is lost by `last-writes` is what came after one of these moments. */
  beforeAction(): Promise<void>;
}

const tick: Quiet = () => new Promise((resolve) => setImmediate(resolve));

/** A store in memory that outlives every process of the sequence, as Redis would. */
const inMemory = (): StoreForSequence => {
  let store: ForgetfulStore | null = null;
  return {
    quiet: tick,
    open: async (time) => {
      store = new ForgetfulStore(time);
      return store;
    },
    forget: async (how) => store?.forget(how),
    beforeAction: async () => {},
  };
};

/** Runs a scenario over the simulator in this process and holds what came of it to the rules. */
export const runInProcess = async (
  scenario: Scenario,
  figures: Figures,
  stores: StoreForSequence = inMemory(),
): Promise<Sequence> => {
  const getty = theGetty();
  const time = new Time(START, stores.quiet);
  const random = seeded(scenario.seed);
  getty.begin(
    time,
    {
      clientCredentialsAccount: scenario.account,
      commitDelayMs: scenario.commitDelayMs,
      historyDelayMs: scenario.historyDelayMs,
      clockSkewMs: scenario.clockSkewMs,
      historySkewMs: scenario.historySkewMs,
    },
    random,
  );
  makeNamesakes(getty.state.account(scenario.account), getty.state.account('company'));
  const written: Written[] = [];
  const store = await stores.open(time);
  const sequence = new Sequence(scenario, {
    ...assetsOf(getty, scenario.account),
    time,
    store,
    random,
    urls: { apiUrl: 'http://api.test', authUrl: 'http://auth.test', connectUrl: 'http://connect.test' },
    transport: (process) =>
      inProcessTransport({
        getty,
        time,
        process,
        random,
        timeoutMs: TIMEOUT_MS,
        written: (entry) => written.push(entry),
      }),
    issueToken: (person) =>
      getty.state.tokens.issue(person === 0 ? scenario.account : 'company', 'oauth', 86_400).token,
    changePerson: (what) => changePerson(getty.state.account(scenario.account), what),
    forgetStore: (how) => stores.forget(how),
    expireTokens: () => getty.state.tokens.expireAll(),
    spoil: ({ target, kind }) => getty.spoil(target, kind),
    clearFaults: () => getty.clearFaults(),
    pass: async (ms) => {
      await time.pass(ms, () => getty.state.ledger.nextDue());
      await stores.beforeAction();
    },
  });
  figures.sequences += 1;
  await sequence.run();
  await getty.state.ledger.idle();
  figures.calls += sequence.calls.length;
  checkCalls(sequence, attributed(written), written, figures);
  await checkEnds(sequence, written, figures);
  checkCalls(sequence, attributed(written), written, figures);
  await sequence.rest();
  const before = written.length;
  await checkLedger(sequence, () => attributed(written), written);
  if (written.length !== before) throw new Error('Reading the ledger sent a download.');
  const charges = attributed(written).length;
  figures.charges += charges;
  if (charges !== getty.charges.length)
    throw new Error(`The ledger has ${getty.charges.length} charges; ${charges} were seen to be made.`);
  return sequence;
};
