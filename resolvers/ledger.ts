import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Args, Ctx, Directive, FieldResolver, Info, Query, Resolver, Root } from 'type-graphql';
import {
  DownloadAttempt,
  DownloadAttemptConnection,
  DownloadAttemptFilter,
  SpendReport,
  SpendReportGroup,
} from '../schema/ledger.js';
import { ConnectionArgs } from '../schema/paging.js';
import { toGlobalId } from '../src/catalog/ids.js';
import { getImage } from '../src/catalog/images/images.js';
import { getProductOffering } from '../src/catalog/products/product-offerings.js';
import { getVideo } from '../src/catalog/videos/videos.js';
import type { DownloadFailure } from '../src/downloads/download-failure.js';
import { type AttemptView, failureOf, linkOf } from '../src/downloads/ledger/attempt-view.js';
import { findAttempt, recordOf } from '../src/downloads/ledger/find-attempt.js';
import { type AttemptPage, attemptsFor, listAttempts } from '../src/downloads/ledger/list-attempts.js';
import { type SpendReport as SpendSums, spendReport } from '../src/downloads/ledger/spend-report.js';
import type { Product } from '../src/getty/model/product.js';
import type { Image } from '../src/getty/v3/image-fields.js';
import type { Video } from '../src/getty/v3/video-fields.js';
import type { RequestContext } from './context.js';
import type { DownloadView } from './download.js';
import { selectedFields, selectsRequirements } from './selection.js';

/** What was spent, and what became of it. */
@Resolver()
export class LedgerResolver {
  /** One entry by its key. */
  @Query(() => DownloadAttempt, {
    nullable: true,
    description: [
      'What became of the download with this key. Never sends anything that spends: where the outcome is open it reads',
      'the download history once. After a lost response, ask this; `null` (the caller has no such key) and `REFUSED` mean',
      'that sending the download again, with the same key, is safe.',
    ].join('\n'),
  })
  @Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
  downloadAttempt(
    @Arg('idempotencyKey', () => String, { description: 'The key that the download was sent with.' })
    idempotencyKey: string,
    @Ctx() context: RequestContext,
  ): Promise<AttemptView | null> {
    return findAttempt(context, idempotencyKey);
  }

  /** A page of the ledger. */
  @Query(() => DownloadAttemptConnection, {
    nullable: true,
    description: [
      "What this service spent or tried to spend for the caller's customer account, newest first. A client key sees its",
      'own downloads, unless the operator lets it see all. Asks Getty Images nothing. Survives restarts where Redis is configured.',
    ].join('\n'),
  })
  @Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
  downloadAttempts(
    @Arg('filter', () => DownloadAttemptFilter, {
      nullable: true,
      description: 'Narrows the list. Left out: everything.',
    })
    filter: DownloadAttemptFilter | null | undefined,
    @Args(() => ConnectionArgs) page: ConnectionArgs,
    @Ctx() context: RequestContext,
  ): Promise<AttemptPage> {
    return listAttempts(context, filter ?? {}, page);
  }

  /** Sums over the ledger. */
  @Query(() => SpendReport, {
    nullable: true,
    description: 'Sums over `downloadAttempts`: what was spent, by day, client, product, API or state.',
  })
  @Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
  spendReport(
    @Arg('filter', () => DownloadAttemptFilter, {
      nullable: true,
      description: 'Narrows what is summed. Left out: everything.',
    })
    filter: DownloadAttemptFilter | null | undefined,
    @Arg('groupBy', () => [SpendReportGroup], {
      description: 'What the rows are told apart by; `[]`: one row for all.',
    })
    groupBy: SpendReportGroup[],
    @Ctx() context: RequestContext,
  ): Promise<SpendSums> {
    return spendReport(attemptsFor(context, filter ?? {}), groupBy);
  }
}

/** The count of a page, made when it is selected. */
@Resolver(() => DownloadAttemptConnection)
export class DownloadAttemptConnectionResolver {
  /** How many there are in all. */
  @FieldResolver()
  totalCount(@Root() page: AttemptPage): Promise<number> {
    return page.count();
  }
}

/** The fields of an entry that are made or looked up. */
@Resolver(() => DownloadAttempt)
export class DownloadAttemptResolver {
  /** The global id. */
  @FieldResolver()
  id(@Root() attempt: AttemptView): string {
    return toGlobalId('DownloadAttempt', attempt.id);
  }

  /** The image it was of. */
  @FieldResolver()
  image(
    @Root() attempt: AttemptView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Image | null> | null {
    if (attempt.assetType !== 'IMAGE') return null;
    return getImage(context, attempt.assetId, selectedFields(info));
  }

  /** The video it was of. */
  @FieldResolver()
  video(
    @Root() attempt: AttemptView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Video | null> | null {
    if (attempt.assetType !== 'VIDEO') return null;
    return getVideo(context, attempt.assetId, selectedFields(info));
  }

  /** The product that paid, or was to pay. */
  @FieldResolver()
  productOffering(
    @Root() { productType, productTypeName, productId }: AttemptView,
    @Ctx() context: RequestContext,
    @Info() info: GraphQLResolveInfo,
  ): Promise<Product | null> | null {
    if (productType === null || productTypeName === null) return null;
    return getProductOffering(
      context,
      { productType, productTypeName, productId },
      selectsRequirements(info),
    );
  }

  /** The link to an image. */
  @FieldResolver()
  download(
    @Root() attempt: AttemptView,
    @Ctx() context: RequestContext,
  ): Promise<DownloadView | null> | null {
    return attempt.assetType === 'IMAGE' ? linkFor(attempt, context) : null;
  }

  /** The link to a video. */
  @FieldResolver()
  videoDownload(
    @Root() attempt: AttemptView,
    @Ctx() context: RequestContext,
  ): Promise<DownloadView | null> | null {
    return attempt.assetType === 'VIDEO' ? linkFor(attempt, context) : null;
  }

  /** Why there is no link. */
  @FieldResolver()
  async error(@Root() attempt: AttemptView, @Ctx() context: RequestContext): Promise<DownloadFailure | null> {
    const needsRecord = attempt.state === 'LINK_LOST' || attempt.state === 'OUTCOME_UNKNOWN';
    return failureOf(attempt, needsRecord ? await recordOf(context, attempt) : null);
  }
}

const linkFor = async (attempt: AttemptView, context: RequestContext): Promise<DownloadView | null> => {
  if (attempt.state !== 'SUCCEEDED') return null;
  const result = linkOf(attempt, await recordOf(context, attempt));
  if (result === null) return null;
  const { idempotencyKey, assetId } = attempt;
  return { ...result, isReplay: true, idempotencyKey, assetId };
};
