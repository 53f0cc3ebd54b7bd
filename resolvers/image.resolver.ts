import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { DownloadRecordSource } from '../schema/types/download-record.type.js';
import { Image, type ImageSource } from '../schema/types/image.type.js';
import type { LargestDownloadSource } from '../schema/types/largest-download.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** The fields of an image that are made rather than read. */
@Resolver(() => Image)
export class ImageResolver {
  /** The global id. */
  @FieldResolver()
  id(@Root() image: ImageSource, @Ctx() context: RequestContext, @Info() info: GraphQLResolveInfo): string {
    throw notBuilt(image, context, info);
  }

  /** How to credit the image in print. */
  @FieldResolver()
  creditLine(
    @Root() image: ImageSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): string | null {
    throw notBuilt(image, context, info);
  }

  /** One per product that allows the image. */
  @FieldResolver()
  largestDownloads(
    @Root() image: ImageSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly LargestDownloadSource[] | null> {
    throw notBuilt(image, context, info);
  }

  /** Earlier downloads of this image by the caller. */
  @FieldResolver()
  previousDownloads(
    @Root() image: ImageSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly DownloadRecordSource[] | null> {
    throw notBuilt(image, context, info);
  }
}
