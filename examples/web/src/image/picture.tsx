import { useState } from 'react';
import type { CardFragment } from '../graphql/generated/graphql';

type Shown = Pick<CardFragment, 'title' | 'assetId' | 'displaySizes' | 'maxDimensions'>;

/** Names of display sizes from the largest to the smallest. */
const sizes: readonly string[] = ['comp', 'preview', 'thumb'];

/** The shape of an image whose dimensions Getty Images does not give: that of most cameras. */
const usualRatio = 3 / 2;

/** Width divided by height. */
export function ratioOf({ maxDimensions }: Pick<Shown, 'maxDimensions'>): number {
  if (!maxDimensions || maxDimensions.width <= 0 || maxDimensions.height <= 0) return usualRatio;
  return maxDimensions.width / maxDimensions.height;
}

interface PictureProps {
  readonly image: Shown;
  readonly isEager?: boolean;
  /** Says nothing to screen readers, where the title stands beside it. */
  readonly isDecorative?: boolean;
}

/** A picture of an image for the screen: the largest there is, or a sign where there is none or it does not load. */
export function Picture({ image, isEager = false, isDecorative = false }: PictureProps) {
  const { displaySizes, maxDimensions } = image;
  const known = sizes.flatMap((name) => displaySizes?.find((size) => size.name === name) ?? []);
  const url = (known[0] ?? displaySizes?.[0])?.url ?? null;
  return (
    <Photo
      url={url}
      alt={isDecorative ? '' : titleOf(image)}
      isEager={isEager}
      {...(maxDimensions ? { width: maxDimensions.width, height: maxDimensions.height } : {})}
    />
  );
}

interface PhotoProps {
  readonly url: string | null;
  readonly alt: string;
  readonly isEager?: boolean;
  readonly width?: number;
  readonly height?: number;
}

/** A picture from an address; a quiet sign instead of a broken one. */
export function Photo({ url, alt, isEager = false, width, height }: PhotoProps) {
  const [broken, setBroken] = useState<string | null>(null);
  if (url === null || broken === url) {
    return (
      <span className="no-picture">
        {alt && <span className="hidden">{alt} (no preview)</span>}
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <rect x="3" y="5" width="18" height="14" rx="2" />
          <path d="m3.5 17 5-5 3 3M21 16l-4-4-2 2M4 3l16 18" />
        </svg>
      </span>
    );
  }
  return (
    <img
      src={url}
      alt={alt}
      loading={isEager ? 'eager' : 'lazy'}
      decoding="async"
      onError={() => setBroken(url)}
      {...(width && height ? { width, height } : {})}
    />
  );
}

/** What an image is called. */
export const titleOf = ({ title, assetId }: Pick<Shown, 'title' | 'assetId'>): string =>
  title ?? `Image ${assetId}`;
