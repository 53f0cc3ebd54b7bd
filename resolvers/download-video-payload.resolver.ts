import type { GraphQLResolveInfo } from 'graphql';
import { Ctx, FieldResolver, Info, Resolver, Root } from 'type-graphql';
import type { DownloadErrorSource } from '../schema/types/download-error.types.js';
import {
  DownloadVideoPayload,
  type DownloadVideoPayloadSource,
} from '../schema/types/download-video-payload.type.js';
import type { VideoDownloadSource } from '../schema/types/video-download.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** Decides whether an expected error is data or thrown: data where `userErrors` is selected. */
@Resolver(() => DownloadVideoPayload)
export class DownloadVideoPayloadResolver {
  /** What may be fetched; throws the error nobody asked for as data. */
  @FieldResolver()
  download(
    @Root() payload: DownloadVideoPayloadSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): VideoDownloadSource | null {
    throw notBuilt(payload, context, info);
  }

  /** Why nothing may be fetched. */
  @FieldResolver()
  userErrors(
    @Root() payload: DownloadVideoPayloadSource,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): readonly DownloadErrorSource[] {
    throw notBuilt(payload, context, info);
  }
}
