import type { CardFragment } from '../graphql/generated/graphql';

type Shown = Pick<CardFragment, 'title' | 'assetId' | 'displaySizes' | 'maxDimensions'>;

/** Names of display sizes from the largest to the smallest. */
const sizes: readonly string[] = ['comp', 'preview', 'thumb'];

/** A picture of an image for the screen; the largest there is, or a word where there is none. */
export function Picture({ image, isEager = false }: { readonly image: Shown; readonly isEager?: boolean }) {
  const { displaySizes, maxDimensions } = image;
  const known = sizes.flatMap((name) => displaySizes?.find((size) => size.name === name) ?? []);
  const url = (known[0] ?? displaySizes?.[0])?.url;
  if (!url) return <span className="no-picture">No preview</span>;
  return (
    <img
      src={url}
      alt={titleOf(image)}
      loading={isEager ? 'eager' : 'lazy'}
      decoding="async"
      {...(maxDimensions ?? {})}
    />
  );
}

/** What an image is called. */
export const titleOf = ({ title, assetId }: Pick<Shown, 'title' | 'assetId'>): string =>
  title ?? `Image ${assetId}`;
