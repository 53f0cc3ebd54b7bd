import { createHash, randomUUID } from 'node:crypto';
import { buildGraphSchema } from '../schema/build.js';
import { OwnershipIndex } from './catalog/ownership/ownership-index.js';
import { createRedisOwnershipStore } from './catalog/ownership/ownership-store.js';
import type { Config } from './config/config.js';
import { createCustomers } from './downloads/customer.js';
import { DAY_MS, type LedgerOptions } from './downloads/idempotency/attempt.js';
import type { IdempotencyStore } from './downloads/idempotency/idempotency-store.js';
import { createMemoryStore } from './downloads/idempotency/memory-store.js';
import { withReadableReplies } from './downloads/idempotency/readable-replies.js';
import { createRedisStore } from './downloads/idempotency/redis-store.js';
import { systemTimers, type Timers } from './downloads/idempotency/timers.js';
import { OpenDownloads } from './downloads/open-downloads.js';
import { type DownloadServices, drain } from './downloads/services.js';
import { createGetty, type GettyAccess } from './getty/clients/create-getty.js';
import { DriftWatch, withDriftWatch } from './getty/drift/drift-watch.js';
import type { Product } from './getty/model/product.js';
import type { Session } from './getty/session.js';
import { createTransport } from './getty/transport/create-transport.js';
import { createDriftObserver, createUpstreamObserver } from './getty/upstream-metrics.js';
import { toGettySettings } from './getty-settings.js';
import { createMemoryBudget, createRedisBudget, type RateBudget } from './graphql/cost/budget.js';
import type { ReadinessProbe } from './http/health.js';
import type { RequestParts } from './http/request-context.js';
import type { Clock } from './lib/clock.js';
import type { Caller } from './lib/request-context.js';
import { createLoaders } from './loaders/loaders.js';
import { connectRedis, type RedisConnection } from './redis/connection.js';
import type { Logger } from './telemetry/logger.js';
import { type Metrics, watchFill, watchUnsettled } from './telemetry/metrics.js';
import { reportDownloads } from './telemetry/report-downloads.js';

/** Dependencies of the app. */
export interface AppOptions {
  readonly config: Config;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  /** Evenly spread over [0, 1). */
  readonly random: () => number;
  /** The API key of the moment; left out: that of the settings. */
  readonly credentials?: () => Config['getty']['credentials'];
  /** Timers for background work. Default: the machine's. */
  readonly timers?: Timers;
}

/** Everything behind HTTP. */
export interface App extends RequestParts {
  readonly schema: ReturnType<typeof buildGraphSchema>;
  readonly ready: ReadinessProbe;
  /** Counts what callers consume over all replicas; left out where there is one process. */
  readonly budget?: RateBudget;
  /** Signs the service's account in anew, with the API key of the moment. */
  forgetTokens(): void;
  /**
   * Waits for sent downloads and for responses that are late, then closes every connection.
   * @param limitMs how long at most; default `SHUTDOWN_TIMEOUT_MS`
   */
  close(limitMs?: number): Promise<void>;
}

const sessionFor = ({ sessions }: GettyAccess, caller: Caller): Session => {
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

/** How long the ledger goes back, and what client keys may spend. */
const toLedgerOptions = ({ shared }: Config): LedgerOptions => ({
  keepMs: shared.ledgerDays * DAY_MS,
  limits: new Map(shared.spendingLimits.map(({ client, perDay }) => [client, perDay])),
});

/** Creates the store of idempotency keys, and the connection to Redis where it is configured. */
const createIdempotencyStore = async (
  config: Config,
  clock: Clock,
  logger: Logger,
): Promise<{ store: IdempotencyStore; redis: RedisConnection | null }> => {
  const url = config.shared.redisUrl;
  const ledger = toLedgerOptions(config);
  // What an earlier process sent is forgotten: against Getty Images that costs money, against the simulator nothing.
  const inMemory = (): IdempotencyStore =>
    createMemoryStore({ clock, suspectsEarlierKeys: config.isProduction, ledger });
  if (url === null) return { store: inMemory(), redis: null };
  const redis = await connectRedis(url.reveal(), {
    ca: config.shared.redisCa,
    onChange: (state, reason) => logger.warn({ state, reason }, 'Redis connection'),
  });
  if (config.shared.idempotencyStore === 'memory') return { store: inMemory(), redis };
  const store = await createRedisStore({
    connection: redis.acknowledgedBy(config.shared.redisMinReplicas),
    ledger,
    onWarning: (warning) => logger.warn(warning),
  });
  return { store: withReadableReplies(store, clock, (warning) => logger.warn(warning)), redis };
};

/** Name that separates this service's account from others on the same store. */
const accountName = ({ grant, credentials }: Config['getty']): string =>
  grant.kind === 'password' ? grant.username : (credentials?.apiKey.reveal() ?? '');

/** Shares callers' budgets over replicas; without Redis they are counted in memory. */
const createSharedBudget = (
  { graphql }: Config,
  redis: RedisConnection | null,
): { readonly budget?: RateBudget } => {
  if (redis === null) return {};
  const { budgetWindowMs } = graphql.limits;
  return { budget: createRedisBudget(redis, budgetWindowMs, createMemoryBudget(budgetWindowMs)) };
};

/** The share of one worker in a rate that workers cannot share: whole calls, rounded down. */
const ratePerWorker = (rate: number | null, workers: number): number | null =>
  rate === null || workers === 1 ? rate : Math.floor(rate / workers);

/** Assembles the app. @throws Error where Redis cannot be reached */
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
  watchUnsettled(() => store.attempts.unsettled(), metrics.registry);
  const { timeoutMs, settleMs, maxRps, apiUrl, authUrl, connectUrl } = config.getty;
  const drift = new DriftWatch(createDriftObserver(metrics, logger, config.getty.driftSamples));
  const transport = withDriftWatch(
    createTransport({
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
    }),
    drift,
  );
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
    limits: toLedgerOptions(config).limits,
    requiresKey: config.shared.requiresIdempotencyKey,
    inFlight: new Set(),
    open: new OpenDownloads({
      settlesInBackground: config.getty.settlesInBackground,
      onDownloadEnded: reportDownloads(metrics, logger),
    }),
  };
  const showRemaining = (products: readonly Product[]): void => {
    for (const { name, typeName, quota } of products)
      if (quota?.remaining != null) metrics.remaining.set({ product: name ?? typeName }, quota.remaining);
  };
  return {
    schema: buildGraphSchema(),
    services: { getty, clock, downloads },
    sessionFor: (caller) => sessionFor(access, caller),
    // Of the service's own account only: callers' products would overwrite each other.
    loadersFor: (context) =>
      createLoaders(getty, context, context.session.kind === 'service' ? showRemaining : undefined),
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
