import type { DownloadImageMutation } from './generated/graphql';

type Payload = NonNullable<DownloadImageMutation['downloadImage']>;
type Kind = Payload['userErrors'][number]['__typename'];

/** The kinds of DownloadError that this page asks more of. One that is missing here fails the build. */
const kinds: Readonly<Record<Kind, true>> = {
  AlreadyOwnedError: true,
  AssetNotFoundError: true,
  DownloadRefusedError: true,
  DownloadRequirementsError: true,
  IdempotencyConflictError: true,
  LinkLostError: true,
  NotEntitledError: true,
  OutcomeUnknownError: true,
  QuotaExhaustedError: true,
  SpendingLimitError: true,
};

/** Which types an interface stands for, so that the cache knows which fragments fit. */
export const possibleTypes: Record<string, string[]> = { DownloadError: Object.keys(kinds) };
