import { z } from 'zod';
import type { RedisScript } from '../../redis/connection.js';
import { readOwner } from '../owner.js';
import type { LedgerAttempt, LedgerReader } from './attempt.js';
import { StoreUnavailableError } from './idempotency-store.js';
import {
  countAttemptsScript,
  countUnsettledScript,
  findAttemptScript,
  pageOfAttemptsScript,
} from './lua/reading-attempts.js';
import type { RedisKeys } from './redis-keys.js';

const numeric = z.string().transform(Number).pipe(z.number());
const orNull = <T extends z.ZodType>(type: T) => type.nullish().transform((value) => value ?? null);

const entryFields = z.object({
  key: z.string(),
  asset: z.templateLiteral([z.enum(['image', 'video']), ':', z.string()]),
  owner: orNull(z.string()),
  client: orNull(z.string()),
  requestId: z.string().default(''),
  state: z.enum(['planned', 'sent', 'unknown', 'settled', 'lost', 'undecided', 'refused', 'uncharged']),
  plan: orNull(z.string()),
  paid: orNull(z.string()),
  error: orNull(z.string()),
  requestedAt: numeric,
  sentAt: orNull(numeric),
  endedAt: orNull(numeric),
  leaseUntil: numeric.default(0),
});
const reply = z.array(z.string());

/** Runs a script with the store's clock as its first argument. @throws StoreUnavailableError */
type Run = (
  script: RedisScript,
  keys: readonly string[],
  ...args: readonly (string | number)[]
) => Promise<unknown>;

function parseAttempts(value: unknown): {
  readonly attempts: readonly LedgerAttempt[];
  readonly now: number;
} {
  try {
    const [now = '', ...flat] = reply.parse(value);
    const attempts: LedgerAttempt[] = [];
    for (let index = 0; index + 1 < flat.length; index += 2) {
      const { owner, ...entry } = entryFields.parse(JSON.parse(flat[index + 1] ?? ''));
      attempts.push({ id: flat[index] ?? '', owner: readOwner(owner), ...entry });
    }
    return { attempts, now: Number(now) };
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError)
      throw new StoreUnavailableError('an entry of the ledger cannot be read');
    throw error;
  }
}

/** Reads the ledger that the Redis store writes. */
export function createRedisLedger(names: RedisKeys, run: Run): LedgerReader {
  const [entries, latest, , open] = names.attempts;
  const find = async (id: string, key: string): Promise<{ attempt: LedgerAttempt | null; now: number }> => {
    const { attempts, now } = parseAttempts(await run(findAttemptScript, [entries, latest], id, key));
    return { attempt: attempts[0] ?? null, now };
  };
  return {
    latest: (key) => find('', key),
    byId: (id) => find(id, ''),
    page: async ({ scope, from, to, beyond, direction, limit }) =>
      parseAttempts(
        await run(
          pageOfAttemptsScript,
          [entries, names.attemptsOf(scope)],
          from,
          to,
          direction,
          limit,
          beyond?.requestedAt ?? '',
          beyond?.id ?? '',
        ),
      ),
    count: async ({ scope, from, to }) =>
      Number(await run(countAttemptsScript, [names.attemptsOf(scope)], from, to)),
    unsettled: async () => Number(await run(countUnsettledScript, [open])),
  };
}
