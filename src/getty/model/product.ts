import type { ProductType } from './product-type.js';

/** Downloads beyond the limit. */
export interface Overage {
  readonly limit: number | null;
  readonly used: number | null;
  readonly remaining: number | null;
  readonly isReached: boolean | null;
}

/** What is left of a product. */
export interface Quota {
  readonly limit: number | null;
  readonly remaining: number | null;
  readonly used: number | null;
  readonly period: string | null;
  readonly resetsAt: Date | null;
  readonly overage: Overage | null;
  readonly creditsRemaining: number | null;
}

/** What a product wants to be told at each download. */
export interface Requirements {
  readonly isNoteRequired: boolean;
  readonly isProjectCodeRequired: boolean;
  /** The codes to choose from; empty: any. */
  readonly projectCodes: readonly string[];
}

/** A product the caller holds. */
export interface Product {
  readonly productId: string;
  readonly type: ProductType;
  /** Getty Images' own word. */
  readonly typeName: string;
  readonly name: string | null;
  readonly agreementName: string | null;
  readonly status: 'ACTIVE' | 'INACTIVE';
  readonly expiresAt: Date | null;
  readonly quota: Quota | null;
  readonly requirements: Requirements | null;
}
