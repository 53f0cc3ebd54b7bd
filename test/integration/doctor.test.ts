import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/src/index.js';
import { exitStatus, type Finding } from '../../src/cli/doctor-report.js';
import { examine } from '../../src/cli/doctor-run.js';
import { readConfig } from '../../src/config/read-config.js';
import { systemClock } from '../../src/lib/clock.js';
import { type Build, buildService } from '../properties/support/service-process.js';
import { describeWithRedis, type RedisServer, startRedisServer } from '../support/redis-server.js';

let simulator: Simulator;
afterEach(() => simulator.close());

const settingsOf = (env: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  NODE_ENV: 'test',
  GETTY_API_KEY: simulator.apiKey,
  GETTY_API_SECRET: simulator.apiSecret,
  GETTY_API_URL: simulator.url,
  GETTY_AUTH_URL: simulator.url,
  GETTY_CONNECT_URL: simulator.url,
  GETTY_TIMEOUT_MS: '5000',
  ...env,
});

const start = async (options: SimulatorOptions = {}): Promise<void> => {
  simulator = await startSimulator(options);
};
const run = (env: Readonly<Record<string, string>> = {}): Promise<readonly Finding[]> =>
  examine(readConfig(settingsOf(env)), systemClock, () => 0);

const problems = (findings: readonly Finding[]): readonly string[] =>
  findings.filter(({ status }) => status === 'problem').map(({ name }) => name);
const named = (findings: readonly Finding[], name: string): Finding => {
  const found = findings.find((finding) => finding.name === name);
  if (found === undefined) throw new Error(`${name} is not among ${findings.map((one) => one.name)}`);
  return found;
};

describe('the doctor', () => {
  it('finds nothing wrong with a Getty Images that works, and spends nothing', async () => {
    await start();
    const findings = await run();
    expect(problems(findings)).toEqual([]);
    expect(exitStatus(findings)).toBe(0);
    expect(findings.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'oauth',
        'v3',
        'v2',
        'v1',
        'token',
        'history',
        'product.11001',
        'images',
        'skew',
      ]),
    );
    expect(simulator.charges).toEqual([]);
    const spending = simulator.requests.filter(({ operation }) =>
      /CreateDownload|\/downloads\/(?:images|videos)/.test(operation),
    );
    expect(spending).toEqual([]);
    // The only request to the single-step download carries neither key nor token.
    const singleSteps = simulator.requests.filter(({ path }) => path.startsWith('/v2/'));
    expect(singleSteps.map(({ headers }) => [headers['authorization'], headers['api-key']])).toEqual([
      [undefined, undefined],
    ]);
  });

  it.each<[string, SimulatorOptions, Record<string, string>, readonly string[]]>([
    ['v1 is gone', { v1Enabled: false }, {}, ['v1']],
    ['v2 is gone', { v2Enabled: false }, {}, ['v2']],
    ['v3 is gone', { v3Enabled: false }, {}, ['v3', 'history']],
    ['the key belongs to nobody', { clientCredentialsAccount: null }, {}, ['history', 'products']],
    [
      'the product expired',
      {},
      { GETTY_USERNAME: 'expired', GETTY_PASSWORD: 'expired-password' },
      ['product.15001'],
    ],
    [
      'the allowance is used up',
      {},
      { GETTY_USERNAME: 'usedup', GETTY_PASSWORD: 'usedup-password' },
      ['product.12001'],
    ],
    ['the secret is wrong', {}, { GETTY_API_SECRET: 'not-the-secret' }, ['token']],
    [
      'the password is wrong',
      {},
      { GETTY_USERNAME: 'plenty', GETTY_PASSWORD: 'not-the-password' },
      ['token'],
    ],
    ['clocks differ by five minutes', { clockSkewMs: 300_000 }, {}, ['skew']],
    [
      'system id without a user',
      {},
      { GETTY_SYSTEM_ID: 'system', GETTY_SYSTEM_PASSWORD: 'password' },
      ['GETTY_SYSTEM_ID'],
    ],
  ])('names what is wrong where %s', async (_what, options, env, expected) => {
    await start(options);
    const findings = await run(env);
    expect(problems(findings)).toEqual(expect.arrayContaining([...expected]));
    expect(problems(findings).filter((name) => !expected.includes(name) && name !== 'v1')).toEqual([]);
    expect(exitStatus(findings)).toBe(1);
    for (const { advice, status } of findings) if (status === 'problem') expect(advice).not.toBeNull();
  });

  it('says that an API works that is switched off, and is content where one does not that is', async () => {
    await start({ v1Enabled: false });
    const findings = await run({ GETTY_APIS: 'v3' });
    expect(problems(findings)).toEqual([]);
    expect(named(findings, 'v1')).toMatchObject({ area: 'hosts' });
    const apis = findings.filter(({ area }) => area === 'apis');
    expect(apis.map(({ name, status }) => [name, status])).toEqual([
      ['v3', 'ok'],
      ['v2', 'note'],
      ['v1', 'ok'],
    ]);
  });

  it('says at which stage a host cannot be reached', async () => {
    await start();
    const findings = await run({ GETTY_CONNECT_URL: 'http://127.0.0.1:1' });
    const host = findings.find(({ area, name }) => area === 'hosts' && name === 'v1');
    expect(host).toMatchObject({
      status: 'problem',
      detail: expect.stringContaining('fails at CONNECT: ECONNREFUSED'),
    });
  });

  it('names a field that Getty Images no longer takes', async () => {
    await start();
    simulator.inject({
      operation: 'GET /v3/images',
      kind: 'status',
      status: 400,
      body: '{"ErrorCode":"InvalidParameterValue","ErrorMessage":"fields"}',
    });
    expect(problems(await run())).toEqual(['images.title']);
  });
});

describeWithRedis('the doctor in front of Redis', () => {
  let server: RedisServer;
  afterEach(() => server.stop());
  it.each<[string, readonly string[], readonly string[]]>([
    ['keeps nothing on disk', [], ['redis.persistence']],
    ['keeps an append-only file', ['--appendonly', 'yes'], []],
    ['may evict keys', ['--appendonly', 'yes', '--maxmemory-policy', 'allkeys-lru'], ['redis.eviction']],
    ['never syncs', ['--appendonly', 'yes', '--appendfsync', 'no'], ['redis.persistence']],
  ])('judges one that %s, and writes nothing to it', async (_what, args, expected) => {
    await start();
    server = await startRedisServer({ args });
    expect(problems(await run({ REDIS_URL: server.url }))).toEqual(expected);
    expect(await run({ REDIS_URL: server.url, REDIS_MIN_REPLICAS: '2' })).toContainEqual(
      expect.objectContaining({ name: 'redis.replicas', status: 'problem' }),
    );
  });

  it('names one that cannot be reached, without its password', async () => {
    await start();
    server = await startRedisServer({ password: 's3cret' });
    const findings = await run({ REDIS_URL: server.url.replace('s3cret', 'wr0ng-password') });
    expect(problems(findings)).toEqual(['redis']);
    expect(JSON.stringify(findings)).not.toContain('wr0ng-password');
  });
});

describe('the doctor as a command', () => {
  let build: Build;
  beforeAll(async () => {
    build = await buildService();
  }, 60_000);
  afterAll(() => build.remove());

  const command = (
    env: Record<string, string>,
    ...args: string[]
  ): Promise<{ status: number; out: string; err: string }> =>
    new Promise((resolve) => {
      const child = execFile(
        process.execPath,
        [join(build.folder, 'src/cli/doctor.js'), ...args],
        { cwd: build.folder, env: { PATH: process.env['PATH'] ?? '', ...env } },
        (_error, out, err) => resolve({ status: child.exitCode ?? -1, out, err }),
      );
    });

  it('ends with 0 where nothing has to be done, 1 with problems, 2 where it cannot run', async () => {
    await start();
    const fine = await command(settingsOf());
    expect([fine.status, fine.err]).toEqual([0, '']);
    expect(fine.out).toContain('0 problems');
    const wrong = await command(settingsOf({ GETTY_API_SECRET: 'not-the-secret' }), '--json');
    expect(wrong.status).toBe(1);
    expect(JSON.parse(wrong.out)).toMatchObject({ status: 1, findings: expect.any(Array) });
    const invalid = await command(settingsOf({ PORT: 'many' }));
    expect([invalid.status, invalid.out]).toEqual([2, '']);
    expect(invalid.err).toContain('PORT');
  }, 60_000);

  it('prints no secret, whatever fails', async () => {
    await start({ v3Enabled: false });
    const secrets = {
      GETTY_API_SECRET: 'sesame-secret',
      GETTY_USERNAME: 'plenty',
      GETTY_PASSWORD: 'sesame-password',
      REDIS_URL: 'redis://:sesame-redis@127.0.0.1:1',
    };
    const { out, err } = await command(settingsOf(secrets), '--json');
    expect(out + err).not.toContain('sesame');
    expect(out + err).not.toContain(simulator.apiKey);
    expect(out).toContain('redis://127.0.0.1:1');
  }, 60_000);
});
