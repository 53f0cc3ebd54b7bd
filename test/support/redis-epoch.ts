import { connectRedis } from '../../src/redis/connection.js';

const TRUST = {
  name: 'trust',
  lua: `local replid = string.match(redis.call('INFO', 'replication'), 'master_replid:(%w+)')
return redis.call('HSET', KEYS[1], 'id', 'test', 'changedAt', '1', 'replid', replid)`,
};

/**
 * Makes a Redis look as if it had remembered everything for long. A new one is suspected for 24 hours of having
 * forgotten keys, and for as long every key without a record is counted before it is sent.
 */
export const trustRedis = async (url: string, prefix = 'getty-graphql'): Promise<void> => {
  const connection = await connectRedis(url);
  try {
    // In a script, which a cluster runs where the key lies.
    await connection.evaluate(TRUST, [`${prefix}:{keys}:epoch`], []);
  } finally {
    await connection.close();
  }
};
