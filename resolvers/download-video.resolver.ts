import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import { DownloadVideoInput } from '../schema/inputs/download-video.input.js';
import {
  DownloadVideoPayload,
  type DownloadVideoPayloadSource,
} from '../schema/types/download-video-payload.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** Downloading one video. */
@Resolver()
export class DownloadVideoResolver {
  /** Licence and download one video. */
  @Mutation(() => DownloadVideoPayload, { nullable: true, description: 'Licence and download one video.' })
  downloadVideo(
    @Arg('input', () => DownloadVideoInput, {
      description: 'What to download, with which product, and under which key.',
    })
    input: DownloadVideoInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DownloadVideoPayloadSource | null> {
    throw notBuilt(input, context, info);
  }
}
