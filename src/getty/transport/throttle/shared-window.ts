import type { SharedStore } from '../shared-store.js';
import { WINDOW_MS } from './sliding-window.js';

/** What Redis said: how many may go now, and how long the others should wait before asking again. */
export interface Granted {
  readonly count: number;
  readonly waitMs: number;
}

/**
 * The sliding window as a sorted set, by Redis' own clock (replicas' clocks differ). Takes as many of the wanted places
 * as are free, in one atomic step.
 */
const TAKE = {
  name: 'take-places',
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window, limit, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local used = redis.call('ZCARD', KEYS[1])
local count = math.max(0, math.min(limit - used, wanted))
for i = 1, count do
  redis.call('ZADD', KEYS[1], now, time[1] .. '.' .. time[2] .. ':' .. ARGV[4] .. ':' .. i)
end
redis.call('PEXPIRE', KEYS[1], window * 2)
local wait = 0
if count < wanted then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  wait = math.max(1, (tonumber(oldest[2]) or now) + window - now)
end
return { count, wait }
`,
};

const KEY = 'getty:throttle:window';

/** Takes places in the window that all replicas share. Rejects when Redis cannot be asked. */
export const takeShared = async (
  store: SharedStore,
  replica: string,
  limit: number,
  wanted: number,
): Promise<Granted> => {
  const reply = await store.evaluate(TAKE, [KEY], [WINDOW_MS, limit, wanted, replica]);
  const [count, waitMs] = Array.isArray(reply) ? reply.map(Number) : [];
  if (count === undefined || waitMs === undefined || !Number.isFinite(count) || !Number.isFinite(waitMs)) {
    throw new Error('Redis answered the throttle with something unreadable.');
  }
  return { count, waitMs };
};
