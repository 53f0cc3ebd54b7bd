import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Directive, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import { GettyApi } from '../schema/errors.js';
import { DownloadHistoryConnection, DownloadHistoryFilter, DownloadRecord } from '../schema/history.js';
import { ConnectionArgs } from '../schema/paging.js';
import { type DownloadHistory, downloadHistory } from '../src/catalog/history/download-history.js';
import { type DownloadRecord as DomainRecord, encodeRecordKey } from '../src/catalog/history/record-id.js';
import { toGlobalId } from '../src/catalog/ids.js';
import { getImage } from '../src/catalog/images/images.js';
import { getProductOffering } from '../src/catalog/products/product-offerings.js';
import { getVideo } from '../src/catalog/videos/videos.js';
import type { Product } from '../src/getty/model/product.js';
import type { Image } from '../src/getty/v3/image-fields.js';
import type { Video } from '../src/getty/v3/video-fields.js';
import type { RequestContext } from './context.js';
import { selectedFields, selectsRequirements } from './selection.js';

/** What was downloaded before. */
@Resolver()
export class DownloadHistoryResolver {
  /** A page of past downloads. */
  @Query(() => DownloadHistoryConnection, {
    nullable: true,
    description: [
      "What the caller (or, if allowed, the caller's whole company) has downloaded, newest first.",
      'Getty Images shows the last 30 days unless `filter` names a range; `range` in the answer says which.',
    ].join('\n'),
  })
  @Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
  async downloadHistory(
    @Arg('filter', () => DownloadHistoryFilter, {
      nullable: true,
      description: 'Narrows the list. Left out: the last 30 days of the caller.',
    })
    filter: DownloadHistoryFilter | null | undefined,
    @Arg('via', () => GettyApi, {
      nullable: true,
      description:
        'Which Getty Images API to ask. Left out: the first of those the service has switched on that can answer.',
    })
    via: GettyApi | null | undefined,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<DownloadHistory> {
    return downloadHistory(context, filter ?? {}, via ?? null, page);
  }
}

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
