const ownerOf = (recipient: string, inputHash: string): string => JSON.stringify([recipient, inputHash]);

/** Keys whose answers never reached anybody; at most `maxKeys`, those noted first go first. */
export class MemoryUndelivered {
  private readonly byOwner = new Map<string, Map<string, number>>();
  private size = 0;

  constructor(private readonly maxKeys: number) {}

  keep(recipient: string, inputHash: string, key: string, until: number): void {
    const owner = ownerOf(recipient, inputHash);
    const known = this.byOwner.get(owner);
    if (known?.has(key) !== true && this.size >= this.maxKeys) this.evict();
    const keys = this.byOwner.get(owner) ?? new Map<string, number>();
    if (!keys.has(key)) this.size += 1;
    this.byOwner.set(owner, keys.set(key, until));
  }

  /** The key that would be forgotten first. */
  take(recipient: string, inputHash: string, now: number): string | null {
    const owner = ownerOf(recipient, inputHash);
    let first: { readonly key: string; readonly until: number } | null = null;
    for (const [key, until] of [...(this.byOwner.get(owner) ?? [])]) {
      if (until <= now) this.delete(owner, key);
      else if (first === null || until < first.until || (until === first.until && key < first.key))
        first = { key, until };
    }
    if (first !== null) this.delete(owner, first.key);
    return first?.key ?? null;
  }

  private delete(owner: string, key: string): void {
    const keys = this.byOwner.get(owner);
    if (keys?.delete(key) !== true) return;
    this.size -= 1;
    if (keys.size === 0) this.byOwner.delete(owner);
  }

  private evict(): void {
    const [oldest] = this.byOwner;
    const [key] = oldest?.[1].keys() ?? [];
    if (oldest !== undefined && key !== undefined) this.delete(oldest[0], key);
  }
}
