import {
  DownloadImageResolver,
  DownloadImagesResolver,
  DownloadImagesResultResolver,
  DownloadVideoResolver,
  ImageDownloadResolver,
  VideoDownloadResolver,
} from './download.js';
import { ErrorCatalogResolver } from './errors.js';
import { DownloadHistoryResolver, DownloadRecordResolver } from './history.js';
import { ImageResolver, ImagesResolver, LargestDownloadResolver } from './image.js';
import { DownloadAttemptConnectionResolver, DownloadAttemptResolver, LedgerResolver } from './ledger.js';
import { NodeResolver } from './node.js';
import { ImageOwnershipResolver, VideoOwnershipResolver } from './ownership.js';
import { ProductOfferingResolver, ProductOfferingsResolver, QuotaExhaustedErrorResolver } from './product.js';
import { QuotesResolver } from './quotes.js';
import { RateLimitResolver } from './rate-limit.js';
import { RelatedImagesResolver, SearchResolver } from './search.js';
import { VideoResolver, VideosResolver } from './video.js';
import { ViewerResolver } from './viewer.js';

/** Every resolver class; the schema is built from this list and nothing else. */
export const resolverClasses = [
  DownloadAttemptConnectionResolver,
  DownloadAttemptResolver,
  DownloadHistoryResolver,
  DownloadImageResolver,
  DownloadImagesResolver,
  DownloadImagesResultResolver,
  DownloadRecordResolver,
  DownloadVideoResolver,
  ErrorCatalogResolver,
  ImageDownloadResolver,
  ImageResolver,
  ImagesResolver,
  LargestDownloadResolver,
  LedgerResolver,
  NodeResolver,
  ImageOwnershipResolver,
  VideoOwnershipResolver,
  ProductOfferingResolver,
  ProductOfferingsResolver,
  QuotaExhaustedErrorResolver,
  QuotesResolver,
  RateLimitResolver,
  RelatedImagesResolver,
  SearchResolver,
  VideoDownloadResolver,
  VideoResolver,
  VideosResolver,
  ViewerResolver,
] as const;
