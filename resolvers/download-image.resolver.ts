import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import { DownloadImageInput } from '../schema/download/download-image.input.js';
import { DownloadImagePayload } from '../schema/download/download-image-payload.type.js';
import { downloadOne } from '../src/downloads/download.js';
import { readDownloadInput } from '../src/downloads/download-request.js';
import type { RequestContext } from './context.js';
import { type DownloadResultView, toPayload } from './download-payload.js';
import { selectedFields } from './selection.js';

/** Downloading one image. */
@Resolver()
export class DownloadImageResolver {
  /** Licence and download one image. */
  @Mutation(() => DownloadImagePayload, { nullable: true, description: 'Licence and download one image.' })
  async downloadImage(
    @Arg('input', () => DownloadImageInput, {
      description: 'What to download, with which product, and under which key.',
    })
    input: DownloadImageInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<DownloadResultView & { readonly clientMutationId: string | null }> {
    const request = readDownloadInput(input, 'image', ['input']);
    const selected = selectedFields(info, ['download', 'image']);
    const asksForErrors = selectedFields(info).has('userErrors');
    const end = toPayload(await downloadOne(context.scope, request, selected), asksForErrors, context);
    if (end.error !== null) throw end.error;
    return { clientMutationId: input.clientMutationId ?? null, ...end };
  }
}
