import type { ProductOfferingType, ProductOfferingTypeInput } from '../graphql/generated/graphql';
import { type Known, lookUp } from '../graphql/known';
import { humanise } from '../ui/format';

/** Product types by the names they are sold under. A type without a name here fails the build. */
const names: Readonly<Record<Known<ProductOfferingType>, string>> = {
  EASY_ACCESS: 'Easy Access',
  EDITORIAL_SUBSCRIPTION: 'Editorial Subscription',
  IMAGE_PACK: 'UltraPack',
  PREMIUM_ACCESS: 'Premium Access',
  ROYALTY_FREE_SUBSCRIPTION: 'Royalty-free Subscription',
  CREDIT_PACK: 'Credit Pack',
  LEGACY_RF_SUBSCRIPTION: 'Royalty-free Subscription (old)',
  AI_GENERATION: 'AI Generation',
  SANDBOX: 'Sandbox',
  UNKNOWN: '',
};

/** Those that a search or a download may name. */
const choices: Readonly<Record<Known<ProductOfferingTypeInput>, true>> = {
  EASY_ACCESS: true,
  PREMIUM_ACCESS: true,
  EDITORIAL_SUBSCRIPTION: true,
  IMAGE_PACK: true,
  ROYALTY_FREE_SUBSCRIPTION: true,
  CREDIT_PACK: true,
};

/** The product types to choose from. */
export const productTypeChoices = Object.keys(choices) as Known<ProductOfferingTypeInput>[];

/** A product type that can be named in an input, or `null` for one that only Getty Images can choose. */
export const asProductTypeInput = (type: string): Known<ProductOfferingTypeInput> | null =>
  lookUp(choices, type) ? (type as Known<ProductOfferingTypeInput>) : null;

/** A product type for people; one that this page has never heard of goes by Getty Images' own name. */
export function productLabel(type: string, typeName?: string | null): string {
  return lookUp(names, type) || typeName || (type === 'UNKNOWN' ? 'Another product' : humanise(type));
}
