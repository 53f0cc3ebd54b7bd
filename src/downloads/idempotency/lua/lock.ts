import type { RedisScript } from '../../../redis/connection.js';
import { prelude } from './prelude.js';

/** A lock: a hash of its holder's token and until when it lasts. */

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

/** Prolongs it, unless it ended. KEYS: lock. ARGV: now, token, leaseMs. Replies 1 or 0. */
export const renewLockScript: RedisScript = {
  name: 'renewLock',
  lua: `${prelude}
local now = clock(ARGV[1])
local lock = load(KEYS[1], now)
if not lock or lock.token ~= ARGV[2] then return 0 end
lock.expiresAt = int(now + tonumber(ARGV[3]))
save(KEYS[1], lock, now)
return 1
`,
};

/** Gives it back, unless it ended and another call holds it by now. KEYS: lock. ARGV: token. */
export const unlockScript: RedisScript = {
  name: 'unlock',
  lua: `
if redis.call('HGET', KEYS[1], 'token') == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1
`,
};
