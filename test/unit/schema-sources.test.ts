import { describe, expectTypeOf, it } from 'vitest';
import type { DownloadRecordSource } from '../../schema/types/download-record.type.js';
import type { ErrorCatalogEntry } from '../../schema/types/error-catalog-entry.type.js';
import type { ImageSource } from '../../schema/types/image.type.js';
import type { LargestDownloadSource } from '../../schema/types/largest-download.type.js';
import type { ProductOfferingSource } from '../../schema/types/product-offering.type.js';
import type { UpstreamFailure as UpstreamFailureType } from '../../schema/types/upstream-failure.type.js';
import type { VideoSource } from '../../schema/types/video.type.js';
import type { errorCatalog } from '../../src/errors/catalog.js';
import type { UpstreamFailure } from '../../src/errors/upstream-failure.js';
import type { DownloadRow } from '../../src/getty/model/download-row.js';
import type { Image, LargestDownload } from '../../src/getty/model/image.js';
import type { Product } from '../../src/getty/model/product.js';
import type { Video } from '../../src/getty/model/video.js';

// The compiler does the checking (npm run typecheck). Plain fields are read by their name: were a property of the
// domain called otherwise, its field would silently be null.
describe('the plain objects of the domain have every property that a plain field reads', () => {
  it('of assets', () => {
    expectTypeOf<Image>().toExtend<ImageSource>();
    expectTypeOf<Video>().toExtend<VideoSource>();
    expectTypeOf<LargestDownload>().toExtend<LargestDownloadSource>();
  });

  it('of products and history', () => {
    expectTypeOf<Product>().toExtend<ProductOfferingSource>();
    expectTypeOf<DownloadRow>().toExtend<DownloadRecordSource>();
  });

  it('of errors', () => {
    expectTypeOf<UpstreamFailure>().toExtend<UpstreamFailureType>();
    expectTypeOf<(typeof errorCatalog)['OUTCOME_UNKNOWN']>().toExtend<Omit<ErrorCatalogEntry, 'code'>>();
  });
});
