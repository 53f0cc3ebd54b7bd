import { Directive, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { defineEnum } from './define-enum.js';
import { DownloadError, type DownloadErrorSource } from './download-errors.js';
import { GettyApi, StatusListEntry } from './errors.js';
import { Image, type ImageSource } from './image.js';
import { IfOwned } from './ownership.js';
import { ProductOffering, type ProductOfferingSource, ProductOfferingTypeInput } from './product.js';
import { UrlScalar } from './scalars.js';
import { Video, type VideoSource } from './video.js';

/** A file format to download. */
export const DownloadFileType = defineEnum('DownloadFileType', 'A file format to download.', {
  JPG: 'A JPEG picture. Every image has one.',
  EPS: 'Encapsulated PostScript: the drawing itself. Only vectors have one.',
});
/** A file format to download. */
export type DownloadFileType = keyof typeof DownloadFileType;

/** What to do with the rest of a batch once a limit is reached. */
export const OnQuotaExhausted = defineEnum('OnQuotaExhausted', 'What to do once a limit is reached.', {
  STOP: 'Leave the remaining items `NOT_ATTEMPTED`.',
  CONTINUE: 'Try the remaining items with other products.',
});
/** What to do with the rest of a batch once a limit is reached. */
export type OnQuotaExhausted = keyof typeof OnQuotaExhausted;

/** How one of many downloads ended. */
export const DownloadStatus = defineEnum('DownloadStatus', 'How one of many downloads ended.', {
  SUCCEEDED: 'It may now be fetched.',
  FAILED: 'It was refused; see `userErrors`.',
  NOT_ATTEMPTED: 'It was not tried, and not charged.',
});
/** How one of many downloads ended. */
export type DownloadStatus = keyof typeof DownloadStatus;

/** One image to download, and how. */
@InputType({ description: 'What to download and how.' })
export class DownloadImageInput {
  @Field(() => ID, { description: 'The image to download.' })
  imageId!: string;

  @Field(() => ProductOfferingTypeInput, {
    nullable: true,
    description: "Which product to charge. Left out: Getty Images' first choice.",
  })
  productType?: ProductOfferingTypeInput | null;

  @Field(() => ID, { nullable: true, description: 'Which of several products of that type.' })
  productId?: string | null;

  @Field(() => DownloadFileType, {
    nullable: true,
    description: "Which format. Left out: Getty Images' first choice.",
  })
  fileType?: DownloadFileType | null;

  @Field(() => Int, { nullable: true, description: 'Pixel height of a smaller size. Left out: the largest.' })
  height?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Wanted by some agreements; see `ProductOffering.requirements`.',
  })
  note?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Wanted by some agreements; see `ProductOffering.requirements`.',
  })
  projectCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: [
      'A random UUID (version 4) of your making, best one per wish of a person. The same key with the same input within 24 hours',
      'returns the first response and charges nothing. The same key with other input, or by another caller, is an error.',
      'Left out: a new download, under a key that the response names; if the response is lost, asking again may be charged again.',
      'Some services demand a key (`REQUIRE_IDEMPOTENCY_KEY`); a download without one is `BAD_USER_INPUT` there.',
    ].join('\n'),
  })
  idempotencyKey?: string | null;

  @Field(() => GettyApi, {
    nullable: true,
    description: [
      'Which Getty Images API to use. Left out: v3, or for many images the v1 pair that takes them all in two calls.',
      'v1 and v2 know neither `fileType`, `height`, `note` nor `projectCode`; v2 chooses the product itself.',
    ].join('\n'),
  })
  via?: GettyApi | null;

  @Field(() => IfOwned, {
    nullable: true,
    defaultValue: IfOwned.DOWNLOAD,
    description: [
      'What to do when the asset was licensed before. REFUSE returns `AlreadyOwnedError` and charges nothing: the newest',
      'history is read first, and of two callers that ask for one asset at the same time one is charged.',
    ].join('\n'),
  })
  ifOwned?: IfOwned | null;

  @Field(() => String, { nullable: true, description: 'Sent back as it is.' })
  clientMutationId?: string | null;
}

/** Many images to download. */
@InputType({ description: 'What to download, all of it.' })
export class DownloadImagesInput {
  @Field(() => [DownloadImageInput], {
    description: 'The images to download, each with its own choices. At most 100.',
  })
  items!: DownloadImageInput[];

  @Field(() => OnQuotaExhausted, {
    nullable: true,
    defaultValue: OnQuotaExhausted.STOP,
    description: "What to do with the rest once a product's limit is reached.",
  })
  onQuotaExhausted?: OnQuotaExhausted | null;

  @Field(() => String, { nullable: true, description: 'Sent back as it is.' })
  clientMutationId?: string | null;
}

/** One video to download, and how. */
@InputType({ description: 'What video to download and how.' })
export class DownloadVideoInput {
  @Field(() => ID, { description: 'The video to download.' })
  videoId!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Which size, by name, as `Video.downloadSizes` lists them. Left out: the largest.',
  })
  size?: string | null;

  @Field(() => ProductOfferingTypeInput, {
    nullable: true,
    description: "Which product to charge. Left out: Getty Images' first choice.",
  })
  productType?: ProductOfferingTypeInput | null;

  @Field(() => ID, { nullable: true, description: 'Which of several products of that type.' })
  productId?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Wanted by some agreements; see `ProductOffering.requirements`.',
  })
  note?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Wanted by some agreements; see `ProductOffering.requirements`.',
  })
  projectCode?: string | null;

  @Field(() => String, {
    nullable: true,
    description: [
      'A random UUID (version 4) of your making, as in `DownloadImageInput`: the same key with the same input within 24 hours',
      'returns the first response and charges nothing. By another caller it is an error. Some services demand one.',
    ].join('\n'),
  })
  idempotencyKey?: string | null;

  @Field(() => GettyApi, { nullable: true, description: 'v3, or v1 (only under Easy Access). Left out: v3.' })
  via?: GettyApi | null;

  @Field(() => IfOwned, {
    nullable: true,
    defaultValue: IfOwned.DOWNLOAD,
    description: [
      'What to do when the asset was licensed before. REFUSE returns `AlreadyOwnedError` and charges nothing: the newest',
      'history is read first, and of two callers that ask for one asset at the same time one is charged.',
    ].join('\n'),
  })
  ifOwned?: IfOwned | null;

  @Field(() => String, { nullable: true, description: 'Sent back as it is.' })
  clientMutationId?: string | null;
}

/** What is known of a file before it is downloaded. */
@ObjectType({
  simpleResolvers: true,
  description: "The file behind a download; the figures are Getty Images' estimates.",
})
export class DownloadFile {
  @Field(() => String, { nullable: true, description: "Getty Images' name for the size, e.g. `x_large`." })
  sizeName!: string | null;

  @Field(() => String, { nullable: true, description: 'Media type of the file, e.g. `image/jpeg`.' })
  mediaType!: string | null;

  @Field(() => Float, {
    nullable: true,
    description: "Size in bytes. A float because GraphQL's Int ends at 2 GiB.",
  })
  bytes!: number | null;

  @Field(() => Int, { nullable: true, description: 'Width in pixels.' })
  width!: number | null;

  @Field(() => Int, { nullable: true, description: 'Height in pixels.' })
  height!: number | null;
}

/** The happy end of `downloadImage`. */
@ObjectType({ simpleResolvers: true, description: 'An image that may now be fetched.' })
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class ImageDownload {
  @Field(() => UrlScalar, {
    description: 'Where the file is. Good for 24 hours, for anyone who has it: do not log or store it.',
  })
  url!: string;

  @Field(() => Image, { nullable: true, description: 'The image.' })
  image!: ImageSource | null;

  @Field(() => ProductOffering, {
    nullable: true,
    description: 'The product that was charged, with what is left of it now.',
  })
  productOffering!: ProductOfferingSource | null;

  @Field(() => GettyApi, { description: 'Which Getty Images API answered.' })
  via!: GettyApi;

  @Field(() => [StatusListEntry], {
    description:
      'Notices of a download that worked: v1 entries of type Information or Warning, `CallForImage` where Getty Images wants to be called first, and `IdempotencyKeyMissing` where the caller sent no key.',
  })
  notices!: readonly StatusListEntry[];

  @Field(() => Boolean, {
    description:
      '`true`: this is the answer to an earlier call with the same `idempotencyKey`; nothing was charged now.',
  })
  isReplay!: boolean;

  @Field(() => String, {
    description: "The key of this download: the caller's, or the one that was made for it.",
  })
  idempotencyKey!: string;
}

/** What a download is to begin with; the image and the product are found by its field resolvers. */
export type ImageDownloadSource = Omit<ImageDownload, 'image' | 'productOffering'>;

/** The happy end of `downloadVideo`. */
@ObjectType({ simpleResolvers: true, description: 'A video that may now be fetched.' })
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class VideoDownload {
  @Field(() => UrlScalar, {
    description: 'Where the file is. Good for 24 hours, for anyone who has it: do not log or store it.',
  })
  url!: string;

  @Field(() => Video, { nullable: true, description: 'The video.' })
  video!: VideoSource | null;

  @Field(() => ProductOffering, {
    nullable: true,
    description: 'The product that was charged, with what is left of it now.',
  })
  productOffering!: ProductOfferingSource | null;

  @Field(() => GettyApi, { description: 'Which Getty Images API answered.' })
  via!: GettyApi;

  @Field(() => [StatusListEntry], {
    description:
      'Notices of a download that worked: v1 entries of type Information or Warning, `CallForImage` where Getty Images wants to be called first, and `IdempotencyKeyMissing` where the caller sent no key.',
  })
  notices!: readonly StatusListEntry[];

  @Field(() => Boolean, {
    description:
      '`true`: this is the answer to an earlier call with the same `idempotencyKey`; nothing was charged now.',
  })
  isReplay!: boolean;

  @Field(() => String, {
    description: "The key of this download: the caller's, or the one that was made for it.",
  })
  idempotencyKey!: string;
}

/** What a download is to begin with; the video and the product are found by its field resolvers. */
export type VideoDownloadSource = Omit<VideoDownload, 'video' | 'productOffering'>;

/** The answer of `downloadImage`. */
@ObjectType({ simpleResolvers: true, description: 'What became of an image download.' })
export class DownloadImagePayload {
  @Field(() => String, { nullable: true, description: 'What the caller sent as `clientMutationId`.' })
  clientMutationId!: string | null;

  @Field(() => ImageDownload, {
    nullable: true,
    description: 'What may now be fetched. `null` when `userErrors` is not empty.',
  })
  download!: ImageDownloadSource | null;

  @Field(() => [DownloadError], {
    description:
      'Why it was not downloaded. Ask for it: if you do not, the same error is thrown into `errors`.',
  })
  userErrors!: readonly DownloadErrorSource[];
}

/** What the payload is to begin with; its field resolvers decide whether an error is data or thrown. */
export type DownloadImagePayloadSource = Omit<DownloadImagePayload, 'download' | 'userErrors'>;

/** The end of one item of `downloadImages`. */
@ObjectType({ simpleResolvers: true, description: 'What became of one of many downloads.' })
export class DownloadImagesResult {
  @Field(() => Int, { description: 'Place in `items`, from 0.' })
  index!: number;

  @Field(() => ID, { description: 'The image that was asked for.' })
  imageId!: string;

  @Field(() => DownloadStatus, { description: 'How it ended.' })
  status!: DownloadStatus;

  @Field(() => ImageDownload, {
    nullable: true,
    description: 'What may now be fetched. `null` unless `status` is `SUCCEEDED`.',
  })
  download!: ImageDownloadSource | null;

  @Field(() => [DownloadError], {
    description: [
      'Why it was not downloaded. Ask for it: if you do not, the same error is thrown into `errors`,',
      "at this result's `download`.",
    ].join('\n'),
  })
  userErrors!: readonly DownloadErrorSource[];
}

/** What a result is to begin with; its field resolvers decide whether an error is data or thrown. */
export type DownloadImagesResultSource = Omit<DownloadImagesResult, 'download' | 'userErrors'>;

/** The answer of `downloadImages`. */
@ObjectType({ simpleResolvers: true, description: 'What became of many downloads.' })
export class DownloadImagesPayload {
  @Field(() => String, { nullable: true, description: 'What the caller sent as `clientMutationId`.' })
  clientMutationId!: string | null;

  @Field(() => [DownloadImagesResult], { description: 'One per item, in the order given.' })
  results!: readonly DownloadImagesResultSource[];

  @Field(() => Int, { description: 'How many may now be fetched.' })
  succeededCount!: number;

  @Field(() => Int, { description: 'How many were refused.' })
  failedCount!: number;

  @Field(() => Int, { description: 'How many were not tried, because a limit was reached before.' })
  notAttemptedCount!: number;
}

/** The answer of `downloadVideo`. */
@ObjectType({ simpleResolvers: true, description: 'What became of a video download.' })
export class DownloadVideoPayload {
  @Field(() => String, { nullable: true, description: 'What the caller sent as `clientMutationId`.' })
  clientMutationId!: string | null;

  @Field(() => VideoDownload, {
    nullable: true,
    description: 'What may now be fetched. `null` when `userErrors` is not empty.',
  })
  download!: VideoDownloadSource | null;

  @Field(() => [DownloadError], {
    description:
      'Why it was not downloaded. Ask for it: if you do not, the same error is thrown into `errors`.',
  })
  userErrors!: readonly DownloadErrorSource[];
}

/** What the payload is to begin with; its field resolvers decide whether an error is data or thrown. */
export type DownloadVideoPayloadSource = Omit<DownloadVideoPayload, 'download' | 'userErrors'>;
