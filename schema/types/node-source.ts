import type { DownloadRecordSource } from './download-record.type.js';
import type { ImageSource } from './image.type.js';
import type { ProductOfferingSource } from './product-offering.type.js';
import type { VideoSource } from './video.type.js';

/** What `node` and `nodes` give: the plain object of one of the types that have an id, and that type's name. */
export type NodeSource =
  | (ImageSource & { readonly __typename: 'Image' })
  | (VideoSource & { readonly __typename: 'Video' })
  | (ProductOfferingSource & { readonly __typename: 'ProductOffering' })
  | (DownloadRecordSource & { readonly __typename: 'DownloadRecord' });
