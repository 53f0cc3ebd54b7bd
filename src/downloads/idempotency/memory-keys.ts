import type { StoredRecord } from './transitions.js';
import { isBusy, isEnded } from './transitions.js';

/** The records of the memory store: at most `maxKeys`, forgotten by the clock and never before. */
export class MemoryKeys {
  private readonly records = new Map<string, StoredRecord>();
  /** Ids of ended records, the one that ended first in front. */
  private readonly ended = new Set<string>();

  constructor(private readonly maxKeys: number) {}

  /** The record, unless its time is over. */
  get(id: string, now: number): StoredRecord | null {
    const record = this.records.get(id);
    if (record === undefined) return null;
    if (record.expiresAt > now) return record;
    this.delete(id);
    return null;
  }

  /** Keeps a record. A new one may need room first: see `makeRoom`. */
  set(id: string, record: StoredRecord): void {
    this.records.set(id, record);
    this.ended.delete(id);
    if (isEnded(record)) this.ended.add(id);
  }

  delete(id: string): void {
    this.records.delete(id);
    this.ended.delete(id);
  }

  /** How many records there are, expired ones included. */
  get size(): number {
    return this.records.size;
  }

  /**
   * Sees to it that one more record fits; `false` when all of them must stay. Only what expired or sent nothing goes:
   * an ended key that were forgotten early could be charged again.
   */
  makeRoom(now: number): boolean {
    this.dropExpiredEnds(now);
    if (this.records.size < this.maxKeys) return true;
    for (const [id, record] of this.records) {
      const isIdle = record.state === 'refused' || (record.state === 'planned' && !isBusy(record, now));
      if (isIdle || record.expiresAt <= now) this.delete(id);
    }
    return this.records.size < this.maxKeys;
  }

  /** Answers hold links to what was paid for: they do not stay in memory longer than promised. */
  private dropExpiredEnds(now: number): void {
    for (const id of this.ended) {
      const record = this.records.get(id);
      if (record !== undefined && record.expiresAt > now) return;
      this.delete(id);
    }
  }
}
