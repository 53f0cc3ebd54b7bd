import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../../src/config/config-error.js';
import { envSchema } from '../../../src/config/env-schema.js';
import { readConfig } from '../../../src/config/read-config.js';

const hash = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const production = {
  NODE_ENV: 'production',
  GETTY_API_KEY: 'the-key',
  GETTY_API_SECRET: 'the-secret',
  IDEMPOTENCY_STORE: 'memory',
};

const problemsOf = (env: Record<string, string>): ConfigError['problems'] => {
  try {
    readConfig(env);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
};
const wrong = (env: Record<string, string>): string[] => problemsOf(env).map(({ variable }) => variable);

describe('an empty environment', () => {
  it('an empty environment gives the documented defaults', () => {
    const config = readConfig({});
    expect(config.http).toMatchObject({
      host: '127.0.0.1',
      port: 4000,
      workers: 1,
      operationTimeoutMs: 30_000,
    });
    expect(config.getty).toMatchObject({
      credentials: null,
      grant: { kind: 'client_credentials' },
      system: null,
      apiUrl: 'https://api.gettyimages.com',
      authUrl: 'https://authentication.gettyimages.com',
      connectUrl: 'https://connect.gettyimages.com',
      apis: ['V3', 'V2', 'V1'],
      timeoutMs: 10_000,
      maxRps: null,
      settleMs: 120_000,
    });
    expect(config.shared).toEqual({
      redisUrl: null,
      redisCa: null,
      redisMinReplicas: 0,
      idempotencyStore: 'memory',
      ledgerDays: 400,
      spendingLimits: [],
      requiresIdempotencyKey: false,
    });
    expect(config.access).toMatchObject({ serviceAccount: 'open', clientKeys: [] });
    expect(config.graphql).toMatchObject({ introspection: true, persistedOperations: null });
  });

  it('empty variables count as missing', () => {
    const open = Object.fromEntries(Object.keys(envSchema).map((name) => [name, ' ']));
    expect(readConfig(open)).toEqual(readConfig({}));
  });

  it('settings are frozen', () => {
    const config = readConfig({ CORS_ORIGINS: 'https://app.example.com' });
    expect([config, config.http, config.http.corsOrigins, config.graphql.limits].every(Object.isFrozen)).toBe(
      true,
    );
  });
});

describe('an invalid value', () => {
  it.each([
    ['NODE_ENV', 'staging'],
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '4e3'],
    ['PORT', '80 80'],
    ['WORKERS', '0'],
    ['GETTY_TIMEOUT_MS', '0'],
    ['GETTY_TIMEOUT_MS', '10s'],
    ['GETTY_MAX_RPS', '0'],
    ['GETTY_MAX_RPS', 'fast'],
    ['GETTY_SETTLE_MS', '1.5'],
    ['GETTY_APIS', 'v3,v4'],
    ['GETTY_APIS', ','],
    ['GETTY_API_URL', 'http://api.gettyimages.com'],
    ['GETTY_API_URL', 'http://127.0.0.1.example.com'],
    ['GETTY_AUTH_URL', 'ftp://127.0.0.1'],
    ['GETTY_CONNECT_URL', 'connect.gettyimages.com'],
    ['GETTY_CONNECT_URL', 'https://user:pass@connect.gettyimages.com'],
    ['REDIS_URL', 'http://127.0.0.1:6379'],
    ['IDEMPOTENCY_STORE', 'disk'],
    ['SERVICE_ACCOUNT_ACCESS', 'everyone'],
    ['CLIENT_KEYS', 'web:abc'],
    ['CLIENT_KEYS', `web:${hash}:some`],
    ['CLIENT_SPENDING_LIMITS', 'web:5'],
    ['CLIENT_SPENDING_LIMITS', 'web:5/hour'],
    ['LEDGER_DAYS', '0'],
    ['CLIENT_KEYS', `web:${hash},web:${hash}`],
    ['CORS_ORIGINS', '*'],
    ['CORS_ORIGINS', 'https://app.example.com/'],
    ['CORS_ORIGINS', 'null'],
    ['INTROSPECTION', 'maybe'],
    ['PERSISTED_OPERATIONS_MODE', 'strict'],
    ['OPERATION_TIMEOUT_MS', '0'],
    ['LOG_LEVEL', 'loud'],
  ])('%s=%s is reported with what is expected and an example', (variable, value) => {
    const credentials = { GETTY_API_KEY: 'k', GETTY_API_SECRET: 's' };
    const problems = problemsOf({ ...credentials, [variable]: value });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ variable });
    expect(problems[0]?.example).toMatch(new RegExp(`^${variable}=.`));
  });

  it('all invalid values are reported at once', () => {
    expect(wrong({ PORT: 'x', LOG_LEVEL: 'y', GETTY_APIS: 'z' })).toEqual([
      'PORT',
      'GETTY_APIS',
      'LOG_LEVEL',
    ]);
  });

  it('every example of the table is valid', () => {
    for (const [name, { type, example }] of Object.entries(envSchema)) {
      expect(type.safeParse(example).success, name).toBe(true);
    }
  });
});

describe('conflicting settings', () => {
  it.each<[string, Record<string, string>, string[]]>([
    ['a key without its secret', { GETTY_API_KEY: 'k' }, ['GETTY_API_SECRET']],
    ['a secret without its key', { GETTY_API_SECRET: 's' }, ['GETTY_API_KEY']],
    ['a user without password', { GETTY_USERNAME: 'u' }, ['GETTY_PASSWORD']],
    ['a system id without password', { GETTY_SYSTEM_ID: 'u' }, ['GETTY_SYSTEM_PASSWORD']],
    ['an address of Getty without a key', { GETTY_API_URL: 'http://127.0.0.1:1' }, ['GETTY_API_KEY']],
    [
      'production without key',
      { NODE_ENV: 'production', IDEMPOTENCY_STORE: 'memory' },
      ['GETTY_API_KEY', 'GETTY_API_SECRET'],
    ],
    ['production without a store', { ...production, IDEMPOTENCY_STORE: '' }, ['REDIS_URL']],
    ['two workers without a store', { WORKERS: '2' }, ['REDIS_URL']],
    [
      'less than a call a second for each worker',
      { WORKERS: '4', GETTY_MAX_RPS: '3', IDEMPOTENCY_STORE: 'memory' },
      ['GETTY_MAX_RPS'],
    ],
    ['a store in Redis without Redis', { IDEMPOTENCY_STORE: 'redis' }, ['REDIS_URL']],
    ['replicas without Redis', { REDIS_MIN_REPLICAS: '1' }, ['REDIS_URL']],
    [
      'replicas that a cluster cannot count',
      { REDIS_MIN_REPLICAS: '1', REDIS_URL: 'redis+cluster://a' },
      ['REDIS_MIN_REPLICAS'],
    ],
    [
      'a certificate without TLS',
      {
        REDIS_URL: 'redis://a',
        REDIS_CA: '-----BEGIN CERTIFICATE-----\nAA\n-----END CERTIFICATE-----',
      },
      ['REDIS_URL'],
    ],
    [
      'a limit for a client without a key',
      { CLIENT_KEYS: `web:${hash}`, CLIENT_SPENDING_LIMITS: 'wbe:5/day' },
      ['CLIENT_SPENDING_LIMITS'],
    ],
    ['keys without keys', { SERVICE_ACCOUNT_ACCESS: 'keys' }, ['CLIENT_KEYS']],
    ['a mode without a manifest', { PERSISTED_OPERATIONS_MODE: 'log' }, ['PERSISTED_OPERATIONS']],
  ])('%s', (_what, env, expected) => {
    expect(wrong(env)).toEqual(expected);
  });

  it.each<[string, Record<string, string>]>([
    ['production with memory said on purpose', production],
    ['production with Redis', { ...production, IDEMPOTENCY_STORE: '', REDIS_URL: 'redis://127.0.0.1' }],
    ['a slow rate that workers share', { WORKERS: '4', GETTY_MAX_RPS: '3', REDIS_URL: 'redis://127.0.0.1' }],
    ['two workers with Redis', { WORKERS: '2', REDIS_URL: 'rediss://:pw@cache.example.com:6380/1' }],
    [
      'plain http on loopback',
      { GETTY_API_KEY: 'k', GETTY_API_SECRET: 's', GETTY_API_URL: 'http://[::1]:8080/' },
    ],
  ])('no conflict is reported for %s', (_what, env) => {
    expect(wrong(env)).toEqual([]);
  });
});

describe('derived settings', () => {
  it.each<[string, Record<string, string>, string]>([
    ['outside production', {}, 'open'],
    ['outside production with keys', { CLIENT_KEYS: `web:${hash}` }, 'open'],
    ['in production with keys', { ...production, CLIENT_KEYS: `web:${hash}` }, 'keys'],
    ['in production without keys', production, 'off'],
    ['when said', { ...production, SERVICE_ACCOUNT_ACCESS: 'open' }, 'open'],
  ])('the default of SERVICE_ACCOUNT_ACCESS %s', (_when, env, access) => {
    expect(readConfig(env).access.serviceAccount).toBe(access);
  });

  it('production listens on all addresses, hides its schema and uses Redis where it is set', () => {
    const config = readConfig({ ...production, IDEMPOTENCY_STORE: '', REDIS_URL: 'redis://127.0.0.1' });
    expect(config.http.host).toBe('0.0.0.0');
    expect(config.graphql.introspection).toBe(false);
    expect(config.shared.idempotencyStore).toBe('redis');
    expect(readConfig({ ...production, INTROSPECTION: 'on' }).graphql.introspection).toBe(true);
  });

  it.each<[Record<string, string>, string]>([
    [{}, 'client_credentials'],
    [{ GETTY_USERNAME: 'u', GETTY_PASSWORD: 'p' }, 'password'],
    [{ GETTY_REFRESH_TOKEN: 't' }, 'refresh_token'],
  ])('the grant for %j is %s', (env, kind) => {
    expect(readConfig(env).getty.grant.kind).toBe(kind);
  });

  it('URLs lose their trailing slash, and GETTY_APIS keeps its order without repeats', () => {
    const config = readConfig({
      GETTY_API_KEY: 'k',
      GETTY_API_SECRET: 's',
      GETTY_API_URL: 'http://localhost:4010/getty/',
      GETTY_APIS: 'v1, V3,v1',
    });
    expect(config.getty.apiUrl).toBe('http://localhost:4010/getty');
    expect(config.getty.apis).toEqual(['V1', 'V3']);
  });
});

describe('secrets', () => {
  const secrets = {
    GETTY_API_KEY: 'sesame-1',
    GETTY_API_SECRET: 'sesame-2',
    GETTY_USERNAME: 'user',
    GETTY_PASSWORD: 'sesame-3',
    GETTY_REFRESH_TOKEN: 'sesame-4',
    GETTY_SYSTEM_ID: 'sesame-5',
    GETTY_SYSTEM_PASSWORD: 'sesame-6',
    REDIS_URL: 'redis://:sesame-7@127.0.0.1',
  };

  it('secrets are readable by reveal() only', () => {
    const config = readConfig(secrets);
    expect(config.getty.credentials?.apiSecret.reveal()).toBe('sesame-2');
    expect(
      JSON.stringify(config) + inspect(config, { depth: 9 }) + String(config.shared.redisUrl),
    ).not.toContain('sesame');
  });

  it('secrets are not in the message of a failed start', () => {
    const broken = Object.fromEntries(Object.entries(secrets).map(([name, value]) => [name, `${value}\nx`]));
    expect(() =>
      readConfig({ ...broken, CLIENT_KEYS: 'web:sesame', GETTY_API_URL: 'https://a:sesame@b' }),
    ).toThrow(ConfigError);
    try {
      readConfig({ ...broken, CLIENT_KEYS: 'web:sesame', GETTY_API_URL: 'https://a:sesame@b' });
    } catch (error) {
      expect(inspect(error)).not.toContain('sesame');
    }
  });
});
