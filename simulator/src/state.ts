import { type Account, APPLICATION, freshAccounts } from './accounts/accounts.js';
import { Ledger } from './accounts/ledger.js';
import { seedHistory } from './accounts/seed-history.js';
import { Tokens } from './accounts/tokens.js';
import { Catalog } from './catalog/catalog.js';
import { Clock } from './clock.js';
import { Faults } from './http/faults.js';
import { RateLimit } from './http/rate-limit.js';
import { AuthorizationCodes } from './oauth/authorization-codes.js';
import type { SimulatorOptions, SimulatorSwitches } from './types.js';

/** The defaults of all switches. */
export const DEFAULT_SWITCHES: SimulatorSwitches = {
  expiresInAsString: false,
  tokenLifetimeSeconds: 1800,
  shareTokens: false,
  publicClient: false,
  clientCredentialsAccount: 'plenty',
  maxRps: 0,
  mashery: false,
  redirectStatus: 303,
  legacyDateFilters: false,
  bareStringUri: false,
  v1Enabled: true,
  v2Enabled: true,
  v3Enabled: true,
  commitDelayMs: 0,
  historyDelayMs: 0,
  historyPrecisionMs: 1000,
  clockSkewMs: 0,
  historySkewMs: 0,
  latencyMs: 0,
  refusalStyle: 'named',
  hideUsedUp: false,
  userTokenRequiredStatus: 403,
  cacheHeaders: true,
  v1FreeRedownload: true,
  alternativeAgreement: false,
};

function switchesFrom(options: SimulatorOptions): SimulatorSwitches {
  const given = Object.entries(options).filter(
    ([name, value]) => name in DEFAULT_SWITCHES && value !== undefined,
  );
  return { ...DEFAULT_SWITCHES, ...Object.fromEntries(given) };
}

/** The whole state of a simulator. The operations read and change it, and have none of their own. */
export class State {
  readonly options: SimulatorSwitches;
  readonly seed: number;
  readonly apiKey: string;
  readonly apiSecret: string;
  readonly disabledApiKey = 'simulator-disabled-key';
  /** Addresses that a sign-in may end at, besides those of the loopback interface. */
  readonly redirectUris: readonly string[];
  readonly systemId: string;
  readonly systemPassword: string;
  /** Whether time passes by itself, so that timers make sense. */
  readonly realTime: boolean;
  readonly clock: Clock;
  readonly catalog: Catalog;
  readonly tokens: Tokens;
  readonly codes: AuthorizationCodes;
  readonly ledger: Ledger;
  readonly faults = new Faults();
  readonly rateLimit = new RateLimit();
  accounts: Account[] = freshAccounts();
  private links = 0;

  constructor(options: SimulatorOptions) {
    this.options = switchesFrom(options);
    this.seed = options.seed ?? 1;
    this.apiKey = options.apiKey ?? 'simulator-key';
    this.apiSecret = options.apiSecret ?? 'simulator-secret';
    this.redirectUris = options.redirectUris ?? [];
    this.systemId = options.systemId ?? 'simulator-system';
    this.systemPassword = options.systemPassword ?? 'simulator-system-password';
    this.realTime = options.now === undefined;
    this.clock = new Clock(options.now ?? Date.now, () => this.options.clockSkewMs);
    this.catalog = new Catalog(this.seed);
    this.tokens = new Tokens(this.seed, () => this.clock.now());
    this.codes = new AuthorizationCodes(this.seed, () => this.clock.now());
    this.ledger = new Ledger(
      () => this.clock.now(),
      () => this.options.clockSkewMs + this.options.historySkewMs,
    );
    this.fillLedger();
    // An unknown account name fails here and not at the first token request.
    this.clientCredentialsAccount();
  }

  /** The account with this name. */
  account(name: string): Account {
    const found = this.accounts.find((account) => account.name === name);
    if (found !== undefined) return found;
    const names = this.accounts.map((account) => account.name).join(', ');
    throw new Error(`The simulator has no account "${name}". It has: ${names}.`);
  }

  /** The time on the clock that downloads are recorded with. */
  historyNow(): number {
    return this.clock.getty() + this.options.historySkewMs;
  }

  /** A number for every delivery link, so that no two are alike. */
  nextLink(): number {
    this.links += 1;
    return this.links;
  }

  /** Who a `client_credentials` token stands for. */
  clientCredentialsAccount(): Account {
    return this.account(this.options.clientCredentialsAccount || APPLICATION);
  }

  /** Sets what is left of a product. "Nothing" has to mean it: what may be overdrawn goes with the rest. */
  setRemaining(accountName: string, productId: number, remaining: number): void {
    const item = this.account(accountName).products.find((entry) => entry.id === productId);
    if (item === undefined) throw new Error(`The account "${accountName}" has no product ${productId}.`);
    item.remaining = remaining;
    if (item.overage !== null) item.overage.remaining = remaining > 0 ? item.overage.limit : 0;
  }

  /** Accounts, allowances, histories and faults as at the start; tokens stay good. */
  reset(): void {
    this.accounts = freshAccounts();
    this.clock.reset();
    this.faults.clear();
    this.rateLimit.clear();
    this.fillLedger();
  }

  private fillLedger(): void {
    this.ledger.restart(seedHistory(this.catalog, this.seed, this.clock.getty()));
  }
}
