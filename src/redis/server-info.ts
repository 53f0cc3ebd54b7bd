import type { RedisAddress } from './address.js';

/** What `INFO` says of a server, as far as this service depends on it. Fields it leaves out are `null`. */
export interface RedisServerInfo {
  readonly version: string | null;
  readonly mode: string | null;
  readonly role: string | null;
  readonly isAofOn: boolean | null;
  /** Whether `save` points are set cannot be read from INFO; this is the time of the last RDB save, seconds since 1970. */
  readonly lastRdbSaveAt: number | null;
  readonly maxMemory: number | null;
  readonly maxMemoryPolicy: string | null;
  readonly connectedReplicas: number | null;
  readonly evictedKeys: number | null;
}

/** Reads the text of `INFO`. */
export function parseServerInfo(text: string): RedisServerInfo {
  const field = (name: string): string | null =>
    new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(text)?.[1]?.trim() ?? null;
  const number = (name: string): number | null => {
    const value = field(name);
    return value !== null && /^\d+$/.test(value) ? Number(value) : null;
  };
  const aof = field('aof_enabled');
  return {
    version: field('redis_version'),
    mode: field('redis_mode'),
    role: field('role'),
    isAofOn: aof === null ? null : aof === '1',
    lastRdbSaveAt: number('rdb_last_save_time'),
    maxMemory: number('maxmemory'),
    maxMemoryPolicy: field('maxmemory_policy'),
    connectedReplicas: number('connected_slaves'),
    evictedKeys: number('evicted_keys'),
  };
}

/** Scripts read the clock and then write, which servers before 5.0 refuse. */
const MINIMUM_MAJOR = 5;

/**
 * Why a server cannot be used with an address, in words that say what to change; `null` where it can. Fields that a
 * hosted server hides count as fine.
 */
export function unsupportedReason(info: RedisServerInfo, address: RedisAddress): string | null {
  const major = info.version === null ? null : Number.parseInt(info.version, 10);
  if (info.mode === 'sentinel')
    return 'it is a Sentinel; use redis+sentinel://host:26379/primary-name, or name the primary itself';
  if (info.mode === 'cluster' && address.topology !== 'cluster')
    return 'it is a node of a cluster; use redis+cluster://host:6379';
  if (info.mode === 'standalone' && address.topology === 'cluster')
    return 'it is no cluster (cluster-enabled no); use redis:// or redis+sentinel://';
  if (info.role === 'slave')
    return 'it is a replica, which refuses writes; name the primary, or use Sentinel';
  if (major !== null && major < MINIMUM_MAJOR)
    return `it runs Redis ${info.version}; ${MINIMUM_MAJOR}.0 or newer is needed`;
  return null;
}
