import type { RedisScript } from '../../../redis/connection.js';
import { ledgerPrelude, prelude } from './prelude.js';

/**
 * `IdempotencyStore.claim`. KEYS: record, fence counter, ledger. ARGV: now, inputHash, asset, leaseMs.
 * Replies {kind, now, fence, field, value, ...}.
 */
export const claimScript: RedisScript = {
  name: 'claim',
  lua: `${prelude}${ledgerPrelude}
local now = clock(ARGV[1])
local record = load(KEYS[1], now)

if record and record.inputHash ~= ARGV[2] then return reply('conflict', now, '') end
if record and ended(record) then return reply('done', now, '', record) end
if record and busy(record, now) then return reply('busy', now, '', record) end

-- Never below the clock, so that a Redis that lost its data hands out no fence that an old claim still carries.
local fence = redis.call('INCR', KEYS[2])
if fence < now then
  fence = now
  redis.call('SET', KEYS[2], int(now))
end
redis.call('PEXPIRE', KEYS[2], int(2 * REMEMBER_MS))
fence = int(fence)

local verdict = 'claimed'
if not record then
  record = { inputHash = ARGV[2], asset = ARGV[3], state = 'planned' }
elseif record.state ~= 'planned' then
  verdict = 'unresolved'
  record.state = 'unknown'
  resolve(KEYS[3], record.sendFence, now, 'unknown', '0')
end
record.fence = fence
lease(record, now, ARGV[4])
save(KEYS[1], record, now)
return reply(verdict, now, fence, record)
`,
};
