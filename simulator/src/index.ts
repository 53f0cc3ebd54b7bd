import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fitting } from './accounts/entitlement.js';
import { listener, type ServerContext } from './http/listener.js';
import type { OpenRequestRecord } from './http/request-log.js';
import { Timers } from './http/timers.js';
import { State } from './state.js';
import type { Simulator, SimulatorOptions } from './types.js';

export { DEFAULT_SWITCHES } from './state.js';
/** The whole of the programmatic interface. */
export type * from './types.js';

/** Starts a Getty Images of one's own, on a real port. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const state = new State(options);
  const timers = new Timers();
  const requests: OpenRequestRecord[] = [];
  const runDueCommits = (): number => state.ledger.runDue(state.clock.now());
  const scheduleCommits = (): void => {
    const due = state.ledger.nextDue();
    if (!state.realTime || due === undefined) return;
    timers.after(Math.max(0, due - state.clock.now()), () => {
      runDueCommits();
      scheduleCommits();
    });
  };
  const context: ServerContext = { state, timers, requests, scheduleCommits };
  const host = options.host ?? '127.0.0.1';
  // Node's own limit on the headers' arrival would cut clients that are slow on purpose.
  const server = createServer({ keepAliveTimeout: 60_000, requestTimeout: 0 }, listener(context));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;

  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    apiKey: state.apiKey,
    apiSecret: state.apiSecret,
    disabledApiKey: state.disabledApiKey,
    systemId: state.systemId,
    systemPassword: state.systemPassword,
    options: state.options,
    requests,
    charges: state.ledger.charges,
    get accounts() {
      return state.accounts;
    },
    inject: (fault) => state.faults.add(fault),
    clearFaults: () => state.faults.clear(),
    forgetRequests: () => {
      requests.length = 0;
    },
    reset: () => {
      state.reset();
      requests.length = 0;
    },
    issueToken: (name, { lifetimeSeconds = state.options.tokenLifetimeSeconds } = {}) =>
      state.tokens.issue(state.account(name).name, 'oauth', lifetimeSeconds).token,
    expireTokens: () => state.tokens.expireAll(),
    revokeToken: (token) => state.tokens.revoke(token),
    account: (name) => state.account(name),
    setRemaining: (name, productId, remaining) => state.setRemaining(name, productId, remaining),
    imagesFitting: (name, productType, count = 10) => {
      const account = state.account(name);
      const fits = state.catalog
        .allImages()
        .filter((image) =>
          fitting(account, image).some((item) => productType === undefined || item.type === productType),
        );
      return fits.slice(0, count).map((image) => image.id);
    },
    flush: async () => {
      // With a clock of one's own nothing happens by itself, so what is pending happens now.
      if (!state.realTime) state.ledger.runDue(Number.POSITIVE_INFINITY);
      await state.ledger.idle();
    },
    runDueCommits,
    close: () =>
      new Promise((resolve) => {
        timers.clear();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
