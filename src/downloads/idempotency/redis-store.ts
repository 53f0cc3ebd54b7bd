/**
 * Layout in Redis (`<prefix>` defaults to `getty-graphql`; <k>, <a>, <u> are hashes of key, asset, caller and input):
 *
 *     <prefix>:{keys}:fence              counter of fences, never below Redis's clock
 *     <prefix>:{keys}:epoch              hash: replid and changedAt; when records may last have been lost
 *     <prefix>:{keys}:key:<k>            hash: the record; field names are those of IdempotencyRecord, and expiresAt
 *     <prefix>:{keys}:sent:<a>           hash: fence -> JSON of one sending (the ledger of an asset)
 *     <prefix>:{keys}:undelivered:<u>    sorted set: idempotency key by when it expires
 *     <prefix>:{keys}:attempts-entries   hash: id -> JSON of one entry of the ledger (about 800 bytes, at most 5 KB)
 *     <prefix>:{keys}:attempts-latest    hash: idempotency key -> id of its newest entry
 *     <prefix>:{keys}:attempts-all       sorted set: id by time; -open: unsettled entries alone
 *     <prefix>:{keys}:attempts:<s>       the same of one account, client key or token
 *     <prefix>:{keys}:attempts-spent     hash: client key -> UTC day and downloads on it
 *     <prefix>:{keys}:lock:<a>           hash: token and expiresAt
 *
 * Everything but the epoch has a TTL. No access token is ever stored; a settled record holds the delivery URL, which
 * its replay needs. Records of earlier releases (`<prefix>:{<hash of the caller's name>}:key:<k>`) are found and moved.
 */
import { randomUUID } from 'node:crypto';
import { connectRedis, type RedisConnection, type RedisScript } from '../../redis/connection.js';
import {
  type CallerIdentity,
  decideOwner,
  formerOwnerOf,
  ownerOf,
  withCaller,
  writeOwner,
} from '../owner.js';
import {
  DEFAULT_LEDGER,
  type LedgerOptions,
  type LedgerReader,
  type SpendingLimitHit,
  scopesOf,
} from './attempt.js';
import { SUSPICION_MS } from './durations.js';
import {
  type AssetKey,
  type AssetLock,
  type Claim,
  type ClaimResult,
  type IdempotencyKeyId,
  type IdempotencyStore,
  type ReleaseEntry,
  StoreUnavailableError,
} from './idempotency-store.js';
import { claimScript } from './lua/claim.js';
import { loseScript, markUnknownScript, releaseScript, settleScript } from './lua/ending.js';
import { epochScript } from './lua/epoch.js';
import { lockScript, renewLockScript, unlockScript } from './lua/lock.js';
import { ledgerScript, readScript } from './lua/reading.js';
import { markSentScript, renewScript, unsendScript } from './lua/sending.js';
import { keepUndeliveredScript, takeUndeliveredScript } from './lua/undelivered.js';
import { pollUntilFree } from './poll-until-free.js';
import { redisConfigWarnings } from './redis-config-warnings.js';
import { RedisKeys } from './redis-keys.js';
import { createRedisLedger } from './redis-ledger.js';
import { parseLedger, parseRecord, type RecordReply } from './redis-replies.js';
import { systemTimers, type Timers } from './timers.js';

/** How the Redis store is set up. */
export type RedisStoreOptions = {
  /** In front of every key's name. */
  readonly prefix?: string;
  /** Test only: the time that scripts go by, instead of Redis's own. */
  readonly now?: () => number;
  /** For waiting between two looks at a key under way. */
  readonly timers?: Timers;
  /** How long the ledger goes back, and what client keys may spend. Default: 400 days, no limits. */
  readonly ledger?: LedgerOptions;
  /** Reads alone: writes nothing, not even the epoch. */
  readonly isReader?: boolean;
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
  const {
    prefix = 'getty-graphql',
    now,
    timers = systemTimers,
    onWarning,
    ledger = DEFAULT_LEDGER,
  } = options;
  const isShared = 'connection' in options;
  const connection = isShared ? options.connection : await connectRedis(options.url).catch(unavailable);
  if (onWarning !== undefined) for (const worry of await redisConfigWarnings(connection)) onWarning(worry);
  const names = new RedisKeys(prefix, connection.address.includes('+cluster:'));
  const store = new RedisStore(connection, names, now, timers, !isShared, ledger);
  // From here on it is known when records were lost, and not only from the first claim on.
  if (options.isReader !== true) await store.watchEpoch();
  return store;
}

/** How long replicas may take to confirm a write, ms. */
const REPLICA_WAIT_MS = 200;
/** How often a claim is tried while other calls of the same owner change its record. */
const MAX_CLAIM_TRIES = 8;

function unavailable(error: unknown): never {
  throw new StoreUnavailableError(error instanceof Error ? error.message : String(error));
}

class RedisStore implements IdempotencyStore {
  readonly name = 'redis';
  readonly attempts: LedgerReader;

  constructor(
    private readonly connection: RedisConnection,
    private readonly names: RedisKeys,
    private readonly now: (() => number) | undefined,
    private readonly timers: Timers,
    private readonly ownsConnection: boolean,
    private readonly options: LedgerOptions,
  ) {
    this.attempts = createRedisLedger(names, (script, keys, ...args) => this.run(script, keys, ...args));
  }

  private endWatch = (): void => {};

  /** Looks at the epoch now and each time a lost connection is back. */
  async watchEpoch(): Promise<void> {
    await this.lookAtEpoch();
    const again = (): void => void this.lookAtEpoch().catch(() => {});
    this.endWatch = this.connection.onBack?.(again) ?? this.endWatch;
  }

  /** Begins a new epoch where records may have been lost since the last look. Claims look for themselves, too. */
  private async lookAtEpoch(): Promise<void> {
    await this.run(epochScript, [this.names.epoch], randomUUID());
  }

  async claim(
    id: IdempotencyKeyId,
    inputHash: string,
    asset: AssetKey,
    leaseMs: number,
    waitingFor: number | null = null,
  ): Promise<ClaimResult> {
    const { caller, key } = id;
    const mayTakeFormer = decideOwner(formerOwnerOf(caller), caller, key) === 'owner' ? '1' : '0';
    let ownerSeen = writeOwner(ownerOf(caller));
    let owner = ownerSeen;
    for (let tries = 0; tries < MAX_CLAIM_TRIES; tries += 1) {
      const reply = parseRecord(
        await this.run(
          claimScript,
          [
            this.names.record(key),
            this.names.fence,
            this.names.ledger(asset),
            this.names.epoch,
            this.names.formerRecord(caller, key),
            this.names.formerLedger(caller, asset),
            ...this.names.attempts,
          ],
          inputHash,
          asset,
          leaseMs,
          ownerSeen,
          owner,
          waitingFor ?? '',
          randomUUID(),
          mayTakeFormer,
          key,
        ),
      );
      if (reply.verdict !== 'owner')
        return this.claimed(reply, { id, fence: reply.fence, inputHash, asset, epoch: reply.changedAt });
      if (reply.record === null || decideOwner(reply.record.owner, caller, key) === 'other')
        return { kind: 'other-caller' };
      ownerSeen = reply.ownerText;
      owner = writeOwner(withCaller(reply.record.owner, caller));
    }
    throw new StoreUnavailableError('The record of a key changed at every try to claim it.');
  }

  private claimed(
    { verdict, now, changedAt, isOlder, record, refusal }: RecordReply,
    claim: Claim,
  ): ClaimResult {
    const isSuspect = isOlder || now < changedAt + SUSPICION_MS;
    if (verdict === 'conflict' || verdict === 'other-caller') return { kind: verdict };
    if (verdict === 'refused') return { kind: 'refused', refusal: refusal ?? '' };
    if (record === null) throw new StoreUnavailableError(`Redis answered ${verdict} without a record.`);
    switch (verdict) {
      case 'claimed':
        return {
          kind: 'claimed',
          claim,
          forgotSince: isSuspect ? changedAt : null,
          now,
        };
      case 'unresolved':
        return { kind: 'unresolved', claim, record, forgotSince: isOlder ? changedAt : null, now };
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

  async markSent(
    claim: Claim,
    sentAt: number,
    plan: string,
    leaseMs: number,
  ): Promise<boolean | SpendingLimitHit> {
    const owner = writeOwner(ownerOf(claim.id.caller));
    const { clientKey } = claim.id.caller;
    const limit = clientKey === null ? undefined : this.options.limits.get(clientKey);
    const keys = [
      this.names.record(claim.id.key),
      this.names.ledger(claim.asset),
      this.names.epoch,
      ...this.names.attempts,
      ...this.scopes(claim),
    ];
    const reply = await this.run(
      markSentScript,
      keys,
      claim.fence,
      leaseMs,
      sentAt,
      plan,
      claim.id.key,
      owner,
      claim.epoch,
      randomUUID(),
      newEntry(claim),
      this.options.keepMs,
      limit ?? '',
    );
    const [isMarked, replicas, resetsAt] = Array.isArray(reply) ? reply : [0, 0];
    if (isMarked === 2 && limit !== undefined)
      return { limit, used: Number(replicas), resetsAt: Number(resetsAt) };
    if (isMarked !== 1) return false;
    // A primary that dies now must not take the only trace of the sending with it.
    if (Number(replicas) > 0) {
      const confirmed = await this.connection.command('WAIT', 1, REPLICA_WAIT_MS).catch(unavailable);
      if (Number(confirmed) < 1)
        throw new StoreUnavailableError(
          `No replica of Redis confirmed within ${REPLICA_WAIT_MS} ms that a download is about to be sent.`,
        );
    }
    return true;
  }

  unsend(claim: Claim, leaseMs: number): Promise<boolean> {
    return this.step(unsendScript, claim, leaseMs, claim.id.key);
  }

  settle(
    claim: Claim,
    response: string,
    resolvedAt: number,
    keepMs: number,
    paid: string | null = null,
  ): Promise<boolean> {
    return this.step(
      settleScript,
      claim,
      keepMs,
      response,
      resolvedAt,
      claim.inputHash,
      claim.asset,
      writeOwner(ownerOf(claim.id.caller)),
      paid ?? '',
    );
  }

  lose(
    claim: Claim,
    response: string,
    resolvedAt: number,
    keepMs: number,
    paid: string | null = null,
  ): Promise<boolean> {
    return this.step(loseScript, claim, keepMs, response, resolvedAt, paid ?? '');
  }

  markUnknown(claim: Claim, keepMs: number, isUncharged = false): Promise<boolean> {
    return this.step(markUnknownScript, claim, keepMs, isUncharged ? 'uncharged' : 'unknown');
  }

  async release(
    claim: Claim,
    refusal: string | null = null,
    { error, plan }: ReleaseEntry = { error: null, plan: null },
  ): Promise<boolean> {
    const keys = [...this.keysOf(claim), ...this.scopes(claim)];
    const entry = error === null ? '' : newEntry(claim, error);
    const args = [claim.fence, claim.id.key, refusal ?? '', entry, plan ?? '', this.options.keepMs];
    return (await this.run(releaseScript, keys, ...args)) === 1;
  }

  async read({ caller, key }: IdempotencyKeyId): ReturnType<IdempotencyStore['read']> {
    const keys = [this.names.record(key), this.names.formerRecord(caller, key)];
    const { record, now } = parseRecord(await this.run(readScript, keys));
    return { record, now };
  }

  async ledger(caller: CallerIdentity, asset: AssetKey): ReturnType<IdempotencyStore['ledger']> {
    const keys = [this.names.ledger(asset), this.names.formerLedger(caller, asset)];
    return parseLedger(await this.run(ledgerScript, keys, writeOwner(formerOwnerOf(caller))), caller);
  }

  async keepUndelivered(
    caller: CallerIdentity,
    inputHash: string,
    key: string,
    keepMs: number,
  ): Promise<void> {
    await this.run(keepUndeliveredScript, [this.names.undelivered(caller, inputHash)], key, keepMs);
  }

  async takeUndelivered(caller: CallerIdentity, inputHash: string): Promise<string | null> {
    const key = await this.run(takeUndeliveredScript, [this.names.undelivered(caller, inputHash)]);
    return typeof key === 'string' ? key : null;
  }

  async lockAsset(asset: AssetKey, leaseMs: number): Promise<AssetLock | null> {
    const lock = this.names.lock(asset);
    const token = randomUUID();
    if ((await this.run(lockScript, [lock], token, leaseMs)) !== 1) return null;
    return {
      renew: async (ms) => (await this.run(renewLockScript, [lock], token, ms)) === 1,
      unlock: async () => {
        await this.connection.evaluate(unlockScript, [lock], [token]).catch(unavailable);
      },
    };
  }

  fill(): null {
    return null;
  }

  waitForChange(id: IdempotencyKeyId, timeoutMs: number): Promise<void> {
    return pollUntilFree(() => this.read(id), timeoutMs, this.timers);
  }

  async close(): Promise<void> {
    this.endWatch();
    if (this.ownsConnection) await this.connection.close();
  }

  private async step(
    script: RedisScript,
    claim: Claim,
    ...args: readonly (string | number)[]
  ): Promise<boolean> {
    return (await this.run(script, this.keysOf(claim), claim.fence, ...args)) === 1;
  }

  /** Keys of every step: record, sendings of the asset, the ledger. */
  private keysOf(claim: Claim): readonly string[] {
    return [this.names.record(claim.id.key), this.names.ledger(claim.asset), ...this.names.attempts];
  }

  private scopes(claim: Claim): readonly string[] {
    return scopesOf(claim.id.caller).map(this.names.attemptsOf);
  }

  private run(
    script: RedisScript,
    keys: readonly string[],
    ...args: readonly (string | number)[]
  ): Promise<unknown> {
    return this.connection.evaluate(script, keys, [this.now?.() ?? '', ...args]).catch(unavailable);
  }
}

/** An entry of the ledger as the scripts add it; the script adds times and state. */
function newEntry({ id: { caller, key, requestId }, asset }: Claim, error?: string): string {
  return JSON.stringify({
    key,
    asset,
    owner: writeOwner(ownerOf(caller)),
    ...(caller.clientKey === null ? {} : { client: caller.clientKey }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(error === undefined ? {} : { error }),
  });
}
