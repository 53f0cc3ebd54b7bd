import { type DestinationStream, type Logger, pino } from 'pino';
import { createIsoFormatter } from '../lib/iso-time-formatter.js';
import { needsNoRedaction, redact, redactString } from './redact.js';
import { SecretValues } from './secret-values.js';

export type { Logger } from 'pino';

const isoTime = createIsoFormatter();

/**
 * Creates the logger: one JSON object per line on standard output. All fields pass `redact`, so that a careless line
 * cannot leak a token, a key or the link to a paid file.
 * @param destination default: standard output
 * @param secrets redacted by value in complete lines, in any field
 */
export function createLogger(
  level: string,
  destination?: DestinationStream,
  secrets: SecretValues = new SecretValues(),
): Logger {
  const options = {
    level,
    base: { service: 'getty-graphql' },
    timestamp: () => `,"time":"${isoTime(Date.now())}"`,
    formatters: {
      level: (label: string) => ({ level: label }),
      log: (fields: Record<string, unknown>) => redactFields(fields),
    },
    hooks: {
      streamWrite: (line: string) => secrets.redact(line),
      logMethod(this: Logger, args: Parameters<Logger['info']>, method: Logger['info']): void {
        method.apply(this, withoutSecrets(args) as Parameters<Logger['info']>);
      },
    },
    // `redact` has already turned errors into plain fields.
    serializers: { err: (error: unknown) => error },
  };
  return pino(options, destination ?? buffered());
}

/**
 * Standard output, written in batches of a few dozen lines: each write is a system call and wakes another thread.
 * Buffered lines are flushed every 200 ms, after a fatal line at once, and before an orderly exit.
 */
const buffered = (): DestinationStream => {
  const stream = pino.destination({
    dest: 1,
    sync: false,
    minLength: 16_000,
    periodicFlush: 200,
    maxLength: MAX_BUFFERED_BYTES,
  });
  // A synchronous flush to a pipe whose reader is gone, or does not read, never returns; `flushed` times out instead.
  stream.flushSync = () => {};
  return stream;
};

/** Bytes buffered for a slow reader; further lines are dropped. */
const MAX_BUFFERED_BYTES = 8 * 1024 * 1024;

/**
 * Waits until buffered lines are written.
 * @returns `false` after `withinMs`; lines that a closed pipe refused count as written, because no reader waits for them
 */
export const flushed = (logger: Logger, withinMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), withinMs);
    logger.flush(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });

/** Redacts the strings among the arguments of a log call. */
function withoutSecrets(args: readonly unknown[]): readonly unknown[] {
  const [first, second] = args;
  // pino takes the message of a lone error for the line, bypassing `formatters.log`.
  const fields = first instanceof Error ? [{ err: first }, second ?? first.message, ...args.slice(2)] : args;
  return fields.map((part) => (typeof part === 'string' ? redactString(part) : part));
}

function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  if (needsNoRedaction(fields)) return fields;
  const clean = redact(fields);
  return typeof clean === 'object' && clean !== null ? (clean as Record<string, unknown>) : {};
}
