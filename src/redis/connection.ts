import { createHash } from 'node:crypto';
import { parseRedisUrl, type RedisAddress } from './address.js';
import { createClient, type RedisClient } from './client.js';
import { RedisUnavailableError } from './errors.js';
import { parseServerInfo, unsupportedReason } from './server-info.js';

export { RedisUnavailableError } from './errors.js';

/** A Lua script: one atomic step. `lua` must be a constant, because Redis keeps every text it has seen. */
export interface RedisScript {
  /** For error messages. */
  readonly name: string;
  readonly lua: string;
}

/** One shared connection. Every failure throws `RedisUnavailableError`; no command is sent twice by itself. */
export interface RedisConnection {
  /** Where it leads, without user and password. */
  readonly address: string;
  /** Whether a command would be sent now; a lost connection is re-established by itself. */
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

/** A connection that can also demand replication. */
export interface ReplicatedRedisConnection extends RedisConnection {
  /**
   * The same connection, whose scripts count as executed only once replicas have acknowledged their writes. Replication is
   * asynchronous: a failing primary takes with it the writes it had not sent on, and a download whose claim was lost so
   * could be paid twice. With this, the claim fails instead and nothing is sent to Getty Images.
   * @param minReplicas how many replicas must acknowledge; 0 asks none
   */
  acknowledgedBy(minReplicas: number): RedisConnection;
}

/** How a connection behaves. */
export interface RedisConnectionOptions {
  /** Milliseconds a command may take before it counts as failed; default one second. */
  readonly commandTimeoutMs?: number;
  /** Milliseconds that connecting may take; default five seconds. */
  readonly connectTimeoutMs?: number;
  /** PEM certificates of the authority that signed the server's certificate; default: the system's authorities. */
  readonly ca?: string | null;
  /** Connects without writing anything and without refusing a server that does not fit: for diagnosis. */
  readonly isReadOnly?: boolean;
  /** Is called when the connection is lost and when it is back, for the log. */
  readonly onChange?: (state: 'lost' | 'back', reason: string) => void;
}

/**
 * Connects to a server, to the primary that Sentinels name, or to a cluster; reconnects by itself afterwards.
 * @throws RedisUnavailableError naming the host (never the password), also where the server does not fit the address or
 *   refuses this user a write
 */
export async function connectRedis(
  url: string,
  options: RedisConnectionOptions = {},
): Promise<ReplicatedRedisConnection> {
  const address = parseRedisUrl(url);
  let isStarting = true;
  const client = createClient(address, {
    commandTimeoutMs: options.commandTimeoutMs ?? 1000,
    connectTimeoutMs: options.connectTimeoutMs ?? 5000,
    ca: options.ca ?? null,
    isStarting: () => isStarting,
  });
  let lastError = '';
  // `node error` is a cluster's name for a failed connection to one of its nodes.
  client.on('error', (error: Error) => {
    lastError = describeError(error);
  });
  const connected = await client.connect().then(
    // A primary behind Sentinels may be found at the second attempt; an error before it is history.
    () => lastError === '' || address.topology !== 'single',
    (error: unknown) => {
      lastError ||= describeError(error);
      return false;
    },
  );
  isStarting = false;
  const connection = new SharedConnection(client, address.printable);
  const reason = connected
    ? options.isReadOnly === true
      ? null
      : await refusalReason(connection, address)
    : explainFailure(lastError, address);
  if (reason !== null) {
    client.disconnect();
    throw new RedisUnavailableError(`Redis at ${address.printable} cannot be used: ${reason}`);
  }
  watch(client, options.onChange ?? (() => {}), () => lastError);
  revive(client);
  return connection;
}

/** The braces are a cluster's hash tag: the probe touches the slot in which idempotency keys lie. */
const PROBE_KEY = 'getty-graphql:{keys}:probe';
const PROBE: RedisScript = {
  name: 'probe',
  lua: `redis.call('TIME') return redis.call('SET', KEYS[1], '1', 'PX', 1000)`,
};

/** Tries what the service will do, once: a missing permission is better said at the start than at the first download. */
async function refusalReason(connection: RedisConnection, address: RedisAddress): Promise<string | null> {
  // Hosted servers may forbid INFO; then nothing of it is checked.
  const info = await connection.command('INFO').catch(() => '');
  const unsupported = unsupportedReason(parseServerInfo(String(info)), address);
  if (unsupported !== null) return unsupported;
  try {
    await connection.evaluate(PROBE, [PROBE_KEY], []);
    return null;
  } catch (error) {
    const message = messageOf(error);
    if (/NOPERM|permission/i.test(message))
      return `its user may not run scripts or write getty-graphql:* keys (ACL: ~getty-graphql:* +@all -@dangerous +info): ${message}`;
    if (message.includes('NOREPLICAS'))
      return `it refuses writes because too few replicas are connected (min-replicas-to-write): ${message}`;
    return message;
  }
}

/** Adds what usually helps to what the client says about a connection that could not be made. */
function explainFailure(reason: string, address: RedisAddress): string {
  if (/self.signed|unable to (?:verify|get)|UNABLE_TO|DEPTH_ZERO/i.test(reason))
    return `${reason}; its certificate is signed by an authority that is not known here (REDIS_CA_FILE names its certificate)`;
  if (/WRONGPASS|NOAUTH/.test(reason)) return `${reason}; user or password in REDIS_URL are wrong or missing`;
  if (address.topology === 'sentinel')
    return `no Sentinel there answers or knows a primary named ${address.primaryName}: ${reason || 'no answer'}`;
  if (address.topology === 'cluster') return `no node of a cluster answers there: ${reason || 'no answer'}`;
  return reason || 'no answer';
}

/** Milliseconds after which a client that gave up is started again. */
const REVIVE_MS = 500;

/** Starts a client again that ended by itself: one that is interrupted while it asks Sentinels never reconnects. */
function revive(client: RedisClient): void {
  client.on('end', () => {
    setTimeout(() => client.connect().catch(() => {}), REVIVE_MS).unref();
  });
}

/** Reports each loss and each return once, regardless of the attempts between. */
function watch(
  client: RedisClient,
  onChange: NonNullable<RedisConnectionOptions['onChange']>,
  reason: () => string,
): void {
  let isLost = false;
  client.on('close', () => {
    if (!isLost) onChange('lost', reason() || 'connection closed');
    isLost = true;
  });
  client.on('ready', () => {
    if (isLost) onChange('back', '');
    isLost = false;
  });
}

/** Milliseconds in which replicas must acknowledge a write. */
const ACKNOWLEDGE_MS = 500;

class SharedConnection implements ReplicatedRedisConnection {
  readonly #hashes = new Map<string, string>();

  constructor(
    private readonly client: RedisClient,
    readonly address: string,
    private readonly minReplicas = 0,
  ) {}

  acknowledgedBy(minReplicas: number): RedisConnection {
    return new SharedConnection(this.client, this.address, minReplicas);
  }

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
      throw this.#failure(name, error);
    }
  }

  /** Sends the hash; a server that does not know the script has not run it, so sending the whole text then is safe. */
  async evaluate(
    { name, lua }: RedisScript,
    keys: readonly string[],
    args: readonly (string | number)[],
  ): Promise<unknown> {
    const rest = [keys.length, ...keys, ...args];
    try {
      return await this.#write('EVALSHA', this.#hashOf(lua), rest).catch((error: unknown) => {
        if (messageOf(error).startsWith('NOSCRIPT')) return this.#write('EVAL', lua, rest);
        throw error;
      });
    } catch (error) {
      throw this.#failure(name, error);
    }
  }

  async #write(command: string, script: string, rest: readonly (string | number)[]): Promise<unknown> {
    if (this.minReplicas === 0) return this.client.call(command, script, ...rest);
    // Sent in one go: WAIT speaks of the writes of its own connection, and says nothing after a reconnect.
    const [reply, count] = await Promise.all([
      this.client.call(command, script, ...rest),
      this.client.call('WAIT', this.minReplicas, ACKNOWLEDGE_MS),
    ]);
    if (typeof count === 'number' && count >= this.minReplicas) return reply;
    throw new Error(`${count} of ${this.minReplicas} replicas acknowledged the write (REDIS_MIN_REPLICAS)`);
  }

  async close(): Promise<void> {
    this.client.removeAllListeners('close');
    this.client.removeAllListeners('end');
    // QUIT lets pending replies arrive; without a server the socket is simply closed.
    await this.client.quit().catch(() => {});
    this.client.disconnect();
  }

  #hashOf(lua: string): string {
    const known = this.#hashes.get(lua);
    if (known !== undefined) return known;
    const hash = createHash('sha1').update(lua).digest('hex');
    this.#hashes.set(lua, hash);
    return hash;
  }

  #failure(step: string, error: unknown): RedisUnavailableError {
    return new RedisUnavailableError(
      `Redis at ${this.address} failed in ${step}: ${explainMessage(messageOf(error))}`,
    );
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** A cluster's error says only that all nodes failed; the last node's own says why. */
const describeError = (error: unknown): string =>
  error instanceof Error && 'lastNodeError' in error && error.lastNodeError instanceof Error
    ? error.lastNodeError.message
    : messageOf(error);

/** The client's words for "not connected" speak of its own options. */
const explainMessage = (message: string): string =>
  /^(?:Stream isn|Reached the max retries|Cluster isn|Connection is closed)/.test(message)
    ? 'not connected'
    : message;
