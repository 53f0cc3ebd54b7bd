import { type CatalogImage, imageIds, makeImage } from './image.js';
import { InvertedIndex } from './inverted-index.js';
import { type CatalogVideo, makeVideo, videoIds } from './video.js';

/** All assets. Each is computed when a request first needs it, the word index at the first search. */
export class Catalog {
  private readonly imageIndexes: ReadonlyMap<string, number>;
  private readonly videoIndexes: ReadonlyMap<string, number>;
  private readonly images: (CatalogImage | undefined)[] = [];
  private readonly videos: (CatalogVideo | undefined)[] = [];
  private imageWords: InvertedIndex | undefined;
  private videoWords: InvertedIndex | undefined;

  constructor(readonly seed: number) {
    this.imageIndexes = new Map(imageIds(seed).map((id, index) => [id, index]));
    this.videoIndexes = new Map(videoIds(seed).map((id, index) => [id, index]));
  }

  /** The image with this id. */
  image(id: string): CatalogImage | undefined {
    const index = this.imageIndexes.get(id);
    return index === undefined ? undefined : this.imageAt(index);
  }

  /** The video with this id. */
  video(id: string): CatalogVideo | undefined {
    const index = this.videoIndexes.get(id);
    return index === undefined ? undefined : this.videoAt(index);
  }

  /** Every image, in the order of the catalog. */
  allImages(): CatalogImage[] {
    return Array.from({ length: this.imageIndexes.size }, (_, index) => this.imageAt(index));
  }

  /** Every video, in the order of the catalog. */
  allVideos(): CatalogVideo[] {
    return Array.from({ length: this.videoIndexes.size }, (_, index) => this.videoAt(index));
  }

  /** Some image or other. */
  anyImage(h: number): CatalogImage {
    return this.imageAt(h % this.imageIndexes.size);
  }

  /** Some video or other. */
  anyVideo(h: number): CatalogVideo {
    return this.videoAt(h % this.videoIndexes.size);
  }

  /** The words of all images. */
  get imageIndex(): InvertedIndex {
    this.imageWords ??= new InvertedIndex(this.allImages());
    return this.imageWords;
  }

  /** The words of all videos. */
  get videoIndex(): InvertedIndex {
    this.videoWords ??= new InvertedIndex(this.allVideos());
    return this.videoWords;
  }

  private imageAt(index: number): CatalogImage {
    const image = this.images[index] ?? makeImage(this.seed, index);
    this.images[index] = image;
    return image;
  }

  private videoAt(index: number): CatalogVideo {
    const video = this.videos[index] ?? makeVideo(this.seed, index);
    this.videos[index] = video;
    return video;
  }
}
