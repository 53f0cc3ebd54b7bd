import { defineEnum } from '../shared/define-enum.js';

/** Whether a product can be used now. */
export const ProductOfferingStatus = defineEnum(
  'ProductOfferingStatus',
  'Whether a product can be used now.',
  {
    ACTIVE: 'It can.',
    INACTIVE: 'It has ended or not begun.',
  },
);
/** Whether a product can be used now. */
export type ProductOfferingStatus = keyof typeof ProductOfferingStatus;
