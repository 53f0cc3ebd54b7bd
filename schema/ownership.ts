import { Directive, Field, ObjectType } from 'type-graphql';
import type { Ownership } from '../src/catalog/ownership/account-history.js';
import { defineEnum } from './define-enum.js';
import { DownloadRecord, type DownloadRecordSource } from './history.js';
import { DateTimeScalar } from './scalars.js';

/** Whether an asset was licensed before. */
export const OwnershipStatus = defineEnum(
  'OwnershipStatus',
  'Whether an asset was licensed before. What is merely not known is `UNKNOWN`, never `NEVER_DOWNLOADED`.',
  {
    NEVER_DOWNLOADED:
      'All of the download history that Getty Images offers was read, and the asset is not in it. `indexedFrom` says how far back that is.',
    DOWNLOADED_BY_CALLER: 'The caller downloaded it; see `lastDownload`.',
    DOWNLOADED_BY_COMPANY: 'Another user of the caller’s company downloaded it; see `lastDownload`.',
    UNKNOWN:
      'It is not in what was read so far. The rest of the history is read in the background: ask again later.',
  },
);
/** Whether an asset was licensed before. */
export type OwnershipStatus = keyof typeof OwnershipStatus;

/** What to do when an asset was licensed before. */
export const IfOwned = defineEnum('IfOwned', 'What to do when the asset was licensed before.', {
  DOWNLOAD: 'Download it again. That may be charged again.',
  REFUSE: 'Charge nothing and return `AlreadyOwnedError`.',
});
/** What to do when an asset was licensed before. */
export type IfOwned = keyof typeof IfOwned;

/** What is known of an asset's earlier downloads. */
@ObjectType({
  simpleResolvers: true,
  description: [
    'Whether an asset was licensed before, by the caller or, where the account may see it, by anyone in the company.',
    'From an index of the download history that is built in the background and read again every few minutes.',
  ].join('\n'),
})
@Directive('@cacheControl(maxAge: 0, scope: PRIVATE)')
export class AssetOwnership {
  @Field(() => OwnershipStatus, { description: 'The short of it.' })
  status!: OwnershipStatus;

  @Field(() => DownloadRecord, {
    nullable: true,
    description: 'The most recent download that is known of. From the index, which has no thumbnails.',
  })
  lastDownload!: DownloadRecordSource | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: [
      'History before this moment is not indexed. `null` when all of it is, and when nothing was read yet.',
      'Getty Images shows its history 30 days at a time and names no beginning: the index ends after a year and a month,',
      'or after three months without a download.',
    ].join('\n'),
  })
  indexedFrom!: Date | string | null;
}

/** What an ownership is to begin with. */
export type AssetOwnershipSource = Ownership;
