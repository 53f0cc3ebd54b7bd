import type { RedisScript } from '../../../redis/connection.js';
import { ledgerPrelude, prelude } from './prelude.js';

/** How a claim ends. KEYS: record, sendings of the asset, keys of the ledger. ARGV: now, fence, then as each says. They reply 1 or 0. */

/** `IdempotencyStore.settle`; keepMs, answer, resolvedAt, inputHash, asset, owner, what paid or ''. Not fenced: the claim that sent may bring its link. */
export const settleScript: RedisScript = {
  name: 'settle',
  lua: `${prelude}${ledgerPrelude}
local now = clock(ARGV[1])
bind_attempts(3)
local record = taken(load(KEYS[1], now))
local sent = sending(KEYS[2], ARGV[2], now)
if not sent and not (record and record.sendFence == ARGV[2]) then return 0 end
resolve(KEYS[2], ARGV[2], now, 'settled', '0', ARGV[5])
move_attempt(ARGV[2], 'settled', now, ARGV[9])

if record and record.inputHash ~= ARGV[6] then return 0 end
-- The same link again is a repeat after a lost reply; another is another charge, and the first is being replayed.
if record and record.state == 'settled' then return record.answer == ARGV[4] and 1 or 0 end
-- The key was released since, by a caller that took the claim over: the link takes it again.
if not record then
  record = { inputHash = ARGV[6], asset = ARGV[7], owner = ARGV[8], fence = ARGV[2], sendFence = ARGV[2] }
  record.sentAt, record.sentStoreAt = sent.sentAt, int(now)
end
finish(record, 'settled', ARGV[4], now, ARGV[3])
save(KEYS[1], record, now)
return 1
`,
};

/** `IdempotencyStore.lose`; keepMs, answer, resolvedAt (0: undecided), what paid or ''. */
export const loseScript: RedisScript = {
  name: 'lose',
  lua: `${prelude}${ledgerPrelude}
local now = clock(ARGV[1])
bind_attempts(3)
local record = load(KEYS[1], now)
if not record or record.fence ~= ARGV[2] then return 0 end
-- A repeat after a lost reply.
if ended(record) then return record.state == 'lost' and record.answer == ARGV[4] and 1 or 0 end
if not record.sendFence then return 0 end
finish(record, 'lost', ARGV[4], now, ARGV[3])
save(KEYS[1], record, now)
resolve(KEYS[2], record.sendFence, now, 'lost', '0', ARGV[5])
move_attempt(record.sendFence, ARGV[5] == '0' and 'undecided' or 'lost', now, ARGV[6])
return 1
`,
};

/** `IdempotencyStore.markUnknown`; keepMs, counted from the sending; `uncharged` or `unknown`, for the ledger. */
export const markUnknownScript: RedisScript = {
  name: 'markUnknown',
  lua: `${prelude}${ledgerPrelude}
local now = clock(ARGV[1])
bind_attempts(3)
local record = held(KEYS[1], ARGV[2], now)
if not record or not record.sendFence then return 0 end
record.state = 'unknown'
record.leaseUntil = '0'
record.expiresAt = int(tonumber(record.sentStoreAt) + tonumber(ARGV[3]))
save(KEYS[1], record, now)
resolve(KEYS[2], record.sendFence, now, 'unknown', '0')
attempt_unknown(record.sendFence, now, ARGV[4])
return 1
`,
};

/** `IdempotencyStore.release`; key, refusal or '', entry of the ledger to add where nothing was sent or '', plan or '', keepMs of the ledger. */
export const releaseScript: RedisScript = {
  name: 'release',
  lua: `${prelude}${ledgerPrelude}
local now = clock(ARGV[1])
bind_attempts(3)
local record = held(KEYS[1], ARGV[2], now)
if not record then return 0 end
if ARGV[4] == '' then
  redis.call('DEL', KEYS[1])
else
  finish(record, 'refused', ARGV[4], now, REFUSAL_MS)
  save(KEYS[1], record, now)
end
redis.call('HDEL', KEYS[2], ARGV[2])
drop_older(KEYS[2], ARGV[3], ARGV[2], now)

local id = attempt_id(ARGV[2])
local entry = find_attempt(id)
local refused = ARGV[5] ~= '' and cjson.decode(ARGV[5]) or nil
if not entry and refused then
  entry = refused
  entry.leaseUntil = '0'
  add_attempt(id, entry, now, ARGV[7])
end
if entry then
  if refused then entry.error = refused.error end
  if ARGV[6] ~= '' then entry.plan = ARGV[6] end
  entry.leaseUntil = '0'
  put_attempt(id, entry, refused and 'refused' or 'uncharged', now)
  expire_attempts(ARGV[7])
end
return 1
`,
};
