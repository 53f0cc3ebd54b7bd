import type { CardFragment } from '../graphql/generated/graphql';

/** The list of pictures on the page in view, so that an open picture has a next and a previous one. */
export interface PictureList {
  readonly images: readonly Pick<CardFragment, 'assetId'>[];
  /** How many there are altogether. */
  readonly total: number;
  /** Loads more of them; `null` when all are loaded. */
  readonly more: (() => void) | null;
}

export const noPictures: PictureList = { images: [], total: 0, more: null };

/** The neighbours of a picture in a list, and its place, counted from 1; `null` when it is not in the list. */
export function placeIn(list: PictureList, assetId: string) {
  const index = list.images.findIndex((image) => image.assetId === assetId);
  if (index < 0) return null;
  return {
    place: index + 1,
    previous: list.images[index - 1]?.assetId ?? null,
    next: list.images[index + 1]?.assetId ?? null,
    isLastLoaded: index >= list.images.length - 3,
  };
}
