import { describe, expectTypeOf, it } from 'vitest';
import type { ErrorCatalogEntry } from '../../../schema/errors/error-catalog-entry.type.js';
import type { UpstreamFailure as UpstreamFailureType } from '../../../schema/errors/upstream-failure.type.js';
import type { DownloadRecordSource } from '../../../schema/history/download-record.type.js';
import type { ImageSource } from '../../../schema/image/image.type.js';
import type { LargestDownloadSource } from '../../../schema/image/largest-download.type.js';
import type { ProductOfferingSource } from '../../../schema/product/product-offering.type.js';
import type { VideoSource } from '../../../schema/video/video.type.js';
import type { errorCatalog } from '../../../src/errors/catalog.js';
import type { UpstreamFailure } from '../../../src/errors/upstream-failure.js';
import type { HistoryEntry } from '../../../src/getty/model/history-entry.js';
import type { Image, LargestDownload } from '../../../src/getty/model/image.js';
import type { Product } from '../../../src/getty/model/product.js';
import type { Video } from '../../../src/getty/model/video.js';

// The compiler does the checking (npm run typecheck). Plain fields are read by their name: were a property of the
// domain called otherwise, its field would silently be null.
describe('objects of the catalog have every property of the plain fields', () => {
  it('assets have every property of their plain fields', () => {
    expectTypeOf<Image>().toExtend<ImageSource>();
    expectTypeOf<Video>().toExtend<VideoSource>();
    expectTypeOf<LargestDownload>().toExtend<LargestDownloadSource>();
  });

  it('products and history rows have every property of their plain fields', () => {
    expectTypeOf<Product>().toExtend<ProductOfferingSource>();
    expectTypeOf<HistoryEntry>().toExtend<DownloadRecordSource>();
  });

  it('errors have every property of their plain fields', () => {
    expectTypeOf<UpstreamFailure>().toExtend<UpstreamFailureType>();
    expectTypeOf<(typeof errorCatalog)['OUTCOME_UNKNOWN']>().toExtend<Omit<ErrorCatalogEntry, 'code'>>();
  });
});
