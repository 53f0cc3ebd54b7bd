import { type DestinationStream, type Logger, pino } from 'pino';
import { createIsoFormatter } from '../lib/iso-time-formatter.js';
import { needsNoRedaction, redact, redactString } from './redact.js';
import { SecretValues } from './secret-values.js';

export type { Logger } from 'pino';

const isoTime = createIsoFormatter();

/**
 * Makes the log: one JSON object a line on standard output. Everything passes `redact`, so that a careless line
 * cannot give away a token, a key or the link to a paid file.
 * @param destination where the lines go; standard output when left out
 * @param secrets are taken out of whole lines by value, whatever field they stand in
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
 * Standard output, written some dozen lines at a time: each write is a system call, and wakes another thread to make
 * it. What waits is written soon, after a fatal line at once, and before the process ends in order.
 */
const buffered = (): DestinationStream => {
  const stream = pino.destination({
    dest: 1,
    sync: false,
    minLength: 16_000,
    periodicFlush: 200,
    maxLength: MOST_BUFFERED,
  });
  // A synchronous flush to a pipe whose reader is gone, or does not read, never returns; `flushed` gives up.
  stream.flushSync = () => {};
  return stream;
};

/** Bytes of lines that wait for a slow reader; what comes on top is dropped. */
const MOST_BUFFERED = 8 * 1024 * 1024;

/**
 * Waits until the log is written, as long as its reader takes it.
 * @returns whether nothing of it hangs: lines that a closed pipe refused count as written, for nothing waits for them
 */
export const flushed = (logger: Logger, withinMs: number): Promise<boolean> =>
  new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), withinMs);
    logger.flush(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });

/** What a line is made of, its texts redacted. */
function withoutSecrets(args: readonly unknown[]): readonly unknown[] {
  const [first, second] = args;
  // An error alone would lend its message to the line, past `formatters.log`.
  const whole = first instanceof Error ? [{ err: first }, second ?? first.message, ...args.slice(2)] : args;
  return whole.map((part) => (typeof part === 'string' ? redactString(part) : part));
}

function redactFields(fields: Record<string, unknown>): Record<string, unknown> {
  if (needsNoRedaction(fields)) return fields;
  const clean = redact(fields);
  return typeof clean === 'object' && clean !== null ? (clean as Record<string, unknown>) : {};
}
