import type { ProductRef } from './image.js';

/** One size a video can be downloaded in. */
export interface VideoSize {
  readonly name: string;
  readonly description: string | null;
  readonly width: number | null;
  readonly height: number | null;
  readonly bytes: number | null;
  readonly mediaType: string | null;
  /** The products that allow it. */
  readonly downloads: readonly (ProductRef & { readonly uri: string | null })[];
}
