import type { GettyApi } from '../errors/upstream-failure.js';
import type { ClientKey } from './env-parsers.js';
import type { Secret } from './secret.js';

/** Where and how this process listens. */
export interface HttpConfig {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly workers: number;
  readonly maxBodyBytes: number;
  /** Milliseconds an operation may take; `X-Request-Timeout-Ms` may only shorten it. */
  readonly operationTimeoutMs: number;
  /** Milliseconds the stop waits for what still runs. */
  readonly shutdownTimeoutMs: number;
  /** Milliseconds between a stop's beginning (`/health/ready` says 503) and the refusal of new requests. */
  readonly shutdownDelayMs: number;
  /** Port of metrics and health alone; `null`: they are on the main port. 0: any free port. */
  readonly metricsPort: number | null;
  /** Addresses and ranges whose `X-Forwarded-For` is believed; `null`: none, and none was named. */
  readonly trustedProxies: readonly string[] | null;
  /** Milliseconds in which a request's head must arrive. */
  readonly requestHeadTimeoutMs: number;
  /** Connections that one address may hold, trusted proxies apart; 0: any number. */
  readonly maxConnectionsPerAddress: number;
  /** Browser origins beside those that are allowed outside production. */
  readonly corsOrigins: readonly string[];
}

/** The key and secret of Getty Images' developer portal. */
export interface GettyCredentials {
  readonly apiKey: Secret;
  readonly apiSecret: Secret;
}

/** How the service's own account signs in. */
export type AccountGrant =
  | { readonly kind: 'client_credentials' }
  | { readonly kind: 'password'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'refresh_token'; readonly refreshToken: Secret };

/** The road to Getty Images. */
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
  /** Milliseconds per upstream call. */
  readonly timeoutMs: number;
  /** Calls per second, `null`: no limit. */
  readonly maxRps: number | null;
  /** Milliseconds after an unanswered download in which the history may still change. */
  readonly settleMs: number;
  /** Milliseconds after which the newest pages of a download history are read again for `ownership`. */
  readonly ownershipRefreshMs: number;
  /** Whether unanswered downloads are looked for in the history without waiting for their client. */
  readonly settlesInBackground: boolean;
}

/** Who may use the service's own account: anybody, those with a key, nobody. */
export type ServiceAccountAccess = 'open' | 'keys' | 'off';

/** What one operation, and one caller over time, may cost. */
export interface LimitsConfig {
  readonly maxTokens: number;
  readonly maxDepth: number;
  readonly maxAliases: number;
  readonly maxDirectives: number;
  readonly maxRootFields: number;
  /** Cost of one operation. */
  readonly maxCost: number;
  /** Objects in the answer to one operation. */
  readonly maxNodes: number;
  /** Cost one caller may use in a window. */
  readonly budget: number;
  /** Milliseconds of that window. */
  readonly budgetWindowMs: number;
}

/** The settings of this process: read once, checked, frozen. */
export interface Config {
  readonly environment: 'development' | 'test' | 'production';
  readonly isProduction: boolean;
  readonly http: HttpConfig;
  readonly getty: GettyConfig;
  readonly shared: {
    /** `null`: everything shared is in memory. */
    readonly redisUrl: Secret | null;
    readonly idempotencyStore: 'memory' | 'redis';
    /** Whether downloads without a key of the caller's are refused. */
    readonly requiresIdempotencyKey: boolean;
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
