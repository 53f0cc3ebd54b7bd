/**
 * Layout in Redis (`<prefix>` defaults to `getty-graphql`; <c>, <k>, <a>, <h> are hashes of customer, key, asset, input):
 *
 *     <prefix>:{<c>}:fence              counter of fences, never below Redis's clock
 *     <prefix>:{<c>}:key:<k>            hash: the record; field names are those of IdempotencyRecord, and expiresAt
 *     <prefix>:{<c>}:sent:<a>           hash: fence -> JSON of one sending (the ledger of an asset)
 *     <prefix>:{<c>}:undelivered:<h>    sorted set: idempotency key by when it is forgotten
 *     <prefix>:{<c>}:lock:<a>           hash: token and expiresAt
 *
 * Everything has a TTL. No access token is ever stored; a settled record holds the delivery URL, which its replay needs.
 */
import { randomUUID } from 'node:crypto';
import { connectRedis, type RedisConnection, type RedisScript } from '../../redis/connection.js';
import {
  type AssetKey,
  type Claim,
  type ClaimResult,
  type IdempotencyKeyId,
  type IdempotencyStore,
  StoreUnavailableError,
} from './idempotency-store.js';
import { claimScript } from './lua/claim.js';
import { loseScript, markUnknownScript, releaseScript, settleScript } from './lua/ending.js';
import { lockScript, unlockScript } from './lua/lock.js';
import { ledgerScript, readScript } from './lua/reading.js';
import { markSentScript, renewScript, unsendScript } from './lua/sending.js';
import { keepUndeliveredScript, takeUndeliveredScript } from './lua/undelivered.js';
import { pollUntilFree } from './poll-until-free.js';
import { redisConfigWarnings } from './redis-config-warnings.js';
import { RedisKeys } from './redis-keys.js';
import { parseLedger, parseRecord } from './redis-replies.js';
import { systemTimers, type Timers } from './timers.js';

/** How the Redis store is set up. */
export type RedisStoreOptions = {
  /** In front of every key's name. */
  readonly prefix?: string;
  /** Test only: the time that scripts go by, instead of Redis's own. */
  readonly now?: () => number;
  /** For waiting between two looks at a key under way. */
  readonly timers?: Timers;
  /** Told at the start how this Redis could forget claims. */
  readonly onWarning?: (message: string) => void;
} & (
  | { /** A connection others use as well; it is theirs to close. */ readonly connection: RedisConnection }
  | { /** `redis://` or `rediss://`; connected here and closed with the store. */ readonly url: string }
);

/**
 * The key store that any number of replicas share. Throws `StoreUnavailableError`, naming host and port, when Redis
 * cannot be used at the start.
 */
export async function createRedisStore(options: RedisStoreOptions): Promise<IdempotencyStore> {
  const { prefix = 'getty-graphql', now, timers = systemTimers, onWarning } = options;
  const isShared = 'connection' in options;
  const connection = isShared ? options.connection : await connectRedis(options.url).catch(unavailable);
  if (onWarning !== undefined) for (const worry of await redisConfigWarnings(connection)) onWarning(worry);
  return new RedisStore(connection, new RedisKeys(prefix), now, timers, !isShared);
}

function unavailable(error: unknown): never {
  throw new StoreUnavailableError(error instanceof Error ? error.message : String(error));
}

class RedisStore implements IdempotencyStore {
  readonly name = 'redis';

  constructor(
    private readonly connection: RedisConnection,
    private readonly names: RedisKeys,
    private readonly now: (() => number) | undefined,
    private readonly timers: Timers,
    private readonly ownsConnection: boolean,
  ) {}

  async claim(
    id: IdempotencyKeyId,
    inputHash: string,
    asset: AssetKey,
    leaseMs: number,
  ): Promise<ClaimResult> {
    const keys = [
      this.names.record(id),
      this.names.fence(id.customer),
      this.names.ledger(id.customer, asset),
    ];
    const { verdict, now, fence, record } = parseRecord(
      await this.run(claimScript, keys, inputHash, asset, leaseMs),
    );
    const claim = { id, fence, inputHash, asset };
    if (verdict === 'conflict') return { kind: 'conflict' };
    if (record === null) throw new StoreUnavailableError(`Redis answered ${verdict} without a record.`);
    switch (verdict) {
      case 'claimed':
        return { kind: 'claimed', claim };
      case 'unresolved':
        return { kind: 'unresolved', claim, record, now };
      case 'busy':
        return { kind: 'busy', record, now };
      case 'done':
        return { kind: 'done', record };
      default:
        throw new StoreUnavailableError(`Redis answered ${verdict} to a claim.`);
    }
  }

  renew(claim: Claim, leaseMs: number): Promise<boolean> {
    return this.step(renewScript, claim, leaseMs);
  }

  markSent(claim: Claim, sentAt: number, plan: string, leaseMs: number): Promise<boolean> {
    return this.step(markSentScript, claim, leaseMs, sentAt, plan, claim.id.key);
  }

  unsend(claim: Claim, leaseMs: number): Promise<boolean> {
    return this.step(unsendScript, claim, leaseMs, claim.id.key);
  }

  settle(claim: Claim, response: string, resolvedAt: number, keepMs: number): Promise<boolean> {
    return this.step(settleScript, claim, keepMs, response, resolvedAt, claim.inputHash, claim.asset);
  }

  lose(claim: Claim, response: string, resolvedAt: number, keepMs: number): Promise<boolean> {
    return this.step(loseScript, claim, keepMs, response, resolvedAt);
  }

  markUnknown(claim: Claim, keepMs: number): Promise<boolean> {
    return this.step(markUnknownScript, claim, keepMs);
  }

  release(claim: Claim): Promise<boolean> {
    return this.step(releaseScript, claim, claim.id.key);
  }

  async read(id: IdempotencyKeyId): ReturnType<IdempotencyStore['read']> {
    const { record, now } = parseRecord(await this.run(readScript, [this.names.record(id)]));
    return { record, now };
  }

  async ledger(customer: string, asset: AssetKey): ReturnType<IdempotencyStore['ledger']> {
    return parseLedger(await this.run(ledgerScript, [this.names.ledger(customer, asset)]));
  }

  async keepUndelivered(customer: string, inputHash: string, key: string, keepMs: number): Promise<void> {
    await this.run(keepUndeliveredScript, [this.names.undelivered(customer, inputHash)], key, keepMs);
  }

  async takeUndelivered(customer: string, inputHash: string): Promise<string | null> {
    const key = await this.run(takeUndeliveredScript, [this.names.undelivered(customer, inputHash)]);
    return typeof key === 'string' ? key : null;
  }

  async lockAsset(
    customer: string,
    asset: AssetKey,
    leaseMs: number,
  ): ReturnType<IdempotencyStore['lockAsset']> {
    const lock = this.names.lock(customer, asset);
    const token = randomUUID();
    if ((await this.run(lockScript, [lock], token, leaseMs)) !== 1) return null;
    return {
      unlock: async () => {
        await this.connection.evaluate(unlockScript, [lock], [token]).catch(unavailable);
      },
    };
  }

  waitForChange(id: IdempotencyKeyId, timeoutMs: number): Promise<void> {
    return pollUntilFree(() => this.read(id), timeoutMs, this.timers);
  }

  async close(): Promise<void> {
    if (this.ownsConnection) await this.connection.close();
  }

  private async step(
    script: RedisScript,
    claim: Claim,
    ...args: readonly (string | number)[]
  ): Promise<boolean> {
    const keys = [this.names.record(claim.id), this.names.ledger(claim.id.customer, claim.asset)];
    return (await this.run(script, keys, claim.fence, ...args)) === 1;
  }

  private run(
    script: RedisScript,
    keys: readonly string[],
    ...args: readonly (string | number)[]
  ): Promise<unknown> {
    return this.connection.evaluate(script, keys, [this.now?.() ?? '', ...args]).catch(unavailable);
  }
}
