import { createHash, randomUUID } from 'node:crypto';
import { type Reservation, WINDOW_MS } from './throttle/sliding-window.js';
import type { RedisLike } from './transport.js';

/** Reservations that Redis granted, and the milliseconds to wait before asking for the rest. */
export interface Grant {
  readonly reservations: readonly Reservation[];
  readonly waitMs: number;
}

/**
 * The sliding window as a sorted set, by Redis' own clock (replicas' clocks differ). Reserves as many of the wanted
 * requests as the limit allows, atomically.
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

/** Redis key of an account's window: Getty Images limits each account, and services of several may share a Redis. */
const keyOf = (account: string): string =>
  `getty-graphql:throttle:${createHash('sha256').update(account).digest('base64url').slice(0, 22)}`;

/** The sliding window that all replicas share. */
export class RedisWindow {
  readonly #store: RedisLike;
  readonly #key: string;
  /** Random, because replicas with equal names would overwrite each other's reservations. */
  readonly #replica = randomUUID();
  #asked = 0;

  /** @param account requests of the same account are counted together */
  constructor(store: RedisLike, account: string) {
    this.#store = store;
    this.#key = keyOf(account);
  }

  /** Whether Redis would be asked now. */
  isReady(): boolean {
    return this.#store.isReady();
  }

  /** Reserves up to `wanted` requests. Rejects where Redis cannot be reached. */
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
      throw new Error('unreadable reply of Redis to the throttle');
    }
    return {
      reservations: Array.from({ length: count }, (_, i) => this.#reservation(`${prefix}:${i + 1}`, now)),
      waitMs,
    };
  }

  /** A reservation whose changes are sent to Redis without waiting: losing one costs little. */
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
