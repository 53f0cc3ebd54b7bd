import { type FieldFunctionOptions, InMemoryCache, type Reference, type StoreObject } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';
import { possibleTypes } from './possible-types';

type Entry = StoreObject | Reference;

/**
 * Which product an entry of `largestDownloads` is about. Entries have no `id` of their own, so that without this, one
 * query's answer would replace another's that asked for more.
 */
function productOf(entry: Entry, readField: FieldFunctionOptions['readField']): string {
  const offering = readField<Entry>('productOffering', entry);
  const id = offering ? readField<string>('id', offering) : null;
  return `${readField<string>('productTypeName', entry)} ${id ?? ''}`;
}

function mergeAllowed(
  existing: readonly Entry[] | null | undefined,
  incoming: readonly Entry[] | null,
  { mergeObjects, readField }: FieldFunctionOptions,
): readonly Entry[] | null {
  if (!incoming || !existing) return incoming;
  const known = new Map(existing.map((entry) => [productOf(entry, readField), entry]));
  return incoming.map((entry) => {
    const before = known.get(productOf(entry, readField));
    return before ? mergeObjects(before, entry) : entry;
  });
}

/** One caller's cache. Lists are Relay connections; what is left of a product is the same wherever it is shown. */
export function createCache(): InMemoryCache {
  return new InMemoryCache({
    possibleTypes,
    typePolicies: {
      Query: {
        fields: {
          searchImages: relayStylePagination(['phrase', 'filter', 'sort']),
          downloadHistory: relayStylePagination(['filter']),
        },
      },
      Image: { fields: { largestDownloads: { merge: mergeAllowed } } },
      ProductOffering: { fields: { quota: { merge: true } } },
      DownloadQuota: { merge: true },
    },
  });
}
