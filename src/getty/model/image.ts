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

/** The largest download of an image that one product allows. */
export interface LargestDownload extends ProductRef {
  readonly assetId: string;
  readonly uri: string;
  /** `undefined`: this answer was of the flat form (search) and cannot say; the detail answer can. */
  readonly file: DownloadFile | undefined;
}

/** Terms an image is offered under. */
export interface ImageLicense {
  readonly model: 'RIGHTS_MANAGED' | 'ROYALTY_FREE' | 'UNKNOWN';
  readonly modelName: string | null;
}

/**
 * An image as far as it was asked for: a field that was not in `fields=` reads as if Getty Images had none, except
 * where `undefined` says that it was not asked.
 */
export interface Image {
  readonly assetId: string;
  readonly title: string | null;
  readonly caption: string | null;
  readonly artist: string | null;
  /** `undefined`: not asked. Search answers never have it. */
  readonly creditLine: string | null | undefined;
  readonly collection: { readonly code: string | null; readonly name: string | null } | null;
  readonly license: ImageLicense | null;
  readonly maxDimensions: PixelSize | null;
  readonly displaySizes: readonly DisplaySize[] | null;
  readonly keywords: readonly string[] | null;
  readonly createdAt: Date | null;
  /** `undefined`: not asked. */
  readonly largestDownloads: readonly LargestDownload[] | undefined;
  /** The one product Getty Images would charge. */
  readonly downloadProduct: ProductRef | null;
  /** Every product that lists the image, also where its allowance hides it from `largestDownloads`. */
  readonly productTypes: readonly ProductType[] | null;
}
