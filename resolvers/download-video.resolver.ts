import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import { DownloadVideoInput } from '../schema/download/download-video.input.js';
import { DownloadVideoPayload } from '../schema/download/download-video-payload.type.js';
import { downloadOne } from '../src/downloads/download.js';
import { readDownloadInput } from '../src/downloads/download-request.js';
import type { RequestContext } from './context.js';
import { type DownloadResultView, toPayload } from './download-payload.js';
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
  ): Promise<DownloadResultView & { readonly clientMutationId: string | null }> {
    const request = readDownloadInput(input, 'video', ['input']);
    const selected = selectedFields(info, ['download', 'video']);
    const asksForErrors = selectedFields(info).has('userErrors');
    const end = toPayload(await downloadOne(context.scope, request, selected), asksForErrors, context);
    if (end.error !== null) throw end.error;
    return { clientMutationId: input.clientMutationId ?? null, ...end };
  }
}
