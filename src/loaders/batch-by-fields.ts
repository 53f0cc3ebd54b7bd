import DataLoader from 'dataloader';

/** A thing and what is wanted of it, as names for `fields=`. */
export interface FieldsRequest {
  readonly assetId: string;
  readonly fields: readonly string[];
}

/** Loads things by id and by what is wanted of them; `null` where there is none. */
export interface FieldsLoader<T> {
  /** @throws ServiceError */
  load(request: FieldsRequest): Promise<T | null>;
}

/** Splits a list into runs of at most `size`. */
export const chunk = <T>(items: readonly T[], size: number): T[][] => {
  const runs: T[][] = [];
  for (let at = 0; at < items.length; at += size) runs.push(items.slice(at, at + size));
  return runs;
};

/**
 * Batches by the tick: one call per `maxIds` ids, asking once for the union of the fields that the batch wants. What
 * was loaded earlier in the request with at least the wanted fields is not asked for again.
 * @param fetch one call; what is not in its answer does not exist
 */
export const batchByFields = <T extends { readonly assetId: string }>(
  maxIds: number,
  fetch: (ids: readonly string[], fields: readonly string[]) => Promise<readonly T[]>,
): FieldsLoader<T> => {
  const known = new Map<string, { readonly fields: ReadonlySet<string>; readonly thing: T | null }>();

  const loader = new DataLoader<FieldsRequest, T | null, string>(
    async (requests) => {
      const fields = [...new Set(requests.flatMap((request) => request.fields))].sort();
      const ids = [...new Set(requests.map((request) => request.assetId))];
      const found = new Map<string, T | Error>();
      await Promise.all(
        chunk(ids, maxIds).map(async (run) => {
          try {
            for (const thing of await fetch(run, fields)) found.set(thing.assetId, thing);
          } catch (error) {
            // A failed call fails only its own run of ids.
            for (const id of run) found.set(id, error instanceof Error ? error : new Error(String(error)));
          }
        }),
      );
      const asked = new Set(fields);
      return requests.map(({ assetId }) => {
        const thing = found.get(assetId) ?? null;
        if (!(thing instanceof Error)) known.set(assetId, { fields: asked, thing });
        return thing;
      });
    },
    { cacheKeyFn: ({ assetId, fields }) => `${assetId} ${[...fields].sort().join(',')}` },
  );

  return {
    load: (request) => {
      const before = known.get(request.assetId);
      if (
        before !== undefined &&
        (before.thing === null || request.fields.every((field) => before.fields.has(field)))
      )
        return Promise.resolve(before.thing);
      return loader.load(request);
    },
  };
};
