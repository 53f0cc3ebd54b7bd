import { defineEnum } from '../shared/define-enum.js';

/** The Getty Images APIs that an answer can come from and that `via` can ask for. */
export const GettyApi = defineEnum('GettyApi', 'The Getty Images APIs behind this one.', {
  V3: '`api.gettyimages.com/v3`: REST. Search, metadata, products, history, and downloads one at a time.',
  V2: '`connect.gettyimages.com/v2`: single-step download.',
  V1: '`connect.gettyimages.com/v1`: authorizations, download requests and previous downloads, many at a time.',
});
/** One of the Getty Images APIs. */
export type GettyApi = keyof typeof GettyApi;
