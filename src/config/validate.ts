import { parseRedisUrl } from '../redis/address.js';
import type { ConfigProblem } from './config-error.js';
import { type EnvValues, type EnvVarName, envSchema } from './env-schema.js';

const isGiven = (values: EnvValues, name: EnvVarName): boolean => values[name] !== undefined;

const problem = (variable: EnvVarName, expected: string, example: string = envSchema[variable].example) => ({
  variable,
  expected,
  example: `${variable}=${example}`,
});

/** Variables that require each other. */
const pairs = [
  ['GETTY_API_KEY', 'GETTY_API_SECRET'],
  ['GETTY_USERNAME', 'GETTY_PASSWORD'],
  ['GETTY_SYSTEM_ID', 'GETTY_SYSTEM_PASSWORD'],
] as const satisfies readonly (readonly [EnvVarName, EnvVarName])[];

/** Cross-field validation: conflicts between settings that are individually valid. */
export function validateConfig(values: EnvValues): readonly ConfigProblem[] {
  return [
    ...unpairedSettings(values),
    ...missingCredentials(values),
    ...missingIdempotencyStore(values),
    ...redisSettingsThatDoNotFit(values),
    ...unshareableRate(values),
    ...customUrlWithoutCredentials(values),
    ...missingKeys(values),
    ...limitsWithoutKey(values),
    ...persistedModeWithoutManifest(values),
  ];
}

function unpairedSettings(values: EnvValues): readonly ConfigProblem[] {
  return pairs.flatMap(([one, other]) => {
    if (isGiven(values, one) === isGiven(values, other)) return [];
    const [given, missing] = isGiven(values, one) ? [one, other] : [other, one];
    return [problem(missing, `it to be set, because ${given} is and needs it`)];
  });
}

/** Requires credentials in production, where the simulator must not replace Getty Images by accident. */
function missingCredentials(values: EnvValues): readonly ConfigProblem[] {
  if (values.NODE_ENV !== 'production') return [];
  if (isGiven(values, 'GETTY_API_KEY') || isGiven(values, 'GETTY_API_SECRET')) return []; // one without the other: reported by `unpairedSettings`
  return [
    problem(
      'GETTY_API_KEY',
      'it to be set in production (outside it, a simulator takes Getty Images’ place)',
    ),
    problem(
      'GETTY_API_SECRET',
      'it to be set in production (outside it, a simulator takes Getty Images’ place)',
    ),
  ];
}

/**
 * Requires Redis, or explicit consent to a memory store: a restart forgets keys in memory and other processes do not
 * know them, so that a retry could be charged twice.
 */
function missingIdempotencyStore(values: EnvValues): readonly ConfigProblem[] {
  const { REDIS_URL: redis, IDEMPOTENCY_STORE: store, NODE_ENV: environment, WORKERS: workers = 1 } = values;
  if (store === 'redis' && !redis)
    return [problem('REDIS_URL', 'it to be set, because IDEMPOTENCY_STORE is redis')];
  if (redis || store === 'memory') return [];
  if (environment !== 'production' && workers === 1) return [];
  const why = environment === 'production' ? 'in production' : 'with more than one worker';
  return [
    problem(
      'REDIS_URL',
      `it to be set ${why}, so that a download retried elsewhere or after a restart is not charged twice; or IDEMPOTENCY_STORE=memory to accept that`,
    ),
  ];
}

/** Settings that mean nothing without the Redis they are about, or cannot be had from it. */
function redisSettingsThatDoNotFit(values: EnvValues): readonly ConfigProblem[] {
  const { REDIS_URL: url, REDIS_MIN_REPLICAS: minReplicas = 0, REDIS_CA: ca } = values;
  const address = url === undefined ? null : parseRedisUrl(url.reveal());
  const problems: ConfigProblem[] = [];
  if (ca !== undefined && address?.isTls !== true)
    problems.push(
      problem('REDIS_URL', 'a rediss:// address, because REDIS_CA is set', 'rediss://redis:6379'),
    );
  if (minReplicas > 0 && address === null)
    problems.push(problem('REDIS_URL', 'it to be set, because REDIS_MIN_REPLICAS is'));
  // WAIT counts the replicas of one node, and a cluster's client cannot say which node it asks.
  if (minReplicas > 0 && address?.topology === 'cluster')
    problems.push(
      problem(
        'REDIS_MIN_REPLICAS',
        'it to be 0 with a cluster, where it is not supported; set min-replicas-to-write at its nodes',
        '0',
      ),
    );
  return problems;
}

/** Rejects rates that leave a worker less than one call a second: without Redis each worker gets an equal part. */
function unshareableRate(values: EnvValues): readonly ConfigProblem[] {
  const { REDIS_URL: redis, GETTY_MAX_RPS: rate, WORKERS: workers = 1 } = values;
  if (redis || rate === undefined || workers === 1 || rate >= workers) return [];
  return [
    problem(
      'GETTY_MAX_RPS',
      `at least one call a second for each of the ${workers} workers, or REDIS_URL to be set, so that they share one rate`,
      String(workers),
    ),
  ];
}

/** Rejects custom URLs without credentials: the simulator would be used and the URL silently ignored. */
function customUrlWithoutCredentials(values: EnvValues): readonly ConfigProblem[] {
  if (
    values.NODE_ENV === 'production' ||
    isGiven(values, 'GETTY_API_KEY') ||
    isGiven(values, 'GETTY_API_SECRET')
  ) {
    return [];
  }
  const address = (['GETTY_API_URL', 'GETTY_AUTH_URL', 'GETTY_CONNECT_URL'] as const).find((name) =>
    isGiven(values, name),
  );
  return address
    ? [problem('GETTY_API_KEY', `it and GETTY_API_SECRET to be set, because ${address} is`)]
    : [];
}

function missingKeys(values: EnvValues): readonly ConfigProblem[] {
  const keys = values.CLIENT_KEYS ?? [];
  const names = keys.map(({ name }) => name);
  const isCrowded = names.some((name) => names.filter((other) => other === name).length > 2);
  const isRepeated =
    new Set(keys.map(({ name, sha256 }) => `${name}:${sha256.toString('hex')}`)).size < keys.length;
  if (isCrowded || isRepeated) return [problem('CLIENT_KEYS', envSchema.CLIENT_KEYS.expected)];
  if (values.SERVICE_ACCOUNT_ACCESS !== 'keys' || names.length > 0) return [];
  return [
    problem('CLIENT_KEYS', `${envSchema.CLIENT_KEYS.expected}, because SERVICE_ACCOUNT_ACCESS is keys`),
  ];
}

/** A limit under a misspelt name would limit no client. */
function limitsWithoutKey(values: EnvValues): readonly ConfigProblem[] {
  const limits = values.CLIENT_SPENDING_LIMITS ?? [];
  const names = new Set((values.CLIENT_KEYS ?? []).map(({ name }) => name));
  const isRepeated = new Set(limits.map(({ client }) => client)).size < limits.length;
  if (!isRepeated && limits.every(({ client }) => names.has(client))) return [];
  return [
    problem(
      'CLIENT_SPENDING_LIMITS',
      'each client once, and only names that CLIENT_KEYS lists',
      envSchema.CLIENT_SPENDING_LIMITS.example,
    ),
  ];
}

function persistedModeWithoutManifest(values: EnvValues): readonly ConfigProblem[] {
  if (!isGiven(values, 'PERSISTED_OPERATIONS_MODE') || isGiven(values, 'PERSISTED_OPERATIONS')) return [];
  return [problem('PERSISTED_OPERATIONS', 'it to be set, because PERSISTED_OPERATIONS_MODE is')];
}
