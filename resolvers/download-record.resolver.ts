import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { DownloadRecord, type DownloadRecordSource } from '../schema/types/download-record.type.js';
import type { ImageSource } from '../schema/types/image.type.js';
import type { ProductOfferingSource } from '../schema/types/product-offering.type.js';
import type { VideoSource } from '../schema/types/video.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** The fields of a history entry that are made or looked up. */
@Resolver(() => DownloadRecord)
export class DownloadRecordResolver {
  /** The global id, made of asset, moment and product. */
  @FieldResolver()
  id(
    @Root() record: DownloadRecordSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): string {
    throw notBuilt(record, context, info);
  }

  /** The image it was of. */
  @FieldResolver()
  image(
    @Root() record: DownloadRecordSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ImageSource | null> {
    throw notBuilt(record, context, info);
  }

  /** The video it was of. */
  @FieldResolver()
  video(
    @Root() record: DownloadRecordSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<VideoSource | null> {
    throw notBuilt(record, context, info);
  }

  /** The product that was charged. */
  @FieldResolver()
  productOffering(
    @Root() record: DownloadRecordSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<ProductOfferingSource | null> {
    throw notBuilt(record, context, info);
  }
}
