import type { RedisScript } from '../../../redis/connection.js';
import { epochPrelude, ledgerPrelude, prelude } from './prelude.js';

/** Before and while a request is out. KEYS: record, sendings of the asset, keys of the ledger. ARGV: now, fence, then as each says. They reply 1 or 0. */

/** `IdempotencyStore.renew`; leaseMs. A claim that was given up (lease 0) stays given up. */
export const renewScript: RedisScript = {
  name: 'renew',
  lua: `${prelude}${ledgerPrelude}
local now = clock(ARGV[1])
bind_attempts(3)
local record = held(KEYS[1], ARGV[2], now)
if not record or record.leaseUntil == '0' then return 0 end
lease(record, now, ARGV[3])
save(KEYS[1], record, now)
if record.state == 'sent' then resolve(KEYS[2], ARGV[2], now, 'sent', record.leaseUntil) end
local id = attempt_id(ARGV[2])
local entry = find_attempt(id)
if entry and (entry.state == 'sent' or entry.state == 'planned') then
  entry.leaseUntil = record.leaseUntil
  put_attempt(id, entry, entry.state, now)
end
return 1
`,
};

/**
 * `IdempotencyStore.markSent`; KEYS: record, sendings of the asset, epoch, keys of the ledger. ARGV: leaseMs, sentAt, plan, key, owner, epoch of the claim, new id,
 * new entry of the ledger, its keepMs, the client's limit or ''.
 * Once per claim, unless an `unsend` lies between, and only in the epoch in which the claim was made: what another
 * holder of the key did in between may be forgotten.
 * Replies {1 or 0, connected replicas}, or {2, used, start of the next day} where the client's limit is reached.
 */
export const markSentScript: RedisScript = {
  name: 'markSent',
  lua: `${prelude}${ledgerPrelude}${epochPrelude}
local now = clock(ARGV[1])
bind_attempts(4)
local record = held(KEYS[1], ARGV[2], now)
if not record then return { 0, 0 } end
local changed = int(changed_at(KEYS[3], now, ARGV[9]))
if changed ~= ARGV[8] then return { 0, 0 } end
local taken_over = record.state == 'unknown' and record.sendFence ~= record.fence and record.leaseUntil ~= '0'
if record.state ~= 'planned' and not taken_over then return { 0, 0 } end

-- Sendings of the key that were found to be uncharged give their places back before one is taken.
drop_older(KEYS[2], ARGV[6], ARGV[2], now)
local fresh = cjson.decode(ARGV[10])
if ARGV[12] ~= '' then
  local day, used = spent_of(fresh.client)
  if day ~= today(now) then used = 0 end
  if used >= tonumber(ARGV[12]) then return { 2, used, int((today(now) + 1) * DAY_MS) } end
end

record.state = 'sent'
record.sentAt = ARGV[4]
record.sentStoreAt = int(now)
record.sendFence = ARGV[2]
record.plan = ARGV[5]
record.epoch = changed
lease(record, now, ARGV[3])
save(KEYS[1], record, now)
put(KEYS[2], ARGV[2], { key = ARGV[6], owner = ARGV[7], state = 'sent', sentAt = ARGV[4], leaseUntil = record.leaseUntil }, now)

local id = attempt_id(ARGV[2])
local entry = find_attempt(id)
if not entry then
  entry = fresh
  add_attempt(id, entry, now, ARGV[11])
end
entry.plan, entry.sentAt, entry.day, entry.leaseUntil = ARGV[5], ARGV[4], int(today(now)), record.leaseUntil
put_attempt(id, entry, 'sent', now)
expire_attempts(ARGV[11])
local _, replicas = replication()
return { 1, replicas }
`,
};

/** `IdempotencyStore.unsend`; leaseMs, key. */
export const unsendScript: RedisScript = {
  name: 'unsend',
  lua: `${prelude}${ledgerPrelude}
local now = clock(ARGV[1])
bind_attempts(3)
local record = held(KEYS[1], ARGV[2], now)
if not record then return 0 end
record.state = 'planned'
record.sentAt, record.sentStoreAt, record.sendFence, record.plan = nil, nil, nil, nil
lease(record, now, ARGV[3])
save(KEYS[1], record, now)
redis.call('HDEL', KEYS[2], ARGV[2])
drop_older(KEYS[2], ARGV[4], ARGV[2], now)
local id = attempt_id(ARGV[2])
local entry = find_attempt(id)
if entry then
  entry.leaseUntil = record.leaseUntil
  put_attempt(id, entry, 'planned', now)
end
return 1
`,
};
