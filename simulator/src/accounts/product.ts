/** A product of an account as Getty Images' `/v3/products` describes it, with room for what changes. */
export interface SimulatedProduct {
  readonly id: number;
  readonly type: string;
  readonly name: string;
  readonly status: 'active' | 'inactive';
  readonly agreementName: string | null;
  readonly downloadLimit: number | null;
  /** `null`: the product has no limit. */
  remaining: number | null;
  readonly limitDuration: string | null;
  readonly resetsInDays: number | null;
  readonly expiresInDays: number | null;
  readonly overage: { readonly limit: number; remaining: number } | null;
  readonly requirements: {
    readonly noteRequired: boolean;
    readonly projectCodeRequired: boolean;
    readonly projectCodes: readonly string[] | null;
  } | null;
  readonly imagepackResolution: 'high' | 'medium' | 'low' | null;
}

type ProductInput = Partial<Omit<SimulatedProduct, 'id' | 'type'>> & { id: number; type: string };

/** A product with defaults for what the input leaves out. */
export function product(input: ProductInput): SimulatedProduct {
  return {
    name: input.type,
    status: 'active',
    agreementName: `Agreement ${input.id}`,
    downloadLimit: null,
    remaining: input.downloadLimit ?? null,
    limitDuration: input.downloadLimit === undefined ? null : 'Monthly',
    resetsInDays: input.downloadLimit === undefined ? null : 12,
    expiresInDays: 300,
    overage: null,
    requirements: null,
    imagepackResolution: null,
    ...input,
  };
}

/** How many more downloads a product allows, overage included; `null` for a product without a limit. */
export function remainingDownloads(item: SimulatedProduct): number | null {
  if (item.remaining === null) return null;
  return item.remaining + (item.overage?.remaining ?? 0);
}

/** Takes one download off: the limit first, then what may be overdrawn. */
export function consume(item: SimulatedProduct): void {
  if (item.remaining === null) return;
  if (item.remaining > 0) item.remaining -= 1;
  else if (item.overage !== null && item.overage.remaining > 0) item.overage.remaining -= 1;
}
