import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { expect, vi } from 'vitest';
import { freePort, type RedisServer, redisBinary, startRedisServer } from './redis-server.js';

/** Milliseconds that servers on a busy machine may take to agree with each other. */
const AGREEMENT_MS = 30_000;

/** Sends one command on a connection of its own. */
export async function redisCommand(port: number, name: string, ...args: string[]): Promise<unknown> {
  const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.call(name, ...args);
  } finally {
    client.disconnect();
  }
}

/** A private authority and a certificate for 127.0.0.1 that it signed, in a folder of their own. */
export interface PrivateAuthority {
  readonly ca: string;
  readonly caFile: string;
  /** Settings of a server that takes TLS only, on the port given by `--tls-port`. */
  readonly tlsArgs: (port: number) => readonly string[];
  remove(): void;
}

/** Makes one with openssl. */
export function createPrivateAuthority(): PrivateAuthority {
  const folder = mkdtempSync(join(tmpdir(), 'redis-tls-'));
  const openssl = (...args: string[]): Buffer =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  openssl(
    'req',
    '-x509',
    ...key,
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '2',
    '-subj',
    '/CN=test authority',
  );
  openssl('req', ...key, '-keyout', 'server.key', '-out', 'server.csr', '-subj', '/CN=redis');
  writeFileSync(join(folder, 'san'), 'subjectAltName=IP:127.0.0.1');
  openssl(
    'x509',
    '-req',
    '-in',
    'server.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-CAcreateserial',
    '-out',
    'server.pem',
    '-days',
    '2',
    '-extfile',
    'san',
  );
  const file = (name: string): string => join(folder, name);
  return {
    ca: readFileSync(file('ca.pem'), 'utf8'),
    caFile: file('ca.pem'),
    tlsArgs: (port) => [
      ...['--port', '0', '--tls-port', `${port}`, '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', file('server.pem'), '--tls-key-file', file('server.key')],
      ...['--tls-ca-cert-file', file('ca.pem')],
    ],
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** A primary with replicas, watched by one Sentinel. */
export interface SentinelGroup {
  /** `redis+sentinel://…/primary`. */
  readonly url: string;
  readonly servers: readonly RedisServer[];
  readonly sentinelPort: number;
  /** Port of the primary that the Sentinel names now. */
  primaryPort(): Promise<number>;
  stop(): Promise<void>;
}

const REPLICA_ARGS = [
  '--repl-diskless-sync',
  'yes',
  '--repl-diskless-sync-delay',
  '0',
  '--repl-ping-replica-period',
  '1',
];

/** Starts `replicas + 1` servers and a Sentinel that fails over after half a second without an answer. */
export async function startSentinelGroup(replicas: number): Promise<SentinelGroup> {
  const primary = await startRedisServer({ args: REPLICA_ARGS });
  const others = await Promise.all(
    Array.from({ length: replicas }, () =>
      startRedisServer({ args: [...REPLICA_ARGS, '--replicaof', '127.0.0.1', `${primary.port}`] }),
    ),
  );
  const folder = mkdtempSync(join(tmpdir(), 'redis-sentinel-'));
  const sentinelPort = await freePort();
  const file = join(folder, 'sentinel.conf');
  writeFileSync(
    file,
    [
      `port ${sentinelPort}`,
      'bind 127.0.0.1',
      `dir ${folder}`,
      `sentinel monitor primary 127.0.0.1 ${primary.port} 1`,
      'sentinel down-after-milliseconds primary 500',
      'sentinel failover-timeout primary 2000',
      '',
    ].join('\n'),
  );
  const sentinel = spawn(redisBinary() ?? '', [file, '--sentinel'], { stdio: 'ignore' });
  const gone = once(sentinel, 'close');
  const kill = (): boolean => sentinel.kill('SIGKILL');
  process.once('exit', kill);
  const primaryPort = async (): Promise<number> => {
    const reply = await redisCommand(sentinelPort, 'SENTINEL', 'get-master-addr-by-name', 'primary');
    return Array.isArray(reply) ? Number(reply[1]) : 0;
  };
  await vi.waitFor(
    async () => {
      const known = await redisCommand(sentinelPort, 'SENTINEL', 'replicas', 'primary');
      expect(known).toHaveLength(replicas);
      const info = String(await redisCommand(primary.port, 'INFO', 'replication'));
      expect(info.match(/state=online/g)).toHaveLength(replicas);
    },
    { interval: 50, timeout: AGREEMENT_MS },
  );
  const servers = [primary, ...others];
  return {
    url: `redis+sentinel://127.0.0.1:${sentinelPort}/primary`,
    servers,
    sentinelPort,
    primaryPort,
    stop: async () => {
      process.removeListener('exit', kill);
      kill();
      await gone;
      await Promise.all(servers.map((server) => server.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A cluster of three primaries. */
export interface RedisCluster {
  readonly url: string;
  readonly servers: readonly RedisServer[];
  stop(): Promise<void>;
}

const SLOTS = 16_384;

/** Starts three nodes, gives each a third of the slots, and waits until all agree. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const servers = await Promise.all(
    [0, 1, 2].map(async () =>
      startRedisServer({
        args: [
          '--cluster-enabled',
          'yes',
          '--cluster-port',
          `${await freePort()}`,
          '--cluster-node-timeout',
          '2000',
        ],
      }),
    ),
  );
  const [first, ...others] = servers;
  if (first === undefined) throw new Error('No node was started.');
  for (const [index, { port }] of servers.entries()) {
    const [from, to] = [index, index + 1].map((part) => Math.floor((part * SLOTS) / servers.length));
    await redisCommand(port, 'CLUSTER', 'ADDSLOTSRANGE', `${from}`, `${(to ?? 0) - 1}`);
  }
  for (const { port } of others) {
    const bus = await redisCommand(port, 'CONFIG', 'GET', 'cluster-port');
    await redisCommand(
      first.port,
      'CLUSTER',
      'MEET',
      '127.0.0.1',
      `${port}`,
      String(Array.isArray(bus) ? bus[1] : ''),
    );
  }
  await vi.waitFor(
    async () => {
      for (const { port } of servers) {
        const info = String(await redisCommand(port, 'CLUSTER', 'INFO'));
        expect(info).toContain('cluster_state:ok');
        expect(info).toContain(`cluster_known_nodes:${servers.length}`);
        expect(info).toContain(`cluster_slots_ok:${SLOTS}`);
      }
    },
    { interval: 50, timeout: AGREEMENT_MS },
  );
  return {
    url: `redis+cluster://${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    servers,
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}
