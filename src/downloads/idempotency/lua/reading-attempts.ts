import type { RedisScript } from '../../../redis/connection.js';
import { UNRESOLVED_MS } from '../durations.js';
import { prelude } from './prelude.js';

/** Reading. KEYS: entries, latest. ARGV: now, '' or id, '' or idempotency key. Replies {now, id, JSON} or {now}. */
export const findAttemptScript: RedisScript = {
  name: 'findAttempt',
  lua: `${prelude}
local now = clock(ARGV[1])
local id = ARGV[2] ~= '' and ARGV[2] or redis.call('HGET', KEYS[2], ARGV[3])
local text = id and redis.call('HGET', KEYS[1], id)
if not text then return { int(now) } end
return { int(now), id, text }
`,
};

/**
 * A page by time. KEYS: entries, sorted set. ARGV: now, from, to (exclusive), direction (`older` or `newer`), limit,
 * time and id of the place beyond which to read ('' and '': from the end). Replies {now, id, JSON, ...}.
 */
export const pageOfAttemptsScript: RedisScript = {
  name: 'pageOfAttempts',
  lua: `${prelude}
local now = clock(ARGV[1])
local from, to, is_older, limit = ARGV[2], '(' .. ARGV[3], ARGV[4] == 'older', tonumber(ARGV[5])
local at, place = ARGV[6], ARGV[7]
if at ~= '' then
  -- Inclusive: entries of the same millisecond are told apart by their ids below.
  if is_older and tonumber(at) < tonumber(ARGV[3]) then to = at end
  if not is_older and tonumber(at) > tonumber(from) then from = at end
end
local function is_beyond(id, score)
  if at == '' or tonumber(score) ~= tonumber(at) then return true end
  if is_older then return id < place end
  return id > place
end
local out, found, offset = { int(now) }, 0, 0
while found < limit do
  local rows
  if is_older then
    rows = redis.call('ZREVRANGEBYSCORE', KEYS[2], to, from, 'WITHSCORES', 'LIMIT', offset, limit)
  else
    rows = redis.call('ZRANGEBYSCORE', KEYS[2], from, to, 'WITHSCORES', 'LIMIT', offset, limit)
  end
  if #rows == 0 then break end
  for index = 1, #rows, 2 do
    local text = found < limit and is_beyond(rows[index], rows[index + 1]) and redis.call('HGET', KEYS[1], rows[index])
    if text then
      found = found + 1
      out[#out + 1] = rows[index]
      out[#out + 1] = text
    end
  end
  offset = offset + limit
end
return out
`,
};

/** How many. KEYS: sorted set. ARGV: now, from, to (exclusive). */
export const countAttemptsScript: RedisScript = {
  name: 'countAttempts',
  lua: `return redis.call('ZCOUNT', KEYS[1], ARGV[2], '(' .. ARGV[3])`,
};

/** How many unsettled of the last week. KEYS: open. ARGV: now. */
export const countUnsettledScript: RedisScript = {
  name: 'countUnsettled',
  lua: `${prelude}
return redis.call('ZCOUNT', KEYS[1], '(' .. int(clock(ARGV[1]) - ${UNRESOLVED_MS}), '+inf')
`,
};
