import type { GettyCall } from '../getty/session.js';
import type { Image } from '../getty/v3/image-fields.js';
import { fetchImages, MAX_IMAGE_IDS } from '../getty/v3/images.client.js';
import type { V3Client } from '../getty/v3/v3-client.js';
import { batchByFields, type FieldsLoader } from './batch-by-fields.js';

/** Loads images for one request: one `GET /v3/images?ids=` per 100 ids, wherever in the operation they are wanted. */
export type ImagesLoader = FieldsLoader<Image>;

/** Makes it for one request. */
export const createImagesLoader = (gateway: V3Client, call: GettyCall): ImagesLoader =>
  batchByFields(MAX_IMAGE_IDS, (ids, fields) => fetchImages(gateway, call, ids, fields));
