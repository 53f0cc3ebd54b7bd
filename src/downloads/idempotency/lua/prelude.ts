import { REFUSAL_MS, RETENTION_MS, UNRESOLVED_MS } from '../durations.js';
import { attemptsPrelude } from './attempts.js';

/**
 * Functions that every script begins with. What decides is the time written in each value, by Redis's clock; the keys'
 * own TTL only clears away what is over, and runs a minute longer.
 *
 * Numbers travel and rest as strings, because Lua prints large ones as 1.7e+12; `int` prints them in full.
 */
export const prelude = `
local REMEMBER_MS = ${RETENTION_MS}
local UNRESOLVED_MS = ${UNRESOLVED_MS}
local REFUSAL_MS = ${REFUSAL_MS}
local GRACE_MS = 60000

local function int(n)
  return string.format('%.0f', n)
end

-- The store's clock. Tests pass their own time; '' means Redis's.
local function clock(override)
  if override ~= '' then return tonumber(override) end
  local time = redis.call('TIME')
  return tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end

local function hash(key)
  local flat = redis.call('HGETALL', key)
  local fields, any = {}, false
  for i = 1, #flat, 2 do
    fields[flat[i]] = flat[i + 1]
    any = true
  end
  return any and fields or nil
end

-- The record under a key, or nil. Fields that are null are absent.
local function load(key, now)
  local record = hash(key)
  if record and tonumber(record.expiresAt) > now then return record end
  if record then redis.call('DEL', key) end
  return nil
end

-- Writes all of a record; it lives until record.expiresAt.
local function save(key, record, now)
  local flat = {}
  for field, value in pairs(record) do
    flat[#flat + 1] = field
    flat[#flat + 1] = value
  end
  redis.call('DEL', key)
  redis.call('HSET', key, unpack(flat))
  redis.call('PEXPIRE', key, int(math.max(tonumber(record.expiresAt) - now, 0) + GRACE_MS))
end

-- What was sent is remembered longer than what was only planned.
local function lease(record, now, lease_ms)
  record.leaseUntil = int(now + tonumber(lease_ms))
  local sent = record.sentStoreAt and tonumber(record.sentStoreAt) + UNRESOLVED_MS or 0
  record.expiresAt = int(math.max(now + tonumber(lease_ms) + REMEMBER_MS, sent))
end

local function ended(record)
  return record.state == 'settled' or record.state == 'lost' or record.state == 'refused'
end

-- The record, unless its key is free: a refused one is only there for the callers that waited for it.
local function taken(record)
  if record and record.state ~= 'refused' then return record end
  return nil
end

local function busy(record, now)
  return not ended(record) and tonumber(record.leaseUntil) > now
end

-- The record if the claim with this fence still owns it.
local function held(key, fence, now)
  local record = load(key, now)
  if record and not ended(record) and record.fence == fence then return record end
  return nil
end

local function finish(record, state, answer, now, keep_ms)
  record.state = state
  record.answer = answer
  record.leaseUntil = '0'
  record.expiresAt = int(now + tonumber(keep_ms))
end

-- Reply with a record: the verdict, the clock, then its fields. Absent strings would cut a reply short: none here.
local function reply(verdict, now, fence, record)
  local out = { verdict, int(now), fence, '', '' }
  for field, value in pairs(record or {}) do
    out[#out + 1] = field
    out[#out + 1] = value
  end
  return out
end
`;

/**
 * The ledger of an asset: one hash, a field per fence (a fence belongs to one claim, which sends once at a time), its
 * value JSON whose members are all strings. State `dropped`: found to be uncharged when the key was sent again; kept
 * because its own answer may yet arrive.
 */
export const ledgerPrelude = `${attemptsPrelude}
local function sending(ledger, fence, now)
  local text = fence and redis.call('HGET', ledger, fence)
  if not text then return nil end
  local entry = cjson.decode(text)
  if tonumber(entry.expiresAt) > now then return entry end
  return nil
end

local function open(entry)
  return entry.state == 'sent' or entry.state == 'unknown'
end

local function put(ledger, fence, entry, now)
  entry.expiresAt = int(now + (open(entry) and UNRESOLVED_MS or REMEMBER_MS))
  redis.call('HSET', ledger, fence, cjson.encode(entry))
  redis.call('PEXPIRE', ledger, int(UNRESOLVED_MS + GRACE_MS))
end

-- Changes the entry under a fence, where there is one.
local function resolve(ledger, fence, now, state, lease_until, resolved_at)
  local entry = sending(ledger, fence, now)
  if not entry then return end
  entry.state = state
  entry.leaseUntil = lease_until
  entry.resolvedAt = resolved_at or entry.resolvedAt
  put(ledger, fence, entry, now)
end

-- Sets aside the open entries of a key's other claims, which were found to be uncharged, and removes expired ones.
local function drop_older(ledger, key, fence, now)
  for other, text in pairs(hash(ledger) or {}) do
    local entry = cjson.decode(text)
    if tonumber(entry.expiresAt) <= now then
      redis.call('HDEL', ledger, other)
    elseif entry.key == key and other ~= fence and open(entry) then
      entry.state = 'dropped'
      entry.leaseUntil = '0'
      put(ledger, other, entry, now)
      attempt_unknown(other, now, 'uncharged')
    end
  end
end
`;

/**
 * The store's epoch: a hash that must still be there and name the same history of writes (`master_replid`: it changes
 * with every restart and failover). Where it is missing or names another, records may have been lost at this moment.
 * It has no TTL. A Redis that forbids INFO is watched by the hash alone.
 */
export const epochPrelude = `
-- Replication as Redis tells it: id of the history of writes, and how many replicas are connected.
local function replication()
  local info = redis.pcall('INFO', 'replication')
  if type(info) ~= 'string' then return '', 0 end
  local replid = string.match(info, 'master_replid:(%w+)') or ''
  return replid, tonumber(string.match(info, 'connected_slaves:(%d+)') or '0')
end

-- When records were last lost, as far as can be told.
local function changed_at(epoch, now, id)
  local known = hash(epoch)
  local replid = replication()
  if known and known.changedAt and (replid == '' or known.replid == replid) then
    return tonumber(known.changedAt)
  end
  redis.call('HSET', epoch, 'id', id, 'changedAt', int(now), 'replid', replid)
  return now
end
`;
