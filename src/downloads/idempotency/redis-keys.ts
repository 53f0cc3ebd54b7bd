import { createHash } from 'node:crypto';
import type { AssetKey, IdempotencyKeyId } from './idempotency-store.js';

/** Any text as 22 safe characters (128 bits of SHA-256): keys and customer names may hold anything, and stay private. */
const short = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 22);

/**
 * What things are called in Redis. The braces are a cluster's hash tag: all of a customer lies in one slot, so that a
 * script may touch its record, its ledger and its fence counter together.
 */
export class RedisKeys {
  constructor(private readonly prefix: string) {}

  record = ({ customer, key }: IdempotencyKeyId): string => this.name(customer, 'key', key);
  fence = (customer: string): string => `${this.prefix}:{${short(customer)}}:fence`;
  ledger = (customer: string, asset: AssetKey): string => this.name(customer, 'sent', asset);
  undelivered = (customer: string, inputHash: string): string =>
    this.name(customer, 'undelivered', inputHash);
  lock = (customer: string, asset: AssetKey): string => this.name(customer, 'lock', asset);

  private name(customer: string, kind: string, what: string): string {
    return `${this.prefix}:{${short(customer)}}:${kind}:${short(what)}`;
  }
}
