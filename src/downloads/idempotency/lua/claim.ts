import type { RedisScript } from '../../../redis/connection.js';
import { epochPrelude, ledgerPrelude, prelude } from './prelude.js';

/**
 * `IdempotencyStore.claim`. KEYS: record, fence counter, ledger, epoch; record and ledger under their former names; the ledger's keys.
 * ARGV: now, inputHash, asset, leaseMs, ownerSeen, owner, waitingFor, epochId, mayTakeFormer.
 *
 * Who owns a key is decided outside (`decideOwner`): where the record's owner is not `ownerSeen` the script does
 * nothing, replies `owner` and is called again with what was decided. `owner` is what the record is to say from now on.
 * Replies {kind, now, fence, changedAt, '1' where the record is of an earlier epoch, field, value, ...}.
 */
export const claimScript: RedisScript = {
  name: 'claim',
  lua: `${prelude}${ledgerPrelude}${epochPrelude}
local now = clock(ARGV[1])
bind_attempts(7)
local changed = int(changed_at(KEYS[4], now, ARGV[8]))
-- Whether the record is of an earlier epoch: a later sending under its key may be forgotten. It stays so until it is
-- sent in this one, however often it is taken over.
local is_older = '0'
local function respond(kind, fence, record)
  local out = { kind, int(now), fence, changed, is_older }
  for field, value in pairs(record or {}) do
    out[#out + 1] = field
    out[#out + 1] = value
  end
  return out
end

local record = load(KEYS[1], now)
if record and record.state == 'refused' and record.fence == ARGV[7] then
  return respond('refused', '', record)
end
record = taken(record)

-- A record of a release before this one moves to its new place, with what was sent under its key.
if not record then
  local former = load(KEYS[5], now)
  if former then
    if ARGV[9] ~= '1' then return respond('other-caller', '') end
    former.owner = ARGV[6]
    if busy(former, now) then return respond('busy', '', former) end
    for fence, text in pairs(hash(KEYS[6]) or {}) do
      local entry = sending(KEYS[6], fence, now)
      if entry and entry.key == ARGV[10] then
        entry.owner = ARGV[6]
        put(KEYS[3], fence, entry, now)
        redis.call('HDEL', KEYS[6], fence)
      end
    end
    save(KEYS[1], former, now)
    redis.call('DEL', KEYS[5])
    record = former
  end
elseif record.owner ~= ARGV[5] then
  return respond('owner', '', record)
end

if record and record.inputHash ~= ARGV[2] then return respond('conflict', '') end
if record and record.owner ~= ARGV[6] then
  record.owner = ARGV[6]
  redis.call('HSET', KEYS[1], 'owner', ARGV[6])
end
if record and ended(record) then return respond('done', '', record) end
if record and busy(record, now) then return respond('busy', '', record) end

-- Never below the clock, so that a Redis that lost its data hands out no fence that an old claim still carries.
local fence = redis.call('INCR', KEYS[2])
if fence < now then
  fence = now
  redis.call('SET', KEYS[2], int(now))
end
redis.call('PEXPIRE', KEYS[2], int(2 * UNRESOLVED_MS))
fence = int(fence)

local verdict = 'claimed'
if record and record.epoch ~= changed then is_older = '1' end
if not record then
  record = { inputHash = ARGV[2], asset = ARGV[3], owner = ARGV[6], state = 'planned', epoch = changed }
elseif record.state ~= 'planned' then
  verdict = 'unresolved'
  record.state = 'unknown'
  resolve(KEYS[3], record.sendFence, now, 'unknown', '0')
  attempt_unknown(record.sendFence, now, 'unknown')
end
record.fence = fence
lease(record, now, ARGV[4])
save(KEYS[1], record, now)
return respond(verdict, fence, record)
`,
};
