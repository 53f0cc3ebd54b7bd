import type { ProductType } from '../../getty/model/product-type.js';
import type { Video } from '../../getty/model/video.js';
import { type DomainContext, isSignedIn, requireSignedIn } from '../domain-context.js';

/** The properties of a video that cost something to ask for, and what Getty Images' `fields=` calls them. */
const FIELDS_BY_PROPERTY: ReadonlyMap<string, string> = new Map([
  ['title', 'title'],
  ['caption', 'caption'],
  ['displaySizes', 'display_set'],
  ['downloadSizes', 'downloads'],
]);

/** A size of a video as the graph shows it. */
export interface OfferedVideoSize {
  readonly name: string;
  readonly description: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly productTypes: readonly ProductType[];
}

/** The names for `fields=`, sorted, of exactly what was selected. Sizes with their products need a bearer token. */
export const toVideoFieldsParam = (selected: Iterable<string>, signedIn: boolean): string[] => {
  const fields = new Set<string>();
  for (const property of selected) {
    const field = FIELDS_BY_PROPERTY.get(property);
    if (field !== undefined && (signedIn || property !== 'downloadSizes')) fields.add(field);
  }
  return [...fields].sort();
};

/** One video with what was selected of it; `null` where there is none. @throws ServiceError */
export const getVideo = (
  scope: DomainContext,
  assetId: string,
  selected: Iterable<string>,
): Promise<Video | null> =>
  scope.loaders.videos.load({ assetId, fields: toVideoFieldsParam(selected, isSignedIn(scope)) });

/** The sizes on offer, with the products that allow each. @throws ServiceError, `UNAUTHENTICATED` without a signed-in caller */
export const getDownloadSizes = async (
  scope: DomainContext,
  video: Video,
): Promise<readonly OfferedVideoSize[] | null> => {
  requireSignedIn(scope);
  const sizes =
    video.downloadSizes === undefined
      ? (await getVideo(scope, video.assetId, ['downloadSizes']))?.downloadSizes
      : video.downloadSizes;
  return (
    sizes?.map(({ name, description, width, height, downloads }) => ({
      name,
      description,
      width,
      height,
      productTypes: [...new Set(downloads.map((download) => download.productType))],
    })) ?? null
  );
};
