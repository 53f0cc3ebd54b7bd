#!/usr/bin/env node
/**
 * `npm run ledger`: what was spent, read from Redis directly; needs no running service.
 *
 *     npm run ledger -- [--from 2026-01-01] [--to 2026-02-01] [--client web] [--state LINK_LOST] [--json | --csv]
 *     npm run ledger -- --reconcile --from 2026-01-01
 */
import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { DomainContext } from '../catalog/domain-context.js';
import type { Config } from '../config/config.js';
import { ConfigError } from '../config/config-error.js';
import { loadEnv } from '../config/load-env.js';
import { readConfig } from '../config/read-config.js';
import { createRedisStore } from '../downloads/idempotency/redis-store.js';
import type { AttemptView } from '../downloads/ledger/attempt-view.js';
import { type Comparison, compareWithHistory } from '../downloads/ledger/compare-with-history.js';
import { passes, readAttempts } from '../downloads/ledger/list-attempts.js';
import { spendReport } from '../downloads/ledger/spend-report.js';
import { fetchWindowRows } from '../downloads/reconcile.js';
import { createGetty } from '../getty/clients/create-getty.js';
import { createTransport } from '../getty/transport/create-transport.js';
import { toGettySettings } from '../getty-settings.js';
import { systemClock } from '../lib/clock.js';
import { createLoaders } from '../loaders/loaders.js';
import { connectRedis } from '../redis/connection.js';
import { formatCsv, formatTable, toRow } from './ledger-format.js';

const USAGE = `Usage: npm run ledger -- [options]
  --from, --to MOMENT   only downloads requested in this span (ISO 8601; default: all, up to now)
  --client NAME         only those of a client key
  --state STATE         only in this state: IN_PROGRESS, SUCCEEDED, REFUSED, OUTCOME_UNKNOWN, LINK_LOST
  --json, --csv         machine-readable, one object or line for each download
  --reconcile           compare with Getty Images' download history of the service's account over the span
Reads REDIS_URL (and, for --reconcile, the GETTY_ settings) as the service does.
`;

const options = {
  from: { type: 'string' },
  to: { type: 'string' },
  client: { type: 'string' },
  state: { type: 'string' },
  json: { type: 'boolean', default: false },
  csv: { type: 'boolean', default: false },
  reconcile: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

class UsageError extends Error {}

const momentOf = (text: string | undefined, name: string, fallback: number): number => {
  if (text === undefined) return fallback;
  const ms = Date.parse(text);
  if (Number.isNaN(ms))
    throw new UsageError(`--${name} ${text} is no moment; give one such as 2026-01-31T12:00:00Z.`);
  return ms;
};

/** Getty Images' history of the service's account, through this process's own connection. */
const readHistory = async (config: Config, from: number, to: number): Promise<Comparison['history']> => {
  const { apiUrl, authUrl, connectUrl, timeoutMs } = config.getty;
  const transport = createTransport({
    clock: systemClock,
    random: Math.random,
    timeoutMs,
    lateMs: 0,
    maxRps: config.getty.maxRps,
    redis: null,
    allowedHosts: [apiUrl, authUrl, connectUrl].map((url) => new URL(url).host),
    account: createHash('sha256').update('ledger').digest('base64url').slice(0, 16),
    observe: () => {},
  });
  const { getty, sessions } = createGetty(toGettySettings(config), transport, systemClock, Math.random);
  const call = {
    session: sessions.service,
    language: null,
    id: 'ledger',
    deadlineAt: systemClock.now() + 600_000,
    cancellation: null,
  };
  const scope = {
    ...call,
    loaders: createLoaders(getty, call),
    services: { getty, clock: systemClock },
  } as unknown as DomainContext;
  try {
    const [rows, credits] = await Promise.all([
      fetchWindowRows(scope, { from, until: to }, null),
      // Credit downloads show up only where they are asked for by name.
      getty.apis.includes('V3') ? fetchWindowRows(scope, { from, until: to }, 'CREDIT_PACK') : [],
    ]);
    if (rows === null || credits === null)
      throw new UsageError('The history of this span is too long to be read; narrow --from and --to.');
    return [...rows.filter((row) => row.productType !== 'CREDIT_PACK'), ...credits];
  } finally {
    await transport.close();
  }
};

const printComparison = ({
  matched,
  onlyLedger,
  onlyHistory,
  undecided,
}: ReturnType<typeof compareWithHistory>): void => {
  process.stdout.write(`${matched} downloads stand on both sides.\n`);
  const say = (title: string, lines: readonly string[]): void => {
    if (lines.length > 0)
      process.stdout.write(`\n${title}\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
  };
  say(
    'Charged by the ledger, not in the history (downloads of the last minutes may not be shown yet):',
    onlyLedger.map(
      (view) =>
        `${view.requestedAt.toISOString()}  ${view.assetType} ${view.assetId}  ${view.state}  ${view.idempotencyKey}`,
    ),
  );
  say(
    'In the history, not charged by the ledger (normal for downloads made elsewhere with this account):',
    onlyHistory.map(
      (row) =>
        `${row.downloadedAt.toISOString()}  ${row.assetType} ${row.assetId ?? ''}  ${row.productTypeName ?? ''}`,
    ),
  );
  say(
    'Outcome unknown in the ledger; rows of the same asset above may be these:',
    undecided.map(
      (view) =>
        `${view.requestedAt.toISOString()}  ${view.assetType} ${view.assetId}  ${view.idempotencyKey}`,
    ),
  );
};

const run = async (): Promise<number> => {
  const { values } = parseArgs({ options, strict: true });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const config = readConfig(loadEnv());
  const { redisUrl, ledgerDays, idempotencyStore } = config.shared;
  if (redisUrl === null || idempotencyStore !== 'redis')
    throw new UsageError(
      'REDIS_URL is not set: without Redis the ledger is in the memory of the service; ask `downloadAttempts` there.',
    );
  const from = momentOf(values.from, 'from', 0);
  const to = momentOf(values.to, 'to', Date.now() + 60_000);
  const connection = await connectRedis(redisUrl.reveal(), { commandTimeoutMs: 10_000 });
  try {
    const store = await createRedisStore({
      connection,
      ledger: { keepMs: ledgerDays * 86_400_000, limits: new Map() },
      isReader: true,
    });
    const views: AttemptView[] = [];
    const filter = {
      clientName: values.client ?? null,
      states: values.state === undefined ? null : [values.state as AttemptView['state']],
    };
    for await (const view of readAttempts(store.attempts, { scope: null, from, to: to + 1 }, 'newer'))
      if (passes(filter, view)) views.push(view);
    if (values.reconcile) {
      const start = values.from === undefined ? (views[0]?.requestedAt.getTime() ?? Date.now()) : from;
      printComparison(
        compareWithHistory({ views, history: await readHistory(config, start, to), from: start, to }),
      );
      return 0;
    }
    if (values.json) process.stdout.write(views.map((view) => `${JSON.stringify(toRow(view))}\n`).join(''));
    else if (values.csv) process.stdout.write(formatCsv(views));
    else
      process.stdout.write(formatTable(views, await spendReport(views, ['DAY', 'CLIENT', 'PRODUCT_TYPE'])));
    return 0;
  } finally {
    await connection.close();
  }
};

run().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    const isExpected =
      error instanceof UsageError || error instanceof ConfigError || error instanceof TypeError;
    const text =
      error instanceof Error ? (isExpected ? error.message : (error.stack ?? error.message)) : String(error);
    process.stderr.write(`${text}\n${error instanceof TypeError ? USAGE : ''}`);
    process.exitCode = 1;
  },
);
