import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Directive, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import { DownloadImageInput, OnQuotaExhausted } from '../schema/download.js';
import { DownloadQuote } from '../schema/quote.js';
import { checkIdCount, toGlobalId } from '../src/catalog/ids.js';
import { getImage } from '../src/catalog/images/images.js';
import type { Ownership } from '../src/catalog/ownership/account-history.js';
import { UNKNOWN_OWNERSHIP } from '../src/catalog/ownership/account-history.js';
import { getOwnership } from '../src/catalog/ownership/get-ownership.js';
import { getProductOffering } from '../src/catalog/products/product-offerings.js';
import { type DownloadFailure, downloadFailure } from '../src/downloads/download-failure.js';
import { type DownloadRequest, readDownloadInput } from '../src/downloads/download-request.js';
import type { Plan } from '../src/downloads/download-task.js';
import { type Quote, quoteDownloads } from '../src/downloads/quotes.js';
import { ServiceError } from '../src/errors/service-error.js';
import type { GettyApi } from '../src/errors/upstream-failure.js';
import type { Product } from '../src/getty/model/product.js';
import type { Image } from '../src/getty/v3/image-fields.js';
import type { RequestContext } from './context.js';
import { selectedFields, selectsRequirements } from './selection.js';

/** One quote as the graph shows it. */
interface QuoteView {
  readonly index: number;
  readonly imageId: string;
  readonly remainingAfter: number | null;
  readonly isFree: boolean | null;
  readonly via: GettyApi | null;
  readonly userErrors: readonly DownloadFailure[];
  /** For the field resolvers: the image's plain id, `null` where the input names none. */
  readonly assetId: string | null;
  readonly plan: Plan | null;
  /** What `productOffering` throws: bad input of the item, or a read that failed. */
  readonly error: ServiceError | null;
}

/** An item's input, or what is wrong with it: its own failure, as in `downloadImages`. */
const readItem = (item: DownloadImageInput, index: number): DownloadRequest | ServiceError => {
  try {
    return readDownloadInput(item, 'image', ['items', String(index)]);
  } catch (error) {
    if (error instanceof ServiceError) return error;
    throw error;
  }
};

/** An error that has no kind of its own among download errors, so that `userErrors` is not empty where nothing would be downloaded. */
const asRefusal = (error: ServiceError): DownloadFailure => ({
  ...downloadFailure('DOWNLOAD_REFUSED', error.message, { upstreamCode: null, upstream: error.upstream }),
  isRetryable: error.isRetryable,
});

const NOTHING = { remainingAfter: null, isFree: null, via: null, plan: null } as const;

const toView = (
  index: number,
  imageId: string,
  request: DownloadRequest | null,
  end: Quote['end'],
): QuoteView => {
  const place = { index, imageId, assetId: request?.asset.id ?? null };
  switch (end.kind) {
    case 'would-download': {
      const { plan, remainingAfter } = end;
      const isFree = plan.allowance?.isFree ?? null;
      return { ...place, remainingAfter, isFree, via: plan.api, plan, userErrors: [], error: null };
    }
    case 'failed':
      return { ...place, ...NOTHING, userErrors: [end.failure], error: null };
    case 'not-attempted':
      return { ...place, ...NOTHING, userErrors: [end.cause], error: null };
    case 'error':
      return { ...place, ...NOTHING, userErrors: [asRefusal(end.error)], error: end.error };
    default:
      return end satisfies never;
  }
};

/** What downloads would do. */
@Resolver(() => DownloadQuote)
export class QuotesResolver {
  /** What downloading each of these items would do now. */
  @Query(() => [DownloadQuote], {
    nullable: true,
    description: [
      'What downloading each of these items would do now: which product pays, what is left afterwards, what is missing.',
      'Runs the same checks and choices as `downloadImages`, and sends nothing. At most 100 items.',
    ].join('\n'),
  })
  @Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
  async downloadQuotes(
    @Arg('items', () => [DownloadImageInput], {
      description: 'The images, each with its own choices, as for `downloadImages`. No key is used up.',
    })
    items: DownloadImageInput[],
    @Arg('onQuotaExhausted', () => OnQuotaExhausted, {
      nullable: true,
      defaultValue: OnQuotaExhausted.STOP,
      description:
        "What `downloadImages` would be told to do with the rest once a product's limit is reached.",
    })
    onQuotaExhausted: OnQuotaExhausted | null,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<readonly QuoteView[]> {
    checkIdCount(items, ['items']);
    const inputs = items.map(readItem);
    const requests = inputs.filter((item): item is DownloadRequest => !(item instanceof ServiceError));
    const selected = selectedFields(info);
    const quotes = await quoteDownloads(
      context,
      requests,
      onQuotaExhausted ?? 'STOP',
      selectedFields(info, ['image']),
    );
    const byRequest = new Map(quotes.map((quote) => [quote.request, quote.end]));
    const views = inputs.map((input, index): QuoteView => {
      if (input instanceof ServiceError)
        return toView(index, items[index]?.imageId ?? '', null, { kind: 'error', error: input });
      const end = byRequest.get(input);
      if (end === undefined) throw new Error('A quote was left out.');
      return toView(index, toGlobalId('Image', input.asset.id), input, end);
    });
    if (!selected.has('productOffering'))
      for (const { index, error } of views)
        if (error !== null)
          context.unselected?.push(
            new GraphQLError(error.message, {
              path: [info.path.key, index, 'productOffering'],
              originalError: error,
            }),
          );
    return views;
  }

  /** The image. */
  @FieldResolver()
  image(
    @Root() quote: QuoteView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Image | null> | null {
    return quote.assetId === null ? null : getImage(context, quote.assetId, selectedFields(info));
  }

  /** The product that would be charged; throws what kept the item from being quoted. */
  @FieldResolver()
  productOffering(
    @Root() quote: QuoteView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Product | null> | null {
    if (quote.error !== null) throw quote.error;
    const ref = quote.plan?.ref ?? null;
    return ref === null ? null : getProductOffering(context, ref, selectsRequirements(info));
  }

  /** Whether the image was licensed before. */
  @FieldResolver()
  ownership(@Root() quote: QuoteView, @Ctx() context: RequestContext): Promise<Ownership> | Ownership {
    return quote.assetId === null
      ? UNKNOWN_OWNERSHIP
      : getOwnership(context, { type: 'image', id: quote.assetId });
  }
}
