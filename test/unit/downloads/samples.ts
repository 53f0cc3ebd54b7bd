import type { DownloadRequest } from '../../../src/downloads/download-request.js';
import type { UpstreamFailure } from '../../../src/errors/upstream-failure.js';
import type { ProductRef } from '../../../src/getty/model/image.js';
import type { Product, Quota } from '../../../src/getty/model/product.js';
import { parseProductType } from '../../../src/getty/model/product-type.js';

/** A download of one image without options. */
export const requestOf = (part: Partial<DownloadRequest> = {}): DownloadRequest => ({
  asset: { type: 'image', id: '83454804' },
  productType: null,
  productId: null,
  fileType: null,
  height: null,
  size: null,
  note: null,
  projectCode: null,
  key: null,
  via: null,
  ifOwned: 'DOWNLOAD',
  path: ['input'],
  ...part,
});

export const quotaOf = (part: Partial<Quota> = {}): Quota => ({
  limit: 50,
  remaining: 10,
  used: 40,
  period: 'monthly',
  resetsAt: new Date('2026-06-01T00:00:00Z'),
  overage: null,
  creditsRemaining: null,
  ...part,
});

/** A product by Getty Images' word, with something left. */
export const productOf = (typeName: string, productId: string, part: Partial<Product> = {}): Product => ({
  productId,
  type: parseProductType(typeName),
  typeName,
  name: `Our ${typeName}`,
  agreementName: null,
  status: 'ACTIVE',
  expiresAt: null,
  quota: quotaOf(),
  requirements: null,
  ...part,
});

/** A product that ran out. */
export const usedUpOf = (typeName: string, productId: string): Product =>
  productOf(typeName, productId, { quota: quotaOf({ remaining: 0, used: 50 }) });

export const refOf = (productTypeName: string, productId: string | null = null): ProductRef => ({
  productType: parseProductType(productTypeName),
  productTypeName,
  productId,
});

export const UPSTREAM: UpstreamFailure = {
  api: 'V3',
  operation: 'POST /v3/downloads/images/{id}',
  httpStatus: 401,
  code: 'NoDownloadAuthorization',
  message: 'Not covered.',
  statusList: [],
  coordinationId: 'c-1',
};
