import type { HistoryEntry } from '../../getty/model/history-entry.js';

/** An asset as the index names it. */
export interface AssetRef {
  readonly type: 'image' | 'video';
  readonly id: string;
}

/** What the index remembers of a download beside its asset and moment. Equal ones are stored once. */
export type DownloadFacts = Omit<HistoryEntry, 'assetId' | 'assetType' | 'downloadedAt' | 'thumbnailUrl'>;

/** Numbers up to 15 digits, doubled, still fit a double exactly; other ids are rare and live in a Map. */
const NUMERIC_ID = /^[1-9]\d{0,14}$/;
const FIRST_CAPACITY = 64;
/** Share of the table that may be filled before it doubles. */
const MAX_LOAD = 0.8;

const numericKey = ({ type, id }: AssetRef): number | null =>
  NUMERIC_ID.test(id) ? Number(id) * 2 + (type === 'video' ? 1 : 0) : null;

/** Spreads keys over the table; ids of one shoot are consecutive numbers. */
const hash = (key: number): number => {
  const mixed = Math.imul((key % 4_294_967_296) ^ Math.floor(key / 4_294_967_296), 0x9e_37_79_b1);
  return (mixed ^ (mixed >>> 15)) >>> 0;
};

/**
 * The latest download of each asset, 20 bytes a slot: an open-addressing table in typed arrays, because a Map of
 * objects takes six times as much and is walked by every garbage collection. 100,000 assets take 2.6 MB (131,072
 * slots) and what their distinct facts take. Rows are only added, never removed.
 */
export class OwnedAssets {
  #keys = new Float64Array(FIRST_CAPACITY);
  #moments = new Float64Array(FIRST_CAPACITY);
  #facts = new Uint32Array(FIRST_CAPACITY);
  #count = 0;
  readonly #others = new Map<string, { moment: number; facts: number }>();
  readonly #table: DownloadFacts[] = [];
  readonly #numbers = new Map<string, number>();

  /** How many assets it holds. */
  get size(): number {
    return this.#count + this.#others.size;
  }

  /** Bytes of the table; distinct facts and ids that are no numbers come on top. */
  get tableBytes(): number {
    return this.#keys.byteLength + this.#moments.byteLength + this.#facts.byteLength;
  }

  /** Adds a download; of several of one asset the latest stays. @param moment Getty Images' clock, ms */
  add(asset: AssetRef, moment: number, facts: DownloadFacts): void {
    const number = this.#numberOf(facts);
    const key = numericKey(asset);
    if (key === null) {
      const name = `${asset.type}:${asset.id}`;
      if ((this.#others.get(name)?.moment ?? Number.NEGATIVE_INFINITY) < moment)
        this.#others.set(name, { moment, facts: number });
      return;
    }
    if (this.#count + 1 > this.#keys.length * MAX_LOAD) this.#grow();
    const slot = this.#slotOf(key);
    if (this.#keys[slot] === key && (this.#moments[slot] ?? 0) >= moment) return;
    if (this.#keys[slot] !== key) this.#count += 1;
    this.#put(slot, key, moment, number);
  }

  /** The latest download of an asset that is known of. */
  find(asset: AssetRef): { readonly moment: number; readonly facts: DownloadFacts } | null {
    const key = numericKey(asset);
    const slot = key === null ? -1 : this.#slotOf(key);
    const found =
      key === null
        ? this.#others.get(`${asset.type}:${asset.id}`)
        : this.#keys[slot] === key
          ? { moment: this.#moments[slot] ?? 0, facts: this.#facts[slot] ?? 0 }
          : undefined;
    const facts = found === undefined ? undefined : this.#table[found.facts];
    return found === undefined || facts === undefined ? null : { moment: found.moment, facts };
  }

  #put(slot: number, key: number, moment: number, facts: number): void {
    this.#keys[slot] = key;
    this.#moments[slot] = moment;
    this.#facts[slot] = facts;
  }

  /** The slot that holds a key, or the free one it belongs in. */
  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = hash(key) & mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, moments, facts] = [this.#keys, this.#moments, this.#facts];
    this.#keys = new Float64Array(keys.length * 2);
    this.#moments = new Float64Array(keys.length * 2);
    this.#facts = new Uint32Array(keys.length * 2);
    for (const [slot, key] of keys.entries())
      if (key !== 0) this.#put(this.#slotOf(key), key, moments[slot] ?? 0, facts[slot] ?? 0);
  }

  #numberOf(facts: DownloadFacts): number {
    const text = JSON.stringify(facts);
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#table.length);
    this.#table.push(facts);
    return this.#table.length - 1;
  }
}
