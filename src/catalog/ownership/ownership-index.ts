import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { ServiceError } from '../../errors/service-error.js';
import type { HistoryEntry } from '../../getty/model/history-entry.js';
import { fetchAssetHistory } from '../../getty/v3/history.client.js';
import type { Clock } from '../../lib/clock.js';
import {
  AccountHistory,
  isCompany,
  type Ownership,
  STREAMS,
  type StreamName,
  UNKNOWN_OWNERSHIP,
} from './account-history.js';
import {
  afterPage,
  afterRefresh,
  isWholeRead,
  nextPage,
  nextRefreshPage,
  type PageToRead,
  refreshPage,
} from './history-stream.js';
import type { AssetRef } from './owned-assets.js';
import type { OwnershipStore } from './ownership-store.js';
import { type OwnershipScope, type ReadPage, readPage, upstreamTime } from './read-page.js';

/** What the index is made with. */
export interface OwnershipOptions {
  readonly clock: Clock;
  /** Names the service's own account in the store. */
  readonly serviceAccount: string;
  /** After how long the newest pages are read again, ms (`OWNERSHIP_REFRESH_MS`). */
  readonly refreshMs: number;
  /** `null`: the index lives in this process alone. */
  readonly store: OwnershipStore | null;
  readonly log: { warn(facts: object, message: string): void };
  /** Rows in memory over all accounts; the accounts that were not asked about for longest go first. */
  readonly maxRows?: number;
}

const MAX_ACCOUNTS = 1000;
const DEFAULT_MAX_ROWS = 1_000_000;
/** How long one page may take in the background: it waits behind everything else. */
const BACKGROUND_MS = 60_000;
/** Pages that a refresh reads while a caller waits; beyond that the caller's own assets are looked up one by one. */
const MAX_REFRESH_PAGES = 5;
/** A history that was read so many refresh periods ago no longer says that an asset is not in it. */
const CURRENT_PERIODS = 2;

interface Account {
  readonly name: string;
  readonly history: AccountHistory;
  /** Settles once what was stored has been read in. */
  readonly loaded: Promise<void>;
  background: Promise<void> | null;
  refreshing: Promise<boolean> | null;
}

/**
 * Which assets each account has licensed, built from Getty Images' histories in the background, page by page, behind
 * every other call. Only while this process has the session in memory; no token is stored.
 */
export class OwnershipIndex {
  readonly #accounts = new LRUCache<string, Account>({ max: MAX_ACCOUNTS });
  #isStopped = false;

  constructor(private readonly options: OwnershipOptions) {}

  /**
   * The account's index, ready to answer for any number of assets. Costs no call where it was read lately, and one
   * where it was not; what that call does not show is read in the background.
   * @returns says what is known of an asset; never throws
   */
  async open(scope: OwnershipScope): Promise<(asset: AssetRef) => Ownership> {
    const account = this.#account(scope);
    if (account === null) return () => UNKNOWN_OWNERSHIP;
    await account.loaded;
    const { history } = account;
    if (!this.#isFresh(history, 'own')) {
      try {
        await this.#readOne(scope, account, 'own');
      } catch (error) {
        this.#warn(error);
      }
    }
    this.#readOn(scope, account);
    const isCurrent = history.open.every((stream) => this.#isFresh(history, stream, CURRENT_PERIODS));
    return (asset) => history.ownership(asset, isCurrent);
  }

  /**
   * What is known of one asset now, for a caller who will not pay twice: the newest pages are read first, or the
   * asset's own histories where the account's are not all read yet.
   * @throws ServiceError where neither can be read
   */
  async confirm(scope: OwnershipScope, asset: AssetRef): Promise<Ownership> {
    const account = this.#account(scope);
    if (account === null) return UNKNOWN_OWNERSHIP;
    await account.loaded;
    const { history } = account;
    const known = history.ownership(asset, false);
    if (known.lastDownload !== null) return known;
    if (history.isWhole) {
      // Callers that ask at the same time share one reading; it must begin after each of them asked.
      account.refreshing ??= Promise.resolve().then(() => this.#refreshAll(scope, account));
      const isComplete = await account.refreshing;
      const found = history.ownership(asset, isComplete);
      if (found.status !== 'UNKNOWN') return found;
    }
    if (!scope.services.getty.apis.includes('V3')) {
      const page = this.#newestPage(scope, history, 'own');
      const read = await this.#read(scope, account, 'own', page);
      const found = history.ownership(asset, false);
      const isAll = read.unreadable === 0 && nextRefreshPage(page, read) === null;
      return found.lastDownload === null && isAll ? { ...found, status: 'NEVER_DOWNLOADED' } : found;
    }
    return this.#readAsset(scope, account, asset);
  }

  /** Adds a download that this service made. */
  noteDownload(scope: OwnershipScope, row: HistoryEntry): void {
    const account = this.#account(scope);
    if (account === null) return;
    account.history.add('own', [row]);
    void this.#save(account, 'own', [row], false);
  }

  /** Rows and bytes in memory, for metrics and tests. */
  fill(): { readonly accounts: number; readonly rows: number; readonly tableBytes: number } {
    const all = [...this.#accounts.values()];
    const sum = (of: (history: AccountHistory) => number): number =>
      all.reduce((total, { history }) => total + of(history), 0);
    return {
      accounts: all.length,
      rows: sum((history) => history.size),
      tableBytes: sum((history) => history.tableBytes),
    };
  }

  /** Waits for what is read in the background now. */
  async idle(): Promise<void> {
    await Promise.allSettled([...this.#accounts.values()].map(({ background }) => background));
  }

  /** Reads nothing further in the background. */
  stop(): void {
    this.#isStopped = true;
  }

  #account(scope: OwnershipScope): Account | null {
    const { session } = scope;
    const { principal } = session;
    if (session.kind === 'anonymous') return null;
    const identity =
      session.kind === 'service' || principal.kind === 'anonymous'
        ? `service:${this.options.serviceAccount}`
        : `caller:${principal.id}`;
    const name = createHash('sha256').update(identity).digest('base64url').slice(0, 32);
    const known = this.#accounts.get(name);
    if (known !== undefined) return known;
    const history = new AccountHistory(scope.services.getty.apis.includes('V3') ? STREAMS : ['own']);
    const account: Account = {
      name,
      history,
      loaded: this.#load(name, history),
      background: null,
      refreshing: null,
    };
    this.#accounts.set(name, account);
    return account;
  }

  async #load(name: string, history: AccountHistory): Promise<void> {
    try {
      const stored = (await this.options.store?.load(name)) ?? null;
      if (stored === null) return;
      for (const { stream, row } of stored.rows) history.add(stream, [row]);
      for (const stream of STREAMS) history.set(stream, stored.state[stream]);
    } catch (error) {
      this.#warn(error);
    }
  }

  async #save(
    account: Account,
    stream: StreamName,
    rows: readonly (HistoryEntry | null)[],
    withState = true,
  ): Promise<void> {
    const { store } = this.options;
    if (store === null) return;
    const readable = rows.filter((row) => row !== null);
    try {
      await store.save(
        account.name,
        readable.map((row) => ({ stream, row })),
        withState ? account.history.state : null,
      );
    } catch (error) {
      this.#warn(error);
    }
  }

  #warn(error: unknown): void {
    this.options.log.warn(
      { error },
      'the ownership index could not be read or stored; it is tried again when it is asked for',
    );
  }

  #isFresh(history: AccountHistory, stream: StreamName, periods = 1): boolean {
    const at = history.readAt.get(stream);
    return at !== undefined && this.options.clock.now() - at <= this.options.refreshMs * periods;
  }

  /** Reads one page of a history into the index. */
  async #read(
    scope: OwnershipScope,
    account: Account,
    stream: StreamName,
    page: PageToRead,
  ): Promise<ReadPage> {
    const read = await readPage(scope, stream, page);
    account.history.add(stream, read.entries);
    return read;
  }

  #newestPage(scope: OwnershipScope, history: AccountHistory, stream: StreamName): PageToRead {
    const now = upstreamTime(scope);
    const state = history.state[stream];
    return refreshPage(state, now) ?? nextPage(state, now) ?? { from: now, to: now, offset: 0 };
  }

  /** The newest page of a history: what is new since it was read, or its very first page. */
  async #readOne(scope: OwnershipScope, account: Account, stream: StreamName): Promise<void> {
    const { history } = account;
    const state = history.state[stream];
    const startedAt = this.options.clock.now();
    const page = refreshPage(state, upstreamTime(scope));
    if (page !== null) {
      const read = await this.#read(scope, account, stream, page);
      const isAll = nextRefreshPage(page, read) === null;
      if (isAll) {
        history.set(stream, afterRefresh(history.state[stream], page, read.unreadable > 0));
        history.readAt.set(stream, startedAt);
      }
      void this.#save(account, stream, read.entries, isAll);
      return;
    }
    const first = nextPage(state, upstreamTime(scope));
    if (first === null) return;
    const read = await this.#read(scope, account, stream, first);
    // Another caller, or the background, may have read on meanwhile.
    if (history.state[stream] === state) history.set(stream, afterPage(state, first, read));
    history.readAt.set(stream, startedAt);
    void this.#save(account, stream, read.entries);
  }

  /** Reads everything new of every history. @returns whether all of it was read */
  async #refreshAll(scope: OwnershipScope, account: Account): Promise<boolean> {
    account.refreshing = null;
    const ends = await Promise.all(
      account.history.open.map((stream) => this.#refresh(scope, account, stream, MAX_REFRESH_PAGES)),
    );
    return ends.every((isComplete) => isComplete);
  }

  async #refresh(
    scope: OwnershipScope,
    account: Account,
    stream: StreamName,
    maxPages: number,
  ): Promise<boolean> {
    const { history } = account;
    const startedAt = this.options.clock.now();
    let page = refreshPage(history.state[stream], upstreamTime(scope));
    let hasGaps = false;
    const entries: (HistoryEntry | null)[] = [];
    for (let count = 0; page !== null && count < maxPages; count += 1) {
      const read = await this.#read(scope, account, stream, page);
      hasGaps ||= read.unreadable > 0;
      entries.push(...read.entries);
      const next = nextRefreshPage(page, read);
      if (next === null) {
        history.set(stream, afterRefresh(history.state[stream], page, hasGaps));
        history.readAt.set(stream, startedAt);
        await this.#save(account, stream, entries);
        return true;
      }
      page = next;
    }
    return false;
  }

  /** Both histories of one asset: the caller's, and the company's where the account may see it. */
  async #readAsset(scope: OwnershipScope, account: Account, asset: AssetRef): Promise<Ownership> {
    const { history } = account;
    const { v3 } = scope.services.getty;
    const own = async () => fetchAssetHistory(v3, scope, asset);
    const company = async () => {
      if (history.state.company.isForbidden) return [];
      try {
        return await fetchAssetHistory(v3, scope, asset, true);
      } catch (error) {
        if (!isForbidden(error)) throw error;
        this.#forbidCompany(history);
        return [];
      }
    };
    const [mine, ours] = await Promise.all([own(), company()]);
    history.add('own', mine);
    history.add('company', ours);
    const found = history.ownership(asset, false);
    if (found.lastDownload !== null) return found;
    const isReadable = [...mine, ...ours].every((row) => row !== null);
    return isReadable ? { ...found, status: 'NEVER_DOWNLOADED' } : found;
  }

  #forbidCompany(history: AccountHistory): void {
    for (const stream of ['company', 'companyCredits'] as const)
      history.set(stream, { ...history.state[stream], isForbidden: true });
  }

  /** Reads on in the background until everything was read lately; one page at a time for each account. */
  #readOn(scope: OwnershipScope, account: Account): void {
    const isDue = (stream: StreamName): boolean =>
      !isWholeRead(account.history.state[stream]) || !this.#isFresh(account.history, stream);
    if (account.background !== null || this.#isStopped || !account.history.open.some(isDue)) return;
    const background = this.#inBackground(scope, account)
      .catch((error: unknown) => this.#warn(error))
      .finally(() => {
        account.background = null;
        this.#evict();
      });
    account.background = background;
  }

  async #inBackground(scope: OwnershipScope, account: Account): Promise<void> {
    const { history } = account;
    // The request that asked is over by then: the reading has a deadline of its own for each page.
    const { id, session, language, services } = scope;
    const pageScope = (): OwnershipScope => ({
      id,
      session,
      language,
      services,
      deadlineAt: services.clock.now() + BACKGROUND_MS,
      cancellation: null,
      isBackground: true,
    });
    for (const stream of history.streams) {
      try {
        await this.#readStream(pageScope, account, stream);
      } catch (error) {
        if (!isForbidden(error) || !isCompany(stream)) throw error;
        this.#forbidCompany(history);
        await this.#save(account, stream, []);
      }
    }
  }

  async #readStream(pageScope: () => OwnershipScope, account: Account, stream: StreamName): Promise<void> {
    const { history } = account;
    if (history.state[stream].isForbidden) return;
    if (history.state[stream].upTo !== null && !this.#isFresh(history, stream))
      await this.#refresh(pageScope(), account, stream, Number.POSITIVE_INFINITY);
    for (;;) {
      if (this.#isStopped || this.#accounts.peek(account.name) !== account) return;
      const scope = pageScope();
      const state = history.state[stream];
      const startedAt = this.options.clock.now();
      const page = nextPage(state, upstreamTime(scope));
      if (page === null) return;
      const read = await this.#read(scope, account, stream, page);
      if (history.state[stream] === state) history.set(stream, afterPage(state, page, read));
      if (!history.readAt.has(stream)) history.readAt.set(stream, startedAt);
      await this.#save(account, stream, read.entries);
    }
  }

  /** Drops the accounts that were not asked about for longest, until the rows fit. */
  #evict(): void {
    while (this.#accounts.size > 1 && this.fill().rows > (this.options.maxRows ?? DEFAULT_MAX_ROWS))
      this.#accounts.pop();
  }
}

const isForbidden = (error: unknown): boolean => error instanceof ServiceError && error.code === 'FORBIDDEN';
