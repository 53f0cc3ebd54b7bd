import { createHash, randomUUID } from 'node:crypto';
import type { RequestContext } from '../resolvers/context.js';
import { buildGraphSchema } from '../schema/build.js';
import type { Clock } from './clock.js';
import type { Config } from './config/config.js';
import type { Client } from './domain/caller.js';
import type { RequestScope } from './domain/request-scope.js';
import { createCustomers } from './domain/spending/customer.js';
import type { KeyStore } from './domain/spending/key-store.js';
import { OpenDownloads } from './domain/spending/open-downloads.js';
import { drain, type Spending } from './domain/spending/spending.js';
import { createMemoryKeyStore } from './domain/spending/stores/memory.js';
import { withReadableReplies } from './domain/spending/stores/readable-replies.js';
import { createRedisKeyStore } from './domain/spending/stores/redis.js';
import { systemTimers, type Timers } from './domain/spending/stores/timers.js';
import { createGetty, type GettyAccess, type GettySettings } from './getty/create-getty.js';
import type { Getty } from './getty/getty.js';
import type { Grant } from './getty/oauth/token.client.js';
import { observeUpstream } from './getty/observe-upstream.js';
import type { GettyCall, Session } from './getty/session.js';
import { createTransport } from './getty/transport/create-transport.js';
import { createLoaders, type Loaders } from './loaders/loaders.js';
import { connectRedis, type RedisConnection } from './redis/connection.js';
import type { IncomingRequest } from './server/incoming-request.js';
import { type Budget, createMemoryBudget } from './server/limits/budget.js';
import { createRedisBudget } from './server/limits/redis-budget.js';
import type { ReadinessProbe } from './server/readiness.js';
import type { Logger } from './telemetry/logger.js';
import { type Metrics, watchFill } from './telemetry/metrics.js';
import { reportDownloads } from './telemetry/report-downloads.js';

/** What an app is made of. */
export interface AppParts {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
  /** The API key of the moment; left out: that of the settings. */
  readonly credentials?: () => Config['getty']['credentials'];
  /** For what happens later by itself; default: the machine's. */
  readonly timers?: Timers;
}

/** Everything behind the HTTP edge. */
export interface App {
  readonly schema: ReturnType<typeof buildGraphSchema>;
  readonly openRequest: (incoming: IncomingRequest) => RequestContext;
  readonly ready: ReadinessProbe;
  /** Counts what callers use, over all replicas; left out where there is but one. */
  readonly budget?: Budget;
  /** Signs the service's account in anew, with the API key of the moment. */
  forgetTokens(): void;
  /**
   * Waits for sent downloads and for responses that are late, then closes every connection.
   * @param limitMs how long at most; default `SHUTDOWN_TIMEOUT_MS`
   */
  close(limitMs?: number): Promise<void>;
}

/** What one request works with. Whether its answer left is watched where somebody asks. */
class Scope implements RequestScope {
  constructor(
    readonly getty: Getty,
    readonly call: GettyCall,
    readonly loaders: Loaders,
    readonly clock: Clock,
    readonly spending: Spending,
    private readonly incoming: IncomingRequest,
  ) {}

  get client(): Client {
    const { caller, clientName } = this.incoming;
    return { key: caller.kind === 'service' ? (caller.clientKey ?? null) : null, name: clientName };
  }

  get delivered(): Promise<boolean> {
    return this.incoming.delivered;
  }
}

const grantOf = (grant: Config['getty']['grant']): Grant => {
  switch (grant.kind) {
    case 'client_credentials':
      return { type: grant.kind };
    case 'password':
      return { type: grant.kind, username: grant.username, password: grant.password.reveal() };
    case 'refresh_token':
      return { type: grant.kind, refreshToken: grant.refreshToken.reveal() };
    default:
      return grant satisfies never;
  }
};

const v1CredentialsOf = ({ system, grant }: Config['getty']): GettySettings['v1Credentials'] =>
  system === null || grant.kind !== 'password'
    ? null
    : {
        systemId: system.id.reveal(),
        systemPassword: system.password.reveal(),
        userName: grant.username,
        userPassword: grant.password.reveal(),
      };

const gettySettings = ({ getty }: Config, current: AppParts['credentials']): GettySettings => {
  if (getty.credentials === null)
    throw new Error('The app needs credentials; the start supplies the simulator’s.');
  const atStart = getty.credentials;
  return {
    apiUrl: getty.apiUrl,
    authUrl: getty.authUrl,
    connectUrl: getty.connectUrl,
    apis: getty.apis,
    credentials: () => {
      const { apiKey, apiSecret } = current?.() ?? atStart;
      return { apiKey: apiKey.reveal(), apiSecret: apiSecret.reveal() };
    },
    grant: grantOf(getty.grant),
    v1Credentials: v1CredentialsOf(getty),
    timeoutMs: getty.timeoutMs,
  };
};

const sessionOf = ({ sessions }: GettyAccess, { caller }: IncomingRequest): Session => {
  switch (caller.kind) {
    case 'anonymous':
      return sessions.anonymous;
    case 'service':
      return sessions.service;
    case 'token':
      return sessions.caller(caller.token);
    default:
      return caller satisfies never;
  }
};

/** What keeps idempotency keys, and the connection to whatever it shares with other replicas. */
const openStore = async (
  config: Config,
  clock: Clock,
  logger: Logger,
): Promise<{ store: KeyStore; redis: RedisConnection | null }> => {
  const url = config.shared.redisUrl;
  // What an earlier process sent is forgotten: against Getty Images that costs money, against the simulator nothing.
  const inMemory = (): KeyStore => createMemoryKeyStore({ clock, suspectsEarlierKeys: config.isProduction });
  if (url === null) return { store: inMemory(), redis: null };
  const redis = await connectRedis(url.reveal(), {
    onChange: (state, reason) => logger.warn({ state, reason }, 'Redis connection'),
  });
  if (config.shared.idempotencyStore === 'memory') return { store: inMemory(), redis };
  const store = await createRedisKeyStore({
    connection: redis,
    onWarning: (warning) => logger.warn(warning),
  });
  return { store: withReadableReplies(store, clock, (warning) => logger.warn(warning)), redis };
};

/** What tells this service's account from another's on the same store. */
const accountName = ({ grant, credentials }: Config['getty']): string =>
  grant.kind === 'password' ? grant.username : (credentials?.apiKey.reveal() ?? '');

/** Callers' budgets are shared where replicas are; else the edge counts in its own memory. */
const budgetOf = ({ graphql }: Config, redis: RedisConnection | null): { readonly budget?: Budget } => {
  if (redis === null) return {};
  const { budgetWindowMs } = graphql.limits;
  return { budget: createRedisBudget(redis, budgetWindowMs, createMemoryBudget(budgetWindowMs)) };
};

/** What one of several workers may take of a rate that they have no place to share: whole calls, none too many. */
const partOf = (rate: number | null, workers: number): number | null =>
  rate === null || workers === 1 ? rate : Math.floor(rate / workers);

/** Puts the parts together. @throws Error where something shared (Redis) cannot be reached */
export async function createApp({
  config,
  clock,
  random,
  logger,
  metrics,
  credentials,
  timers = systemTimers,
}: AppParts): Promise<App> {
  const { store, redis } = await openStore(config, clock, logger);
  watchFill(() => store.fill(), metrics.registry);
  const { timeoutMs, settleMs, maxRps, apiUrl, authUrl, connectUrl } = config.getty;
  const transport = createTransport({
    clock,
    random,
    timeoutMs,
    lateMs: settleMs,
    maxRps: redis === null ? partOf(maxRps, config.http.workers) : maxRps,
    redis,
    // An answer may send a read on only to where Getty Images is.
    allowedHosts: [apiUrl, authUrl, connectUrl].map((url) => new URL(url).host),
    // Replicas of one account share its rate; another account on the same Redis has its own.
    account: createHash('sha256').update(accountName(config.getty)).digest('base64url').slice(0, 16),
    observe: observeUpstream(metrics, logger),
  });
  const access = createGetty(gettySettings(config, credentials), transport, clock, random);
  const { getty } = access;
  const spending: Spending = {
    store,
    fallback: createMemoryKeyStore({ clock }),
    customers: createCustomers({
      name: config.access.serviceAccountName,
      formerName: accountName(config.getty),
    }),
    clock,
    instance: randomUUID().slice(0, 8),
    timers,
    newKey: randomUUID,
    settleMs,
    timeoutMs,
    log: logger,
    requiresKey: config.shared.requiresIdempotencyKey,
    underWay: new Set(),
    open: new OpenDownloads({
      settlesInBackground: config.getty.settlesInBackground,
      onDownloadEnded: reportDownloads(metrics, logger),
    }),
  };
  return {
    schema: buildGraphSchema(),
    openRequest: (incoming) => {
      const { requestId, language, deadlineAt, departure, shelfLife, share } = incoming;
      const call: GettyCall = {
        session: sessionOf(access, incoming),
        language,
        scope: { deadlineAt, departure, requestId, shelfLife, share },
      };
      const loaders = createLoaders(getty, call);
      return { requestId, scope: new Scope(getty, call, loaders, clock, spending, incoming) };
    },
    ...budgetOf(config, redis),
    forgetTokens: access.forgetTokens,
    ready: async () => {
      const isReady = redis?.isReady() ?? true;
      return { isReady, checks: redis === null ? {} : { redis: isReady ? 'ok' : 'not connected' } };
    },
    close: async (limitMs = config.http.shutdownTimeoutMs) => {
      await drain(spending, limitMs);
      await transport.close();
      await store.close();
      await redis?.close();
    },
  };
}
