import { chance, hash } from './random.js';

/** One size of an image that can be downloaded. The figures are estimates, as Getty Images' own are. */
export interface ImageSize {
  readonly name: string;
  readonly width: number;
  readonly height: number;
  readonly dpi: number;
  readonly bytes: number;
  readonly mediaType: string;
}

const LADDER = [
  ['x_small', 430, 72],
  ['small', 724, 72],
  ['medium', 1448, 300],
  ['large', 2508, 300],
  ['x_large', 4368, 300],
] as const;

/**
 * The sizes of an image, smallest first. Every image has its full size; of the smaller ones some are missing now
 * and then, and a vector has a file without pixels' limits besides.
 */
export function imageSizes(width: number, height: number, vector: boolean, h: number): ImageSize[] {
  const long = Math.max(width, height);
  const sizes: ImageSize[] = [];
  for (const [name, side, dpi] of LADDER) {
    if (side >= long || chance(4, hash(h, name))) continue;
    sizes.push(jpeg(name, Math.round((width * side) / long), Math.round((height * side) / long), dpi));
  }
  sizes.push(jpeg(long > 5000 ? 'xx_large' : nextName(sizes.at(-1)?.name), width, height, 300));
  if (vector) {
    sizes.push({
      name: 'vector',
      width,
      height,
      dpi: 300,
      bytes: 900_000 + (h % 9_000_000),
      mediaType: 'application/postscript',
    });
  }
  return sizes;
}

function jpeg(name: string, width: number, height: number, dpi: number): ImageSize {
  return { name, width, height, dpi, bytes: Math.round(width * height * 0.37), mediaType: 'image/jpeg' };
}

function nextName(name: string | undefined): string {
  const names: readonly string[] = [...LADDER.map(([step]) => step), 'xx_large'];
  return names[names.indexOf(name ?? '') + 1] ?? 'xx_large';
}

/** The size that a download delivers when none is named: the largest picture, a vector file only if asked for. */
export function largestSize(sizes: readonly ImageSize[]): ImageSize | undefined {
  return sizes.filter((size) => size.name !== 'vector').at(-1);
}
