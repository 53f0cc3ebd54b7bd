import type { GettyApi } from '../errors/upstream-failure.js';
import type { ClientKey, SpendingLimit } from './env-parsers.js';
import type { Secret } from './secret.js';

/** Settings of the HTTP host. */
export interface HttpConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly workers: number;
  readonly maxBodyBytes: number;
  /** Milliseconds an operation may take; `X-Request-Timeout-Ms` may only shorten it. */
  readonly operationTimeoutMs: number;
  /** Milliseconds that shutdown waits for running requests. */
  readonly shutdownTimeoutMs: number;
  /** Milliseconds between the start of a shutdown (`/health/ready` is 503) and the refusal of new requests. */
  readonly shutdownDelayMs: number;
  /** Port for metrics and health only; `null`: they are on the main port. 0: any free port. */
  readonly metricsPort: number | null;
  /** Addresses and ranges whose `X-Forwarded-For` is believed; `null`: none, and none was named. */
  readonly trustedProxies: readonly string[] | null;
  /** Milliseconds in which a request's head must arrive. */
  readonly requestHeadTimeoutMs: number;
  /** Open connections per address, trusted proxies excepted; 0: no limit. */
  readonly maxConnectionsPerAddress: number;
  /** Browser origins beside those that are allowed outside production. */
  readonly corsOrigins: readonly string[];
}

/** The key and secret of Getty Images' developer portal. */
export interface GettyCredentials {
  readonly apiKey: Secret;
  readonly apiSecret: Secret;
}

/** OAuth2 grant of the service's own account. */
export type AccountGrant =
  | { readonly kind: 'client_credentials' }
  | { readonly kind: 'password'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'refresh_token'; readonly refreshToken: Secret };

/** Upstream connection settings. */
export interface GettyConfig {
  /** `null` outside production only: then the simulator is started. */
  readonly credentials: GettyCredentials | null;
  readonly grant: AccountGrant;
  /** For v1's own sessions; `null`: v1 gets the access token. */
  readonly system: { readonly id: Secret; readonly password: Secret } | null;
  /** Addresses, none with a slash at its end. */
  readonly apiUrl: string;
  readonly authUrl: string;
  readonly connectUrl: string;
  /** The APIs that are switched on, in the order given. */
  readonly apis: readonly GettyApi[];
  /** Whether searches of both families go to the deprecated `GET /v3/search/images`. */
  readonly usesBlendedSearch: boolean;
  /** Milliseconds per upstream call. */
  readonly timeoutMs: number;
  /** Calls per second, `null`: no limit. */
  readonly maxRps: number | null;
  /** Milliseconds after a download without a response in which the history may still change. */
  readonly settleMs: number;
  /** Milliseconds after which the newest pages of a download history are read again for `ownership`. */
  readonly ownershipRefreshMs: number;
  /** Reconciles downloads without a response in the background, before their client retries. */
  readonly settlesInBackground: boolean;
  /** Folder for redacted samples of responses that differ from the documents; `null`: none are written. */
  readonly driftSamples: string | null;
}

/** Access to the service's own account: every caller, callers with a client key, no caller. */
export type ServiceAccountAccess = 'open' | 'keys' | 'off';

/** Limits of one operation, and of one caller over time. */
export interface LimitsConfig {
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  readonly maxRootFields: number;
  /** Cost of one operation. */
  readonly maxCost: number;
  /** Objects in the response to one operation. */
  readonly maxNodes: number;
  /** Cost one caller may use in a window. */
  readonly budget: number;
  /** Milliseconds of that window. */
  readonly budgetWindowMs: number;
}

/** Settings of this process: read once, validated, frozen. */
export interface Config {
  readonly environment: 'development' | 'test' | 'production';
  readonly isProduction: boolean;
  readonly http: HttpConfig;
  readonly getty: GettyConfig;
  readonly shared: {
    /** `null`: everything shared is in memory. */
    readonly redisUrl: Secret | null;
    /** PEM certificates of the authority behind Redis's certificate; `null`: the system's authorities. */
    readonly redisCa: string | null;
    /** Replicas that must acknowledge each write of an idempotency key. */
    readonly redisMinReplicas: number;
    readonly idempotencyStore: 'memory' | 'redis';
    /** Whether downloads without a key of the caller's are refused. */
    readonly requiresIdempotencyKey: boolean;
    /** How long ledger entries are stored. */
    readonly ledgerDays: number;
    readonly spendingLimits: readonly SpendingLimit[];
  };
  readonly access: {
    readonly serviceAccount: ServiceAccountAccess;
    /** Names the service's own account in the records of keys; never the API key, which is rotated. */
    readonly serviceAccountName: string;
    readonly clientKeys: readonly ClientKey[];
  };
  readonly graphql: {
    readonly introspection: boolean;
    readonly persistedOperations: { readonly file: string; readonly mode: 'log' | 'enforce' } | null;
    readonly limits: LimitsConfig;
  };
  readonly log: { readonly level: string };
}
