import type { RedisScript } from '../../../redis/connection.js';
import { prelude } from './prelude.js';

/** `IdempotencyStore.read`. KEYS: record, its former name. ARGV: now. Replies {'found' or 'none', now, '', '', '', field, value, ...}. */
export const readScript: RedisScript = {
  name: 'read',
  lua: `${prelude}
local now = clock(ARGV[1])
local record = taken(load(KEYS[1], now)) or load(KEYS[2], now)
return reply(record and 'found' or 'none', now, '', record)
`,
};

/**
 * `IdempotencyStore.ledger`. KEYS: ledger, its former name. ARGV: now, owner of former entries.
 * Replies {now, fence, JSON, fence, JSON, ...}, expired and dropped ones too.
 */
export const ledgerScript: RedisScript = {
  name: 'ledger',
  lua: `${prelude}
local out = { int(clock(ARGV[1])) }
for fence, text in pairs(hash(KEYS[1]) or {}) do
  out[#out + 1] = fence
  out[#out + 1] = text
end
for fence, text in pairs(hash(KEYS[2]) or {}) do
  local entry = cjson.decode(text)
  entry.owner = ARGV[2]
  out[#out + 1] = fence
  out[#out + 1] = cjson.encode(entry)
end
return out
`,
};
