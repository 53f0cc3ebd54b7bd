import { hash } from '../catalog/random.js';
import { type Canvas, type Color, mix, type Point } from './canvas.js';

/** What a scene is drawn with: a canvas, the light of the day, and numbers that are the same for one id for ever. */
export interface Brush {
  readonly canvas: Canvas;
  readonly light: Light;
  /** How many people the picture is said to show. */
  readonly people: number;
  /** A number from `from` to `to` that depends on the picture and the name. */
  among(from: number, to: number, name: string): number;
}

/** The colours of a time of day and its weather. */
export interface Light {
  readonly sky: Color;
  readonly horizon: Color;
  readonly sun: Color | null;
  /** What everything is tinted with, and how much of it. */
  readonly haze: Color;
  readonly hazeShare: number;
}

const DAY: Light = {
  sky: [128, 172, 206],
  horizon: [219, 231, 234],
  sun: [252, 243, 214],
  haze: [206, 220, 228],
  hazeShare: 0.08,
};

const LIGHTS: ReadonlyMap<string, Light> = new Map<string, Light>([
  [
    'Golden',
    {
      sky: [150, 152, 178],
      horizon: [244, 206, 150],
      sun: [255, 231, 178],
      haze: [232, 184, 128],
      hazeShare: 0.2,
    },
  ],
  [
    'Stormy',
    { sky: [82, 94, 108], horizon: [152, 160, 164], sun: null, haze: [86, 98, 112], hazeShare: 0.26 },
  ],
  [
    'Wintry',
    {
      sky: [172, 190, 206],
      horizon: [234, 239, 243],
      sun: [250, 250, 246],
      haze: [224, 233, 242],
      hazeShare: 0.34,
    },
  ],
  [
    'Misty',
    { sky: [196, 204, 208], horizon: [226, 229, 229], sun: null, haze: [222, 226, 227], hazeShare: 0.42 },
  ],
  [
    'Quiet',
    {
      sky: [134, 140, 172],
      horizon: [222, 196, 196],
      sun: [246, 222, 206],
      haze: [158, 150, 176],
      hazeShare: 0.18,
    },
  ],
  [
    'Sunny',
    {
      sky: [104, 164, 212],
      horizon: [214, 232, 238],
      sun: [255, 246, 206],
      haze: [255, 246, 214],
      hazeShare: 0.06,
    },
  ],
  [
    'Festive',
    {
      sky: [92, 104, 148],
      horizon: [226, 178, 158],
      sun: [252, 222, 186],
      haze: [220, 168, 150],
      hazeShare: 0.14,
    },
  ],
]);

/** The light that a title's first word speaks of. */
export function lightOf(mood: string): Light {
  return LIGHTS.get(mood) ?? DAY;
}

/** A brush for one picture. */
export function brushFor(canvas: Canvas, id: string, mood: string, people: number): Brush {
  return {
    canvas,
    light: lightOf(mood),
    people,
    among: (from, to, name) => from + (hash(7, name, id) / 2 ** 32) * (to - from),
  };
}

/** A colour as it looks in this light; far things fade into the haze. */
export function lit({ light }: Brush, color: Color, distance = 0): Color {
  return mix(color, light.haze, Math.min(0.9, light.hazeShare + distance));
}

/** The sky down to `horizon`, with a sun or clouds. */
export function sky(brush: Brush, horizon: number): void {
  const { canvas, light, among } = brush;
  canvas.gradient(0, canvas.height, light.sky, light.horizon);
  canvas.gradient(0, horizon, light.sky, light.horizon);
  if (light.sun !== null) {
    const [x, y] = [among(0.15, 0.85, 'sun x') * canvas.width, horizon * among(0.25, 0.6, 'sun y')];
    for (const [radius, alpha] of [
      [16, 0.12],
      [11, 0.2],
      [7, 1],
    ] as const)
      canvas.ellipse(x, y, radius, radius, light.sun, alpha);
  }
  const clouds = Math.round(canvas.width / 60) + (light.sun === null ? 3 : 0);
  const color = mix(light.horizon, light.sun === null ? [96, 104, 112] : [255, 255, 255], 0.55);
  for (let i = 0; i < clouds; i += 1) {
    const [x, y] = [among(0, 1, `cloud x${i}`) * canvas.width, horizon * among(0.12, 0.5, `cloud y${i}`)];
    for (let puff = 0; puff < 4; puff += 1)
      canvas.ellipse(x + puff * 6 - 9, y - (puff % 2) * 1.6, 8, 2.6 + (puff % 2), color, 0.5);
  }
}

/** A line of hills or peaks from the left edge to the right. */
export function ridge(brush: Brush, base: number, height: number, step: number, name: string): Point[] {
  const { canvas, among } = brush;
  const points: Point[] = [];
  for (let x = -step, i = 0; x <= canvas.width + step; x += step / 2, i += 1) {
    const up = i % 2 === 0 ? among(0, 0.35, `${name}${i}`) : among(0.55, 1, `${name}${i}`);
    points.push([x + among(-0.15, 0.15, `${name}x${i}`) * step, base - up * height]);
  }
  return points;
}

/** A shape that reaches from a line of points down to the lower edge. */
export function downFrom(canvas: Canvas, line: readonly Point[]): Point[] {
  const [first] = line;
  const last = line[line.length - 1];
  return [...line, [last?.[0] ?? canvas.width, canvas.height + 1], [first?.[0] ?? 0, canvas.height + 1]];
}

const SKINS: readonly [Color, ...Color[]] = [
  [232, 196, 172],
  [206, 160, 128],
  [150, 106, 80],
  [104, 72, 56],
];
const CLOTHES: readonly [Color, ...Color[]] = [
  [94, 118, 138],
  [158, 98, 88],
  [196, 172, 128],
  [88, 112, 96],
  [122, 104, 138],
  [206, 200, 190],
];
const HAIRS: readonly [Color, ...Color[]] = [
  [58, 46, 42],
  [104, 76, 54],
  [186, 154, 104],
  [142, 138, 134],
];

const oneOf = (list: readonly [Color, ...Color[]], share: number): Color =>
  list[Math.floor(share * list.length)] ?? list[0];

/** The colours of a person in a picture. */
export function looks({ among }: Brush, name: string): { skin: Color; clothes: Color; hair: Color } {
  return {
    skin: oneOf(SKINS, among(0, 0.999, `skin ${name}`)),
    clothes: oneOf(CLOTHES, among(0, 0.999, `clothes ${name}`)),
    hair: oneOf(HAIRS, among(0, 0.999, `hair ${name}`)),
  };
}

/** A person who stands with both feet at `(x, y)`; `size` is their height. */
export function person(brush: Brush, x: number, y: number, size: number, name: string): void {
  const { canvas } = brush;
  const { skin, clothes, hair } = looks(brush, name);
  const trousers = mix(clothes, [40, 44, 56], 0.65);
  const s = size / 100;
  canvas.ellipse(x, y, 20 * s, 3 * s, [40, 44, 48], 0.25);
  for (const side of [-1, 1]) {
    canvas.line([x + side * 7 * s, y - 45 * s], [x + side * 8 * s, y - 1 * s], 9 * s, lit(brush, trousers));
    canvas.line([x + side * 13 * s, y - 78 * s], [x + side * 19 * s, y - 42 * s], 7 * s, lit(brush, clothes));
    canvas.ellipse(x + side * 19 * s, y - 41 * s, 3.6 * s, 3.6 * s, lit(brush, skin));
  }
  canvas.polygon(
    [
      [x - 15 * s, y - 80 * s],
      [x + 15 * s, y - 80 * s],
      [x + 12 * s, y - 42 * s],
      [x - 12 * s, y - 42 * s],
    ],
    lit(brush, clothes),
  );
  canvas.ellipse(x, y - 81 * s, 14 * s, 5 * s, lit(brush, clothes));
  canvas.rect(x - 4 * s, y - 88 * s, 8 * s, 7 * s, lit(brush, skin));
  canvas.ellipse(x, y - 94 * s, 9.5 * s, 11 * s, lit(brush, hair));
  canvas.ellipse(x, y - 92 * s, 8 * s, 9.5 * s, lit(brush, skin));
  canvas.ellipse(x, y - 100 * s, 8.5 * s, 4.5 * s, lit(brush, hair));
}

/** The people that a picture is said to show, small, on the ground of a landscape. */
export function passersBy(brush: Brush, ground: number, size: number): void {
  const { canvas, people, among } = brush;
  const left = canvas.width * among(0.2, 0.6, 'people');
  for (let i = 0; i < people; i += 1)
    person(brush, left + i * size * 0.42, ground + (i % 2) * size * 0.06, size, `walker ${i}`);
}
