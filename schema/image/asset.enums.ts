import { defineEnum } from '../shared/define-enum.js';

/** What sort of thing a download was of. */
export const AssetType = defineEnum(
  'AssetType',
  'What sort of thing was downloaded. New sorts read `UNKNOWN`.',
  {
    IMAGE: 'A picture, illustration or vector.',
    VIDEO: 'A video.',
    UNKNOWN: 'Something this API does not know yet.',
  },
);
/** What sort of thing a download was of. */
export type AssetType = keyof typeof AssetType;

/** The terms an image is offered under. */
export const LicenseModel = defineEnum('LicenseModel', 'A kind of licence. New kinds read `UNKNOWN`.', {
  RIGHTS_MANAGED: 'Licensed for one particular use: where, how long, how large.',
  ROYALTY_FREE: 'Licensed once for many uses.',
  UNKNOWN: 'A kind this API does not know yet; `modelName` has Getty Images’ own word.',
});
/** The terms an image is offered under. */
export type LicenseModel = keyof typeof LicenseModel;
