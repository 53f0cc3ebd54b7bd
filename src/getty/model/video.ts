import type { DisplaySize, ProductRef } from './image.js';
import type { ProductType } from './product-type.js';

/** One size a video can be downloaded in. */
export interface VideoSize {
  readonly name: string;
  readonly description: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly downloads: readonly ProductRef[];
}

/** A video as far as it was asked for. */
export interface Video {
  readonly assetId: string;
  readonly title: string | null;
  readonly caption: string | null;
  readonly displaySizes: readonly DisplaySize[] | null;
  /** `undefined`: not asked. */
  readonly downloadSizes: readonly VideoSize[] | null | undefined;
  readonly downloadProduct: ProductRef | null;
  readonly productTypes: readonly ProductType[] | null;
}
