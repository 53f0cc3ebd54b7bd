import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { DownloadErrorSource } from '../schema/types/download-error.types.js';
import {
  DownloadImagesResult,
  type DownloadImagesResultSource,
} from '../schema/types/download-images-payload.type.js';
import type { ImageDownloadSource } from '../schema/types/image-download.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** Decides whether an expected error is data or thrown: data where `userErrors` is selected. */
@Resolver(() => DownloadImagesResult)
export class DownloadImagesResultResolver {
  /** What may be fetched; throws the error nobody asked for as data. */
  @FieldResolver()
  download(
    @Root() result: DownloadImagesResultSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): ImageDownloadSource | null {
    throw notBuilt(result, context, info);
  }

  /** Why nothing may be fetched. */
  @FieldResolver()
  userErrors(
    @Root() result: DownloadImagesResultSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): readonly DownloadErrorSource[] {
    throw notBuilt(result, context, info);
  }
}
