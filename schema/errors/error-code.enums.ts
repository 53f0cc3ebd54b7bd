import {
  type DownloadErrorCode as DownloadErrorCodeName,
  downloadErrorCodes,
  type ErrorCode as ErrorCodeName,
  errorCatalog,
  errorCodes,
} from '../../src/errors/catalog.js';
import { defineEnum } from '../shared/define-enum.js';

/** The descriptions of these codes, as the one table of errors has them. */
const describe = <Code extends ErrorCodeName>(codes: readonly Code[]): Record<Code, string> =>
  Object.fromEntries(codes.map((code) => [code, errorCatalog[code].description])) as Record<Code, string>;

/** Every reason a download may end with as data. */
export const DownloadErrorCode = defineEnum(
  'DownloadErrorCode',
  'Every reason a download may be refused. New reasons may come.',
  describe(downloadErrorCodes),
);
/** A reason a download may end with as data. */
export type DownloadErrorCode = DownloadErrorCodeName;

/** Every code an error may bear. */
export const ErrorCode = defineEnum(
  'ErrorCode',
  'What `errors[].extensions.code` may read. Listed here so that generated clients know them.',
  describe(errorCodes),
);
/** A code an error may bear. */
export type ErrorCode = ErrorCodeName;
