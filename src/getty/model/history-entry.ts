import type { PixelSize } from './image.js';
import type { ProductType } from './product-type.js';

/** A download that happened, as one of the histories shows it. */
export interface HistoryEntry {
  readonly assetId: string | null;
  readonly assetType: 'IMAGE' | 'VIDEO' | 'UNKNOWN';
  readonly downloadedAt: Date;
  readonly productType: ProductType;
  readonly productTypeName: string | null;
  /** `null` where the history does not say (v1). */
  readonly productId: string | null;
  readonly agreementName: string | null;
  readonly sizeName: string | null;
  readonly dimensions: PixelSize | null;
  readonly thumbnailUrl: string | null;
  readonly note: string | null;
  readonly projectCode: string | null;
  readonly downloadedBy: string | null;
}

/**
 * One page of a list, with how many rows there are in all. `rows` is `null` past the last page, where Getty Images
 * answers 400 and names no total to rely on; a row that could not be read is `null` in its place.
 */
export interface HistoryPage<T> {
  readonly rows: readonly (T | null)[] | null;
  readonly total: number;
}
