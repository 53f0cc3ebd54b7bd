import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import { DownloadVideoInput } from '../schema/inputs/download-video.input.js';
import { DownloadVideoPayload } from '../schema/types/download-video-payload.type.js';
import { downloadOne } from '../src/domain/spending/download.js';
import { readDownloadInput } from '../src/domain/spending/download-request.js';
import type { RequestContext } from './context.js';
import { type DownloadEnd, endOf } from './download-shapes.js';
import { selectedFields } from './selection.js';

/** Downloading one video. */
@Resolver()
export class DownloadVideoResolver {
  /** Licence and download one video. */
  @Mutation(() => DownloadVideoPayload, { nullable: true, description: 'Licence and download one video.' })
  async downloadVideo(
    @Arg('input', () => DownloadVideoInput, {
      description: 'What to download, with which product, and under which key.',
    })
    input: DownloadVideoInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DownloadEnd & { readonly clientMutationId: string | null }> {
    const request = readDownloadInput(input, 'video', ['input']);
    const selected = selectedFields(info, ['download', 'video']);
    const asksForErrors = selectedFields(info).has('userErrors');
    const end = endOf(await downloadOne(context.scope, request, selected), asksForErrors);
    if (end.error !== null) throw end.error;
    return { clientMutationId: input.clientMutationId ?? null, ...end };
  }
}
