import { defineEnum } from '../shared/define-enum.js';

/** The kinds a caller may ask for; all of them are kinds an answer may show, too. */
const askable = {
  EASY_ACCESS:
    'Easy Access (`easyaccess`): comps and finals under a download limit; final use is reported later.',
  EDITORIAL_SUBSCRIPTION:
    'Editorial Subscription (`editorialsubscription`): editorial images under a subscription.',
  IMAGE_PACK: 'Image Pack (`imagepack`): a number of downloads bought in advance.',
  PREMIUM_ACCESS:
    'Premium Access (`premiumaccess`): most creative and editorial content under a subscription.',
  ROYALTY_FREE_SUBSCRIPTION:
    'Royalty-Free Subscription (`royaltyfreesubscription`): royalty-free creative images under a subscription.',
  CREDIT_PACK: 'Credit Pack (`creditpack`): credits bought in advance; a download costs some of them.',
};

/** The kind of a product, as answers show it. */
export const ProductOfferingType = defineEnum(
  'ProductOfferingType',
  [
    'A kind of product. Getty Images may invent new ones: those read `UNKNOWN` here, with their',
    'name in the `…Name` field beside it, so that an installed app never fails on one.',
  ].join('\n'),
  {
    ...askable,
    LEGACY_RF_SUBSCRIPTION:
      'A royalty-free subscription of an older kind. It may be listed, but cannot be asked for in a download.',
    AI_GENERATION: 'Generating images by AI. It may be listed, but allows no download of stock images.',
    SANDBOX: 'Getty Images’ product for trying the API out. It may be listed, but cannot be asked for.',
    UNKNOWN: 'A kind this API does not know yet; the `…Name` field beside it has Getty Images’ own word.',
  },
);
/** The kind of a product, as answers show it. */
export type ProductOfferingType = keyof typeof ProductOfferingType;

/** The kinds of product that an argument may name. */
export const ProductOfferingTypeInput = defineEnum(
  'ProductOfferingTypeInput',
  'A kind of product that can be asked for.',
  askable,
);
/** A kind of product that an argument may name. */
export type ProductOfferingTypeInput = keyof typeof ProductOfferingTypeInput;
