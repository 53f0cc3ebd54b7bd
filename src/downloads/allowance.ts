import type { Product, Quota } from '../getty/model/product.js';

/** What is to happen when a product of a batch is used up. */
export type OnQuotaExhausted = 'STOP' | 'CONTINUE';

/** What is known, before anything is sent, of the allowance that one planned download is taken from. */
export interface Allowance {
  /** The product instance; downloads with the same one share an allowance. */
  readonly productId: string;
  /** Downloads left when it was read; `null` where Getty Images does not say or sets no limit. */
  readonly remaining: number | null;
  /** The same with overage, which is what Getty Images refuses at; `null` where there is no known end. */
  readonly available: number | null;
  /** `true`: Getty Images says that this download takes nothing. `null`: it does not say. */
  readonly isFree: boolean | null;
}

const availableOf = ({ remaining, overage }: Quota): number | null => {
  if (remaining === null) return null;
  if (overage === null || overage.isReached === true || overage.limit === 0) return remaining;
  return overage.remaining === null ? null : remaining + Math.max(0, overage.remaining);
};

/** The allowance of one of the caller's products; `null` where none was found. Pure. */
export const allowanceOf = (product: Product | null): Allowance | null => {
  if (product === null) return null;
  const { productId, quota } = product;
  return {
    productId,
    remaining: quota?.remaining ?? null,
    available: quota === null ? null : availableOf(quota),
    isFree: null,
  };
};

/**
 * Counts allowances down along a list of downloads. `downloadQuotes` says by it which item would be one too many, and
 * `downloadImages` sends by it: an item that is expected to be one too many leaves only once those before it ended.
 */
export class AllowanceCounter {
  readonly #taken = new Map<string, number>();
  /** Products whose count was found to be wrong. */
  readonly #unlimited = new Set<string>();

  /** Whether the downloads before this one are expected to have used its allowance up. */
  isOver(allowance: Allowance | null): boolean {
    if (allowance === null || allowance.isFree === true || allowance.available === null) return false;
    const { productId, available } = allowance;
    return !this.#unlimited.has(productId) && this.#takenFrom(productId) >= available;
  }

  /** Counts a download. @returns downloads left after it; `null` where that is not known */
  take(allowance: Allowance | null): number | null {
    if (allowance === null) return null;
    const { productId, remaining, isFree } = allowance;
    if (isFree !== true) this.#taken.set(productId, this.#takenFrom(productId) + 1);
    return remaining === null ? null : Math.max(0, remaining - this.#takenFrom(productId));
  }

  /** Getty Images let a download through that was expected to be one too many: it decides from now on. */
  ignore(allowance: Allowance | null): void {
    if (allowance !== null) this.#unlimited.add(allowance.productId);
  }

  #takenFrom(productId: string): number {
    return this.#taken.get(productId) ?? 0;
  }
}

/** Downloads that leave together. */
export interface Sending<Item> {
  readonly items: readonly Item[];
  /** Whether each is expected to find its allowance used up, so that Getty Images decides. */
  readonly isOver: boolean;
}

/**
 * Which of the downloads that are ready to be sent leave now, in the list's order: all that fit into their allowances.
 * The first that does not fit leaves alone, after those before it; where it stops the rest, nothing behind it has been
 * sent by then. Takes what leaves from the counter, and is pure but for that.
 */
export const nextToSend = <Item>(
  items: readonly Item[],
  allowance: (item: Item) => Allowance | null,
  counter: AllowanceCounter,
  onQuotaExhausted: OnQuotaExhausted,
): Sending<Item> => {
  const fitting: Item[] = [];
  for (const item of items) {
    if (!counter.isOver(allowance(item))) {
      counter.take(allowance(item));
      fitting.push(item);
    } else if (onQuotaExhausted === 'STOP')
      return fitting.length > 0 ? { items: fitting, isOver: false } : { items: [item], isOver: true };
  }
  return fitting.length > 0 ? { items: fitting, isOver: false } : { items, isOver: true };
};
