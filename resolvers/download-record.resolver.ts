import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import { DownloadRecord } from '../schema/history/download-record.type.js';
import { type DownloadRecord as DomainRecord, encodeRecordKey } from '../src/catalog/history/record-id.js';
import { toGlobalId } from '../src/catalog/ids.js';
import { getImage } from '../src/catalog/images/images.js';
import { getProductOffering } from '../src/catalog/products/product-offerings.js';
import { getVideo } from '../src/catalog/videos/videos.js';
import type { Image } from '../src/getty/model/image.js';
import type { Product } from '../src/getty/model/product.js';
import type { Video } from '../src/getty/model/video.js';
import type { RequestContext } from './context.js';
import { selectedFields, selectsRequirements } from './selection.js';

/** The fields of a history entry that are made or looked up. */
@Resolver(() => DownloadRecord)
export class DownloadRecordResolver {
  /** The global id, made of asset, moment and product. */
  @FieldResolver()
  id(@Root() record: DomainRecord): string {
    return toGlobalId('DownloadRecord', encodeRecordKey(record));
  }

  /** The image it was of. */
  @FieldResolver()
  image(
    @Root() record: DomainRecord,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Image | null> | null {
    if (record.assetId === null || record.assetType === 'VIDEO') return null;
    return getImage(context, record.assetId, selectedFields(info));
  }

  /** The video it was of. */
  @FieldResolver()
  video(
    @Root() record: DomainRecord,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Video | null> | null {
    // v1 does not say what a row is: only looking tells.
    if (record.assetId === null || record.assetType === 'IMAGE') return null;
    return getVideo(context, record.assetId, selectedFields(info));
  }

  /** The product that was charged. */
  @FieldResolver()
  productOffering(
    @Root() record: DomainRecord,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Product | null> | null {
    if (record.productTypeName === null) return null;
    const { productType, productTypeName, productId } = record;
    return getProductOffering(
      context,
      { productType, productTypeName, productId },
      selectsRequirements(info),
    );
  }
}
