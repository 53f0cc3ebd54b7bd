/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** What sort of thing was downloaded. New sorts read `UNKNOWN`. */
export type AssetType =
  /** A picture, illustration or vector. */
  | 'IMAGE'
  /** Something this API does not know yet. */
  | 'UNKNOWN'
  /** A video. */
  | 'VIDEO'
  | '%future added value';

/** Every reason a download may be refused. New reasons may come. */
export type DownloadErrorCode =
  /** The caller, or the caller’s company, licensed this asset before, and the input says `ifOwned: REFUSE`. Nothing was charged. `ownership` names the latest download. */
  | 'ALREADY_OWNED'
  /** Getty Images has no image or video with this id. Check the id. */
  | 'ASSET_NOT_FOUND'
  /** Getty Images refused the download for another reason; see `upstreamCode`. This call was not charged. */
  | 'DOWNLOAD_REFUSED'
  /** The agreement requires a note or a project code with each download. `requirements` says which. */
  | 'DOWNLOAD_REQUIREMENTS_NOT_MET'
  /** The idempotency key was used before with other input, or by another caller. Use a new key for a new download. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** The download was charged but the response with its link was lost. Downloading again may be charged again and requires a new key. */
  | 'LINK_LOST'
  /** No product of the caller allows this image or this size. `allowedProductTypes` names products that do. */
  | 'NOT_ENTITLED'
  /** The download was sent, no response arrived, and the history does not show yet whether it was charged. Retry with the same `idempotencyKey` after `retryAfterMs`: the history is read before anything is sent. With `isRetryable: false` the outcome cannot be determined, and `candidates` lists the downloads in question. */
  | 'OUTCOME_UNKNOWN'
  /** The allowance of the product is exhausted for this period. `resetsAt` is when it is renewed. */
  | 'QUOTA_EXHAUSTED'
  /** The client has downloaded as often today as the operator allows it (`CLIENT_SPENDING_LIMITS`). Nothing was sent. `resetsAt` says when the next day begins. */
  | 'SPENDING_LIMIT_REACHED'
  | '%future added value';

/** A file format to download. */
export type DownloadFileType =
  /** Encapsulated PostScript: the drawing itself. Only vectors have one. */
  | 'EPS'
  /** A JPEG picture. Every image has one. */
  | 'JPG'
  | '%future added value';

/** Which downloads to list. */
export type DownloadHistoryFilter = {
  /** The whole company's history; the account must be allowed to see it. */
  companyWide?: boolean | null | undefined;
  /** Made at or after this moment. */
  from?: string | null | undefined;
  /** Made with this kind of product. */
  productType?: ProductOfferingTypeInput | null | undefined;
  /** Made at or before this moment. */
  to?: string | null | undefined;
};

/** What to download and how. */
export type DownloadImageInput = {
  /** Sent back as it is. */
  clientMutationId?: string | null | undefined;
  /** Which format. Left out: Getty Images' first choice. */
  fileType?: DownloadFileType | null | undefined;
  /** Pixel height of a smaller size. Left out: the largest. */
  height?: number | null | undefined;
  /**
   * A random UUID (version 4) of your making, best one per wish of a person. The same key with the same input within 24 hours
   * returns the first response and charges nothing. The same key with other input, or by another caller, is an error.
   * Left out: a new download, under a key that the response names; if the response is lost, asking again may be charged again.
   * Some services demand a key (`REQUIRE_IDEMPOTENCY_KEY`); a download without one is `BAD_USER_INPUT` there.
   */
  idempotencyKey?: string | null | undefined;
  /**
   * What to do when the asset was licensed before. REFUSE returns `AlreadyOwnedError` and charges nothing: the newest
   * history is read first, and of two callers that ask for one asset at the same time one is charged.
   */
  ifOwned?: IfOwned | null | undefined;
  /** The image to download. */
  imageId: string;
  /** Wanted by some agreements; see `ProductOffering.requirements`. */
  note?: string | null | undefined;
  /** Which of several products of that type. */
  productId?: string | null | undefined;
  /** Which product to charge. Left out: Getty Images' first choice. */
  productType?: ProductOfferingTypeInput | null | undefined;
  /** Wanted by some agreements; see `ProductOffering.requirements`. */
  projectCode?: string | null | undefined;
  /**
   * Which Getty Images API to use. Left out: v3, or for many images the v1 pair that takes them all in two calls.
   * v1 and v2 know neither `fileType`, `height`, `note` nor `projectCode`; v2 chooses the product itself.
   */
  via?: GettyApi | null | undefined;
};

/** What to download, all of it. */
export type DownloadImagesInput = {
  /** Sent back as it is. */
  clientMutationId?: string | null | undefined;
  /** The images to download, each with its own choices. At most 100. */
  items: Array<DownloadImageInput>;
  /** What to do with the rest once a product's limit is reached. */
  onQuotaExhausted?: OnQuotaExhausted | null | undefined;
};

/** How one of many downloads ended. */
export type DownloadStatus =
  /** It was refused; see `userErrors`. */
  | 'FAILED'
  /** It was not tried, and not charged. */
  | 'NOT_ATTEMPTED'
  /** It may now be fetched. */
  | 'SUCCEEDED'
  | '%future added value';

/** What `errors[].extensions.code` may read. Listed here so that generated clients know them. */
export type ErrorCode =
  /** The caller, or the caller’s company, licensed this asset before, and the input says `ifOwned: REFUSE`. Nothing was charged. `ownership` names the latest download. */
  | 'ALREADY_OWNED'
  /** Getty Images does not accept this service’s API key. Only the operator can fix this: check GETTY_API_KEY and the contract. */
  | 'API_KEY_INACTIVE'
  /** Getty Images has no image or video with this id. Check the id. */
  | 'ASSET_NOT_FOUND'
  /** An argument or variable is invalid. `extensions.argument` names it and the message describes a valid value. Nothing was sent to Getty Images. */
  | 'BAD_USER_INPUT'
  /** Calls to Getty Images are suspended for a few seconds because too many recent ones failed (circuit breaker open). Retry after `retryAfterMs`. */
  | 'CIRCUIT_OPEN'
  /** Getty Images refused the download for another reason; see `upstreamCode`. This call was not charged. */
  | 'DOWNLOAD_REFUSED'
  /** The agreement requires a note or a project code with each download. `requirements` says which. */
  | 'DOWNLOAD_REQUIREMENTS_NOT_MET'
  /** The caller is authenticated but not allowed to do this, e.g. to read the history of a company. */
  | 'FORBIDDEN'
  /** The document is not valid GraphQL syntax. `locations` says where. */
  | 'GRAPHQL_PARSE_FAILED'
  /** The document does not match the schema, or exceeds a limit for documents. */
  | 'GRAPHQL_VALIDATION_FAILED'
  /** The idempotency key was used before with other input, or by another caller. Use a new key for a new download. */
  | 'IDEMPOTENCY_KEY_REUSED'
  /** An unexpected error of this service. Report the `requestId` to its operator; the log has the details. */
  | 'INTERNAL_SERVER_ERROR'
  /** The cursor is damaged, or was made by a list with another filter, phrase or sort. Request the first page again. */
  | 'INVALID_CURSOR'
  /** The download was charged but the response with its link was lost. Downloading again may be charged again and requires a new key. */
  | 'LINK_LOST'
  /** No product of the caller allows this image or this size. `allowedProductTypes` names products that do. */
  | 'NOT_ENTITLED'
  /** The download was sent, no response arrived, and the history does not show yet whether it was charged. Retry with the same `idempotencyKey` after `retryAfterMs`: the history is read before anything is sent. With `isRetryable: false` the outcome cannot be determined, and `candidates` lists the downloads in question. */
  | 'OUTCOME_UNKNOWN'
  /** Only registered operations are allowed here, and this one is not registered. */
  | 'PERSISTED_QUERY_NOT_ALLOWED'
  /** The hash is not registered yet. Send the hash together with the operation’s text once. */
  | 'PERSISTED_QUERY_NOT_FOUND'
  /** The estimated cost of the operation is above the limit. Request fewer rows or fewer fields; download many images with `downloadImages`. */
  | 'QUERY_TOO_EXPENSIVE'
  /** The allowance of the product is exhausted for this period. `resetsAt` is when it is renewed. */
  | 'QUOTA_EXHAUSTED'
  /** This service is overloaded, or the caller’s budget is exhausted. Retry after `retryAfterMs`. */
  | 'RATE_LIMITED'
  /** The client has downloaded as often today as the operator allows it (`CLIENT_SPENDING_LIMITS`). Nothing was sent. `resetsAt` says when the next day begins. */
  | 'SPENDING_LIMIT_REACHED'
  /** No user is signed in, or the access token is expired or revoked. Get a new one from Getty Images and send it as `Authorization: Bearer`. */
  | 'UNAUTHENTICATED'
  /** The response of Getty Images cannot be parsed. This call downloaded nothing. */
  | 'UPSTREAM_BAD_RESPONSE'
  /** Getty Images’ rate limit was reached. Retry after `retryAfterMs`. */
  | 'UPSTREAM_RATE_LIMITED'
  /** Getty Images did not respond in time. This call sent no download; a retry with the same idempotency key is safe. */
  | 'UPSTREAM_TIMEOUT'
  /** Getty Images, or a store that this service requires, is unreachable or fails. This call downloaded nothing. */
  | 'UPSTREAM_UNAVAILABLE'
  /** Getty Images requires a user’s token here, not an application’s. Sign in as a user, or configure one for the service account. */
  | 'USER_TOKEN_REQUIRED'
  | '%future added value';

/** The Getty Images APIs behind this one. */
export type GettyApi =
  /** `connect.gettyimages.com/v1`: authorizations, download requests and previous downloads, many at a time. */
  | 'V1'
  /** `connect.gettyimages.com/v2`: single-step download. */
  | 'V2'
  /** `api.gettyimages.com/v3`: REST. Search, metadata, products, history, and downloads one at a time. */
  | 'V3'
  | '%future added value';

/** What to do when the asset was licensed before. */
export type IfOwned =
  /** Download it again. That may be charged again. */
  | 'DOWNLOAD'
  /** Charge nothing and return `AlreadyOwnedError`. */
  | 'REFUSE'
  | '%future added value';

/** The two great families of images. */
export type ImageFamily =
  /** Made to illustrate ideas; may be used in advertising. */
  | 'CREATIVE'
  /** News, sport, entertainment and archive; shows what happened and may not be used in advertising. */
  | 'EDITORIAL'
  | '%future added value';

/** The least size in which an image must be on offer, as Getty Images names sizes. */
export type ImageMinimumSize =
  /** Large or larger. */
  | 'LARGE'
  /** Medium or larger. */
  | 'MEDIUM'
  /** Small or larger. */
  | 'SMALL'
  /** Vector files, which have any size. */
  | 'VECTOR'
  /** Twice extra large or larger. */
  | 'XX_LARGE'
  /** Extra large or larger. */
  | 'X_LARGE'
  | '%future added value';

/** The shape of an image. */
export type ImageOrientation =
  /** Wider than high. */
  | 'HORIZONTAL'
  /** Very much wider than high. */
  | 'PANORAMIC_HORIZONTAL'
  /** Very much higher than wide. */
  | 'PANORAMIC_VERTICAL'
  /** About as wide as high. */
  | 'SQUARE'
  /** Higher than wide. */
  | 'VERTICAL'
  | '%future added value';

/**
 * Which images to find. All fields given must hold; within a list one of its values is enough.
 * A field that only one family knows narrows a search without `family` to that family.
 */
export type ImageSearchFilter = {
  /** By one of these artists, by name; at most 50. */
  artists?: Array<string> | null | undefined;
  /** Only these collections, by `ImageCollection.code`; at most 50. */
  collectionCodes?: Array<string> | null | undefined;
  /** Mostly of this colour: six hexadecimal digits, e.g. `#002244`. Creative images only. */
  color?: string | null | undefined;
  /**
   * Composed in one of these ways, in Getty Images' words: abstract, candid, close_up, copy_space, cut_out,
   * full_frame, full_length, headshot, looking_at_camera, macro, medium_shot, part_of_a_series, portrait, sparse,
   * still_life, three_quarter_length, waist_up, wide_shot.
   */
  compositions?: Array<string> | null | undefined;
  /** Only images that can be downloaded with this product. */
  downloadableWith?: ProductOfferingTypeInput | null | undefined;
  /** Belonging to one of these news events, by `Image.eventIds`; at most 50. Editorial images only. */
  eventIds?: Array<string> | null | undefined;
  /** Tagged with none of these keywords, by Getty Images' keyword ids; at most 50. */
  excludeKeywordIds?: Array<string> | null | undefined;
  /** Leave out images of naked people. Creative images only. */
  excludeNudity?: boolean | null | undefined;
  /**
   * Creative or editorial. Left out: both, a creative image and an editorial one by turns,
   * each family in the order of `sort`; this takes twice the upstream calls.
   */
  family?: ImageFamily | null | undefined;
  /** Tagged with one of these keywords, by Getty Images' keyword ids; at most 50. */
  keywordIds?: Array<string> | null | undefined;
  /** On offer in this size or a larger one. */
  minimumSize?: ImageMinimumSize | null | undefined;
  /** Showing so many people. */
  numberOfPeople?: Array<PeopleCount> | null | undefined;
  /** Only these shapes. */
  orientations?: Array<ImageOrientation> | null | undefined;
  /** Showing one of these people, by name; at most 50. Editorial images only. */
  people?: Array<string> | null | undefined;
  /** Taken on or after this day (UTC). Editorial images only. */
  takenFrom?: string | null | undefined;
  /** Taken on or before this day (UTC). Editorial images only. */
  takenTo?: string | null | undefined;
};

/** The order of search results. `RANDOM` cannot be paged. */
export type ImageSearchSort =
  /** The best match for the phrase first. */
  | 'BEST_MATCH'
  /** The most downloaded first. */
  | 'MOST_POPULAR'
  /** The most recently added first. */
  | 'NEWEST'
  /** Another order at every call, so only its first page can be asked for. */
  | 'RANDOM'
  | '%future added value';

/** A kind of licence. New kinds read `UNKNOWN`. */
export type LicenseModel =
  /** Licensed for one particular use: where, how long, how large. */
  | 'RIGHTS_MANAGED'
  /** Licensed once for many uses. */
  | 'ROYALTY_FREE'
  /** A kind this API does not know yet; `modelName` has Getty Images’ own word. */
  | 'UNKNOWN'
  | '%future added value';

/** What to do once a limit is reached. */
export type OnQuotaExhausted =
  /** Try the remaining items with other products. */
  | 'CONTINUE'
  /** Leave the remaining items `NOT_ATTEMPTED`. */
  | 'STOP'
  | '%future added value';

/** How many people an image shows. */
export type PeopleCount =
  /** Three people or more. */
  | 'GROUP'
  /** No people. */
  | 'NONE'
  /** One person. */
  | 'ONE'
  /** Two people. */
  | 'TWO'
  | '%future added value';

/** Whether a product can be used now. */
export type ProductOfferingStatus =
  /** It can. */
  | 'ACTIVE'
  /** It has ended or not begun. */
  | 'INACTIVE'
  | '%future added value';

/**
 * A kind of product. Getty Images may invent new ones: those read `UNKNOWN` here, with their
 * name in the `…Name` field beside it, so that an installed app never fails on one.
 */
export type ProductOfferingType =
  /** Generating images by AI. It may be listed, but allows no download of stock images. */
  | 'AI_GENERATION'
  /** Credit Pack (`creditpack`): credits bought in advance; a download costs some of them. */
  | 'CREDIT_PACK'
  /** Easy Access (`easyaccess`): comps and finals under a download limit; final use is reported later. */
  | 'EASY_ACCESS'
  /** Editorial Subscription (`editorialsubscription`): editorial images under a subscription. */
  | 'EDITORIAL_SUBSCRIPTION'
  /** Image Pack (`imagepack`): a number of downloads bought in advance. */
  | 'IMAGE_PACK'
  /** A royalty-free subscription of an older kind. It may be listed, but cannot be asked for in a download. */
  | 'LEGACY_RF_SUBSCRIPTION'
  /** Premium Access (`premiumaccess`): most creative and editorial content under a subscription. */
  | 'PREMIUM_ACCESS'
  /** Royalty-Free Subscription (`royaltyfreesubscription`): royalty-free creative images under a subscription. */
  | 'ROYALTY_FREE_SUBSCRIPTION'
  /** Getty Images’ product for trying the API out. It may be listed, but cannot be asked for. */
  | 'SANDBOX'
  /** A kind this API does not know yet; the `…Name` field beside it has Getty Images’ own word. */
  | 'UNKNOWN'
  | '%future added value';

/** A kind of product that can be asked for. */
export type ProductOfferingTypeInput =
  /** Credit Pack (`creditpack`): credits bought in advance; a download costs some of them. */
  | 'CREDIT_PACK'
  /** Easy Access (`easyaccess`): comps and finals under a download limit; final use is reported later. */
  | 'EASY_ACCESS'
  /** Editorial Subscription (`editorialsubscription`): editorial images under a subscription. */
  | 'EDITORIAL_SUBSCRIPTION'
  /** Image Pack (`imagepack`): a number of downloads bought in advance. */
  | 'IMAGE_PACK'
  /** Premium Access (`premiumaccess`): most creative and editorial content under a subscription. */
  | 'PREMIUM_ACCESS'
  /** Royalty-Free Subscription (`royaltyfreesubscription`): royalty-free creative images under a subscription. */
  | 'ROYALTY_FREE_SUBSCRIPTION'
  | '%future added value';

/** How grave a status entry is. New kinds read `UNKNOWN`. */
export type StatusType =
  /** It did not work. */
  | 'ERROR'
  /** Worth knowing; nothing went wrong. */
  | 'INFORMATION'
  /** Getty Images used a word this API does not know yet. */
  | 'UNKNOWN'
  /** It worked, but not quite as asked, e.g. another agreement was charged. */
  | 'WARNING'
  | '%future added value';

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { name: string | null, isApplication: boolean } | null };

export type OfferingsQueryVariables = Exact<{ [key: string]: never; }>;


export type OfferingsQuery = { productOfferings: Array<{ id: string, productId: string, type: ProductOfferingType, typeName: string, name: string | null, agreementName: string | null, status: ProductOfferingStatus, expiresAt: string | null, quota: { limit: number | null, remaining: number | null, used: number | null, period: string | null, resetsAt: string | null, creditsRemaining: number | null, overage: { limit: number | null, used: number | null, remaining: number | null, isReached: boolean | null } | null } | null, requirements: { isNoteRequired: boolean, isProjectCodeRequired: boolean, projectCodes: Array<string> } | null }> | null };

export type CatalogQueryVariables = Exact<{ [key: string]: never; }>;


export type CatalogQuery = { errorCatalog: Array<{ code: ErrorCode, description: string, isRetryable: boolean }> };

export type DownloadImageMutationVariables = Exact<{
  input: DownloadImageInput;
}>;


export type DownloadImageMutation = { downloadImage: { download: { url: string, idempotencyKey: string, isReplay: boolean, via: GettyApi, productOffering: { id: string, productId: string, type: ProductOfferingType, typeName: string, name: string | null, agreementName: string | null, status: ProductOfferingStatus, expiresAt: string | null, quota: { limit: number | null, remaining: number | null, used: number | null, period: string | null, resetsAt: string | null, creditsRemaining: number | null, overage: { limit: number | null, used: number | null, remaining: number | null, isReached: boolean | null } | null } | null, requirements: { isNoteRequired: boolean, isProjectCodeRequired: boolean, projectCodes: Array<string> } | null } | null, notices: Array<{ type: StatusType, code: string, message: string | null }> } | null, userErrors: Array<
      | { __typename: 'AlreadyOwnedError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
      | { __typename: 'AssetNotFoundError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
      | { __typename: 'DownloadRefusedError', upstreamCode: string | null, code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
      | { __typename: 'DownloadRequirementsError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean, requirements: { isNoteRequired: boolean, isProjectCodeRequired: boolean, projectCodes: Array<string> } }
      | { __typename: 'IdempotencyConflictError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
      | { __typename: 'LinkLostError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean, record: { id: string, downloadedAt: string } | null }
      | { __typename: 'NotEntitledError', allowedProductTypes: Array<ProductOfferingType>, code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
      | { __typename: 'OutcomeUnknownError', checkedAt: string, retryAfterMs: number, code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
      | { __typename: 'QuotaExhaustedError', resetsAt: string | null, code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
      | { __typename: 'SpendingLimitError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
    > } | null };

export type DownloadImagesMutationVariables = Exact<{
  input: DownloadImagesInput;
}>;


export type DownloadImagesMutation = { downloadImages: { succeededCount: number, failedCount: number, notAttemptedCount: number, results: Array<{ index: number, imageId: string, status: DownloadStatus, download: { url: string, idempotencyKey: string, isReplay: boolean, via: GettyApi, productOffering: { id: string, productId: string, type: ProductOfferingType, typeName: string, name: string | null, agreementName: string | null, status: ProductOfferingStatus, expiresAt: string | null, quota: { limit: number | null, remaining: number | null, used: number | null, period: string | null, resetsAt: string | null, creditsRemaining: number | null, overage: { limit: number | null, used: number | null, remaining: number | null, isReached: boolean | null } | null } | null, requirements: { isNoteRequired: boolean, isProjectCodeRequired: boolean, projectCodes: Array<string> } | null } | null, notices: Array<{ type: StatusType, code: string, message: string | null }> } | null, userErrors: Array<
        | { __typename: 'AlreadyOwnedError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
        | { __typename: 'AssetNotFoundError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
        | { __typename: 'DownloadRefusedError', upstreamCode: string | null, code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
        | { __typename: 'DownloadRequirementsError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean, requirements: { isNoteRequired: boolean, isProjectCodeRequired: boolean, projectCodes: Array<string> } }
        | { __typename: 'IdempotencyConflictError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
        | { __typename: 'LinkLostError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean, record: { id: string, downloadedAt: string } | null }
        | { __typename: 'NotEntitledError', allowedProductTypes: Array<ProductOfferingType>, code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
        | { __typename: 'OutcomeUnknownError', checkedAt: string, retryAfterMs: number, code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
        | { __typename: 'QuotaExhaustedError', resetsAt: string | null, code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
        | { __typename: 'SpendingLimitError', code: DownloadErrorCode, message: string, field: Array<string> | null, isRetryable: boolean }
      > }> } | null };

export type QuotaFragment = { limit: number | null, remaining: number | null, used: number | null, period: string | null, resetsAt: string | null, creditsRemaining: number | null, overage: { limit: number | null, used: number | null, remaining: number | null, isReached: boolean | null } | null };

export type OfferingFragment = { id: string, productId: string, type: ProductOfferingType, typeName: string, name: string | null, agreementName: string | null, status: ProductOfferingStatus, expiresAt: string | null, quota: { limit: number | null, remaining: number | null, used: number | null, period: string | null, resetsAt: string | null, creditsRemaining: number | null, overage: { limit: number | null, used: number | null, remaining: number | null, isReached: boolean | null } | null } | null, requirements: { isNoteRequired: boolean, isProjectCodeRequired: boolean, projectCodes: Array<string> } | null };

export type AllowedFragment = { productType: ProductOfferingType, productTypeName: string, file: { sizeName: string | null, mediaType: string | null, bytes: number | null, width: number | null, height: number | null } | null, productOffering: { id: string, productId: string, type: ProductOfferingType, typeName: string, name: string | null, agreementName: string | null, status: ProductOfferingStatus, expiresAt: string | null, quota: { limit: number | null, remaining: number | null, used: number | null, period: string | null, resetsAt: string | null, creditsRemaining: number | null, overage: { limit: number | null, used: number | null, remaining: number | null, isReached: boolean | null } | null } | null, requirements: { isNoteRequired: boolean, isProjectCodeRequired: boolean, projectCodes: Array<string> } | null } | null };

export type CardFragment = { id: string, assetId: string, title: string | null, artist: string | null, maxDimensions: { width: number, height: number } | null, displaySizes: Array<{ name: string, url: string, isWatermarked: boolean | null }> | null, largestDownloads: Array<{ productType: ProductOfferingType, productTypeName: string, file: { sizeName: string | null, mediaType: string | null, bytes: number | null, width: number | null, height: number | null } | null, productOffering: { id: string, productId: string, type: ProductOfferingType, typeName: string, name: string | null, agreementName: string | null, status: ProductOfferingStatus, expiresAt: string | null, quota: { limit: number | null, remaining: number | null, used: number | null, period: string | null, resetsAt: string | null, creditsRemaining: number | null, overage: { limit: number | null, used: number | null, remaining: number | null, isReached: boolean | null } | null } | null, requirements: { isNoteRequired: boolean, isProjectCodeRequired: boolean, projectCodes: Array<string> } | null } | null }> | null };

export type DeliveredFragment = { url: string, idempotencyKey: string, isReplay: boolean, via: GettyApi, productOffering: { id: string, productId: string, type: ProductOfferingType, typeName: string, name: string | null, agreementName: string | null, status: ProductOfferingStatus, expiresAt: string | null, quota: { limit: number | null, remaining: number | null, used: number | null, period: string | null, resetsAt: string | null, creditsRemaining: number | null, overage: { limit: number | null, used: number | null, remaining: number | null, isReached: boolean | null } | null } | null, requirements: { isNoteRequired: boolean, isProjectCodeRequired: boolean, projectCodes: Array<string> } | null } | null, notices: Array<{ type: StatusType, code: string, message: string | null }> };

export type HistoryQueryVariables = Exact<{
  filter?: DownloadHistoryFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type HistoryQuery = { downloadHistory: { totalCount: number, asOf: string, range: { from: string | null, to: string }, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, assetId: string | null, assetType: AssetType, downloadedAt: string, productType: ProductOfferingType, productTypeName: string | null, agreementName: string | null, sizeName: string | null, thumbnailUrl: string | null, note: string | null, projectCode: string | null, downloadedBy: string | null, dimensions: { width: number, height: number } | null, image: { id: string, title: string | null, artist: string | null } | null, video: { id: string, title: string | null } | null } }> } | null };

export type ImageDetailQueryVariables = Exact<{
  id: string;
}>;


export type ImageDetailQuery = { image: { caption: string | null, creditLine: string | null, createdAt: string | null, id: string, assetId: string, title: string | null, artist: string | null, collection: { code: string | null, name: string | null } | null, license: { model: LicenseModel, modelName: string | null } | null, largestDownloads: Array<{ isFree: boolean | null, productType: ProductOfferingType, productTypeName: string, file: { sizeName: string | null, mediaType: string | null, bytes: number | null, width: number | null, height: number | null } | null, productOffering: { id: string, productId: string, type: ProductOfferingType, typeName: string, name: string | null, agreementName: string | null, status: ProductOfferingStatus, expiresAt: string | null, quota: { limit: number | null, remaining: number | null, used: number | null, period: string | null, resetsAt: string | null, creditsRemaining: number | null, overage: { limit: number | null, used: number | null, remaining: number | null, isReached: boolean | null } | null } | null, requirements: { isNoteRequired: boolean, isProjectCodeRequired: boolean, projectCodes: Array<string> } | null } | null }> | null, maxDimensions: { width: number, height: number } | null, displaySizes: Array<{ name: string, url: string, isWatermarked: boolean | null }> | null } | null };

export type EarlierDownloadsQueryVariables = Exact<{
  id: string;
}>;


export type EarlierDownloadsQuery = { image: { id: string, previousDownloads: Array<{ id: string, downloadedAt: string, productType: ProductOfferingType, productTypeName: string | null, sizeName: string | null, downloadedBy: string | null }> | null } | null };

export type SearchQueryVariables = Exact<{
  phrase: string;
  filter?: ImageSearchFilter | null | undefined;
  sort?: ImageSearchSort | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchQuery = { searchImages: { totalCount: number, correctedPhrase: string | null, pageInfo: { hasNextPage: boolean, endCursor: string | null }, edges: Array<{ cursor: string, node: { id: string, assetId: string, title: string | null, artist: string | null, maxDimensions: { width: number, height: number } | null, displaySizes: Array<{ name: string, url: string, isWatermarked: boolean | null }> | null, largestDownloads: Array<{ productType: ProductOfferingType, productTypeName: string, file: { sizeName: string | null, mediaType: string | null, bytes: number | null, width: number | null, height: number | null } | null, productOffering: { id: string, productId: string, type: ProductOfferingType, typeName: string, name: string | null, agreementName: string | null, status: ProductOfferingStatus, expiresAt: string | null, quota: { limit: number | null, remaining: number | null, used: number | null, period: string | null, resetsAt: string | null, creditsRemaining: number | null, overage: { limit: number | null, used: number | null, remaining: number | null, isReached: boolean | null } | null } | null, requirements: { isNoteRequired: boolean, isProjectCodeRequired: boolean, projectCodes: Array<string> } | null } | null }> | null } }> } | null };

export const QuotaFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Quota"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadQuota"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}},{"kind":"Field","name":{"kind":"Name","value":"creditsRemaining"}},{"kind":"Field","name":{"kind":"Name","value":"overage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"isReached"}}]}}]}}]} as unknown as DocumentNode<QuotaFragment, unknown>;
export const OfferingFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Offering"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProductOffering"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"agreementName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"quota"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Quota"}}]}},{"kind":"Field","name":{"kind":"Name","value":"requirements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isNoteRequired"}},{"kind":"Field","name":{"kind":"Name","value":"isProjectCodeRequired"}},{"kind":"Field","name":{"kind":"Name","value":"projectCodes"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Quota"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadQuota"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}},{"kind":"Field","name":{"kind":"Name","value":"creditsRemaining"}},{"kind":"Field","name":{"kind":"Name","value":"overage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"isReached"}}]}}]}}]} as unknown as DocumentNode<OfferingFragment, unknown>;
export const AllowedFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Allowed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LargestDownload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"productType"}},{"kind":"Field","name":{"kind":"Name","value":"productTypeName"}},{"kind":"Field","name":{"kind":"Name","value":"file"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sizeName"}},{"kind":"Field","name":{"kind":"Name","value":"mediaType"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}}]}},{"kind":"Field","name":{"kind":"Name","value":"productOffering"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Offering"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Quota"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadQuota"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}},{"kind":"Field","name":{"kind":"Name","value":"creditsRemaining"}},{"kind":"Field","name":{"kind":"Name","value":"overage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"isReached"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Offering"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProductOffering"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"agreementName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"quota"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Quota"}}]}},{"kind":"Field","name":{"kind":"Name","value":"requirements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isNoteRequired"}},{"kind":"Field","name":{"kind":"Name","value":"isProjectCodeRequired"}},{"kind":"Field","name":{"kind":"Name","value":"projectCodes"}}]}}]}}]} as unknown as DocumentNode<AllowedFragment, unknown>;
export const CardFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Card"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Image"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"assetId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"artist"}},{"kind":"Field","name":{"kind":"Name","value":"maxDimensions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}}]}},{"kind":"Field","name":{"kind":"Name","value":"displaySizes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"isWatermarked"}}]}},{"kind":"Field","name":{"kind":"Name","value":"largestDownloads"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Allowed"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Quota"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadQuota"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}},{"kind":"Field","name":{"kind":"Name","value":"creditsRemaining"}},{"kind":"Field","name":{"kind":"Name","value":"overage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"isReached"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Offering"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProductOffering"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"agreementName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"quota"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Quota"}}]}},{"kind":"Field","name":{"kind":"Name","value":"requirements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isNoteRequired"}},{"kind":"Field","name":{"kind":"Name","value":"isProjectCodeRequired"}},{"kind":"Field","name":{"kind":"Name","value":"projectCodes"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Allowed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LargestDownload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"productType"}},{"kind":"Field","name":{"kind":"Name","value":"productTypeName"}},{"kind":"Field","name":{"kind":"Name","value":"file"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sizeName"}},{"kind":"Field","name":{"kind":"Name","value":"mediaType"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}}]}},{"kind":"Field","name":{"kind":"Name","value":"productOffering"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Offering"}}]}}]}}]} as unknown as DocumentNode<CardFragment, unknown>;
export const DeliveredFragmentDoc = {"kind":"Document","definitions":[{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Delivered"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImageDownload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"isReplay"}},{"kind":"Field","name":{"kind":"Name","value":"via"}},{"kind":"Field","name":{"kind":"Name","value":"productOffering"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Offering"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Quota"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadQuota"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}},{"kind":"Field","name":{"kind":"Name","value":"creditsRemaining"}},{"kind":"Field","name":{"kind":"Name","value":"overage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"isReached"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Offering"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProductOffering"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"agreementName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"quota"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Quota"}}]}},{"kind":"Field","name":{"kind":"Name","value":"requirements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isNoteRequired"}},{"kind":"Field","name":{"kind":"Name","value":"isProjectCodeRequired"}},{"kind":"Field","name":{"kind":"Name","value":"projectCodes"}}]}}]}}]} as unknown as DocumentNode<DeliveredFragment, unknown>;
export const ViewerDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"isApplication"}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;
export const OfferingsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Offerings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"productOfferings"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Offering"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Quota"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadQuota"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}},{"kind":"Field","name":{"kind":"Name","value":"creditsRemaining"}},{"kind":"Field","name":{"kind":"Name","value":"overage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"isReached"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Offering"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProductOffering"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"agreementName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"quota"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Quota"}}]}},{"kind":"Field","name":{"kind":"Name","value":"requirements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isNoteRequired"}},{"kind":"Field","name":{"kind":"Name","value":"isProjectCodeRequired"}},{"kind":"Field","name":{"kind":"Name","value":"projectCodes"}}]}}]}}]} as unknown as DocumentNode<OfferingsQuery, OfferingsQueryVariables>;
export const CatalogDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Catalog"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"errorCatalog"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"description"}},{"kind":"Field","name":{"kind":"Name","value":"isRetryable"}}]}}]}}]} as unknown as DocumentNode<CatalogQuery, CatalogQueryVariables>;
export const DownloadImageDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DownloadImage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadImageInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"downloadImage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"download"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Delivered"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"isRetryable"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotEntitledError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowedProductTypes"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"QuotaExhaustedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadRequirementsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requirements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isNoteRequired"}},{"kind":"Field","name":{"kind":"Name","value":"isProjectCodeRequired"}},{"kind":"Field","name":{"kind":"Name","value":"projectCodes"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutcomeUnknownError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkedAt"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkLostError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"downloadedAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadRefusedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Quota"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadQuota"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}},{"kind":"Field","name":{"kind":"Name","value":"creditsRemaining"}},{"kind":"Field","name":{"kind":"Name","value":"overage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"isReached"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Offering"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProductOffering"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"agreementName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"quota"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Quota"}}]}},{"kind":"Field","name":{"kind":"Name","value":"requirements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isNoteRequired"}},{"kind":"Field","name":{"kind":"Name","value":"isProjectCodeRequired"}},{"kind":"Field","name":{"kind":"Name","value":"projectCodes"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Delivered"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImageDownload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"isReplay"}},{"kind":"Field","name":{"kind":"Name","value":"via"}},{"kind":"Field","name":{"kind":"Name","value":"productOffering"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Offering"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<DownloadImageMutation, DownloadImageMutationVariables>;
export const DownloadImagesDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"DownloadImages"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"input"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadImagesInput"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"downloadImages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"input"},"value":{"kind":"Variable","name":{"kind":"Name","value":"input"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"succeededCount"}},{"kind":"Field","name":{"kind":"Name","value":"failedCount"}},{"kind":"Field","name":{"kind":"Name","value":"notAttemptedCount"}},{"kind":"Field","name":{"kind":"Name","value":"results"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"imageId"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"download"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Delivered"}}]}},{"kind":"Field","name":{"kind":"Name","value":"userErrors"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"__typename"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"field"}},{"kind":"Field","name":{"kind":"Name","value":"isRetryable"}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"NotEntitledError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"allowedProductTypes"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"QuotaExhaustedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadRequirementsError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"requirements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isNoteRequired"}},{"kind":"Field","name":{"kind":"Name","value":"isProjectCodeRequired"}},{"kind":"Field","name":{"kind":"Name","value":"projectCodes"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"OutcomeUnknownError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"checkedAt"}},{"kind":"Field","name":{"kind":"Name","value":"retryAfterMs"}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LinkLostError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"record"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"downloadedAt"}}]}}]}},{"kind":"InlineFragment","typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadRefusedError"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"upstreamCode"}}]}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Quota"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadQuota"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}},{"kind":"Field","name":{"kind":"Name","value":"creditsRemaining"}},{"kind":"Field","name":{"kind":"Name","value":"overage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"isReached"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Offering"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProductOffering"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"agreementName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"quota"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Quota"}}]}},{"kind":"Field","name":{"kind":"Name","value":"requirements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isNoteRequired"}},{"kind":"Field","name":{"kind":"Name","value":"isProjectCodeRequired"}},{"kind":"Field","name":{"kind":"Name","value":"projectCodes"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Delivered"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ImageDownload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"idempotencyKey"}},{"kind":"Field","name":{"kind":"Name","value":"isReplay"}},{"kind":"Field","name":{"kind":"Name","value":"via"}},{"kind":"Field","name":{"kind":"Name","value":"productOffering"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Offering"}}]}},{"kind":"Field","name":{"kind":"Name","value":"notices"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"message"}}]}}]}}]} as unknown as DocumentNode<DownloadImagesMutation, DownloadImagesMutationVariables>;
export const HistoryDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"History"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadHistoryFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"downloadHistory"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"asOf"}},{"kind":"Field","name":{"kind":"Name","value":"range"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"assetId"}},{"kind":"Field","name":{"kind":"Name","value":"assetType"}},{"kind":"Field","name":{"kind":"Name","value":"downloadedAt"}},{"kind":"Field","name":{"kind":"Name","value":"productType"}},{"kind":"Field","name":{"kind":"Name","value":"productTypeName"}},{"kind":"Field","name":{"kind":"Name","value":"agreementName"}},{"kind":"Field","name":{"kind":"Name","value":"sizeName"}},{"kind":"Field","name":{"kind":"Name","value":"thumbnailUrl"}},{"kind":"Field","name":{"kind":"Name","value":"note"}},{"kind":"Field","name":{"kind":"Name","value":"projectCode"}},{"kind":"Field","name":{"kind":"Name","value":"downloadedBy"}},{"kind":"Field","name":{"kind":"Name","value":"dimensions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}}]}},{"kind":"Field","name":{"kind":"Name","value":"image"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"artist"}}]}},{"kind":"Field","name":{"kind":"Name","value":"video"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}}]}}]}}]}}]}}]} as unknown as DocumentNode<HistoryQuery, HistoryQueryVariables>;
export const ImageDetailDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"ImageDetail"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"image"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Card"}},{"kind":"Field","name":{"kind":"Name","value":"caption"}},{"kind":"Field","name":{"kind":"Name","value":"creditLine"}},{"kind":"Field","name":{"kind":"Name","value":"createdAt"}},{"kind":"Field","name":{"kind":"Name","value":"collection"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"code"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"license"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"model"}},{"kind":"Field","name":{"kind":"Name","value":"modelName"}}]}},{"kind":"Field","name":{"kind":"Name","value":"largestDownloads"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Allowed"}},{"kind":"Field","name":{"kind":"Name","value":"isFree"}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Quota"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadQuota"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}},{"kind":"Field","name":{"kind":"Name","value":"creditsRemaining"}},{"kind":"Field","name":{"kind":"Name","value":"overage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"isReached"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Offering"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProductOffering"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"agreementName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"quota"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Quota"}}]}},{"kind":"Field","name":{"kind":"Name","value":"requirements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isNoteRequired"}},{"kind":"Field","name":{"kind":"Name","value":"isProjectCodeRequired"}},{"kind":"Field","name":{"kind":"Name","value":"projectCodes"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Allowed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LargestDownload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"productType"}},{"kind":"Field","name":{"kind":"Name","value":"productTypeName"}},{"kind":"Field","name":{"kind":"Name","value":"file"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sizeName"}},{"kind":"Field","name":{"kind":"Name","value":"mediaType"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}}]}},{"kind":"Field","name":{"kind":"Name","value":"productOffering"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Offering"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Card"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Image"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"assetId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"artist"}},{"kind":"Field","name":{"kind":"Name","value":"maxDimensions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}}]}},{"kind":"Field","name":{"kind":"Name","value":"displaySizes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"isWatermarked"}}]}},{"kind":"Field","name":{"kind":"Name","value":"largestDownloads"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Allowed"}}]}}]}}]} as unknown as DocumentNode<ImageDetailQuery, ImageDetailQueryVariables>;
export const EarlierDownloadsDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"EarlierDownloads"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"id"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"ID"}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"image"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"id"},"value":{"kind":"Variable","name":{"kind":"Name","value":"id"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"previousDownloads"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"downloadedAt"}},{"kind":"Field","name":{"kind":"Name","value":"productType"}},{"kind":"Field","name":{"kind":"Name","value":"productTypeName"}},{"kind":"Field","name":{"kind":"Name","value":"sizeName"}},{"kind":"Field","name":{"kind":"Name","value":"downloadedBy"}}]}}]}}]}}]} as unknown as DocumentNode<EarlierDownloadsQuery, EarlierDownloadsQueryVariables>;
export const SearchDocument = {"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Search"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"phrase"}},"type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ImageSearchFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"sort"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"ImageSearchSort"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"searchImages"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"phrase"},"value":{"kind":"Variable","name":{"kind":"Name","value":"phrase"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"sort"},"value":{"kind":"Variable","name":{"kind":"Name","value":"sort"}}},{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"correctedPhrase"}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}}]}},{"kind":"Field","name":{"kind":"Name","value":"edges"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"node"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Card"}}]}}]}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Quota"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"DownloadQuota"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"period"}},{"kind":"Field","name":{"kind":"Name","value":"resetsAt"}},{"kind":"Field","name":{"kind":"Name","value":"creditsRemaining"}},{"kind":"Field","name":{"kind":"Name","value":"overage"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"limit"}},{"kind":"Field","name":{"kind":"Name","value":"used"}},{"kind":"Field","name":{"kind":"Name","value":"remaining"}},{"kind":"Field","name":{"kind":"Name","value":"isReached"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Offering"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"ProductOffering"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"productId"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"typeName"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"agreementName"}},{"kind":"Field","name":{"kind":"Name","value":"status"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}},{"kind":"Field","name":{"kind":"Name","value":"quota"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Quota"}}]}},{"kind":"Field","name":{"kind":"Name","value":"requirements"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"isNoteRequired"}},{"kind":"Field","name":{"kind":"Name","value":"isProjectCodeRequired"}},{"kind":"Field","name":{"kind":"Name","value":"projectCodes"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Allowed"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"LargestDownload"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"productType"}},{"kind":"Field","name":{"kind":"Name","value":"productTypeName"}},{"kind":"Field","name":{"kind":"Name","value":"file"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"sizeName"}},{"kind":"Field","name":{"kind":"Name","value":"mediaType"}},{"kind":"Field","name":{"kind":"Name","value":"bytes"}},{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}}]}},{"kind":"Field","name":{"kind":"Name","value":"productOffering"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Offering"}}]}}]}},{"kind":"FragmentDefinition","name":{"kind":"Name","value":"Card"},"typeCondition":{"kind":"NamedType","name":{"kind":"Name","value":"Image"}},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"assetId"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"artist"}},{"kind":"Field","name":{"kind":"Name","value":"maxDimensions"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"width"}},{"kind":"Field","name":{"kind":"Name","value":"height"}}]}},{"kind":"Field","name":{"kind":"Name","value":"displaySizes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"url"}},{"kind":"Field","name":{"kind":"Name","value":"isWatermarked"}}]}},{"kind":"Field","name":{"kind":"Name","value":"largestDownloads"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"FragmentSpread","name":{"kind":"Name","value":"Allowed"}}]}}]}}]} as unknown as DocumentNode<SearchQuery, SearchQueryVariables>;