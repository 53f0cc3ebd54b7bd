import DataLoader from 'dataloader';
import type { Image } from '../getty/model/image.js';
import type { GettyCall } from '../getty/session.js';
import { fetchImages, MAX_IMAGE_IDS } from '../getty/v3/images.client.js';
import type { V3Gateway } from '../getty/v3/v3-gateway.js';

/** An image and what is wanted of it, as names for `fields=`. */
export interface ImageRequest {
  readonly assetId: string;
  readonly fields: readonly string[];
}

/** Loads images for one request: every place that wants one in the same tick shares the call. */
export interface ImagesLoader {
  /** `null` where there is no such image. @throws ServiceError */
  load(request: ImageRequest): Promise<Image | null>;
}

/** Splits a list into runs of at most `size`. */
export const chunk = <T>(items: readonly T[], size: number): T[][] => {
  const runs: T[][] = [];
  for (let at = 0; at < items.length; at += size) runs.push(items.slice(at, at + size));
  return runs;
};

interface Known {
  readonly fields: ReadonlySet<string>;
  readonly image: Image | null;
}

/**
 * One `GET /v3/images?ids=` per 100 ids, asking once for the union of the fields that the batch wants. An image that
 * was loaded earlier in the request with at least the wanted fields is not asked for again.
 */
export const createImagesLoader = (gateway: V3Gateway, call: GettyCall): ImagesLoader => {
  const known = new Map<string, Known>();

  const loader = new DataLoader<ImageRequest, Image | null, string>(
    async (requests) => {
      const fields = [...new Set(requests.flatMap((request) => request.fields))].sort();
      const ids = [...new Set(requests.map((request) => request.assetId))];
      const found = new Map<string, Image | null | Error>();
      await Promise.all(
        chunk(ids, MAX_IMAGE_IDS).map(async (run) => {
          try {
            for (const image of await fetchImages(gateway, call, run, fields)) found.set(image.assetId, image);
          } catch (error) {
            // A failed call costs its own hundred and nobody else's.
            for (const id of run) found.set(id, error instanceof Error ? error : new Error(String(error)));
          }
        }),
      );
      const asked = new Set(fields);
      return requests.map(({ assetId }) => {
        const image = found.get(assetId) ?? null;
        if (!(image instanceof Error)) known.set(assetId, { fields: asked, image });
        return image;
      });
    },
    { cacheKeyFn: ({ assetId, fields }) => `${assetId} ${[...fields].sort().join(',')}` },
  );

  return {
    load: (request) => {
      const before = known.get(request.assetId);
      if (before !== undefined && (before.image === null || request.fields.every((field) => before.fields.has(field))))
        return Promise.resolve(before.image);
      return loader.load(request);
    },
  };
};
