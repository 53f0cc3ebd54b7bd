/** Adds up what an operation will ask of Getty Images, the way the loaders will batch it. */
export class CostCounter {
  /** Objects in the answer. */
  nodes = 0;
  /** Images whose earlier downloads are asked for: one call each, for which there is no batch. */
  previousDownloads = 0;
  /** Root fields that download. */
  downloads = 0;
  /** Whether `rateLimit(dryRun: true)` stands in it. */
  isDryRun = false;
  #calls = 0;
  readonly #once = new Set<string>();
  readonly #batches = new Map<string, { items: number; size: number }>();

  /** Calls that nothing shares. */
  addCalls(count: number): void {
    this.#calls += count;
  }

  /** A call that all places in the operation share. */
  addSharedCall(name: string): void {
    this.#once.add(name);
  }

  /** Items that are asked for `size` at a time; those found on the same `level` of the answer travel together. */
  addBatch(name: string, level: number, items: number, size = 100): void {
    const key = `${name}@${level}`;
    const batch = this.#batches.get(key) ?? { items: 0, size };
    batch.items += items;
    this.#batches.set(key, batch);
  }

  /** Upstream calls in all. */
  get calls(): number {
    let calls = this.#calls + this.#once.size;
    for (const { items, size } of this.#batches.values()) calls += Math.ceil(items / size);
    return calls;
  }
}
