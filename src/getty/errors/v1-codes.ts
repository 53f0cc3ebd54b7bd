import type { InputArgument, UpstreamErrorKind } from '../model/error-kind.js';

type Plain = Exclude<UpstreamErrorKind['kind'], 'rate-limited' | 'bad-input'>;

const all = (
  errorKind: UpstreamErrorKind,
  ...codes: readonly string[]
): (readonly [string, UpstreamErrorKind])[] => codes.map((code) => [code, errorKind]);
const are = (kind: Plain, ...codes: readonly string[]) => all({ kind }, ...codes);
const name = (argument: InputArgument | null, ...codes: readonly string[]) =>
  all({ kind: 'bad-input', argument }, ...codes);

/** Code of the notice that another agreement than the chosen one was charged; sent with a successful download. */
export const ALTERNATIVE_AGREEMENT = 'AlternativeAgreement';

/**
 * Error kind of every code that Getty Images lists for v1's `StatusList`. Codes of operations that this service does not
 * call are included, so that an unexpected one is classified too.
 */
export const v1StatusCodes: ReadonlyMap<string, UpstreamErrorKind> = new Map<string, UpstreamErrorKind>([
  // The token is rejected. InvalidUsernameOrPassword: the sign-in that would give one is, too.
  ...are('token-rejected', 'FailedToRenewToken', 'InvalidUsernameOrPassword'),
  // A token that represents no user, or one of the kind for unencrypted requests.
  ...are('user-token-required', 'AUTH-021', 'AUTH-023', 'OperationRequiresSecureToken'),
  ...are('key-inactive', 'InvalidSystemIdOrPassword'),
  // Rules of the protocol: this service is misconfigured, and no other token or input helps.
  ...are('refused', 'AUTH-002', 'OperationRequiresHttps', 'AUTH-014', 'SecureTokenPassedOverHttp'),

  ...are('no-authorization', 'NoAgreement', 'NoAuthorizations', 'UnauthorizedProductOffering'),
  ...are('asset-not-found', 'ImageNotFound', 'NoImages', 'NoVideos'),
  ...are('download-token', 'ExpiredDownloadToken', 'InvalidDownloadToken'),
  ...are('refused', 'AssetNotAvailable'),
  ...are('forbidden', 'OperationValidOnlyForLightboxOwner', 'UnauthorizedToReportUsage'),

  // A download with these may have been charged: that no link could be made does not mean that nothing was debited.
  ...are('outage', 'DependentServiceDown', 'InternalError', 'SystemError', 'FailedToGetDownloadUrl'),
  ...are('outage', 'EntitySearchFailure', 'UriResolutionFailed', 'FailedToCreateCustomer'),

  ...name('imageId', 'MissingImageId'),
  ...name('videoId', 'InvalidSearchForVideoByAssetId'),
  // `MaxExceeded` is also sent for too many rows of a page, see `V1Call.limitArgument`.
  ...name('items', 'AssetIdListExceedsMaxAllowed', 'InvalidAssets', 'MaxExceeded'),
  ...name('first', 'InvalidItemCount'),
  ...name('after', 'InvalidItemStartNumber', 'StartPastTotal'),
  ...name('size', 'InvalidSizeCode', 'InvalidSizeKey', 'MissingSizeKey'),
  ...name('productType', 'InvalidProductOffering'),
  ...name('sort', 'InvalidEventSortType', 'InvalidItemSortType'),
  ...name('filter', 'CollectionIdsEmpty', 'CollectionModeEmpty', 'DateCreatedRangeNotApplicable'),
  ...name('filter', 'EventNotFound', 'MissingEventIds', 'InvalidCollectionId', 'NonExistingCollectionId'),
  ...name('filter', 'InvalidEditorialSegment', 'InvalidEditorialSourceId', 'InvalidEntityUri'),
  ...name('filter', 'InvalidIncludeExcludeMode', 'InvalidOrientation', 'FailedUri', 'UnknownProviderURI'),
  ...name('filter', 'IncorrectlyFormedDbpediaURI', 'IncorrectlyFormedFreebaseURI'),
  ...name('filter', 'IncorrectlyFormedMusicbrainzURI', 'IncorrectlyFormedURI'),
  ...name(null, 'InvalidRequest', 'InvalidLanguageCode', 'InvalidLightboxName', 'InvalidSearchCriteriaType'),
  ...name(null, 'SearchCriteriaRequestMismatch'),

  // Of operations that change accounts, lightboxes and usage reports; here they can only be refusals.
  ...are('refused', 'DuplicateUsername', 'PasswordTooShort', 'UsernameEqualsPassword'),
  ...are('refused', 'LightboxesNotFound', 'LightboxIdDoesNotExist', 'TransactionIdDuplicate'),
  // Notices of a success; as the only reason of an error they explain nothing.
  ...are('refused', ALTERNATIVE_AGREEMENT, 'DefaultLanguageUsed'),
]);

const TOKEN_CODE = /^AUTH-\d+$/i;

/** Classifies a code. Any other `AUTH-…` concerns the token; an unknown code is a refusal. */
export const classifyV1Code = (code: string): UpstreamErrorKind =>
  v1StatusCodes.get(code) ?? { kind: TOKEN_CODE.test(code) ? 'token-rejected' : 'refused' };
