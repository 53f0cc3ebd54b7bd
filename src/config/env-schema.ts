import type { z } from 'zod';
import { REDIS_URL_FORMS } from '../redis/address.js';
import {
  addressRange,
  booleanFlag,
  certificates,
  clientKey,
  enumOf,
  integer,
  listOf,
  nonEmptyString,
  origin,
  positiveNumber,
  redisUrl,
  secret,
  spendingLimit,
  upstreamUrl,
} from './env-parsers.js';

/** One environment variable. */
interface EnvVar<Value> {
  /** Parses its text, or rejects it. */
  readonly type: z.ZodType<Value, string>;
  /** Describes a valid value; follows the word “expected”. */
  readonly expected: string;
  /** A valid value. */
  readonly example: string;
}

const envVar = <Value>(type: z.ZodType<Value, string>, expected: string, example: string): EnvVar<Value> => ({
  type,
  expected,
  example,
});

const count = (min: number, max: number, example: number) =>
  envVar(integer(min, max), `a whole number from ${min} to ${max}`, String(example));

const milliseconds = (min: number, max: number, example: number) =>
  envVar(integer(min, max), `whole milliseconds from ${min} to ${max}`, String(example));

const gettyUrl = (example: string) =>
  envVar(
    upstreamUrl,
    'an https:// address (http:// only for 127.0.0.1, ::1 and localhost) without query',
    example,
  );

const secretSetting = (description: string) => envVar(secret, `${description}, one line`, '…');

/** Every environment variable that this service reads. */
export const envSchema = {
  NODE_ENV: envVar(
    enumOf(['development', 'test', 'production']),
    'development, test or production',
    'production',
  ),
  PORT: envVar(integer(0, 65_535), 'a whole number from 0 to 65535 (0: any free port)', '4000'),
  HOST: envVar(nonEmptyString, 'the address to listen on', '127.0.0.1'),
  WORKERS: count(1, 64, 2),
  SHUTDOWN_TIMEOUT_MS: milliseconds(0, 600_000, 60_000),
  SHUTDOWN_DELAY_MS: milliseconds(0, 600_000, 10_000),
  METRICS_PORT: envVar(integer(0, 65_535), 'a whole number from 0 to 65535 (0: any free port)', '9464'),
  TRUSTED_PROXIES: envVar(
    listOf(addressRange),
    'a comma-separated list of addresses and CIDR ranges of proxies, or loopback, linklocal, uniquelocal',
    '10.0.0.0/8,fd00::/8',
  ),
  REQUEST_HEAD_TIMEOUT_MS: milliseconds(100, 30_000, 10_000),
  MAX_CONNECTIONS_PER_ADDRESS: count(0, 1_000_000, 1_000),

  GETTY_API_KEY: secretSetting("the API key of Getty Images' developer portal"),
  GETTY_API_SECRET: secretSetting('the secret that belongs to GETTY_API_KEY'),
  GETTY_USERNAME: envVar(nonEmptyString, 'the Getty Images user the service signs in as', 'media-desk'),
  GETTY_PASSWORD: secretSetting('the password of GETTY_USERNAME'),
  GETTY_REFRESH_TOKEN: secretSetting('a refresh token of Getty Images'),
  GETTY_SYSTEM_ID: secretSetting("the system id of Getty Images' v1 API"),
  GETTY_SYSTEM_PASSWORD: secretSetting('the password of GETTY_SYSTEM_ID'),
  GETTY_API_URL: gettyUrl('https://api.gettyimages.com'),
  GETTY_AUTH_URL: gettyUrl('https://authentication.gettyimages.com'),
  GETTY_CONNECT_URL: gettyUrl('https://connect.gettyimages.com'),
  GETTY_APIS: envVar(
    listOf(enumOf(['v3', 'v2', 'v1'])),
    'a comma-separated choice of v3, v2 and v1',
    'v3,v2,v1',
  ),
  GETTY_BLENDED_SEARCH: envVar(booleanFlag, 'on or off', 'on'),
  GETTY_TIMEOUT_MS: milliseconds(1, 300_000, 10_000),
  GETTY_MAX_RPS: envVar(positiveNumber, 'a number above 0: calls per second', '5'),
  GETTY_SETTLE_MS: milliseconds(0, 86_400_000, 120_000),
  OWNERSHIP_REFRESH_MS: milliseconds(1_000, 86_400_000, 300_000),
  BACKGROUND_SETTLEMENT: envVar(booleanFlag, 'on or off', 'on'),

  DRIFT_SAMPLES: envVar(
    nonEmptyString,
    'a folder for samples of responses that differ from the documents of Getty Images',
    '/var/lib/getty-graphql/drift',
  ),

  REDIS_URL: envVar(redisUrl, REDIS_URL_FORMS, 'redis://127.0.0.1:6379'),
  REDIS_CA: envVar(
    certificates,
    'PEM certificates, as a rule in the file that REDIS_CA_FILE names',
    '-----BEGIN CERTIFICATE-----…-----END CERTIFICATE-----',
  ),
  REDIS_MIN_REPLICAS: count(0, 10, 1),
  IDEMPOTENCY_STORE: envVar(enumOf(['memory', 'redis']), 'memory or redis', 'memory'),
  LEDGER_DAYS: count(1, 3_650, 400),
  CLIENT_SPENDING_LIMITS: envVar(
    listOf(spendingLimit),
    'a comma-separated list of name:count/day, one for each client key of CLIENT_KEYS that has a limit',
    'web:200/day,ios:50/day',
  ),
  REQUIRE_IDEMPOTENCY_KEY: envVar(booleanFlag, 'on or off', 'off'),

  SERVICE_ACCOUNT_NAME: envVar(
    nonEmptyString,
    'a name for the service’s own account that stays the same',
    'service',
  ),
  SERVICE_ACCOUNT_ACCESS: envVar(enumOf(['open', 'keys', 'off']), 'open, keys or off', 'keys'),
  CLIENT_KEYS: envVar(
    listOf(clientKey),
    'a comma-separated list of name:sha256 (or name:sha256:all for a key that may see every client’s ledger entries), where sha256 is the SHA-256 of the key in 64 hex digits and each name stands at most twice (the old key and the new one)',
    'web:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  ),
  CORS_ORIGINS: envVar(
    listOf(origin),
    'a comma-separated list of browser origins, without paths, without * (responses belong to customers)',
    'https://app.example.com',
  ),

  INTROSPECTION: envVar(booleanFlag, 'on or off', 'off'),
  PERSISTED_OPERATIONS: envVar(
    nonEmptyString,
    'the path of a manifest of operations (JSON)',
    './persisted-operations.json',
  ),
  PERSISTED_OPERATIONS_MODE: envVar(enumOf(['log', 'enforce']), 'log or enforce', 'enforce'),
  OPERATION_TIMEOUT_MS: milliseconds(1, 600_000, 30_000),
  GRAPHQL_MAX_BODY_BYTES: count(1_024, 16_777_216, 262_144),
  GRAPHQL_MAX_TOKENS: count(1, 100_000, 10_000),
  GRAPHQL_MAX_DEPTH: count(1, 100, 16),
  GRAPHQL_MAX_ALIASES: count(0, 10_000, 100),
  GRAPHQL_MAX_DIRECTIVES: count(0, 10_000, 100),
  GRAPHQL_MAX_ROOT_FIELDS: count(1, 1_000, 20),
  GRAPHQL_MAX_COST: count(1, 10_000_000, 20_000),
  GRAPHQL_MAX_NODES: count(1, 10_000_000, 50_000),
  RATE_LIMIT_COST: count(1, 2_147_483_647, 100_000),
  RATE_LIMIT_WINDOW_MS: milliseconds(1_000, 86_400_000, 60_000),

  LOG_LEVEL: envVar(
    enumOf(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']),
    'fatal, error, warn, info, debug, trace or silent',
    'info',
  ),
} as const satisfies Record<string, EnvVar<unknown>>;

/** The name of a variable this service reads. */
export type EnvVarName = keyof typeof envSchema;

/** Parsed variables; `undefined` for missing and empty ones. */
export type EnvValues = {
  readonly [Name in EnvVarName]: z.output<(typeof envSchema)[Name]['type']> | undefined;
};
