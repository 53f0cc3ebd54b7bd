import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import { DownloadImagesInput } from '../schema/inputs/download-images.input.js';
import { DownloadImagesPayload } from '../schema/types/download-images-payload.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** Downloading many images. */
@Resolver()
export class DownloadImagesResolver {
  /** Licence and download many images (at most 100). Each succeeds or fails on its own. */
  @Mutation(() => DownloadImagesPayload, {
    nullable: true,
    description: 'Licence and download many images (at most 100). Each succeeds or fails on its own.',
  })
  downloadImages(
    @Arg('input', () => DownloadImagesInput, {
      description: 'What to download, with which product, and under which key.',
    })
    input: DownloadImagesInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DownloadImagesPayload | null> {
    throw notBuilt(input, context, info);
  }
}
