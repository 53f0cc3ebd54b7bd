import type { DomainContext } from '../../../src/catalog/domain-context.js';
import { OwnershipIndex } from '../../../src/catalog/ownership/ownership-index.js';
import { createCustomers } from '../../../src/downloads/customer.js';
import { type Download, download } from '../../../src/downloads/download.js';
import { readDownloadInput } from '../../../src/downloads/download-request.js';
import type { IdempotencyStore } from '../../../src/downloads/idempotency/idempotency-store.js';
import { createMemoryStore } from '../../../src/downloads/idempotency/memory-store.js';
import type { AttemptView } from '../../../src/downloads/ledger/attempt-view.js';
import { findAttempt } from '../../../src/downloads/ledger/find-attempt.js';
import { OpenDownloads } from '../../../src/downloads/open-downloads.js';
import type { DownloadServices } from '../../../src/downloads/services.js';
import { createGetty, type GettyAccess } from '../../../src/getty/clients/create-getty.js';
import type { Transport } from '../../../src/getty/transport/transport.js';
import { CancellationToken } from '../../../src/lib/cancellation.js';
import { createLoaders } from '../../../src/loaders/loaders.js';
import { flakyStore } from './flaky-store.js';
import { Process } from './process.js';
import type { Action, Ask, Crash, Scenario } from './scenario.js';
import type { Time } from './time.js';

export const TIMEOUT_MS = 10_000;
export const SETTLE_MS = 120_000;

/** The part of a simulated Getty Images that a sequence needs. */
export interface Environment {
  readonly time: Time;
  readonly store: IdempotencyStore;
  readonly random: () => number;
  /** Ids of images and one video that the account may download. */
  readonly images: readonly string[];
  readonly video: string;
  readonly urls: { readonly apiUrl: string; readonly authUrl: string; readonly connectUrl: string };
  transport(process: Process): Transport;
  issueToken(person: 0 | 1): string;
  changePerson(what: 'name' | 'product'): void;
  /** The shared store loses all, or what was written last. */
  forgetStore(how: 'all' | 'last-writes'): Promise<void>;
  expireTokens(): void;
  spoil(fault: Extract<Action, { type: 'fault' }>): void;
  clearFaults(): void;
  /** Lets time pass, late charges included. */
  pass(ms: number): Promise<void>;
}

/** One request of a client, and how it went. */
export interface Call {
  readonly id: string;
  readonly asks: readonly Ask[];
  readonly person: 0 | 1;
  /** Number of the hurried client that it belongs to; `null`: none. */
  readonly hurry: number | null;
  readonly startedAt: number;
  /** The client disconnected before the response. */
  hasLeft: boolean;
  end: 'open' | 'answered' | 'refused' | 'crashed';
  downloads: readonly Download[];
  endedAt: number;
  error: unknown;
}

interface Replica {
  readonly process: Process;
  readonly access: GettyAccess;
  readonly spending: DownloadServices;
  readonly calls: Set<Call>;
}

/** Runs what happens in a scenario, and remembers it. */
export class Sequence {
  readonly calls: Call[] = [];
  /** An event occurred after which a process cannot know what it or another one has done. */
  isBlurred = false;
  hasCrashed = false;
  hasForgotten = false;
  hasRenewed = false;
  private hurries = 0;
  private readonly replicas: Replica[] = [];
  private processes = 0;
  private keys = 0;
  private tokens: [string | null, string | null] = [null, null];

  constructor(
    readonly scenario: Scenario,
    readonly around: Environment,
  ) {
    for (let index = 0; index < scenario.replicas; index += 1) this.replicas.push(this.start());
  }

  async run(): Promise<void> {
    for (const action of this.scenario.actions) {
      await this.act(action);
      await this.around.pass(action.type === 'pass' ? action.ms : 0);
    }
    await this.rest();
  }

  /** Everything that still goes on ends; faults and mishaps that did not happen never will. */
  async rest(): Promise<void> {
    this.around.clearFaults();
    for (const replica of this.replicas) replica.process.calm();
    for (let round = 0; round < 40 && this.calls.some((call) => call.end === 'open'); round += 1)
      await this.around.pass(10_000);
    await this.around.pass(SETTLE_MS + 2 * TIMEOUT_MS);
  }

  /** A call in calm weather, waited for. */
  async ask(asks: readonly Ask[], keyName?: string, replica = 0, person: 0 | 1 = 0): Promise<Call> {
    const call = this.open(asks, replica, 30_000, { keyName, person });
    for (let round = 0; round < 20 && call.end === 'open'; round += 1) await this.around.pass(5_000);
    return call;
  }

  assetOf(ask: Ask): { readonly type: 'image' | 'video'; readonly id: string } {
    const { images, video } = this.around;
    if (!this.scenario.sharesAssets && ask.key === 3 && !ask.isOther && ask.via !== 'V2')
      return { type: 'video', id: video };
    const own = ask.key === null ? 4 + ask.asset : ask.key;
    const index = this.scenario.sharesAssets ? ask.asset : own;
    return { type: 'image', id: images[ask.isOther ? index + 6 : index] ?? '' };
  }

  /** Whether a download says `ifOwned: REFUSE`. */
  refuses({ key }: Ask): boolean {
    const { refuses } = this.scenario;
    return refuses === 'all' || (refuses === 'some' && (key === null || key % 2 === 0));
  }

  /** The name of one of the clients' own keys. Two people call theirs the same, but never make the same random UUID. */
  keyName(key: number, person: 0 | 1): string {
    return this.scenario.keys === 'uuid' ? `00000000-0000-4000-8000-0000000000${person}${key}` : `key-${key}`;
  }

  /** Who may have used a key, the likelier first. */
  usersOf(key: string, payer: 0 | 1): readonly (0 | 1)[] {
    const { session, keys } = this.scenario;
    if (session === 'service') return [0];
    if (keys === 'uuid' && /^0+-/.test(key)) return [key.at(-2) === '1' ? 1 : 0];
    return payer === 0 ? [0, 1] : [1, 0];
  }

  private async act(action: Action): Promise<void> {
    switch (action.type) {
      case 'download':
        for (let copy = 0; copy < action.copies; copy += 1) {
          const { person } = action;
          const call = this.open(action.asks, action.replica + copy, action.patienceMs, { person });
          if (copy > 0 || action.leavesAfterMs === null) continue;
          this.around.time.after(action.leavesAfterMs, () => this.leaves.get(call)?.());
        }
        return;
      case 'fault':
        this.around.spoil(action);
        return;
      case 'mishap':
        this.replica(action.replica).process.expect(action.moment, action.phase, action.mishap);
        return;
      case 'crash':
        this.isBlurred = true;
        this.crash(this.replica(action.replica));
        return;
      case 'expire-tokens':
        this.tokens = [null, null];
        this.hasRenewed = true;
        this.around.expireTokens();
        return;
      case 'hurry':
        this.hurries += 1;
        this.hurry(action.replica, action.attempts, this.hurries);
        return;
      case 'change-person':
        this.around.changePerson(action.what);
        return;
      case 'store-forgets':
        this.hasForgotten = true;
        this.isBlurred = true;
        await this.around.forgetStore(action.how);
        return;
      case 'pass':
        return;
      default:
        action satisfies never;
    }
  }

  private hurry(replica: number, left: number, hurry: number): void {
    const ask: Ask = { key: null, asset: 8, via: null, isOther: false };
    const call = this.open([ask], replica, 30_000, { hurry });
    if (left === 0) return;
    this.around.time.after(250, () => {
      if (call.end !== 'open') return;
      this.leaves.get(call)?.();
      this.hurry(replica, left - 1, hurry);
    });
  }

  private readonly leaves = new Map<Call, () => void>();

  private replica(index: number): Replica {
    const found = this.replicas[index % this.replicas.length];
    if (found === undefined) throw new Error('A sequence has at least one replica.');
    return found;
  }

  private start(): Replica {
    const { time, store, random, urls } = this.around;
    this.processes += 1;
    const process = new Process(`process-${this.processes}`, time, random, (mishap) =>
      this.happened(process, mishap),
    );
    const transport = this.around.transport(process);
    const access = createGetty(
      {
        ...urls,
        apis: this.scenario.apis === 'all' ? ['V3', 'V2', 'V1'] : ['V1', 'V2'],
        credentials: () => ({ apiKey: 'simulator-key', apiSecret: 'simulator-secret' }),
        grant: { type: 'client_credentials' },
        v1Credentials: null,
        timeoutMs: TIMEOUT_MS,
      },
      transport,
      time,
      random,
    );
    const memory = createMemoryStore({ clock: time, timers: time });
    const spending: DownloadServices = {
      store: flakyStore(store, process),
      fallback: flakyStore(memory, process),
      customers: createCustomers({ name: 'account', formerName: 'account' }),
      clock: time,
      ownership: new OwnershipIndex({
        clock: time,
        serviceAccount: 'account',
        refreshMs: 300_000,
        store: null,
        log: { warn: () => {} },
      }),
      timers: time,
      instance: process.name,
      generateKey: () => {
        this.keys += 1;
        return `made-${this.keys}`;
      },
      settleMs: SETTLE_MS,
      timeoutMs: TIMEOUT_MS,
      log: { warn: () => {} },
      requiresKey: false,
      inFlight: new Set(),
      open: new OpenDownloads({ settlesInBackground: true, onDownloadEnded: () => {} }),
    };
    return { process, access, spending, calls: new Set() };
  }

  private happened(process: Process, mishap: Crash): void {
    this.isBlurred = true;
    const replica = this.replicas.find((one) => one.process === process);
    if (mishap.kind === 'crash' && replica !== undefined) this.crash(replica);
  }

  /** The process ends; another one takes its place and knows nothing. */
  private crash(replica: Replica): void {
    this.hasCrashed = true;
    replica.process.end();
    for (const call of replica.calls) call.end = 'crashed';
    this.replicas[this.replicas.indexOf(replica)] = this.start();
  }

  private open(
    asks: readonly Ask[],
    index: number,
    patienceMs: number,
    {
      keyName,
      person = 0,
      hurry = null,
    }: { keyName?: string | undefined; person?: 0 | 1; hurry?: number | null } = {},
  ): Call {
    const { time } = this.around;
    const replica = this.replica(index);
    const call: Call = {
      id: `call-${this.calls.length}`,
      asks,
      person,
      hurry,
      startedAt: time.now(),
      hasLeft: false,
      end: 'open',
      downloads: [],
      endedAt: 0,
      error: null,
    };
    this.calls.push(call);
    replica.calls.add(call);
    const cancellation = new CancellationToken();
    let deliver: (isDelivered: boolean) => void = () => {};
    const delivered = new Promise<boolean>((resolve) => {
      deliver = resolve;
    });
    this.leaves.set(call, () => {
      if (call.end !== 'open') return;
      call.hasLeft = true;
      cancellation.cancel();
      deliver(false);
    });
    const end = (how: Call['end']): void => {
      if (call.end !== 'open') return;
      call.end = how;
      call.endedAt = time.now();
      replica.calls.delete(call);
      deliver(!call.hasLeft);
    };
    this.work(call, replica, { deadlineAt: time.now() + patienceMs, cancellation }, delivered, keyName).then(
      (downloads) => {
        call.downloads = downloads;
        end('answered');
      },
      (error: unknown) => {
        call.error = error;
        end('refused');
      },
    );
    return call;
  }

  private async work(
    call: Call,
    { access, spending }: Replica,
    client: { readonly deadlineAt: number; readonly cancellation: CancellationToken },
    delivered: Promise<boolean>,
    keyName: string | undefined,
  ): Promise<readonly Download[]> {
    const requests = call.asks.map((ask, index) => {
      const { type, id } = this.assetOf(ask);
      return readDownloadInput(
        {
          ...(type === 'image' ? { imageId: id } : { videoId: id }),
          idempotencyKey: keyName ?? (ask.key === null ? null : this.keyName(ask.key, call.person)),
          ifOwned: this.refuses(ask) ? 'REFUSE' : 'DOWNLOAD',
          via: this.scenario.apis === 'all' || ask.via !== 'V3' ? ask.via : null,
        },
        type,
        ['input', String(index)],
      );
    });
    const scope = this.scopeOf({ access, spending }, call, client, delivered);
    return download(scope, requests, 'CONTINUE', []);
  }

  private scopeOf(
    { access, spending }: Pick<Replica, 'access' | 'spending'>,
    { id, person }: Pick<Call, 'id' | 'person'>,
    client: { readonly deadlineAt: number; readonly cancellation: CancellationToken },
    delivered: Promise<boolean>,
  ): DomainContext {
    const session =
      this.scenario.session === 'service'
        ? access.sessions.service
        : access.sessions.caller(this.callersToken(person));
    const { getty } = access;
    const gettyCall = { session, language: null, ...client, id };
    return {
      ...gettyCall,
      loaders: createLoaders(getty, gettyCall),
      services: { getty, clock: this.around.time, downloads: spending },
      client: { key: null, name: null },
      delivered,
    };
  }

  /** Asks `downloadAttempt` for a key, in calm weather, as one person or the other. */
  async lookUp(key: string): Promise<AttemptView | null> {
    for (const person of [0, 1] as const) {
      const client = {
        deadlineAt: this.around.time.now() + 30_000,
        cancellation: new CancellationToken(),
      };
      const call = { id: `look-up-${key}`, person };
      const looking = findAttempt(this.scopeOf(this.replica(0), call, client, Promise.resolve(true)), key);
      const ended = looking.then(
        () => true,
        () => true,
      );
      let isOver = false;
      void ended.then(() => {
        isOver = true;
      });
      for (let round = 0; round < 20 && !isOver; round += 1) await this.around.pass(5_000);
      const found = await looking;
      if (found !== null || this.scenario.session === 'service') return found;
    }
    return null;
  }

  private callersToken(person: 0 | 1): string {
    const token = this.tokens[person] ?? this.around.issueToken(person);
    this.tokens[person] = token;
    return token;
  }
}
