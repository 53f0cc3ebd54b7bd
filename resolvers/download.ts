import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Mutation, Resolver, Root } from 'type-graphql';
import {
  DownloadImageInput,
  DownloadImagePayload,
  DownloadImagesInput,
  DownloadImagesPayload,
  DownloadImagesResult,
  DownloadVideoInput,
  DownloadVideoPayload,
  ImageDownload,
  VideoDownload,
} from '../schema/download.js';
import { checkIdCount, toGlobalId } from '../src/catalog/ids.js';
import { getImage } from '../src/catalog/images/images.js';
import { getProductOffering } from '../src/catalog/products/product-offerings.js';
import { getVideo } from '../src/catalog/videos/videos.js';
import { type Download, download, downloadOne } from '../src/downloads/download.js';
import { type DownloadFailure, failureToServiceError } from '../src/downloads/download-failure.js';
import { type DownloadRequest, readDownloadInput } from '../src/downloads/download-request.js';
import type { DownloadResult } from '../src/downloads/state-machine.js';
import { ServiceError } from '../src/errors/service-error.js';
import type { GettyApi } from '../src/errors/upstream-failure.js';
import type { Product } from '../src/getty/model/product.js';
import type { Image } from '../src/getty/v3/image-fields.js';
import type { Video } from '../src/getty/v3/video-fields.js';
import type { RequestContext } from './context.js';
import { selectedFields, selectsRequirements } from './selection.js';

/** A finished download as the graph shows it; its asset and product are looked up by field resolvers. */
export interface DownloadView {
  readonly url: string;
  readonly via: GettyApi;
  readonly notices: DownloadResult['notices'];
  readonly isReplay: boolean;
  readonly idempotencyKey: string;
  /** For the field resolvers. */
  readonly assetId: string;
  readonly product: DownloadResult['product'];
}

/** An expected failure as data. */
export type UserError = DownloadFailure;

/** How a download ended, in the graph's terms: a link, failures as data, or an error to throw. */
export interface DownloadResultView {
  readonly download: DownloadView | null;
  readonly userErrors: readonly UserError[];
  /** The error to throw where `download` is selected: a system error always, a failure where `userErrors` is not selected. */
  readonly error: ServiceError | null;
}

/** `field` is a path inside the input object, as the schema's example has it. */
const stripInputPrefix = (failure: DownloadFailure): UserError =>
  failure.field?.[0] === 'input' ? { ...failure, field: failure.field.slice(1) } : failure;

/**
 * Turns an outcome into what the graph answers.
 * @param selectsUserErrors whether the operation selects `userErrors`; if not, the same error is thrown, so that nothing
 *   is ever silently null
 * @param codes takes the code of what is given as data, which `errors` does not show
 */
export const toPayload = (
  { request, outcome, idempotencyKey }: Download,
  selectsUserErrors: boolean,
  codes: string[],
): DownloadResultView => {
  if (selectsUserErrors && outcome.kind === 'failed') codes.push(outcome.failure.code);
  if (selectsUserErrors && outcome.kind === 'not-attempted') codes.push(outcome.cause.code);
  switch (outcome.kind) {
    case 'settled': {
      const { url, via, notices, product } = outcome.result;
      return {
        download: {
          url,
          via,
          notices,
          product,
          isReplay: outcome.isReplay,
          idempotencyKey,
          assetId: request.asset.id,
        },
        userErrors: [],
        error: null,
      };
    }
    case 'failed':
      return {
        download: null,
        userErrors: [stripInputPrefix(outcome.failure)],
        error: selectsUserErrors ? null : failureToServiceError(outcome.failure),
      };
    case 'not-attempted':
      return {
        download: null,
        userErrors: [stripInputPrefix(outcome.cause)],
        error: selectsUserErrors ? null : failureToServiceError(outcome.cause),
      };
    case 'error':
      return { download: null, userErrors: [], error: outcome.error };
    default:
      return outcome satisfies never;
  }
};

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
    const end = toPayload(
      await downloadOne(context, request, selected),
      asksForErrors,
      context.userErrorCodes,
    );
    if (end.error !== null) throw end.error;
    return { clientMutationId: input.clientMutationId ?? null, ...end };
  }
}

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
    const downloads = await download(context, requests, input.onQuotaExhausted ?? 'STOP', selected);
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
        ...toPayload(one, asksForErrors, context.userErrorCodes),
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

/** Decides whether an error is data or thrown, item by item, so that the successes survive. */
@Resolver(() => DownloadImagesResult)
export class DownloadImagesResultResolver {
  /** The completed download; throws this item's system error, and its failure where `userErrors` is not selected. */
  @FieldResolver()
  download(@Root() result: DownloadResultView): DownloadView | null {
    if (result.error !== null) throw result.error;
    return result.download;
  }
}

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
    const end = toPayload(
      await downloadOne(context, request, selected),
      asksForErrors,
      context.userErrorCodes,
    );
    if (end.error !== null) throw end.error;
    return { clientMutationId: input.clientMutationId ?? null, ...end };
  }
}

/** The fields of a finished image download that are looked up. */
@Resolver(() => ImageDownload)
export class ImageDownloadResolver {
  /** The image. */
  @FieldResolver()
  image(
    @Root() download: DownloadView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Image | null> {
    return getImage(context, download.assetId, selectedFields(info));
  }

  /** The product that was charged, read afresh. */
  @FieldResolver()
  productOffering(
    @Root() download: DownloadView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Product | null> | null {
    return download.product === null
      ? null
      : getProductOffering(context, download.product, selectsRequirements(info));
  }
}

/** The fields of a finished video download that are looked up. */
@Resolver(() => VideoDownload)
export class VideoDownloadResolver {
  /** The video. */
  @FieldResolver()
  video(
    @Root() download: DownloadView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Video | null> {
    return getVideo(context, download.assetId, selectedFields(info));
  }

  /** The product that was charged, read afresh. */
  @FieldResolver()
  productOffering(
    @Root() download: DownloadView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Product | null> | null {
    return download.product === null
      ? null
      : getProductOffering(context, download.product, selectsRequirements(info));
  }
}
