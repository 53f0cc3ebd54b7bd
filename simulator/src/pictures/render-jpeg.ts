import type { CatalogImage } from '../catalog/image.js';
import { hash } from '../catalog/random.js';
import type { CatalogVideo } from '../catalog/video.js';
import { MOODS, SUBJECTS } from '../catalog/words.js';
import { type Brush, brushFor } from './brush.js';
import { Canvas } from './canvas.js';
import { encodeJpeg } from './encode-jpeg.js';
import { concert, election, football } from './events.js';
import { breakfast, dog, family, kitties } from './living.js';
import { forest, mountain, sea } from './nature.js';
import { city, office, palace } from './town.js';
import { watermark } from './watermark.js';

type Scene = (brush: Brush) => void;

/** What is drawn for a subject, by its English name. */
const SCENES: ReadonlyMap<string, Scene> = new Map([
  ['Kitties', kitties],
  ['Dog', dog],
  ['Mountain', mountain],
  ['City', city],
  ['Sea', sea],
  ['Forest', forest],
  ['Family', family],
  ['Breakfast', breakfast],
  ['Football final', football],
  ['Concert', concert],
  ['Election night', election],
  ['Royal visit', palace],
  ['Office', office],
]);

/** What a picture shows. */
export interface Depicted {
  readonly id: string;
  /** The English name of its subject. */
  readonly subject: string;
  /** The first word of its title, which names the light. */
  readonly mood: string;
  readonly people: number;
  readonly isBlackAndWhite: boolean;
  /** Marked with a play button. */
  readonly isVideo: boolean;
}

const PEOPLE: Readonly<Record<string, number>> = { none: 0, one: 1, two: 2, group: 5 };

/** What is to be seen on an image of the catalog. */
export function depictedImage(image: CatalogImage): Depicted {
  return {
    id: image.id,
    subject: image.subject.en,
    mood: image.title?.en.split(' ')[0] ?? '',
    people: PEOPLE[image.numberOfPeople] ?? 0,
    isBlackAndWhite: image.colorType === 'black_and_white',
    isVideo: false,
  };
}

/** What is to be seen on the stills of a video of the catalog. */
export function depictedVideo({ id, subject, title }: CatalogVideo): Depicted {
  const mood = title?.en.split(' ')[0] ?? '';
  return { id, subject: subject.en, mood, people: hash(7, id) % 3, isBlackAndWhite: false, isVideo: true };
}

/** Something to show for an asset that is no longer in the catalog. */
export function depictedUnknown(id: string, isVideo: boolean): Depicted {
  const subject = SUBJECTS[hash(7, 'subject', id) % SUBJECTS.length] ?? SUBJECTS[0];
  const mood = MOODS[hash(7, 'mood', id) % MOODS.length] ?? MOODS[0];
  return { id, subject: subject.en, mood: mood.en, people: 0, isBlackAndWhite: false, isVideo };
}

/**
 * Draws a picture of its subject as a JPEG: the same for the same id for ever.
 *
 * @param width and @param height in pixels
 */
export function renderJpeg(
  depicted: Depicted,
  width: number,
  height: number,
  isWatermarked: boolean,
): Buffer {
  const canvas = new Canvas(width, height);
  const scene = SCENES.get(depicted.subject) ?? mountain;
  scene(brushFor(canvas, depicted.id, depicted.mood, depicted.people));
  if (depicted.isBlackAndWhite) canvas.desaturate();
  if (depicted.isVideo) playButton(canvas);
  if (isWatermarked) watermark(canvas);
  return encodeJpeg(canvas.data, width, height, 84);
}

function playButton(canvas: Canvas): void {
  const [x, y] = [canvas.width / 2, canvas.height / 2];
  canvas.ellipse(x, y, 13, 13, [20, 24, 30], 0.55);
  canvas.polygon(
    [
      [x - 4, y - 7],
      [x + 8, y],
      [x - 4, y + 7],
    ],
    [248, 248, 246],
    0.95,
  );
}

/** How many drawn pictures are remembered. */
const MOST = 64;

/** Pictures that were drawn before, the most recent of them. */
export class Pictures {
  readonly #drawn = new Map<string, Buffer>();

  /** The picture of an asset, with its proportions, at most `longSide` pixels wide or high. */
  get(depicted: Depicted, width: number, height: number, longSide: number, isWatermarked: boolean): Buffer {
    const scale = Math.min(1, longSide / Math.max(width, height));
    const [w, h] = [Math.max(8, Math.round(width * scale)), Math.max(8, Math.round(height * scale))];
    const key = `${depicted.id} ${w} ${h} ${isWatermarked}`;
    const picture = this.#drawn.get(key) ?? renderJpeg(depicted, w, h, isWatermarked);
    this.#drawn.delete(key);
    this.#drawn.set(key, picture);
    const oldest = this.#drawn.keys().next().value;
    if (this.#drawn.size > MOST && oldest !== undefined) this.#drawn.delete(oldest);
    return picture;
  }
}
