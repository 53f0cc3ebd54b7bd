import type { RedisScript } from '../../../redis/connection.js';
import { prelude } from './prelude.js';

/** A lock: a hash of whose it is and until when. */

/** `IdempotencyStore.lockAsset`. KEYS: lock. ARGV: now, token, leaseMs. Replies 1 or 0. */
export const lockScript: RedisScript = {
  name: 'lockAsset',
  lua: `${prelude}
local now = clock(ARGV[1])
if load(KEYS[1], now) then return 0 end
save(KEYS[1], { token = ARGV[2], expiresAt = int(now + tonumber(ARGV[3])) }, now)
return 1
`,
};

/** Gives it back, unless it ended and is somebody else's by now. KEYS: lock. ARGV: token. */
export const unlockScript: RedisScript = {
  name: 'unlock',
  lua: `
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`,
};
