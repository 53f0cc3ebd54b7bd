import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import { DownloadImageInput } from '../schema/inputs/download-image.input.js';
import {
  DownloadImagePayload,
  type DownloadImagePayloadSource,
} from '../schema/types/download-image-payload.type.js';
import type { RequestContext } from './context.js';
import { notBuilt } from './not-built.js';

/** Downloading one image. */
@Resolver()
export class DownloadImageResolver {
  /** Licence and download one image. */
  @Mutation(() => DownloadImagePayload, { nullable: true, description: 'Licence and download one image.' })
  downloadImage(
    @Arg('input', () => DownloadImageInput, {
      description: 'What to download, with which product, and under which key.',
    })
    input: DownloadImageInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DownloadImagePayloadSource | null> {
    throw notBuilt(input, context, info);
  }
}
