import type { RedisScript } from '../../../redis/connection.js';
import { epochPrelude, prelude } from './prelude.js';

/** Looks at the epoch, and begins a new one where records may have been lost. KEYS: epoch. ARGV: now, new id. */
export const epochScript: RedisScript = {
  name: 'epoch',
  lua: `${prelude}${epochPrelude}
return int(changed_at(KEYS[1], clock(ARGV[1]), ARGV[2]))
`,
};
