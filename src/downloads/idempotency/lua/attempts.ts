/**
 * The ledger in Redis, five keys in the slot of the idempotency keys, which every script that moves a key is given:
 * entries (hash: id -> JSON whose members are strings), latest (hash: idempotency key -> id of its newest entry),
 * all (sorted set: id by time), open (the same, of unsettled entries), spent (hash: client key -> `<UTC day>:<count>`);
 * behind them, where an entry may be added, the sorted sets of the caller's scopes.
 * See `ledger/attempt.ts` for what the states mean; `memory-attempts.ts` is the same in TypeScript.
 */
export const attemptsPrelude = `
local HOLDS = { sent = true, unknown = true, undecided = true, settled = true, lost = true }
local FINAL = { undecided = true, settled = true, lost = true, refused = true, uncharged = true }
local DAY_MS = 86400000
local MAX_TRIMMED = 100
local attempts = {}

-- Names the ledger's keys. first: index of the first of them in KEYS.
local function bind_attempts(first)
  attempts = {
    entries = KEYS[first], latest = KEYS[first + 1], all = KEYS[first + 2], open = KEYS[first + 3],
    spent = KEYS[first + 4], scopes = first + 5,
  }
end

local function attempt_id(fence)
  return string.rep('0', 16 - #fence) .. fence
end

local function find_attempt(id)
  local text = redis.call('HGET', attempts.entries, id)
  return text and cjson.decode(text) or nil
end

local function today(now)
  return math.floor(tonumber(now) / DAY_MS)
end

local function spent_of(client)
  local day, count = string.match(redis.call('HGET', attempts.spent, client) or '', '^(%d+):(%d+)$')
  return tonumber(day or '-1'), tonumber(count or '0')
end

-- Counts a client's download of a day, or gives its place back. A day that is over is counted no more.
local function count_spent(client, day, by)
  local known, count = spent_of(client)
  if known > day then return end
  if known < day then count = 0 end
  redis.call('HSET', attempts.spent, client, int(day) .. ':' .. int(math.max(count + by, 0)))
end

-- Moves an entry to a state: its place in the client's limit, its end and the set of open entries follow.
local function put_attempt(id, entry, state, now)
  local before, after = HOLDS[entry.state] or false, HOLDS[state] or false
  if entry.client and entry.day and before ~= after then
    count_spent(entry.client, tonumber(entry.day), after and 1 or -1)
  end
  if not FINAL[state] then
    entry.endedAt = nil
  elseif entry.state ~= state then
    entry.endedAt = int(now)
  end
  entry.state = state
  if state == 'sent' or state == 'unknown' then
    redis.call('ZADD', attempts.open, entry.requestedAt, id)
  else
    redis.call('ZREM', attempts.open, id)
  end
  redis.call('HSET', attempts.entries, id, cjson.encode(entry))
end

-- Moves the entry of a fence, where there is one.
local function move_attempt(fence, state, now, paid)
  if not fence then return end
  local id = attempt_id(fence)
  local entry = find_attempt(id)
  if not entry then return end
  entry.leaseUntil = '0'
  if paid and paid ~= '' then entry.paid = paid end
  put_attempt(id, entry, state, now)
end

-- No response: open, unless the history was found to show no charge. What ended is left alone.
local function attempt_unknown(fence, now, state)
  local entry = fence and find_attempt(attempt_id(fence))
  if entry and (entry.state == 'sent' or entry.state == 'unknown') then move_attempt(fence, state, now) end
end

-- Drops what is older than the ledger goes back, a bounded number at a time.
local function trim_attempts(oldest)
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', attempts.all, '-inf', oldest, 'LIMIT', 0, MAX_TRIMMED)) do
    local entry = find_attempt(id)
    if entry and redis.call('HGET', attempts.latest, entry.key) == id then
      redis.call('HDEL', attempts.latest, entry.key)
    end
    redis.call('HDEL', attempts.entries, id)
    redis.call('ZREM', attempts.all, id)
    redis.call('ZREM', attempts.open, id)
  end
end

-- Adds an entry to the indexes. It keeps the time it was first written at.
local function add_attempt(id, entry, now, keep_ms)
  entry.requestedAt = int(now)
  local oldest, ttl = int(now - tonumber(keep_ms)), int(tonumber(keep_ms) + GRACE_MS)
  redis.call('ZADD', attempts.all, int(now), id)
  for index = attempts.scopes, #KEYS do
    redis.call('ZADD', KEYS[index], int(now), id)
    redis.call('ZREMRANGEBYSCORE', KEYS[index], '-inf', oldest)
    redis.call('PEXPIRE', KEYS[index], ttl)
  end
  redis.call('HSET', attempts.latest, entry.key, id)
  trim_attempts(oldest)
end

-- Everything but the indexes of scopes lives as long as its newest entry.
local function expire_attempts(keep_ms)
  local ttl = int(tonumber(keep_ms) + GRACE_MS)
  for _, name in ipairs({ 'entries', 'latest', 'all', 'open', 'spent' }) do
    redis.call('PEXPIRE', attempts[name], ttl)
  end
end
`;
