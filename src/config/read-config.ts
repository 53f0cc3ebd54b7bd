import type { GettyApi } from '../errors/upstream-failure.js';
import type { AccountGrant, Config, GettyConfig, ServiceAccountAccess } from './config.js';
import { ConfigError, type ConfigProblem } from './config-error.js';
import { type EnvValues, type EnvVarName, envSchema } from './env-schema.js';
import { validateConfig } from './validate.js';

/**
 * Parses and validates an environment. Pure.
 * @throws ConfigError listing every problem, never a value
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const { values, problems } = readValues(env);
  const all = [...problems, ...validateConfig(values)];
  if (all.length > 0) throw new ConfigError(all);
  return deepFreeze(toConfig(values));
}

/** Parses each variable by itself. Empty counts as missing, as in `.env` files with empty lines. */
function readValues(env: Readonly<Record<string, string | undefined>>): {
  values: EnvValues;
  problems: readonly ConfigProblem[];
} {
  const values: Partial<Record<EnvVarName, unknown>> = {};
  const problems: ConfigProblem[] = [];
  for (const [variable, { type, expected, example }] of Object.entries(envSchema)) {
    const found = env[variable]?.trim();
    if (found === undefined || found === '') continue;
    const result = type.safeParse(found);
    if (result.success) values[variable as EnvVarName] = result.data;
    else problems.push({ variable, expected, example: `${variable}=${example}` });
  }
  return { values: values as EnvValues, problems };
}

function toConfig(values: EnvValues): Config {
  const environment = values.NODE_ENV ?? 'development';
  const isProduction = environment === 'production';
  const clientKeys = values.CLIENT_KEYS ?? [];
  const defaultAccess: ServiceAccountAccess = !isProduction ? 'open' : clientKeys.length > 0 ? 'keys' : 'off';
  return {
    environment,
    isProduction,
    http: {
      host: values.HOST ?? (isProduction ? '0.0.0.0' : '127.0.0.1'),
      port: values.PORT ?? 4000,
      workers: values.WORKERS ?? 1,
      maxBodyBytes: values.GRAPHQL_MAX_BODY_BYTES ?? 262_144,
      operationTimeoutMs: values.OPERATION_TIMEOUT_MS ?? 30_000,
      shutdownTimeoutMs: values.SHUTDOWN_TIMEOUT_MS ?? 60_000,
      shutdownDelayMs: values.SHUTDOWN_DELAY_MS ?? 0,
      metricsPort: values.METRICS_PORT ?? null,
      trustedProxies: values.TRUSTED_PROXIES ?? null,
      requestHeadTimeoutMs: values.REQUEST_HEAD_TIMEOUT_MS ?? 10_000,
      maxConnectionsPerAddress: values.MAX_CONNECTIONS_PER_ADDRESS ?? 1_000,
      corsOrigins: values.CORS_ORIGINS ?? [],
    },
    getty: toGettyConfig(values),
    shared: {
      redisUrl: values.REDIS_URL ?? null,
      redisCa: values.REDIS_CA ?? null,
      redisMinReplicas: values.REDIS_MIN_REPLICAS ?? 0,
      idempotencyStore: values.IDEMPOTENCY_STORE ?? (values.REDIS_URL ? 'redis' : 'memory'),
      requiresIdempotencyKey: values.REQUIRE_IDEMPOTENCY_KEY ?? false,
      ledgerDays: values.LEDGER_DAYS ?? 400,
      spendingLimits: values.CLIENT_SPENDING_LIMITS ?? [],
    },
    access: {
      serviceAccount: values.SERVICE_ACCOUNT_ACCESS ?? defaultAccess,
      serviceAccountName: values.SERVICE_ACCOUNT_NAME ?? values.GETTY_USERNAME ?? 'service',
      clientKeys,
    },
    graphql: {
      introspection: values.INTROSPECTION ?? !isProduction,
      persistedOperations: values.PERSISTED_OPERATIONS
        ? { file: values.PERSISTED_OPERATIONS, mode: values.PERSISTED_OPERATIONS_MODE ?? 'enforce' }
        : null,
      limits: {
        maxTokens: values.GRAPHQL_MAX_TOKENS ?? 10_000,
        maxDepth: values.GRAPHQL_MAX_DEPTH ?? 16,
        maxAliases: values.GRAPHQL_MAX_ALIASES ?? 100,
        maxDirectives: values.GRAPHQL_MAX_DIRECTIVES ?? 100,
        maxRootFields: values.GRAPHQL_MAX_ROOT_FIELDS ?? 20,
        maxCost: values.GRAPHQL_MAX_COST ?? 20_000,
        maxNodes: values.GRAPHQL_MAX_NODES ?? 50_000,
        budget: values.RATE_LIMIT_COST ?? 100_000,
        budgetWindowMs: values.RATE_LIMIT_WINDOW_MS ?? 60_000,
      },
    },
    log: { level: values.LOG_LEVEL ?? 'info' },
  };
}

function toGettyConfig(values: EnvValues): GettyConfig {
  const { GETTY_API_KEY: apiKey, GETTY_API_SECRET: apiSecret } = values;
  const { GETTY_SYSTEM_ID: id, GETTY_SYSTEM_PASSWORD: password } = values;
  const apis = (values.GETTY_APIS ?? ['v3', 'v2', 'v1']).map((api): GettyApi => apiNames[api]);
  return {
    credentials: apiKey && apiSecret ? { apiKey, apiSecret } : null,
    grant: toGrant(values),
    system: id && password ? { id, password } : null,
    apiUrl: values.GETTY_API_URL ?? 'https://api.gettyimages.com',
    authUrl: values.GETTY_AUTH_URL ?? 'https://authentication.gettyimages.com',
    connectUrl: values.GETTY_CONNECT_URL ?? 'https://connect.gettyimages.com',
    apis: [...new Set(apis)],
    usesBlendedSearch: values.GETTY_BLENDED_SEARCH ?? false,
    timeoutMs: values.GETTY_TIMEOUT_MS ?? 10_000,
    maxRps: values.GETTY_MAX_RPS ?? null,
    settleMs: values.GETTY_SETTLE_MS ?? 120_000,
    ownershipRefreshMs: values.OWNERSHIP_REFRESH_MS ?? 300_000,
    settlesInBackground: values.BACKGROUND_SETTLEMENT ?? true,
    driftSamples: values.DRIFT_SAMPLES ?? null,
  };
}

const apiNames = { v3: 'V3', v2: 'V2', v1: 'V1' } as const;

function toGrant(values: EnvValues): AccountGrant {
  const { GETTY_USERNAME: username, GETTY_PASSWORD: password, GETTY_REFRESH_TOKEN: refreshToken } = values;
  if (username && password) return { kind: 'password', username, password };
  if (refreshToken) return { kind: 'refresh_token', refreshToken };
  return { kind: 'client_credentials' };
}

/** Freezes nested objects and arrays; buffers cannot be frozen and secrets have no fields to change. */
function deepFreeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Buffer.isBuffer(value)) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}
