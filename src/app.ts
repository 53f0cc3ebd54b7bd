import { createHash, randomUUID } from 'node:crypto';
import type { RequestContext } from '../resolvers/context.js';
import { buildGraphSchema } from '../schema/build.js';
import type { Client } from './catalog/caller.js';
import type { DomainContext } from './catalog/domain-context.js';
import { OwnershipIndex } from './catalog/ownership/ownership-index.js';
import { createRedisOwnershipStore } from './catalog/ownership/ownership-store.js';
import type { Config } from './config/config.js';
import { createCustomers } from './downloads/customer.js';
import type { IdempotencyStore } from './downloads/idempotency/idempotency-store.js';
import { createMemoryStore } from './downloads/idempotency/memory-store.js';
import { withReadableReplies } from './downloads/idempotency/readable-replies.js';
import { createRedisStore } from './downloads/idempotency/redis-store.js';
import { systemTimers, type Timers } from './downloads/idempotency/timers.js';
import { OpenDownloads } from './downloads/open-downloads.js';
import { type DownloadServices, drain } from './downloads/services.js';
import { createGetty, type GettyAccess, type GettySettings } from './getty/create-getty.js';
import type { GettyClients } from './getty/getty-clients.js';
import type { Grant } from './getty/oauth/token.client.js';
import type { GettyCall, Session } from './getty/session.js';
import { createTransport } from './getty/transport/create-transport.js';
import { createUpstreamObserver } from './getty/upstream-metrics.js';
import { createMemoryBudget, type RateBudget } from './graphql/cost/budget.js';
import { createRedisBudget } from './graphql/cost/redis-budget.js';
import type { IncomingRequest } from './graphql/incoming-request.js';
import type { ReadinessProbe } from './http/readiness.js';
import type { Clock } from './lib/clock.js';
import { createLoaders, type Loaders } from './loaders/loaders.js';
import { connectRedis, type RedisConnection } from './redis/connection.js';
import type { Logger } from './telemetry/logger.js';
import { type Metrics, watchFill } from './telemetry/metrics.js';
import { reportDownloads } from './telemetry/report-downloads.js';

/** What an app is made of. */
export interface AppOptions {
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
  readonly createRequestContext: (incoming: IncomingRequest) => RequestContext;
  readonly ready: ReadinessProbe;
  /** Counts what callers use, over all replicas; left out where there is but one. */
  readonly budget?: RateBudget;
  /** Signs the service's account in anew, with the API key of the moment. */
  forgetTokens(): void;
  /**
   * Waits for sent downloads and for responses that are late, then closes every connection.
   * @param limitMs how long at most; default `SHUTDOWN_TIMEOUT_MS`
   */
  close(limitMs?: number): Promise<void>;
}

/** What one request works with. Whether its answer left is watched where somebody asks. */
class RequestDomainContext implements DomainContext {
  constructor(
    readonly getty: GettyClients,
    readonly call: GettyCall,
    readonly loaders: Loaders,
    readonly clock: Clock,
    readonly downloads: DownloadServices,
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

const toGrant = (grant: Config['getty']['grant']): Grant => {
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

const toV1Credentials = ({ system, grant }: Config['getty']): GettySettings['v1Credentials'] =>
  system === null || grant.kind !== 'password'
    ? null
    : {
        systemId: system.id.reveal(),
        systemPassword: system.password.reveal(),
        userName: grant.username,
        userPassword: grant.password.reveal(),
      };

const toGettySettings = ({ getty }: Config, current: AppOptions['credentials']): GettySettings => {
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
    grant: toGrant(getty.grant),
    v1Credentials: toV1Credentials(getty),
    timeoutMs: getty.timeoutMs,
  };
};

const sessionFor = ({ sessions }: GettyAccess, { caller }: IncomingRequest): Session => {
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
const createIdempotencyStore = async (
  config: Config,
  clock: Clock,
  logger: Logger,
): Promise<{ store: IdempotencyStore; redis: RedisConnection | null }> => {
  const url = config.shared.redisUrl;
  // What an earlier process sent is forgotten: against Getty Images that costs money, against the simulator nothing.
  const inMemory = (): IdempotencyStore =>
    createMemoryStore({ clock, suspectsEarlierKeys: config.isProduction });
  if (url === null) return { store: inMemory(), redis: null };
  const redis = await connectRedis(url.reveal(), {
    onChange: (state, reason) => logger.warn({ state, reason }, 'Redis connection'),
  });
  if (config.shared.idempotencyStore === 'memory') return { store: inMemory(), redis };
  const store = await createRedisStore({
    connection: redis,
    onWarning: (warning) => logger.warn(warning),
  });
  return { store: withReadableReplies(store, clock, (warning) => logger.warn(warning)), redis };
};

/** What tells this service's account from another's on the same store. */
const accountName = ({ grant, credentials }: Config['getty']): string =>
  grant.kind === 'password' ? grant.username : (credentials?.apiKey.reveal() ?? '');

/** Callers' budgets are shared where replicas are; else the edge counts in its own memory. */
const createSharedBudget = (
  { graphql }: Config,
  redis: RedisConnection | null,
): { readonly budget?: RateBudget } => {
  if (redis === null) return {};
  const { budgetWindowMs } = graphql.limits;
  return { budget: createRedisBudget(redis, budgetWindowMs, createMemoryBudget(budgetWindowMs)) };
};

/** What one of several workers may take of a rate that they have no place to share: whole calls, none too many. */
const ratePerWorker = (rate: number | null, workers: number): number | null =>
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
}: AppOptions): Promise<App> {
  const { store, redis } = await createIdempotencyStore(config, clock, logger);
  watchFill(() => store.fill(), metrics.registry);
  const { timeoutMs, settleMs, maxRps, apiUrl, authUrl, connectUrl } = config.getty;
  const transport = createTransport({
    clock,
    random,
    timeoutMs,
    lateMs: settleMs,
    maxRps: redis === null ? ratePerWorker(maxRps, config.http.workers) : maxRps,
    redis,
    // An answer may send a read on only to where Getty Images is.
    allowedHosts: [apiUrl, authUrl, connectUrl].map((url) => new URL(url).host),
    // Replicas of one account share its rate; another account on the same Redis has its own.
    account: createHash('sha256').update(accountName(config.getty)).digest('base64url').slice(0, 16),
    observe: createUpstreamObserver(metrics, logger),
  });
  const access = createGetty(toGettySettings(config, credentials), transport, clock, random);
  const { getty } = access;
  const downloads: DownloadServices = {
    store,
    fallback: createMemoryStore({ clock }),
    customers: createCustomers({
      name: config.access.serviceAccountName,
      formerName: accountName(config.getty),
    }),
    clock,
    ownership: new OwnershipIndex({
      clock,
      // Another account on the same Redis has an index of its own, whatever it is called.
      serviceAccount: `${config.access.serviceAccountName}:${accountName(config.getty)}`,
      refreshMs: config.getty.ownershipRefreshMs,
      store: redis === null ? null : createRedisOwnershipStore(redis),
      log: logger,
    }),
    instance: randomUUID().slice(0, 8),
    timers,
    generateKey: randomUUID,
    settleMs,
    timeoutMs,
    log: logger,
    requiresKey: config.shared.requiresIdempotencyKey,
    inFlight: new Set(),
    open: new OpenDownloads({
      settlesInBackground: config.getty.settlesInBackground,
      onDownloadEnded: reportDownloads(metrics, logger),
    }),
  };
  return {
    schema: buildGraphSchema(),
    createRequestContext: (incoming) => {
      const { requestId, language, deadlineAt, cancellation, minFreshness, share } = incoming;
      const call: GettyCall = {
        session: sessionFor(access, incoming),
        language,
        scope: { deadlineAt, cancellation, requestId, minFreshness, share },
      };
      const loaders = createLoaders(getty, call);
      return { requestId, scope: new RequestDomainContext(getty, call, loaders, clock, downloads, incoming) };
    },
    ...createSharedBudget(config, redis),
    forgetTokens: access.forgetTokens,
    ready: async () => {
      const isReady = redis?.isReady() ?? true;
      return { isReady, checks: redis === null ? {} : { redis: isReady ? 'ok' : 'not connected' } };
    },
    close: async (limitMs = config.http.shutdownTimeoutMs) => {
      await drain(downloads, limitMs);
      await transport.close();
      await store.close();
      await redis?.close();
    },
  };
}
