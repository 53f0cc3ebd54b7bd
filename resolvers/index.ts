import { DownloadHistoryResolver } from './download-history.resolver.js';
import { DownloadImageResolver } from './download-image.resolver.js';
import { DownloadImagesResolver } from './download-images.resolver.js';
import { DownloadImagesResultResolver } from './download-images-result.resolver.js';
import { DownloadRecordResolver } from './download-record.resolver.js';
import { DownloadVideoResolver } from './download-video.resolver.js';
import { ErrorCatalogResolver } from './error-catalog.resolver.js';
import { ImageResolver } from './image.resolver.js';
import { ImageDownloadResolver } from './image-download.resolver.js';
import { ImagesResolver } from './images.resolver.js';
import { LargestDownloadResolver } from './largest-download.resolver.js';
import { NodeResolver } from './node.resolver.js';
import { ImageOwnershipResolver, VideoOwnershipResolver } from './ownership.resolver.js';
import { ProductOfferingResolver } from './product-offering.resolver.js';
import { ProductOfferingsResolver } from './product-offerings.resolver.js';
import { QuotaExhaustedErrorResolver } from './quota-exhausted-error.resolver.js';
import { QuotesResolver } from './quotes.resolver.js';
import { RateLimitResolver } from './rate-limit.resolver.js';
import { SearchImagesResolver } from './search-images.resolver.js';
import { VideoResolver } from './video.resolver.js';
import { VideoDownloadResolver } from './video-download.resolver.js';
import { VideosResolver } from './videos.resolver.js';
import { ViewerResolver } from './viewer.resolver.js';

/** Every resolver class; the schema is built from this list and nothing else. */
export const resolverClasses = [
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
  NodeResolver,
  ImageOwnershipResolver,
  VideoOwnershipResolver,
  ProductOfferingResolver,
  ProductOfferingsResolver,
  QuotaExhaustedErrorResolver,
  QuotesResolver,
  RateLimitResolver,
  SearchImagesResolver,
  VideoDownloadResolver,
  VideoResolver,
  VideosResolver,
  ViewerResolver,
] as const;
