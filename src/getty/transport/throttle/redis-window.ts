import { createHash, randomUUID } from 'node:crypto';
import type { RedisLike } from '../redis-like.js';
import type { Reservation } from './permit.js';
import { WINDOW_MS } from './sliding-window.js';

/** What Redis said: the places that were free, and how long who got none should wait before asking again. */
export interface Grant {
  readonly reservations: readonly Reservation[];
  readonly waitMs: number;
}

/**
 * The sliding window as a sorted set, by Redis' own clock (replicas' clocks differ). Takes as many of the wanted places
 * as are free, in one atomic step.
 */
const TAKE_SCRIPT = {
  name: 'take-places',
  lua: `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window, limit, wanted = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - window)
local used = redis.call('ZCARD', KEYS[1])
local count = math.max(0, math.min(limit - used, wanted))
for i = 1, count do
  redis.call('ZADD', KEYS[1], now, ARGV[4] .. ':' .. i)
end
redis.call('PEXPIRE', KEYS[1], window * 2)
local wait = 0
if count < wanted then
  local oldest = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  wait = math.max(1, (tonumber(oldest[2]) or now) + window - now)
end
return { count, wait, now }
`,
};

/** Getty Images limits each account; services of different accounts may share a Redis. */
const keyOf = (account: string): string =>
  `getty-graphql:throttle:${createHash('sha256').update(account).digest('base64url').slice(0, 22)}`;

/** The window that all replicas share. */
export class RedisWindow {
  readonly #store: RedisLike;
  readonly #key: string;
  /** Two replicas of one name would take one another's places. */
  readonly #replica = randomUUID();
  #asked = 0;

  /** @param account whose calls are counted together */
  constructor(store: RedisLike, account: string) {
    this.#store = store;
    this.#key = keyOf(account);
  }

  /** Whether Redis would be asked now. */
  isReady(): boolean {
    return this.#store.isReady();
  }

  /** Takes places, as many as are free. Rejects when Redis cannot be asked. */
  async take(limit: number, wanted: number): Promise<Grant> {
    this.#asked += 1;
    const prefix = `${this.#replica}:${this.#asked}`;
    const reply = await this.#store.evaluate(TAKE_SCRIPT, [this.#key], [WINDOW_MS, limit, wanted, prefix]);
    const [count, waitMs, now] = Array.isArray(reply) ? reply.map(Number) : [];
    if (
      count === undefined ||
      waitMs === undefined ||
      now === undefined ||
      Number.isNaN(count + waitMs + now)
    ) {
      throw new Error('Redis answered the throttle with something unreadable.');
    }
    return {
      reservations: Array.from({ length: count }, (_, i) => this.#reservation(`${prefix}:${i + 1}`, now)),
      waitMs,
    };
  }

  /** What happens to a place afterwards is told to Redis in passing: nobody waits for it, and a loss costs little. */
  #reservation(member: string, takenAt: number): Reservation {
    let at = takenAt;
    return {
      shift: (ms) => {
        at += ms;
        this.#store.command('ZADD', this.#key, 'XX', Math.round(at), member).catch(() => {});
      },
      cancel: () => {
        this.#store.command('ZREM', this.#key, member).catch(() => {});
      },
    };
  }
}
