import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { parseRedisUrl } from './address.js';
import { RedisUnavailableError } from './errors.js';

export { RedisUnavailableError } from './errors.js';

/** A Lua script: one atomic step. `lua` must be a constant, because Redis keeps every text it has seen. */
export interface RedisScript {
  /** For error messages. */
  readonly name: string;
  readonly lua: string;
}

/** One shared connection. Whatever fails throws `RedisUnavailableError`; nothing is ever sent twice by itself. */
export interface RedisConnection {
  /** Where it leads, without user and password. */
  readonly address: string;
  /** Whether a command would be sent now; it comes back by itself. */
  isReady(): boolean;
  /** Calls `listener` each time a lost connection is back. @returns ends that */
  onBack?(listener: () => void): () => void;
  command(name: string, ...args: readonly (string | number)[]): Promise<unknown>;
  evaluate(
    script: RedisScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown>;
  close(): Promise<void>;
}

/** How a connection behaves. */
export interface RedisConnectionOptions {
  /** How long a command may take before it counts as failed; default one second. */
  readonly commandTimeoutMs?: number;
  /** How long connecting may take; default five seconds. */
  readonly connectTimeoutMs?: number;
  /** Told when the connection is lost and when it is back, for the log. */
  readonly onChange?: (state: 'lost' | 'back', reason: string) => void;
}

/** Connects, or throws naming the host (never the password). Afterwards it reconnects by itself for ever. */
export async function connectRedis(
  url: string,
  options: RedisConnectionOptions = {},
): Promise<RedisConnection> {
  const address = parseRedisUrl(url);
  const commandTimeout = options.commandTimeoutMs ?? 1000;
  const client = new Redis(address.url, {
    lazyConnect: true,
    connectTimeout: options.connectTimeoutMs ?? 5000,
    commandTimeout,
    // A peer that vanished without a word is noticed by its silence, and the connection made anew.
    socketTimeout: commandTimeout * 2,
    // Fail fast: a download that waits for a lost Redis is a download nobody waits for any more.
    enableOfflineQueue: false,
    // A claim that was made and whose reply was lost must not be made again: it would find itself busy.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(50 * 2 ** Math.min(attempt - 1, 6), 2000),
    // After a fail-over the old primary answers READONLY; connecting again finds the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  let lastError = '';
  client.on('error', (error: Error) => {
    lastError = error.message;
  });
  const connected = await client.connect().then(
    () => lastError === '',
    () => false,
  );
  if (!connected) {
    client.disconnect();
    throw new RedisUnavailableError(
      `Redis at ${address.printable} cannot be used: ${lastError || 'no answer'}`,
    );
  }
  watch(client, options.onChange ?? (() => {}), () => lastError);
  return new SharedConnection(client, address.printable);
}

/** Tells each loss and each return once, however many attempts lie between. */
function watch(
  client: Redis,
  onChange: NonNullable<RedisConnectionOptions['onChange']>,
  reason: () => string,
): void {
  let lost = false;
  client.on('close', () => {
    if (!lost) onChange('lost', reason() || 'connection closed');
    lost = true;
  });
  client.on('ready', () => {
    if (lost) onChange('back', '');
    lost = false;
  });
}

class SharedConnection implements RedisConnection {
  private readonly hashes = new Map<string, string>();

  constructor(
    private readonly client: Redis,
    readonly address: string,
  ) {}

  isReady(): boolean {
    return this.client.status === 'ready';
  }

  onBack(listener: () => void): () => void {
    this.client.on('ready', listener);
    return () => this.client.off('ready', listener);
  }

  async command(name: string, ...args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await this.client.call(name, ...args);
    } catch (error) {
      throw this.failure(name, error);
    }
  }

  /** By hash; a Redis that does not know the script has not run it, so sending the whole text then is safe. */
  async evaluate(
    { name, lua }: RedisScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    const rest = [keys.length, ...keys, ...args];
    try {
      return await this.client.call('EVALSHA', this.hashOf(lua), ...rest).catch((error: unknown) => {
        if (messageOf(error).startsWith('NOSCRIPT')) return this.client.call('EVAL', lua, ...rest);
        throw error;
      });
    } catch (error) {
      throw this.failure(name, error);
    }
  }

  async close(): Promise<void> {
    this.client.removeAllListeners('close');
    // QUIT lets replies under way arrive; where nobody answers the socket is simply closed.
    await this.client.quit().catch(() => {});
    this.client.disconnect();
  }

  private hashOf(lua: string): string {
    const known = this.hashes.get(lua);
    if (known !== undefined) return known;
    const hash = createHash('sha1').update(lua).digest('hex');
    this.hashes.set(lua, hash);
    return hash;
  }

  private failure(step: string, error: unknown): RedisUnavailableError {
    return new RedisUnavailableError(
      `Redis at ${this.address} failed in ${step}: ${explain(messageOf(error))}`,
    );
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The client's words for "not connected" speak of options that nobody here has set. */
const explain = (message: string): string =>
  message.startsWith('Stream isn') || message.startsWith('Reached the max retries')
    ? 'not connected'
    : message;
