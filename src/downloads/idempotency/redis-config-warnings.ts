import type { RedisConnection } from '../../redis/connection.js';

/**
 * What an operator should know about the Redis that keeps claims, in sentences; empty where all is well, or where it
 * does not say (hosted ones may forbid INFO).
 */
export async function redisConfigWarnings(connection: RedisConnection): Promise<string[]> {
  const info = await connection.command('INFO').catch(() => '');
  return warningsFor(String(info));
}

/** The same from the text of INFO. */
export function warningsFor(info: string): string[] {
  const value = (name: string): string | undefined => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
  const policy = value('maxmemory_policy');
  const worries: string[] = [];
  if (policy !== undefined && policy !== 'noeviction') {
    worries.push(
      `Redis may evict keys when memory is short (maxmemory-policy ${policy}): a download whose key is evicted can be spent twice. Set it to noeviction.`,
    );
  }
  if (value('aof_enabled') === '0') {
    worries.push(
      'Redis keeps no append-only file: after its restart, downloads under way are forgotten and a retry can spend them twice. Set appendonly yes.',
    );
  }
  if (Number(value('connected_slaves') ?? 0) > 0 && value('min_slaves_good_slaves') === undefined) {
    worries.push(
      'Redis has replicas but takes writes that none of them has (min-replicas-to-write 0): a primary that is cut off forgets what it took meanwhile. Set min-replicas-to-write 1.',
    );
  }
  return worries;
}
