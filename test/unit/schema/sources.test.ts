import { describe, expectTypeOf, it } from 'vitest';
import type { ErrorCatalogEntry, UpstreamFailure as UpstreamFailureType } from '../../../schema/errors.js';
import type { DownloadRecordSource } from '../../../schema/history.js';
import type { ImageSource, LargestDownloadSource } from '../../../schema/image.js';
import type { ProductOfferingSource } from '../../../schema/product.js';
import type { VideoSource } from '../../../schema/video.js';
import type { errorCatalog } from '../../../src/errors/catalog.js';
import type { UpstreamFailure } from '../../../src/errors/upstream-failure.js';
import type { HistoryEntry } from '../../../src/getty/model/history-entry.js';
import type { LargestDownload } from '../../../src/getty/model/image.js';
import type { Product } from '../../../src/getty/model/product.js';
import type { Image } from '../../../src/getty/v3/image-fields.js';
import type { Video } from '../../../src/getty/v3/video-fields.js';

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
