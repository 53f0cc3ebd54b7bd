import type { Charge } from '../types.js';
import type { Account } from './accounts.js';
import { consume, type SimulatedProduct } from './product.js';

/** A download as the histories show it. */
export interface HistoryRow {
  readonly seq: number;
  /** Getty's clock. */
  readonly at: number;
  /** The simulator's clock; `-Infinity` for what was there from the start. */
  readonly recordedAt: number;
  readonly account: string;
  readonly assetId: string;
  readonly assetType: 'image' | 'video';
  readonly productId: number;
  readonly productType: string;
  readonly agreementName: string | null;
  readonly sizeName: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly dpi: number | null;
  readonly licenseModel: string | null;
  readonly source: string;
  readonly note: string | null;
  readonly projectCode: string | null;
}

/** A download that was agreed to and is about to be charged. */
export interface Order {
  readonly account: Account;
  readonly product: SimulatedProduct;
  readonly assetId: string;
  readonly assetType: 'image' | 'video';
  readonly api: 'v3' | 'v2' | 'v1';
  readonly free: boolean;
  readonly note: string | null;
  readonly projectCode: string | null;
  readonly coordinationId: string | null;
  readonly size: {
    readonly name: string;
    readonly width: number;
    readonly height: number;
    readonly dpi: number | null;
  };
  readonly licenseModel: string;
}

interface Pending {
  readonly due: number;
  readonly orders: readonly Order[];
  readonly done: () => void;
}

/** What was downloaded and what it cost: the one place where allowances shrink and histories grow. */
export class Ledger {
  readonly charges: Charge[] = [];
  readonly history: HistoryRow[] = [];
  private pending: Pending[] = [];
  private waiting: (() => void)[] = [];

  constructor(
    private readonly now: () => number,
    private readonly skew: () => number,
  ) {}

  /**
   * Charges now, or `delayMs` from now. The promise is there only in the second case, and ends with the charge.
   * It happens also when the client has disconnected.
   */
  spend(orders: readonly Order[], delayMs: number): Promise<void> | undefined {
    if (delayMs <= 0) {
      for (const order of orders) this.charge(order, this.now());
      return undefined;
    }
    return new Promise((done) => {
      this.pending.push({ due: this.now() + delayMs, orders, done });
    });
  }

  /** How many downloads are agreed to but not yet taken off a product. */
  underWay(product: SimulatedProduct): number {
    return this.pending
      .flatMap((entry) => entry.orders)
      .filter((order) => order.product === product && !order.free).length;
  }

  /** When the next late charge is due. */
  nextDue(): number | undefined {
    return this.pending.length === 0 ? undefined : Math.min(...this.pending.map((entry) => entry.due));
  }

  /** Makes the late charges that are due at `until`, oldest first, each at its own moment. */
  runDue(until: number): number {
    const due = this.pending.filter((entry) => entry.due <= until).sort((a, b) => a.due - b.due);
    if (due.length === 0) return 0;
    this.pending = this.pending.filter((entry) => entry.due > until);
    for (const entry of due) {
      for (const order of entry.orders) this.charge(order, entry.due);
      entry.done();
    }
    if (this.pending.length === 0) for (const wake of this.waiting.splice(0)) wake();
    return due.length;
  }

  /** Ends when nothing is pending any more. */
  idle(): Promise<void> {
    if (this.pending.length === 0) return Promise.resolve();
    return new Promise((wake) => this.waiting.push(wake));
  }

  /** Forgets everything, also what was pending; `rows` is the history to begin with. */
  restart(rows: readonly HistoryRow[]): void {
    this.charges.length = 0;
    this.history.splice(0, this.history.length, ...rows);
    for (const entry of this.pending.splice(0)) entry.done();
    for (const wake of this.waiting.splice(0)) wake();
  }

  private charge(order: Order, at: number): void {
    const { account, product, assetId, assetType, api, free, note, projectCode, coordinationId } = order;
    if (!free) consume(product);
    const common = {
      account: account.name,
      assetId,
      assetType,
      productId: product.id,
      productType: product.type,
      note,
      projectCode,
    };
    this.charges.push({ ...common, seq: this.charges.length + 1, at, api, free, coordinationId });
    this.history.push({
      ...common,
      seq: this.history.length + 1,
      at: at + this.skew(),
      recordedAt: at,
      agreementName: product.agreementName,
      sizeName: order.size.name,
      width: order.size.width,
      height: order.size.height,
      dpi: order.size.dpi,
      licenseModel: order.licenseModel,
      source: 'api',
    });
  }
}
