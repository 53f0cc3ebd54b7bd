import type { SimulatedProduct } from './accounts/product.js';

/** The switches of a simulator; every one may also be turned while it runs, through `simulator.options`. */
export interface SimulatorSwitches {
  /** Hosts before 2022 sent `expires_in` as text (`"1800"`); the present one sends a number. */
  expiresInAsString: boolean;
  /** How long an access token lives. */
  tokenLifetimeSeconds: number;
  /** Token calls hand out the token that still lives, with less and less time left, instead of a new one. */
  shareTokens: boolean;
  /** The key is a public client's: authorization codes and refresh tokens are redeemed without its secret, and with one refused. */
  publicClient: boolean;
  /** Whose rights a `client_credentials` token has; `null` or empty: the key is tied to no user and has no products. */
  clientCredentialsAccount: string | null;
  /** Requests a second that one key may send; 429 beyond it. 0: as many as it likes. */
  maxRps: number;
  /** Errors about keys and rates in the manner of the gateway of 2014 to 2018 (403 with `X-Mashery-Error-Code`). */
  mashery: boolean;
  /** The status of a response to `auto_download=true`: the specification says 303, the getting-started prose 302. */
  redirectStatus: 302 | 303;
  /** The history takes `start_date`/`end_date`, as between late 2017 and 2019, in place of `date_from`/`date_to`. */
  legacyDateFilters: boolean;
  /** A download responds with a bare JSON string, as the sandbox of 2015 did. */
  bareStringUri: boolean;
  /** Whether the v1 operations exist. */
  v1Enabled: boolean;
  /** Whether the single-step download exists. */
  v2Enabled: boolean;
  /** Whether the v3 operations exist. */
  v3Enabled: boolean;
  /** A charge happens this long after the request arrived, even if the client has disconnected. */
  commitDelayMs: number;
  /** A download shows up in the histories this long after it was charged. */
  historyDelayMs: number;
  /** Moments in the history are cut down to this; Getty documents whole seconds. */
  historyPrecisionMs: number;
  /** How far Getty's clock, in `Date` headers and recorded moments, runs ahead of the simulator's. */
  clockSkewMs: number;
  /** How far recorded moments run ahead of Getty's clock as the `Date` header tells it: two machines there. */
  historySkewMs: number;
  /** Delay of every response after the request was carried out. */
  latencyMs: number;
  /** How an asset outside the agreement is refused: by name, as a bare 401, or as the empty 403 of 2014. */
  refusalStyle: 'named' | 'opaque401' | 'empty403';
  /** A product with nothing left disappears from an image's downloads, and is refused like one never held. */
  hideUsedUp: boolean;
  /** The status of `UserTokenRequired`, which is not documented. */
  userTokenRequiredStatus: 401 | 403;
  /** Whether `Cache-Control` and its company are sent with search and metadata. */
  cacheHeaders: boolean;
  /** v1 lets EasyAccess download again for free within a day of the first time. */
  v1FreeRedownload: boolean;
  /** v1 charges another agreement, and says `AlternativeAgreement`, when the chosen one has nothing left. */
  alternativeAgreement: boolean;
}

/** How a simulator is started. */
export interface SimulatorOptions extends Partial<SimulatorSwitches> {
  /** 0, the default, takes any free port. */
  port?: number;
  /** 127.0.0.1 unless said otherwise. */
  host?: string;
  /** Milliseconds since 1970. With a clock of one's own, late commits wait for `runDueCommits()` instead of timers. */
  now?: () => number;
  /** Another seed, another catalog. */
  seed?: number;
  /** The one key that is known. */
  apiKey?: string;
  /** Its secret. */
  apiSecret?: string;
  /** Addresses that a sign-in may end at, compared exactly; any port of the loopback interface is registered already. */
  redirectUris?: string[];
  /** v1's system id. */
  systemId?: string;
  /** v1's system password. */
  systemPassword?: string;
}

/** Which of Getty Images' interfaces a request belongs to. */
export type SimulatedApi = 'oauth' | 'v3' | 'v2' | 'v1' | 'delivery' | 'media';

/** A request as it arrived, and what became of it. */
export interface RecordedRequest {
  readonly seq: number;
  readonly at: number;
  readonly api: SimulatedApi;
  readonly method: string;
  readonly path: string;
  /** e.g. `GET /v3/images`, `POST /v3/downloads/images/{id}`, `CreateDownloadRequest`. */
  readonly operation: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** The status that was sent, even if its body broke off; `null`: no response was sent. */
  readonly status: number | null;
}

/** One download that was charged, or given for free: a line of the ledger. */
export interface Charge {
  readonly seq: number;
  readonly at: number;
  readonly account: string;
  readonly assetId: string;
  readonly assetType: 'image' | 'video';
  readonly productId: number;
  readonly productType: string;
  readonly api: 'v3' | 'v2' | 'v1';
  readonly free: boolean;
  readonly note: string | null;
  readonly projectCode: string | null;
  readonly coordinationId: string | null;
}

/** What can go wrong. Those named `...AfterCommit`, and every kind that changes a response, charge first. */
export type FaultKind =
  | 'delay'
  | 'delayAfterCommit'
  | 'proxy'
  | 'proxyAfterCommit'
  | 'reset'
  | 'hang'
  | 'status'
  | 'truncate'
  | 'resetAfterCommit'
  | 'hangAfterCommit'
  | 'statusAfterCommit'
  | 'malformed'
  | 'html'
  | 'wrongType'
  | 'emptyBody'
  | 'drip'
  | 'huge'
  | 'redirect'
  | 'resetInBody'
  | 'hangInBody'
  | 'gzip'
  | 'v1';

/** One entry of a v1 list, as it goes over the wire. */
export type V1Item = Record<string, unknown>;

/** Something that goes wrong on purpose. */
export interface Fault {
  /** Which requests it is for; any but the control surface's when left out. */
  operation?: string | RegExp;
  /** How many requests it spoils: 1 unless said otherwise, `Infinity` for all. */
  times?: number;
  /** How many matching requests it lets through first. */
  skip?: number;
  kind: FaultKind;
  /** For `delay` and `delayAfterCommit` (default 100) and between the pieces of `drip` (default 20). */
  delayMs?: number;
  /** For `status` and `statusAfterCommit` (default 500), the two of a proxy (502), `redirect` (302) and `html` (the response's own). */
  status?: number;
  headers?: Record<string, string>;
  body?: string;
  /** Where a body is cut, how large `huge` is, how large the pieces of `drip` are. */
  bytes?: number;
  /** Rewrites the entries of a v1 result (`DownloadUrls`, `Images`, ...): drop, rename, reorder. In-process only. */
  v1Items?: (items: V1Item[]) => unknown;
  /** Rewrites a v1 `ResponseHeader`. In-process only. */
  v1Header?: (header: V1Item) => unknown;
}

/** Somebody who may sign in. */
export interface SimulatedAccount {
  readonly name: string;
  /** Empty for the application identity, which cannot sign in. */
  readonly username: string;
  readonly password: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  /** Whether it may read its company's downloads. */
  readonly companyDownloads: boolean;
  /** `false`: an application that stands for no user. */
  readonly isUser: boolean;
  readonly products: readonly Readonly<SimulatedProduct>[];
}

/** A running simulator. */
export interface Simulator {
  readonly url: string;
  readonly port: number;
  readonly apiKey: string;
  readonly apiSecret: string;
  /** A key that is known and switched off. */
  readonly disabledApiKey: string;
  readonly systemId: string;
  readonly systemPassword: string;
  readonly accounts: readonly SimulatedAccount[];
  readonly requests: readonly RecordedRequest[];
  readonly charges: readonly Charge[];
  /** The switches; assigning to one takes effect with the next request. */
  readonly options: SimulatorSwitches;
  /** Adds a fault; the function it returns takes the fault away again. */
  inject(fault: Fault): () => void;
  clearFaults(): void;
  forgetRequests(): void;
  /** Allowances, charges, histories, faults and requests as at the start. Tokens stay good. */
  reset(): void;
  /** A bearer that works at once, without a call to the token endpoint. */
  issueToken(accountName: string, opts?: { lifetimeSeconds?: number }): string;
  /** Lets every access token and v1 session end now. */
  expireTokens(): void;
  revokeToken(token: string): void;
  account(name: string): SimulatedAccount;
  setRemaining(accountName: string, productId: number, remaining: number): void;
  /** Ids of images that an account may download, with a certain type of product if one is named. */
  imagesFitting(accountName: string, productType?: string, count?: number): string[];
  /** Waits until every late commit has happened; with a clock of one's own it makes them happen. */
  flush(): Promise<void>;
  /** Makes those late commits happen whose time has come; returns how many. */
  runDueCommits(): number;
  close(): Promise<void>;
}
