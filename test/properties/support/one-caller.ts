import type { DomainContext } from '../../../src/catalog/domain-context.js';
import { OwnershipIndex } from '../../../src/catalog/ownership/ownership-index.js';
import { createCustomers } from '../../../src/downloads/customer.js';
import { createMemoryStore } from '../../../src/downloads/idempotency/memory-store.js';
import { OpenDownloads } from '../../../src/downloads/open-downloads.js';
import type { DownloadServices } from '../../../src/downloads/services.js';
import { createGetty } from '../../../src/getty/clients/create-getty.js';
import type { Transport } from '../../../src/getty/transport/transport.js';
import { createLoaders } from '../../../src/loaders/loaders.js';
import type { GettyInProcess } from './getty-in-process.js';
import { inProcessTransport } from './in-process-transport.js';
import { Process } from './process.js';
import { seeded } from './random.js';
import { Time } from './time.js';

const START = Date.UTC(2026, 2, 3, 12, 0, 0, 250);
const TIMEOUT_MS = 10_000;

/** One caller in front of the simulator in this process, on a clock of their own. */
export interface OneCaller {
  readonly getty: GettyInProcess;
  /** Operations asked of Getty Images since the last `forget`, in order. */
  readonly operations: string[];
  /** What one GraphQL request of the caller works with. */
  request(): DomainContext;
  /** Lets time pass until a piece of work has ended. */
  finish<Result>(work: Promise<Result>): Promise<Result>;
}

const watched = (transport: Transport, operations: string[]): Transport => ({
  ...transport,
  read: (request, policy, scope) => {
    operations.push(request.operation);
    return transport.read(request, policy, scope);
  },
  sendOnce: (request, scope, goAhead) => {
    operations.push(request.operation);
    return transport.sendOnce(request, scope, goAhead);
  },
});

/** @param getty shared by all callers of a file: its world takes a while to make */
export const oneCaller = (getty: GettyInProcess, account: string, seed: number): OneCaller => {
  const time = new Time(START, () => new Promise((resolve) => setImmediate(resolve)));
  const random = seeded(seed);
  getty.begin(time, { clientCredentialsAccount: account }, random);
  const process = new Process('process', time, random, () => {});
  const operations: string[] = [];
  const transport = watched(
    inProcessTransport({ getty, time, process, random, timeoutMs: TIMEOUT_MS, written: () => {} }),
    operations,
  );
  const access = createGetty(
    {
      apiUrl: 'http://api.test',
      authUrl: 'http://auth.test',
      connectUrl: 'http://connect.test',
      apis: ['V3', 'V2', 'V1'],
      credentials: () => ({ apiKey: 'simulator-key', apiSecret: 'simulator-secret' }),
      grant: { type: 'client_credentials' },
      v1Credentials: null,
      timeoutMs: TIMEOUT_MS,
    },
    transport,
    time,
    random,
  );
  const log = { warn: () => {} };
  let keys = 0;
  const downloads: DownloadServices = {
    store: createMemoryStore({ clock: time, timers: time }),
    fallback: createMemoryStore({ clock: time, timers: time }),
    customers: createCustomers({ name: 'account', formerName: 'account' }),
    clock: time,
    timers: time,
    ownership: new OwnershipIndex({
      clock: time,
      serviceAccount: 'account',
      refreshMs: 300_000,
      store: null,
      log,
    }),
    instance: process.name,
    generateKey: () => {
      keys += 1;
      return `made-${keys}`;
    },
    settleMs: 120_000,
    timeoutMs: TIMEOUT_MS,
    log,
    requiresKey: false,
    inFlight: new Set(),
    open: new OpenDownloads({ settlesInBackground: false, onDownloadEnded: () => {} }),
  };
  return {
    getty,
    operations,
    request: () => {
      const call = {
        id: 'request',
        session: access.sessions.service,
        language: null,
        deadlineAt: time.now() + 30_000,
        cancellation: null,
      };
      return {
        ...call,
        loaders: createLoaders(access.getty, call),
        services: { getty: access.getty, clock: time, downloads },
        client: { key: null, name: null },
        delivered: Promise.resolve(true),
      };
    },
    finish: async (work) => {
      let isOver = false;
      const over = () => {
        isOver = true;
      };
      work.then(over, over);
      for (let round = 0; round < 1000 && !isOver; round += 1) await time.pass(20);
      return work;
    },
  };
};
