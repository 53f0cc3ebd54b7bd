import jpeg from 'jpeg-js';
import { hash } from '../catalog/random.js';

/** A colour of the rainbow at `turn` (0 to 1), rather light. */
function rainbow(turn: number): [number, number, number] {
  const wave = (shift: number): number => Math.round(140 + 100 * Math.cos(2 * Math.PI * (turn + shift)));
  return [wave(0), wave(1 / 3), wave(2 / 3)];
}

/**
 * A picture that is the same for the same id and plainly another for another: rings around a point of its own, in
 * two colours of its own.
 */
export function renderJpeg(id: string, width: number, height: number): Buffer {
  const h = (name: string): number => hash(7, name, id) / 2 ** 32;
  const from = rainbow(h('from'));
  const to = rainbow(h('from') + 0.25 + h('to') / 2);
  const [x0, y0] = [h('x') * width, h('y') * height];
  const ring = Math.max(width, height) * (0.04 + h('ring') * 0.1);
  const data = Buffer.alloc(width * height * 4, 255);
  for (let y = 0, i = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1, i += 4) {
      const far = Math.sqrt((x - x0) ** 2 + (y - y0) ** 2);
      const share = (far % ring) / ring;
      for (let c = 0; c < 3; c += 1) data[i + c] = (from[c] ?? 0) * (1 - share) + (to[c] ?? 0) * share;
    }
  }
  return jpeg.encode({ data, width, height }, 72).data;
}

/** Pictures that were drawn before, the most recent sixty-four of them. */
export class Pictures {
  private readonly drawn = new Map<string, Buffer>();

  /** The picture of an asset, with its proportions, at most `longSide` pixels wide or high. */
  get(id: string, width: number, height: number, longSide: number): Buffer {
    const scale = Math.min(1, longSide / Math.max(width, height));
    const [w, hgt] = [Math.max(8, Math.round(width * scale)), Math.max(8, Math.round(height * scale))];
    const key = `${id} ${w} ${hgt}`;
    const picture = this.drawn.get(key) ?? renderJpeg(id, w, hgt);
    this.drawn.delete(key);
    this.drawn.set(key, picture);
    const oldest = this.drawn.keys().next().value;
    if (this.drawn.size > 64 && oldest !== undefined) this.drawn.delete(oldest);
    return picture;
  }
}
