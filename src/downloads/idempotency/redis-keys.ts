import { createHash } from 'node:crypto';
import { type CallerIdentity, recipientOf } from '../owner.js';
import type { AssetKey } from './idempotency-store.js';

/** Any text as 22 safe characters (128 bits of SHA-256): keys and callers' names may hold anything, and stay private. */
const short = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/**
 * Names in Redis. The constant in braces is a cluster's hash tag: a record is found by its key alone, and a script
 * touches it together with the ledger of its asset, the fence counter and the epoch, so that all lie in one slot.
 */
export class RedisKeys {
  readonly fence: string;
  readonly epoch: string;

  /** @param isCluster names of earlier releases lie in other slots; those releases did not know clusters */
  constructor(
    private readonly prefix: string,
    private readonly isCluster = false,
  ) {
    this.fence = `${prefix}:{keys}:fence`;
    this.epoch = `${prefix}:{keys}:epoch`;
    const attempt = (what: string): string => `${prefix}:{keys}:attempts-${what}`;
    this.attempts = [
      attempt('entries'),
      attempt('latest'),
      attempt('all'),
      attempt('open'),
      attempt('spent'),
    ];
  }

  /** The ledger's five keys, in the order the scripts expect; see `lua/attempts.ts`. */
  readonly attempts: readonly [entries: string, latest: string, all: string, open: string, spent: string];

  /** Ids of the ledger's entries by time, of those whom a scope names. */
  attemptsOf = (scope: string | null): string =>
    scope === null ? this.attempts[2] : this.name('attempts', scope);
  record = (key: string): string => this.name('key', key);
  ledger = (asset: AssetKey): string => this.name('sent', asset);
  lock = (asset: AssetKey): string => this.name('lock', asset);
  undelivered = (caller: CallerIdentity, inputHash: string): string =>
    this.name('undelivered', `${recipientOf(caller)} ${inputHash}`);

  /** Where releases before this one stored a key: under the caller's name and the key. Still read. */
  formerRecord = (caller: CallerIdentity, key: string): string => this.formerName(caller, 'key', key);
  /** Where they stored what was sent for an asset. */
  formerLedger = (caller: CallerIdentity, asset: AssetKey): string => this.formerName(caller, 'sent', asset);

  private name(kind: string, what: string): string {
    return `${this.prefix}:{keys}:${kind}:${short(what)}`;
  }

  private formerName({ formerName }: CallerIdentity, kind: string, what: string): string {
    if (this.isCluster) return this.name(`former-${kind}`, what);
    return `${this.prefix}:{${short(formerName ?? '')}}:${kind}:${short(what)}`;
  }
}
