import type { ProductType } from './product-type.js';

/** Width and height in pixels. */
export interface PixelSize {
  readonly width: number;
  readonly height: number;
}

/** A small picture for a screen. */
export interface DisplaySize {
  readonly name: string;
  readonly url: string;
  readonly isWatermarked: boolean | null;
}

/** The file behind a download; Getty Images says the figures are estimates. */
export interface DownloadFile {
  readonly sizeName: string | null;
  readonly mediaType: string | null;
  readonly bytes: number | null;
  readonly width: number | null;
  readonly height: number | null;
}

/** A product that may pay for an asset, as an asset's own answer names it. */
export interface ProductRef {
  readonly productType: ProductType;
  /** Getty Images' own word. */
  readonly productTypeName: string;
  /** Instance of the product; `null` where the answer does not say. */
  readonly productId: string | null;
}

/** The largest download of an image or a video that one product allows. */
export interface LargestDownload extends ProductRef {
  readonly assetId: string;
  /** Absent for images. */
  readonly isOfVideo?: true;
  readonly uri: string;
  /** `undefined`: this answer was of the flat form (search) and cannot say; the detail answer can. */
  readonly file: DownloadFile | undefined;
}

/** Terms an image is offered under. */
export interface ImageLicense {
  readonly model: 'RIGHTS_MANAGED' | 'ROYALTY_FREE' | 'UNKNOWN';
  readonly modelName: string | null;
}

/** The collection an image belongs to. */
export interface ImageCollection {
  readonly code: string | null;
  readonly name: string | null;
}

/** What Getty Images says about using an image, in its own words. */
export interface ImageUsage {
  readonly howCanIUseIt: string | null;
  readonly releaseInfo: string | null;
  readonly restrictions: readonly string[];
}

/** The shape of an image. */
export type ImageOrientation =
  | 'HORIZONTAL'
  | 'VERTICAL'
  | 'SQUARE'
  | 'PANORAMIC_HORIZONTAL'
  | 'PANORAMIC_VERTICAL';
