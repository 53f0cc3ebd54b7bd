/** Red, green and blue, 0 to 255 each. */
export type Color = readonly [number, number, number];

/** A corner of a shape, in the canvas's own units. */
export type Point = readonly [number, number];

/** Scan lines that are looked at within one row of pixels: edges come out smooth. */
const SUBLINES = 3;

/**
 * Pixels to draw on. The shorter side is 100 units long whatever the picture's size is, so that a scene is drawn the same
 * for a thumb and for a file; `width` and `height` are in those units.
 */
export class Canvas {
  readonly width: number;
  readonly height: number;
  readonly data: Buffer;
  readonly #scale: number;
  /** How much of each pixel of the row that is being drawn is covered, and which pixels are. */
  readonly #coverage: Float32Array;
  #left = 0;
  #right = -1;

  /** @param pixelWidth and @param pixelHeight size of the picture in pixels */
  constructor(
    readonly pixelWidth: number,
    readonly pixelHeight: number,
  ) {
    this.#scale = Math.min(pixelWidth, pixelHeight) / 100;
    this.width = pixelWidth / this.#scale;
    this.height = pixelHeight / this.#scale;
    this.#coverage = new Float32Array(pixelWidth);
    this.data = Buffer.alloc(pixelWidth * pixelHeight * 4, 255);
  }

  /** Fills rows from `top` to `bottom` with a colour that changes from one to the other. */
  gradient(top: number, bottom: number, from: Color, to: Color): void {
    const first = Math.max(0, Math.round(top * this.#scale));
    const last = Math.min(this.pixelHeight, Math.round(bottom * this.#scale));
    for (let y = first; y < last; y += 1) {
      const [r, g, b] = mix(from, to, (y - first) / Math.max(1, last - first - 1));
      let at = y * this.pixelWidth * 4;
      for (let x = 0; x < this.pixelWidth; x += 1, at += 4) {
        this.data[at] = r;
        this.data[at + 1] = g;
        this.data[at + 2] = b;
      }
    }
  }

  /** Fills a shape, the inside by the even-odd rule. */
  polygon(points: readonly Point[], color: Color, alpha = 1): void {
    const xs = points.map(([x]) => x * this.#scale);
    const ys = points.map(([, y]) => y * this.#scale);
    this.#fill(Math.min(...ys), Math.max(...ys), color, alpha, (y) => {
      const crossings = crossingsAt(xs, ys, y);
      for (let i = 0; i + 1 < crossings.length; i += 2) this.#cover(crossings[i] ?? 0, crossings[i + 1] ?? 0);
    });
  }

  rect(x: number, y: number, width: number, height: number, color: Color, alpha = 1): void {
    const [left, right] = [x * this.#scale, (x + width) * this.#scale];
    this.#fill(y * this.#scale, (y + height) * this.#scale, color, alpha, () => this.#cover(left, right));
  }

  /** @param turn radians that the ellipse is turned by */
  ellipse(x: number, y: number, rx: number, ry: number, color: Color, alpha = 1, turn = 0): void {
    if (turn !== 0) {
      this.polygon(turnedEllipse(x, y, rx, ry, turn), color, alpha);
      return;
    }
    const [cx, cy, a, b] = [x * this.#scale, y * this.#scale, rx * this.#scale, ry * this.#scale];
    this.#fill(cy - b, cy + b, color, alpha, (at) => {
      const half = a * Math.sqrt(Math.max(0, 1 - ((at - cy) / b) ** 2));
      this.#cover(cx - half, cx + half);
    });
  }

  /** A straight stroke. */
  line([x1, y1]: Point, [x2, y2]: Point, width: number, color: Color, alpha = 1): void {
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const [nx, ny] = [((y1 - y2) / length) * (width / 2), ((x2 - x1) / length) * (width / 2)];
    this.polygon(
      [
        [x1 + nx, y1 + ny],
        [x2 + nx, y2 + ny],
        [x2 - nx, y2 - ny],
        [x1 - nx, y1 - ny],
      ],
      color,
      alpha,
    );
  }

  /** Lays a colour over the pixels for which `share` is above 0; `share` is called with the pixel's place in units. */
  overlay(color: Color, share: (x: number, y: number) => number): void {
    for (let y = 0, at = 0; y < this.pixelHeight; y += 1)
      for (let x = 0; x < this.pixelWidth; x += 1, at += 4) {
        const part = share(x / this.#scale, y / this.#scale);
        if (part > 0) this.#blend(at, color, part);
      }
  }

  /** Takes the colours out. */
  desaturate(): void {
    for (let at = 0; at < this.data.length; at += 4) {
      const [r = 0, g = 0, b = 0] = [this.data[at], this.data[at + 1], this.data[at + 2]];
      this.data.fill(Math.round(0.3 * r + 0.59 * g + 0.11 * b), at, at + 3);
    }
  }

  /** Fills what `cover` adds for each scan line between two heights, in pixels. */
  #fill(top: number, bottom: number, color: Color, alpha: number, cover: (y: number) => void): void {
    const first = Math.max(0, Math.floor(top));
    const last = Math.min(this.pixelHeight - 1, Math.floor(bottom));
    const coverage = this.#coverage;
    for (let y = first; y <= last; y += 1) {
      this.#left = this.pixelWidth;
      this.#right = -1;
      for (let line = 0; line < SUBLINES; line += 1) {
        const at = y + (line + 0.5) / SUBLINES;
        if (at >= top && at <= bottom) cover(at);
      }
      for (let x = this.#left; x <= this.#right; x += 1) {
        const share = Math.min(1, (coverage[x] ?? 0) / SUBLINES) * alpha;
        coverage[x] = 0;
        if (share > 0) this.#blend((y * this.pixelWidth + x) * 4, color, share);
      }
    }
  }

  /** Adds how much of each pixel of the current row lies between two places. */
  #cover(start: number, end: number): void {
    const from = Math.max(0, start);
    const to = Math.min(this.pixelWidth, end);
    if (to <= from) return;
    const first = Math.floor(from);
    const last = Math.min(this.pixelWidth - 1, Math.floor(to));
    const coverage = this.#coverage;
    if (first < this.#left) this.#left = first;
    if (last > this.#right) this.#right = last;
    if (first === last) {
      coverage[first] = (coverage[first] ?? 0) + to - from;
      return;
    }
    coverage[first] = (coverage[first] ?? 0) + first + 1 - from;
    for (let x = first + 1; x < last; x += 1) coverage[x] = (coverage[x] ?? 0) + 1;
    coverage[last] = (coverage[last] ?? 0) + to - last;
  }

  #blend(at: number, [r, g, b]: Color, share: number): void {
    const rest = 1 - share;
    this.data[at] = (this.data[at] ?? 0) * rest + r * share;
    this.data[at + 1] = (this.data[at + 1] ?? 0) * rest + g * share;
    this.data[at + 2] = (this.data[at + 2] ?? 0) * rest + b * share;
  }
}

/** A colour between two; `share` 0 is the first, 1 the second. */
export function mix(from: Color, to: Color, share: number): Color {
  const at = (i: 0 | 1 | 2): number => Math.round(from[i] + (to[i] - from[i]) * share);
  return [at(0), at(1), at(2)];
}

/** Where the edges of a shape cross a scan line, from left to right. */
function crossingsAt(xs: readonly number[], ys: readonly number[], y: number): number[] {
  const crossings: number[] = [];
  let [x1, y1] = [xs[xs.length - 1] ?? 0, ys[ys.length - 1] ?? 0];
  for (let i = 0; i < xs.length; i += 1) {
    const [x2, y2] = [xs[i] ?? 0, ys[i] ?? 0];
    if (y1 <= y !== y2 <= y) crossings.push(x1 + ((y - y1) / (y2 - y1)) * (x2 - x1));
    [x1, y1] = [x2, y2];
  }
  return crossings.length > 2 ? crossings.sort((a, b) => a - b) : ordered(crossings);
}

function ordered(pair: number[]): number[] {
  const [a = 0, b = 0] = pair;
  return a > b ? [b, a] : pair;
}

function turnedEllipse(x: number, y: number, rx: number, ry: number, turn: number): Point[] {
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  return Array.from({ length: 32 }, (_, i): Point => {
    const angle = (i / 32) * 2 * Math.PI;
    const [dx, dy] = [rx * Math.cos(angle), ry * Math.sin(angle)];
    return [x + dx * cos - dy * sin, y + dx * sin + dy * cos];
  });
}
