import { createHash } from 'node:crypto';
import { Redis } from 'ioredis';
import { parseRedisUrl } from './address.js';
import { RedisUnavailableError } from './errors.js';

export { RedisUnavailableError } from './errors.js';

/** A Lua script: one atomic step. `lua` must be a constant, because Redis caches every script it has seen. */
export interface RedisScript {
  /** For error messages. */
  readonly name: string;
  readonly lua: string;
}

/** One shared connection. Every failure throws `RedisUnavailableError`; no command is repeated automatically. */
export interface RedisConnection {
  /** The server's address, without user and password. */
  readonly address: string;
  /** The connection accepts commands now; after a loss it reconnects by itself. */
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

/** Timeouts and listener of a connection. */
export interface RedisConnectionOptions {
  /** Milliseconds after which a command counts as failed; default 1,000. */
  readonly commandTimeoutMs?: number;
  /** Milliseconds for connecting; default 5,000. */
  readonly connectTimeoutMs?: number;
  /** Called when the connection is lost and when it is back, for the log. */
  readonly onChange?: (state: 'lost' | 'back', reason: string) => void;
}

/**
 * Connects, and reconnects after every later loss.
 * @throws RedisUnavailableError naming the host, never the password
 */
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
    // Detect half-open connections and reconnect.
    socketTimeout: commandTimeout * 2,
    // Fail fast: a download that waits for a lost Redis outlasts its caller's deadline.
    enableOfflineQueue: false,
    // A claim whose reply was lost must not be repeated: it would find its own lease and report the key as busy.
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
      `Redis at ${address.printable} cannot be used: ${lastError || 'no reply'}`,
    );
  }
  watch(client, options.onChange ?? (() => {}), () => lastError);
  return new SharedConnection(client, address.printable);
}

/** Reports each loss and each return once, regardless of the attempts between. */
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

  /** Runs a script by its hash. A Redis that does not know the script has not run it, so sending the full text is safe. */
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
    // QUIT lets pending replies arrive; a server that does not respond is disconnected below.
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

/** Replaces ioredis' messages for “not connected”, which name options that this service does not use. */
const explain = (message: string): string =>
  message.startsWith('Stream isn') || message.startsWith('Reached the max retries')
    ? 'not connected'
    : message;
