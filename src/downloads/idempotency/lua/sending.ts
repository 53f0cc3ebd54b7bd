import type { RedisScript } from '../../../redis/connection.js';
import { epochPrelude, ledgerPrelude, prelude } from './prelude.js';

/** Before and while a request is out. KEYS: record, ledger. ARGV: now, fence, then as each says. They reply 1 or 0. */

/** `IdempotencyStore.renew`; leaseMs. A claim that was given up (lease 0) stays given up. */
export const renewScript: RedisScript = {
  name: 'renew',
  lua: `${prelude}${ledgerPrelude}
local now = clock(ARGV[1])
local record = held(KEYS[1], ARGV[2], now)
if not record or record.leaseUntil == '0' then return 0 end
lease(record, now, ARGV[3])
save(KEYS[1], record, now)
if record.state == 'sent' then resolve(KEYS[2], ARGV[2], now, 'sent', record.leaseUntil) end
return 1
`,
};

/**
 * `IdempotencyStore.markSent`; KEYS: record, ledger, epoch. ARGV: leaseMs, sentAt, plan, key, owner, epoch of the claim, new id.
 * Once per claim, unless an `unsend` lies between, and only in the epoch in which the claim was made: what another
 * holder of the key did in between may be forgotten.
 * Replies {1 or 0, connected replicas}.
 */
export const markSentScript: RedisScript = {
  name: 'markSent',
  lua: `${prelude}${ledgerPrelude}${epochPrelude}
local now = clock(ARGV[1])
local record = held(KEYS[1], ARGV[2], now)
if not record then return { 0, 0 } end
local changed = int(changed_at(KEYS[3], now, ARGV[9]))
if changed ~= ARGV[8] then return { 0, 0 } end
local taken_over = record.state == 'unknown' and record.sendFence ~= record.fence and record.leaseUntil ~= '0'
if record.state ~= 'planned' and not taken_over then return { 0, 0 } end

record.state = 'sent'
record.sentAt = ARGV[4]
record.sentStoreAt = int(now)
record.sendFence = ARGV[2]
record.plan = ARGV[5]
record.epoch = changed
lease(record, now, ARGV[3])
save(KEYS[1], record, now)
drop_older(KEYS[2], ARGV[6], ARGV[2], now)
put(KEYS[2], ARGV[2], { key = ARGV[6], owner = ARGV[7], state = 'sent', sentAt = ARGV[4], leaseUntil = record.leaseUntil }, now)
local _, replicas = replication()
return { 1, replicas }
`,
};

/** `IdempotencyStore.unsend`; leaseMs, key. */
export const unsendScript: RedisScript = {
  name: 'unsend',
  lua: `${prelude}${ledgerPrelude}
local now = clock(ARGV[1])
local record = held(KEYS[1], ARGV[2], now)
if not record then return 0 end
record.state = 'planned'
record.sentAt, record.sentStoreAt, record.sendFence, record.plan = nil, nil, nil, nil
lease(record, now, ARGV[3])
save(KEYS[1], record, now)
redis.call('HDEL', KEYS[2], ARGV[2])
drop_older(KEYS[2], ARGV[4], ARGV[2], now)
return 1
`,
};
