import type { InputArgument, UpstreamErrorKind } from '../model/error-kind.js';

type Plain = Exclude<UpstreamErrorKind['kind'], 'rate-limited' | 'bad-input'>;

const all = (
  errorKind: UpstreamErrorKind,
  ...codes: readonly string[]
): (readonly [string, UpstreamErrorKind])[] => codes.map((code) => [code, errorKind]);
const are = (kind: Plain, ...codes: readonly string[]) => all({ kind }, ...codes);
const name = (argument: InputArgument | null, ...codes: readonly string[]) =>
  all({ kind: 'bad-input', argument }, ...codes);

/** The entry that says that another agreement than the chosen one paid; it comes with a download that worked. */
export const ALTERNATIVE_AGREEMENT = 'AlternativeAgreement';

/**
 * Every code that Getty Images lists for v1's `StatusList`, and what it means as the reason of an error. Codes of
 * operations that this service does not call are here too: a code that turns up where it is not expected still
 * gets its meaning.
 */
export const v1StatusCodes: ReadonlyMap<string, UpstreamErrorKind> = new Map<string, UpstreamErrorKind>([
  // The token is not taken. InvalidUsernameOrPassword: nor is the sign-in that would give one.
  ...are('token-rejected', 'FailedToRenewToken', 'InvalidUsernameOrPassword'),
  // A token that stands for nobody, or one of the kind for unencrypted calls.
  ...are('user-token-required', 'AUTH-021', 'AUTH-023', 'OperationRequiresSecureToken'),
  ...are('key-inactive', 'InvalidSystemIdOrPassword'),
  // Rules of the transport: this service is set up wrongly, and no other token or input mends it.
  ...are('refused', 'AUTH-002', 'OperationRequiresHttps', 'AUTH-014', 'SecureTokenPassedOverHttp'),

  ...are('no-authorization', 'NoAgreement', 'NoAuthorizations', 'UnauthorizedProductOffering'),
  ...are('asset-not-found', 'ImageNotFound', 'NoImages', 'NoVideos'),
  ...are('download-token', 'ExpiredDownloadToken', 'InvalidDownloadToken'),
  ...are('refused', 'AssetNotAvailable'),
  ...are('forbidden', 'OperationValidOnlyForLightboxOwner', 'UnauthorizedToReportUsage'),

  // For a download nobody knows whether it counted; that no address could be made does not say that nothing was debited.
  ...are('outage', 'DependentServiceDown', 'InternalError', 'SystemError', 'FailedToGetDownloadUrl'),
  ...are('outage', 'EntitySearchFailure', 'UriResolutionFailed', 'FailedToCreateCustomer'),

  ...name('imageId', 'MissingImageId'),
  ...name('videoId', 'InvalidSearchForVideoByAssetId'),
  // Of a page's rows `MaxExceeded` says the same; the reader of pages knows that it asked for a page.
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

  // Of operations that change accounts, lightboxes and usage reports; here they can only be a plain no.
  ...are('refused', 'DuplicateUsername', 'PasswordTooShort', 'UsernameEqualsPassword'),
  ...are('refused', 'LightboxesNotFound', 'LightboxIdDoesNotExist', 'TransactionIdDuplicate'),
  // News beside a success; as the only reason of an error they explain nothing.
  ...are('refused', ALTERNATIVE_AGREEMENT, 'DefaultLanguageUsed'),
]);

const TOKEN_CODE = /^AUTH-\d+$/i;

/** What a code means. Any further `AUTH-…` is about the token; a code that nobody knows is a no. */
export const classifyV1Code = (code: string): UpstreamErrorKind =>
  v1StatusCodes.get(code) ?? { kind: TOKEN_CODE.test(code) ? 'token-rejected' : 'refused' };
