import { useCallback, useMemo, useState } from 'react';
import type { CardFragment } from '../graphql/generated/graphql';

/** As many as one request may download. */
export const mostSelected = 100;

/** The images chosen to be downloaded together. */
export interface Selection {
  readonly images: readonly CardFragment[];
  has(id: string): boolean;
  toggle(image: CardFragment): void;
  clear(): void;
}

export function useSelection(): Selection {
  const [images, setImages] = useState<readonly CardFragment[]>([]);
  const ids = useMemo(() => new Set(images.map(({ id }) => id)), [images]);
  const toggle = useCallback(
    (image: CardFragment) =>
      setImages((before) => {
        if (before.some(({ id }) => id === image.id)) return before.filter(({ id }) => id !== image.id);
        return before.length < mostSelected ? [...before, image] : before;
      }),
    [],
  );
  return useMemo(
    () => ({ images, has: (id) => ids.has(id), toggle, clear: () => setImages([]) }),
    [images, ids, toggle],
  );
}
