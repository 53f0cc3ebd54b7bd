import { connectRedis } from '../../src/redis/connection.js';

/**
 * Makes a Redis look as if it had remembered everything for long. A new one is suspected for 24 hours of having
 * forgotten keys, and for as long every key without a record is counted before it is sent.
 */
export const trustRedis = async (url: string, prefix = 'getty-graphql'): Promise<void> => {
  const connection = await connectRedis(url);
  try {
    const info = String(await connection.command('INFO', 'replication'));
    const replid = /master_replid:(\w+)/.exec(info)?.[1] ?? '';
    await connection.command(
      'HSET',
      `${prefix}:{keys}:epoch`,
      'id',
      'test',
      'changedAt',
      1,
      'replid',
      replid,
    );
  } finally {
    await connection.close();
  }
};
