import type { GettyApi } from '../../errors/upstream-failure.js';
import { asId, asRecord, asString, parseJson } from '../../getty/decode.js';
import { type ProductType, parseProductType } from '../../getty/model/product-type.js';
import type { Plan } from '../download-task.js';
import type { LedgerAttempt } from '../idempotency/attempt.js';
import type { DownloadResult } from '../state-machine.js';

/** How a download was sent and what paid for it, as it is written under a key and into the ledger. */
export interface WrittenPlan {
  readonly api: GettyApi | null;
  /** `null`: Getty Images chose, and did not say. */
  readonly productType: ProductType | null;
  readonly productTypeName: string | null;
  readonly productId: string | null;
}

/** What is written of a plan before it is sent. */
export const planOf = ({ api, ref }: Pick<Plan, 'api' | 'ref'>): WrittenPlan => ({
  api,
  productType: ref?.productType ?? null,
  productTypeName: ref?.productTypeName ?? null,
  productId: ref?.productId ?? null,
});

/** What is written once the response named the product that paid. */
export const planOfResult = ({ via, product }: DownloadResult): WrittenPlan => ({
  api: via,
  productType: product?.productType ?? null,
  productTypeName: product?.productTypeName ?? null,
  productId: product?.productId ?? null,
});

/** A plan as the stores hold it. */
export const writePlan = (plan: WrittenPlan): string => JSON.stringify(plan);

/** Reads `writePlan`; what cannot be read is `null`. */
export const readPlan = (text: string | null): WrittenPlan => {
  const wire = asRecord(parseJson(text ?? ''));
  const api = asString(wire?.['api']);
  const productType = asString(wire?.['productType']);
  return {
    api: api === 'V3' || api === 'V2' || api === 'V1' ? api : null,
    productType: productType === null ? null : parseProductType(productType),
    productTypeName: asString(wire?.['productTypeName']),
    productId: asId(wire?.['productId']),
  };
};

/** How an entry was sent, with the product that paid where it is known better. */
export const planOfAttempt = ({ plan, paid }: Pick<LedgerAttempt, 'plan' | 'paid'>): WrittenPlan => {
  const sent = readPlan(plan);
  return paid === null ? sent : { ...readPlan(paid), api: sent.api ?? readPlan(paid).api };
};
