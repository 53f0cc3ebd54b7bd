import type { CatalogImage } from '../catalog/image.js';
import { hash } from '../catalog/random.js';
import type { CatalogVideo } from '../catalog/video.js';

/** An image that was found, and how well it matches. */
export interface Found {
  readonly image: CatalogImage;
  readonly score: number;
}

type Compare = (a: Found, b: Found) => number;

const byIndex: Compare = (a, b) => a.image.index - b.image.index;
const created = ({ image }: Found): number =>
  image.dateCreated === null ? Number.NaN : Date.parse(image.dateCreated);

/** The images of the documented examples come before all others that match as well. */
const isExample = ({ image }: Found): number => (image.index < 2 ? 2 - image.index : 0);

function byDate(direction: 1 | -1): Compare {
  return (a, b) => {
    const [left, right] = [created(a), created(b)];
    if (Number.isNaN(left) || Number.isNaN(right))
      return Number(Number.isNaN(left)) - Number(Number.isNaN(right)) || byIndex(a, b);
    return direction * (left - right) || byIndex(a, b);
  };
}

/** The order of a result; the same for the same search, `random` too, or else no page could follow another. */
export function compareFor(sortOrder: string | undefined, seed: number): Compare {
  switch (sortOrder?.toLowerCase()) {
    case 'newest':
      return byDate(-1);
    case 'oldest':
      return byDate(1);
    case 'most_popular':
      return (a, b) => b.image.popularity - a.image.popularity || byIndex(a, b);
    case 'random':
      return (a, b) => hash(seed, 'random', a.image.id) - hash(seed, 'random', b.image.id) || byIndex(a, b);
    default:
      return (a, b) =>
        b.score - a.score ||
        isExample(b) - isExample(a) ||
        a.image.popularity - b.image.popularity ||
        byIndex(a, b);
  }
}

/** A video that was found, and how well it matches. */
interface FoundVideo {
  readonly asset: CatalogVideo;
  readonly score: number;
}

/** The same for videos. Those without a date come last in the orders by date. */
export function compareVideosFor(
  sortOrder: string | undefined,
  seed: number,
): (a: FoundVideo, b: FoundVideo) => number {
  const byPlace = (a: FoundVideo, b: FoundVideo): number => a.asset.index - b.asset.index;
  const dated =
    (direction: 1 | -1) =>
    (a: FoundVideo, b: FoundVideo): number => {
      const [first, second] = [a.asset.dateCreated, b.asset.dateCreated];
      if (first === null || second === null)
        return Number(first === null) - Number(second === null) || byPlace(a, b);
      return direction * first.localeCompare(second) || byPlace(a, b);
    };
  switch (sortOrder?.toLowerCase()) {
    case 'newest':
      return dated(-1);
    case 'oldest':
      return dated(1);
    case 'most_popular':
      return (a, b) => b.asset.popularity - a.asset.popularity || byPlace(a, b);
    case 'random':
      return (a, b) => hash(seed, 'random', a.asset.id) - hash(seed, 'random', b.asset.id) || byPlace(a, b);
    default:
      return (a, b) => b.score - a.score || a.asset.popularity - b.asset.popularity;
  }
}
