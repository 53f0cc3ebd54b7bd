import type { RedisScript } from '../../../redis/connection.js';
import { prelude } from './prelude.js';

/** Undelivered keys: a sorted set, member = idempotency key, score = when it is forgotten. */

/** `IdempotencyStore.keepUndelivered`. KEYS: set. ARGV: now, key, keepMs. */
export const keepUndeliveredScript: RedisScript = {
  name: 'keepUndelivered',
  lua: `${prelude}
local now = clock(ARGV[1])
redis.call('ZADD', KEYS[1], int(now + tonumber(ARGV[3])), ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', int(now))
local last = redis.call('ZRANGE', KEYS[1], -1, -1, 'WITHSCORES')
if last[2] then redis.call('PEXPIRE', KEYS[1], int(tonumber(last[2]) - now + GRACE_MS)) end
return 1
`,
};

/** `IdempotencyStore.takeUndelivered`. KEYS: set. ARGV: now. Replies the key or nil. */
export const takeUndeliveredScript: RedisScript = {
  name: 'takeUndelivered',
  lua: `${prelude}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', int(clock(ARGV[1])))
return redis.call('ZPOPMIN', KEYS[1])[1]
`,
};
