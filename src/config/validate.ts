import type { ConfigProblem } from './config-error.js';
import { type EnvValues, type EnvVarName, envSchema } from './env-schema.js';

const isGiven = (values: EnvValues, name: EnvVarName): boolean => values[name] !== undefined;

const problem = (variable: EnvVarName, expected: string, example: string = envSchema[variable].example) => ({
  variable,
  expected,
  example: `${variable}=${example}`,
});

/** Variables that mean nothing without each other. */
const pairs = [
  ['GETTY_API_KEY', 'GETTY_API_SECRET'],
  ['GETTY_USERNAME', 'GETTY_PASSWORD'],
  ['GETTY_SYSTEM_ID', 'GETTY_SYSTEM_PASSWORD'],
] as const satisfies readonly (readonly [EnvVarName, EnvVarName])[];

/** What is wrong with settings that are each right for themselves. */
export function validateConfig(values: EnvValues): readonly ConfigProblem[] {
  return [
    ...unpairedSettings(values),
    ...missingCredentials(values),
    ...missingIdempotencyStore(values),
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

/** Outside production the simulator takes Getty Images' place; in production nobody wants that by accident. */
function missingCredentials(values: EnvValues): readonly ConfigProblem[] {
  if (values.NODE_ENV !== 'production') return [];
  if (isGiven(values, 'GETTY_API_KEY') || isGiven(values, 'GETTY_API_SECRET')) return []; // one alone: `unpairedSettings` says so
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
 * Keys in memory are forgotten by a restart and unknown to the process next door: a retry could then pay twice. Whoever
 * accepts that says so.
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
      `it to be set ${why}, so that a download retried elsewhere or after a restart is not paid twice; or IDEMPOTENCY_STORE=memory to accept that`,
    ),
  ];
}

/** Without Redis each worker keeps to its own part of the rate; a part of less than one call is none. */
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

/** Without a key the simulator answers; an address set on purpose would then be ignored without a word. */
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
