import { imageIds, makeImage, type WorldImage } from './image.js';
import { WordIndex } from './index-of-words.js';
import { makeVideo, videoIds, type WorldVideo } from './video.js';

/** All assets there are. They are computed when somebody looks at them, and the word index at the first search. */
export class World {
  private readonly imageIndexes: ReadonlyMap<string, number>;
  private readonly videoIndexes: ReadonlyMap<string, number>;
  private readonly images: (WorldImage | undefined)[] = [];
  private readonly videos: (WorldVideo | undefined)[] = [];
  private imageWords: WordIndex | undefined;
  private videoWords: WordIndex | undefined;

  constructor(readonly seed: number) {
    this.imageIndexes = new Map(imageIds(seed).map((id, index) => [id, index]));
    this.videoIndexes = new Map(videoIds(seed).map((id, index) => [id, index]));
  }

  /** The image with this id. */
  image(id: string): WorldImage | undefined {
    const index = this.imageIndexes.get(id);
    return index === undefined ? undefined : this.imageAt(index);
  }

  /** The video with this id. */
  video(id: string): WorldVideo | undefined {
    const index = this.videoIndexes.get(id);
    return index === undefined ? undefined : this.videoAt(index);
  }

  /** Every image, in the order of the world. */
  allImages(): WorldImage[] {
    return Array.from({ length: this.imageIndexes.size }, (_, index) => this.imageAt(index));
  }

  /** Every video, in the order of the world. */
  allVideos(): WorldVideo[] {
    return Array.from({ length: this.videoIndexes.size }, (_, index) => this.videoAt(index));
  }

  /** Some image or other. */
  anyImage(h: number): WorldImage {
    return this.imageAt(h % this.imageIndexes.size);
  }

  /** Some video or other. */
  anyVideo(h: number): WorldVideo {
    return this.videoAt(h % this.videoIndexes.size);
  }

  /** The words of all images. */
  get imageIndex(): WordIndex {
    this.imageWords ??= new WordIndex(this.allImages());
    return this.imageWords;
  }

  /** The words of all videos. */
  get videoIndex(): WordIndex {
    this.videoWords ??= new WordIndex(this.allVideos());
    return this.videoWords;
  }

  private imageAt(index: number): WorldImage {
    const image = this.images[index] ?? makeImage(this.seed, index);
    this.images[index] = image;
    return image;
  }

  private videoAt(index: number): WorldVideo {
    const video = this.videos[index] ?? makeVideo(this.seed, index);
    this.videos[index] = video;
    return video;
  }
}
