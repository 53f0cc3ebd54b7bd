import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, ID, Info, Query, Resolver, Root } from 'type-graphql';
import { Image, LargestDownload } from '../schema/image.js';
import { previousDownloads } from '../src/catalog/history/download-history.js';
import type { DownloadRecord } from '../src/catalog/history/record-id.js';
import { checkIdCount, parseAssetId, toGlobalId } from '../src/catalog/ids.js';
import { getCreditLine, getFile, getImage, getLargestDownloads } from '../src/catalog/images/images.js';
import { isFree } from '../src/catalog/images/is-free.js';
import { getProductOffering } from '../src/catalog/products/product-offerings.js';
import type { LargestDownload as DomainLargestDownload, DownloadFile } from '../src/getty/model/image.js';
import type { Product } from '../src/getty/model/product.js';
import type { Image as DomainImage } from '../src/getty/v3/image-fields.js';
import type { RequestContext } from './context.js';
import { selectedFields, selectsRequirements } from './selection.js';

/** Images by their ids. */
@Resolver()
export class ImagesResolver {
  /** One image by its id. */
  @Query(() => Image, { nullable: true, description: 'One image. `null` when there is no such image.' })
  async image(
    @Arg('id', () => ID, {
      description: 'The image, by its `id` or by its Getty Images number, e.g. `83454804`.',
    })
    id: string,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DomainImage | null> {
    return getImage(context, parseAssetId(id, 'Image', ['id']), selectedFields(info));
  }

  /** Many images by their ids. */
  @Query(() => [Image], {
    nullable: 'itemsAndList',
    description:
      'Many images (at most 100), in the order asked for; `null` where there is none. One upstream call.',
  })
  async images(
    @Arg('ids', () => [ID], {
      description: 'The images, each by its `id` or by its Getty Images number; at most 100.',
    })
    ids: string[],
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly (DomainImage | null)[]> {
    checkIdCount(ids, ['ids']);
    const assetIds = ids.map((id, index) => parseAssetId(id, 'Image', ['ids', String(index)]));
    const selected = selectedFields(info);
    return Promise.all(assetIds.map((assetId) => getImage(context, assetId, selected)));
  }
}

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
  ): readonly DomainLargestDownload[] | null | Promise<readonly DomainLargestDownload[] | null> {
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

/** The fields of a largest download that are looked up. */
@Resolver(() => LargestDownload)
export class LargestDownloadResolver {
  /** The product that would be charged. */
  @FieldResolver()
  productOffering(
    @Root() largest: DomainLargestDownload,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Product | null> {
    return getProductOffering(context, largest, selectsRequirements(info));
  }

  /** Whether downloading now would cost nothing. */
  @FieldResolver()
  isFree(@Root() largest: DomainLargestDownload, @Ctx() context: RequestContext): Promise<boolean | null> {
    return isFree(context, largest);
  }

  /** What is known of the file. */
  @FieldResolver()
  file(
    @Root() largest: DomainLargestDownload,
    @Ctx() context: RequestContext,
  ): DownloadFile | null | Promise<DownloadFile | null> {
    return largest.file ?? getFile(context, largest);
  }
}
