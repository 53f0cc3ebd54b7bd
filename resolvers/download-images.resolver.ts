import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Mutation, Resolver } from 'type-graphql';
import { DownloadImagesInput } from '../schema/download/download-images.input.js';
import { DownloadImagesPayload } from '../schema/download/download-images-payload.type.js';
import { checkIdCount, toGlobalId } from '../src/catalog/ids.js';
import { download } from '../src/downloads/download.js';
import { type DownloadRequest, readDownloadInput } from '../src/downloads/download-request.js';
import { ServiceError } from '../src/errors/service-error.js';
import type { RequestContext } from './context.js';
import { type DownloadResultView, toPayload } from './download-payload.js';
import { selectedFields } from './selection.js';

/** One item's end, with its place. */
interface ResultShape extends DownloadResultView {
  readonly index: number;
  readonly imageId: string;
  readonly status: 'SUCCEEDED' | 'FAILED' | 'NOT_ATTEMPTED';
}

/** What became of a batch. */
interface PayloadShape {
  readonly clientMutationId: string | null;
  readonly results: readonly ResultShape[];
  readonly succeededCount: number;
  readonly failedCount: number;
  readonly notAttemptedCount: number;
}

/** An item's input, or what is wrong with it; that is the item's own failure and costs the others nothing. */
const readItem = (
  item: DownloadImagesInput['items'][number],
  index: number,
): DownloadRequest | ServiceError => {
  try {
    return readDownloadInput(item, 'image', ['input', 'items', String(index)]);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
};

/** Downloading many images. */
@Resolver()
export class DownloadImagesResolver {
  /** Licence and download many images (at most 100). Each succeeds or fails on its own. */
  @Mutation(() => DownloadImagesPayload, {
    nullable: true,
    description: 'Licence and download many images (at most 100). Each succeeds or fails on its own.',
  })
  async downloadImages(
    @Arg('input', () => DownloadImagesInput, {
      description: 'What to download, with which product, and under which key.',
    })
    input: DownloadImagesInput,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<PayloadShape> {
    checkIdCount(input.items, ['input', 'items']);
    const items = input.items.map(readItem);
    const requests = items.filter((item): item is DownloadRequest => !(item instanceof ServiceError));
    const selected = selectedFields(info, ['results', 'download', 'image']);
    const downloads = await download(context.scope, requests, input.onQuotaExhausted ?? 'STOP', selected);
    const byRequest = new Map(downloads.map((one) => [one.request, one]));
    const asksForErrors = selectedFields(info, ['results']).has('userErrors');

    const results = items.map((item, index): ResultShape => {
      if (item instanceof ServiceError)
        return {
          index,
          imageId: input.items[index]?.imageId ?? '',
          status: 'FAILED',
          download: null,
          userErrors: [],
          error: item,
        };
      const one = byRequest.get(item);
      if (one === undefined) throw new Error('A download was left out.');
      const { kind } = one.outcome;
      return {
        index,
        imageId: toGlobalId('Image', item.asset.id),
        status: kind === 'settled' ? 'SUCCEEDED' : kind === 'not-attempted' ? 'NOT_ATTEMPTED' : 'FAILED',
        ...toPayload(one, asksForErrors, context),
      };
    });
    const { prev: _, ...place } = info.path;
    if (!selectedFields(info, ['results']).has('download'))
      for (const { index, error } of results)
        if (error !== null)
          context.unselected?.push(
            new GraphQLError(error.message, {
              path: [place.key, 'results', index, 'download'],
              originalError: error,
            }),
          );
    const count = (status: ResultShape['status']): number =>
      results.filter((result) => result.status === status).length;
    return {
      clientMutationId: input.clientMutationId ?? null,
      results,
      succeededCount: count('SUCCEEDED'),
      failedCount: count('FAILED'),
      notAttemptedCount: count('NOT_ATTEMPTED'),
    };
  }
}
