import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { defineEnum } from './define-enum.js';
import {
  ImageDownload,
  type ImageDownloadSource,
  VideoDownload,
  type VideoDownloadSource,
} from './download.js';
import { DownloadError, type DownloadErrorSource } from './download-errors.js';
import { GettyApi } from './errors.js';
import { AssetType } from './history.js';
import { Image, type ImageSource } from './image.js';
import { Node, PageInfo } from './paging.js';
import {
  ProductOffering,
  type ProductOfferingSource,
  ProductOfferingType,
  ProductOfferingTypeInput,
} from './product.js';
import { DateTimeScalar } from './scalars.js';
import { Video, type VideoSource } from './video.js';

/** How far a download came. */
export const DownloadAttemptState = defineEnum('DownloadAttemptState', 'How far a download came.', {
  IN_PROGRESS: 'It is being carried out now. Ask again after `retryAfterMs`.',
  SUCCEEDED: 'It was charged and its link came. `download` has the link while it is good.',
  REFUSED:
    'It was not charged: Getty Images or this service refused it (`error` says why), or it was sent and certainly not charged. Sending it again, with the same key, is safe.',
  OUTCOME_UNKNOWN:
    'It was sent and its response was lost. While `retryAfterMs` is set the history can still tell whether it was charged; without it, it never will.',
  LINK_LOST:
    'It was charged and its link was lost. A new key downloads it again, which may be charged again.',
});
/** How far a download came. */
export type DownloadAttemptState = keyof typeof DownloadAttemptState;

/** What a report's rows are told apart by. */
export const SpendReportGroup = defineEnum('SpendReportGroup', "What a report's rows are told apart by.", {
  DAY: 'The day (UTC) it was asked for.',
  CLIENT: 'The client key that asked.',
  PRODUCT_TYPE: 'The kind of product that paid, or was to pay.',
  VIA: 'The Getty Images API it was sent through.',
  STATE: 'How far it came.',
});
/** What a report's rows are told apart by. */
export type SpendReportGroup = keyof typeof SpendReportGroup;

/** One ledger entry. */
@ObjectType({
  implements: Node,
  simpleResolvers: true,
  description: [
    'One download as this service carried it out: one entry of its ledger. Entries are stored for 400 days unless the',
    'operator sets another time (`LEDGER_DAYS`).',
  ].join('\n'),
})
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class DownloadAttempt implements Node {
  @Field(() => ID, { description: 'Opaque. The same for as long as the entry is stored.' })
  id!: string;

  @Field(() => String, {
    description:
      "The key of the download: the caller's, or the one made for it. In lists, a download that was made with another token shows its first eight characters only, and no link: ask `downloadAttempt` with the complete key.",
  })
  idempotencyKey!: string;

  @Field(() => ID, { description: 'The number Getty Images prints on the asset.' })
  assetId!: string;

  @Field(() => AssetType, { description: 'What sort of asset it is.' })
  assetType!: AssetType;

  @Field(() => DownloadAttemptState, { description: 'How far it came.' })
  state!: DownloadAttemptState;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a product was charged. `null` while that cannot be told.',
  })
  isCharged!: boolean | null;

  @Field(() => DateTimeScalar, { description: 'When it was sent, or refused before it was.' })
  requestedAt!: Date | string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When its outcome became known; `null` while it is open.',
  })
  endedAt!: Date | string | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'How long to wait, in milliseconds, until asking again can tell more. `null` when the state is final.',
  })
  retryAfterMs!: number | null;

  @Field(() => Image, {
    nullable: true,
    description: 'The image. `null` when the asset is no longer on offer, or is no image.',
  })
  image!: ImageSource | null;

  @Field(() => Video, {
    nullable: true,
    description: 'The video. `null` when the asset is no longer on offer, or is no video.',
  })
  video!: VideoSource | null;

  @Field(() => ProductOfferingType, {
    nullable: true,
    description:
      'The kind of product that was charged, or was to be. `null` where Getty Images chose and has not said.',
  })
  productType!: ProductOfferingType | null;

  @Field(() => ProductOffering, {
    nullable: true,
    description: 'That product; `null` when the caller no longer holds it.',
  })
  productOffering!: ProductOfferingSource | null;

  @Field(() => GettyApi, {
    nullable: true,
    description:
      'Which Getty Images API it was sent through, or was to be; `null` where none was chosen yet.',
  })
  via!: GettyApi | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Name of the client key that asked; `null` for callers with a token of their own and where none was presented.',
  })
  clientName!: string | null;

  @Field(() => ImageDownload, {
    nullable: true,
    description: 'The link to the image, while it is good, and only for the caller whose key it is.',
  })
  download!: ImageDownloadSource | null;

  @Field(() => VideoDownload, {
    nullable: true,
    description: 'The link to the video, while it is good, and only for the caller whose key it is.',
  })
  videoDownload!: VideoDownloadSource | null;

  @Field(() => DownloadError, {
    nullable: true,
    description:
      'Why there is no link. `null` where there is one, while it is in progress, and where it ended uncharged for a reason of the system, such as an outage.',
  })
  error!: DownloadErrorSource | null;

  @Field(() => String, {
    description: 'Id of the request that sent it, as logs name it. Empty until it is sent.',
  })
  requestId!: string;
}

/** What an attempt is to begin with; the rest is made by its field resolvers. */
export type DownloadAttemptSource = Omit<
  DownloadAttempt,
  'image' | 'video' | 'productOffering' | 'download' | 'videoDownload' | 'error'
>;

/** Which attempts to list or to sum. */
@InputType({ description: 'Which downloads to list or to sum. Left out: all of the ledger.' })
export class DownloadAttemptFilter {
  @Field(() => DateTimeScalar, { nullable: true, description: 'Requested at or after this moment.' })
  from?: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'Requested at or before this moment.' })
  to?: Date | null;

  @Field(() => [DownloadAttemptState], { nullable: true, description: 'Only in one of these states.' })
  states?: DownloadAttemptState[] | null;

  @Field(() => ProductOfferingTypeInput, { nullable: true, description: 'Only with this kind of product.' })
  productType?: ProductOfferingTypeInput | null;

  @Field(() => String, { nullable: true, description: 'Only by the client key of this name.' })
  clientName?: string | null;
}

/** An attempt and its place. */
@ObjectType({ simpleResolvers: true, description: 'A download and its place in the list.' })
export class DownloadAttemptEdge {
  @Field(() => String, { description: 'The place. Opaque; good only with the same filter.' })
  cursor!: string;

  @Field(() => DownloadAttempt, { description: 'The download.' })
  node!: DownloadAttemptSource;
}

/** A page of attempts. */
@ObjectType({ simpleResolvers: true, description: 'One page of the ledger, newest first.' })
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class DownloadAttemptConnection {
  @Field(() => [DownloadAttemptEdge], { description: 'The downloads with their places in the list.' })
  edges!: readonly DownloadAttemptEdge[];

  @Field(() => [DownloadAttempt], { description: 'The downloads alone.' })
  nodes!: readonly DownloadAttemptSource[];

  @Field(() => PageInfo, { description: 'Where this page lies.' })
  pageInfo!: PageInfo;

  @Field(() => Int, {
    description:
      'How many there are in all. With a filter beyond `from` and `to` every entry of that range is read: name a range.',
  })
  totalCount!: number;
}

/** Sums of one group. */
@ObjectType({
  simpleResolvers: true,
  description: 'Sums of one group. Fields that it is not grouped by are `null`.',
})
export class SpendReportRow {
  @Field(() => DateTimeScalar, { nullable: true, description: 'Beginning of the day (UTC).' })
  day!: Date | string | null;

  @Field(() => String, { nullable: true, description: 'Name of the client key.' })
  clientName!: string | null;

  @Field(() => ProductOfferingType, { nullable: true, description: 'The kind of product.' })
  productType!: ProductOfferingType | null;

  @Field(() => GettyApi, { nullable: true, description: 'The Getty Images API.' })
  via!: GettyApi | null;

  @Field(() => DownloadAttemptState, { nullable: true, description: 'How far they came.' })
  state!: DownloadAttemptState | null;

  @Field(() => Int, { description: 'How many were charged, lost links included.' })
  chargedCount!: number;

  @Field(() => Int, { description: 'Of how many it is not known (yet) whether they were charged.' })
  unknownCount!: number;

  @Field(() => Int, { description: 'How many were charged and their links lost.' })
  lostCount!: number;
}

/** Sums over the ledger. */
@ObjectType({ simpleResolvers: true, description: 'Sums over the ledger.' })
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class SpendReport {
  @Field(() => [SpendReportRow], { description: 'One row for each group, newest day first.' })
  rows!: readonly SpendReportRow[];

  @Field(() => Int, { description: 'How many were charged in all, lost links included.' })
  chargedCount!: number;

  @Field(() => Int, { description: 'Of how many it is not known (yet) whether they were charged.' })
  unknownCount!: number;

  @Field(() => Int, { description: 'How many were charged and their links lost.' })
  lostCount!: number;
}
