import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { Image } from '../schema/image/image.type.js';
import { previousDownloads } from '../src/catalog/history/download-history.js';
import type { DownloadRecord } from '../src/catalog/history/record-id.js';
import { toGlobalId } from '../src/catalog/ids.js';
import { getCreditLine, getLargestDownloads } from '../src/catalog/images/images.js';
import type { Image as DomainImage, LargestDownload } from '../src/getty/model/image.js';
import type { RequestContext } from './context.js';

/** The fields of an image that are made rather than read. */
@Resolver(() => Image)
export class ImageResolver {
  /** The global id. */
  @FieldResolver()
  id(@Root() image: DomainImage): string {
    return toGlobalId('Image', image.assetId);
  }

  /** How to credit the image in print. */
  @FieldResolver()
  creditLine(
    @Root() image: DomainImage,
    @Ctx() context: RequestContext,
  ): string | null | Promise<string | null> {
    return image.creditLine === undefined ? getCreditLine(context, image) : image.creditLine;
  }

  /** One per product that allows the image. */
  @FieldResolver()
  largestDownloads(
    @Root() image: DomainImage,
    @Ctx() context: RequestContext,
  ): readonly LargestDownload[] | null | Promise<readonly LargestDownload[] | null> {
    return image.largestDownloads ?? getLargestDownloads(context, image);
  }

  /** Earlier downloads of this image by the caller. */
  @FieldResolver()
  previousDownloads(
    @Root() image: DomainImage,
    @Ctx() context: RequestContext,
  ): Promise<readonly DownloadRecord[]> {
    return previousDownloads(context, image.assetId);
  }
}
