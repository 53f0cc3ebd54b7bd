import type { Config } from '../config/config.js';
import { parseRedisUrl } from '../redis/address.js';
import { connectRedis, type RedisConnection } from '../redis/connection.js';
import { parseServerInfo, type RedisServerInfo, unsupportedReason } from '../redis/server-info.js';
import { type Finding, findingsOf } from './doctor-report.js';

const finding = findingsOf('redis');

/** Longer than the service's own: a slow Redis is to be described, not given up. */
const COMMAND_TIMEOUT_MS = 5_000;

/** Settings that `CONFIG GET` answers; `null` where the user may not ask. */
export interface RedisSettings {
  readonly save: string | null;
  readonly appendfsync: string | null;
  readonly minReplicasToWrite: string | null;
}

async function readSetting(redis: RedisConnection, name: string): Promise<string | null> {
  const reply = await redis.command('CONFIG', 'GET', name).catch(() => null);
  const value: unknown = Array.isArray(reply) ? reply[1] : null;
  return typeof value === 'string' ? value : null;
}

/** Looks at the Redis of the settings, writing nothing. */
export async function examineRedis({ shared }: Pick<Config, 'shared'>): Promise<readonly Finding[]> {
  if (shared.redisUrl === null) return [];
  const url = shared.redisUrl.reveal();
  let redis: RedisConnection;
  try {
    redis = await connectRedis(url, {
      ca: shared.redisCa,
      isReadOnly: true,
      commandTimeoutMs: COMMAND_TIMEOUT_MS,
    });
  } catch (error) {
    return [
      finding(
        'redis',
        'problem',
        error instanceof Error ? error.message : String(error),
        'Check REDIS_URL, and that this machine may reach it.',
      ),
    ];
  }
  try {
    const text = await redis.command('INFO').catch(() => null);
    if (text === null)
      return [
        finding(
          'redis',
          'note',
          `${redis.address} answers, but its user may not run INFO`,
          'Grant +info so that its version and persistence can be checked.',
        ),
      ];
    const settings = {
      save: await readSetting(redis, 'save'),
      appendfsync: await readSetting(redis, 'appendfsync'),
      minReplicasToWrite: await readSetting(redis, 'min-replicas-to-write'),
    };
    return judgeRedis(parseServerInfo(String(text)), settings, shared);
  } finally {
    await redis.close();
  }
}

/** What INFO and CONFIG say about keeping claims, as findings. Pure. */
export function judgeRedis(
  info: RedisServerInfo,
  settings: RedisSettings,
  shared: Config['shared'],
): readonly Finding[] {
  if (shared.redisUrl === null) return [];
  const address = parseRedisUrl(shared.redisUrl.reveal());
  const unsupported = unsupportedReason(info, address);
  const keepsKeys = shared.idempotencyStore === 'redis';
  return [
    unsupported === null
      ? finding(
          'redis',
          'ok',
          `Redis ${info.version ?? '(version hidden)'} (${info.mode ?? 'mode hidden'}) at ${address.printable}`,
        )
      : finding('redis', 'problem', `${address.printable}: ${unsupported}`, 'Correct REDIS_URL.'),
    ...(keepsKeys ? [judgePersistence(info, settings), judgeEviction(info)] : []),
    ...(keepsKeys ? judgeReplicas(info, settings, shared.redisMinReplicas, address.topology) : []),
  ];
}

function judgePersistence(info: RedisServerInfo, { save, appendfsync }: RedisSettings): Finding {
  if (info.isAofOn === true)
    return appendfsync === 'no'
      ? finding(
          'redis.persistence',
          'problem',
          'append-only file is on, but never synced (appendfsync no)',
          'Set appendfsync everysec or always.',
        )
      : finding(
          'redis.persistence',
          'ok',
          `append-only file is on${appendfsync === null ? '' : ` (appendfsync ${appendfsync})`}`,
        );
  const snapshots =
    save === null ? 'snapshots unknown' : save === '' ? 'no snapshots' : `snapshots only (save ${save})`;
  if (info.isAofOn === null)
    return finding(
      'redis.persistence',
      'note',
      'the server does not say whether it keeps an append-only file',
    );
  return finding(
    'redis.persistence',
    'problem',
    `no append-only file, ${snapshots}`,
    'Set appendonly yes: after a restart, downloads under way would be forgotten and a retry could pay for them twice.',
  );
}

function judgeEviction({ maxMemory, maxMemoryPolicy, evictedKeys }: RedisServerInfo): Finding {
  const policy = maxMemoryPolicy ?? 'unknown';
  const evicted = evictedKeys === null || evictedKeys === 0 ? '' : `, ${evictedKeys} keys evicted so far`;
  return policy === 'noeviction' || policy === 'unknown'
    ? finding(
        'redis.eviction',
        'ok',
        `maxmemory-policy ${policy}, maxmemory ${maxMemory === null || maxMemory === 0 ? 'not set' : `${maxMemory} bytes`}${evicted}`,
      )
    : finding(
        'redis.eviction',
        'problem',
        `maxmemory-policy ${policy}${evicted}`,
        'Set maxmemory-policy noeviction: a download whose key is evicted can be paid for twice.',
      );
}

function judgeReplicas(
  { connectedReplicas }: RedisServerInfo,
  { minReplicasToWrite }: RedisSettings,
  minReplicas: number,
  topology: 'single' | 'sentinel' | 'cluster',
): readonly Finding[] {
  const has = connectedReplicas ?? 0;
  const told = `${has} replicas connected, REDIS_MIN_REPLICAS=${minReplicas}, min-replicas-to-write ${minReplicasToWrite ?? 'unknown'}`;
  if (minReplicas > has)
    return [
      finding(
        'redis.replicas',
        'problem',
        told,
        'Every download fails while fewer replicas are connected than REDIS_MIN_REPLICAS; add replicas or lower it.',
      ),
    ];
  if (has > 0 && minReplicas === 0 && topology !== 'cluster')
    return [
      finding(
        'redis.replicas',
        'note',
        told,
        `Set REDIS_MIN_REPLICAS=${has} so that a failover loses no idempotency key.`,
      ),
    ];
  return [finding('redis.replicas', 'ok', told)];
}
