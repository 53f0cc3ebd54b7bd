import { asBoolean, asDate, asList, asRecord, parseJson } from '../../getty/decode.js';
import type { HistoryEntry } from '../../getty/model/history-entry.js';
import type { RedisConnection, RedisScript } from '../../redis/connection.js';
import { type AccountState, STREAMS, type StreamName } from './account-history.js';
import type { StreamState } from './history-stream.js';

/** One stored download: the stream it was read from, and the row. */
export interface StoredRow {
  readonly stream: StreamName;
  readonly row: HistoryEntry;
}

/** What was stored of an account. */
export interface StoredHistory {
  readonly state: AccountState;
  readonly rows: readonly StoredRow[];
}

/** Where the index outlives the process. Every method throws where the store fails; the index works on without it. */
export interface OwnershipStore {
  load(account: string): Promise<StoredHistory | null>;
  /** Adds rows; then, and only then, the state that counts on them. */
  save(account: string, rows: readonly StoredRow[], state: AccountState | null): Promise<void>;
}

/** How long an account that nobody asks about is stored: Getty's history is read again after that, ms. */
const KEEP_MS = 7 * 24 * 3_600_000;
/** Fields of one account's hash; beyond it no rows are stored, and the account is read again after a restart. */
const MAX_FIELDS = 200_000;
const STATE_FIELD = '@state';
const SCAN_COUNT = 1000;

const keyOf = (account: string): string => `getty-graphql:ownership:${account}`;

const save: RedisScript = {
  name: 'store an ownership index',
  lua: `
    local room = tonumber(ARGV[2]) - redis.call('HLEN', KEYS[1])
    local complete = true
    for i = 4, #ARGV, 2 do
      local known = redis.call('HGET', KEYS[1], ARGV[i])
      if known then
        if tonumber(string.match(known, '^%d+')) < tonumber(string.match(ARGV[i + 1], '^%d+')) then
          redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
        end
      elseif room > 0 then
        redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1])
        room = room - 1
      else
        complete = false
      end
    end
    if not complete then
      redis.call('HDEL', KEYS[1], '@state')
    elseif ARGV[3] ~= '' then
      redis.call('HSET', KEYS[1], '@state', ARGV[3])
    end
    redis.call('PEXPIRE', KEYS[1], ARGV[1])
    return complete and 1 or 0
  `,
};

const streamOf = (value: unknown): StreamState | null => {
  const wire = asRecord(value);
  if (wire === null) return null;
  const number = (one: unknown): number | null =>
    typeof one === 'number' && Number.isFinite(one) ? one : null;
  const window = asRecord(wire['window']);
  const from = number(window?.['from']);
  const to = number(window?.['to']);
  return {
    upTo: number(wire['upTo']),
    downTo: number(wire['downTo']),
    window: from === null || to === null ? null : { from, to, offset: number(window?.['offset']) ?? 0 },
    windows: number(wire['windows']) ?? 0,
    emptyWindows: number(wire['emptyWindows']) ?? 0,
    isForbidden: asBoolean(wire['isForbidden']) ?? false,
    hasGaps: asBoolean(wire['hasGaps']) ?? true,
  };
};

const readState = (text: string): AccountState | null => {
  const wire = asRecord(parseJson(text));
  const [own, ownCredits, company, companyCredits] = STREAMS.map((name) => streamOf(wire?.[name]));
  return own && ownCredits && company && companyCredits ? { own, ownCredits, company, companyCredits } : null;
};

const readRow = (text: string): StoredRow | null => {
  const wire = asRecord(parseJson(text.slice(text.indexOf(' ') + 1)));
  const row = asRecord(wire?.['row']);
  const stream = STREAMS.find((name) => name === wire?.['stream']);
  const downloadedAt = asDate(row?.['downloadedAt']);
  if (row === null || stream === undefined || downloadedAt === null) return null;
  // Written by this service: only the moment has another form in JSON.
  return { stream, row: { ...(row as unknown as HistoryEntry), downloadedAt } };
};

/** A hash per account in Redis: a field per asset and stream, and the state of the reading. */
export const createRedisOwnershipStore = (
  redis: Pick<RedisConnection, 'command' | 'evaluate'>,
): OwnershipStore => ({
  async load(account) {
    const key = keyOf(account);
    const state = readState(String((await redis.command('HGET', key, STATE_FIELD)) ?? ''));
    if (state === null) return null;
    const rows: StoredRow[] = [];
    let cursor = '0';
    do {
      const reply = asList(await redis.command('HSCAN', key, cursor, 'COUNT', SCAN_COUNT));
      const fields = asList(reply[1]);
      for (let index = 0; index + 1 < fields.length; index += 2) {
        if (fields[index] === STATE_FIELD) continue;
        const row = readRow(String(fields[index + 1]));
        if (row === null) return null;
        rows.push(row);
      }
      cursor = String(reply[0] ?? '0');
    } while (cursor !== '0');
    return { state, rows };
  },

  async save(account, rows, state) {
    const fields = rows.flatMap(({ stream, row }) => [
      `${stream}:${row.assetType}:${row.assetId}`,
      // The moment first: the script stores the later of two downloads.
      `${row.downloadedAt.getTime()} ${JSON.stringify({ stream, row: { ...row, thumbnailUrl: null } })}`,
    ]);
    const written = state === null ? '' : JSON.stringify(state);
    await redis.evaluate(save, [keyOf(account)], [KEEP_MS, MAX_FIELDS, written, ...fields]);
  },
});
