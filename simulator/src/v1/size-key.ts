import type { ImageSize } from '../catalog/sizes.js';

/** v1's key for a size of an image. */
export function sizeKey(size: ImageSize): string {
  return `${size.name === 'vector' ? 'V' : 'S'}${size.height}`;
}
