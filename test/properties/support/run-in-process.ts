import type { IdempotencyStore } from '../../../src/downloads/idempotency/idempotency-store.js';
import { createMemoryStore } from '../../../src/downloads/idempotency/memory-store.js';
import { attributed, checkCalls, checkEnds, type Figures } from './checks.js';
import { GettyInProcess } from './getty-in-process.js';
import { inProcessTransport, type Written } from './in-process-transport.js';
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
}

const tick: Quiet = () => new Promise((resolve) => setImmediate(resolve));

/** A store in memory that outlives every process of the sequence, as Redis would. */
export const inMemory: StoreForSequence = {
  quiet: tick,
  open: async (time) => createMemoryStore({ clock: time, timers: time }),
};

/** Runs a scenario over the simulator in this process and holds what came of it to the rules. */
export const runInProcess = async (
  scenario: Scenario,
  figures: Figures,
  stores: StoreForSequence = inMemory,
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
    issueToken: () => getty.state.tokens.issue(scenario.account, 'oauth', 86_400).token,
    expireTokens: () => getty.state.tokens.expireAll(),
    spoil: ({ target, kind }) => getty.spoil(target, kind),
    clearFaults: () => getty.clearFaults(),
    pass: (ms) => time.pass(ms, () => getty.state.ledger.nextDue()),
  });
  figures.sequences += 1;
  await sequence.run();
  await getty.state.ledger.idle();
  figures.calls += sequence.calls.length;
  checkCalls(sequence, attributed(written), written, figures);
  await checkEnds(sequence, written, figures);
  checkCalls(sequence, attributed(written), written, figures);
  await sequence.rest();
  const charges = attributed(written).length;
  figures.charges += charges;
  if (charges !== getty.charges.length)
    throw new Error(`The ledger has ${getty.charges.length} charges; ${charges} were seen to be made.`);
  return sequence;
};
