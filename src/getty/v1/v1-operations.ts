/** The v1 operations this service calls. */
export type V1OperationName =
  | 'CreateSession'
  | 'RenewSession'
  | 'GetLargestImageDownloadAuthorizations'
  | 'CreateDownloadRequest'
  | 'GetPreviousDownloads'
  | 'GetActiveProductOfferings'
  | 'GetAllProductOfferings'
  | 'SearchForVideos';

/**
 * Which of a v1 session's two tokens an operation takes. Getty Images documents the secure one for operations that spend
 * or show an account, and the standard one for the others. An OAuth2 access token serves as both.
 */
export type V1TokenKind = 'standard' | 'secure';

/** Path and field names of an operation. */
export interface V1Operation {
  readonly path: string;
  /** Name of the operation's own part of the request. */
  readonly bodyKey: string;
  /** Names that the result may have in the response, the documented one first. */
  readonly resultKeys: readonly string[];
  readonly token: V1TokenKind;
}

const regular = (folder: string, name: V1OperationName, token: V1TokenKind): V1Operation => ({
  path: `/v1/${folder}/${name}`,
  bodyKey: `${name}RequestBody`,
  resultKeys: [`${name}Result`],
  token,
});

/** The operations; names that do not follow the rule are spelled out. */
export const V1_OPERATIONS: Readonly<Record<V1OperationName, V1Operation>> = {
  CreateSession: regular('session', 'CreateSession', 'secure'),
  RenewSession: {
    ...regular('session', 'RenewSession', 'secure'),
    // The first is documented; clients in the field read the others.
    resultKeys: ['RenewSessionResult', 'RenewSessionResults', 'RenewTokenResult'],
  },
  GetLargestImageDownloadAuthorizations: regular(
    'download',
    'GetLargestImageDownloadAuthorizations',
    'standard',
  ),
  CreateDownloadRequest: {
    ...regular('download', 'CreateDownloadRequest', 'secure'),
    bodyKey: 'CreateDownloadRequestBody',
  },
  GetPreviousDownloads: {
    ...regular('download', 'GetPreviousDownloads', 'secure'),
    resultKeys: ['GetPreviousDownloadsResultBody', 'GetPreviousDownloadsResult'],
  },
  GetActiveProductOfferings: regular('data', 'GetActiveProductOfferings', 'standard'),
  GetAllProductOfferings: regular('data', 'GetAllProductOfferings', 'standard'),
  SearchForVideos: regular('search', 'SearchForVideos', 'standard'),
};
