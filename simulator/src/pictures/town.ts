import { type Brush, lit, passersBy, person, sky } from './brush.js';
import { type Color, mix, type Point } from './canvas.js';

const WALLS: readonly [Color, ...Color[]] = [
  [120, 130, 142],
  [146, 136, 130],
  [98, 112, 130],
  [164, 152, 138],
  [128, 120, 132],
];
const GLOW: Color = [250, 224, 160];

/** A skyline over a river, or a street that runs into the picture. */
export function city(brush: Brush): void {
  if (brush.among(0, 1, 'street') < 0.35) street(brush);
  else skyline(brush);
}

function skyline(brush: Brush): void {
  const { canvas, light, among } = brush;
  const { width, height } = canvas;
  const base = height * 0.8;
  sky(brush, base);
  for (let row = 0; row < 2; row += 1) {
    for (let x = -4, i = 0; x < width; i += 1) {
      const wide = among(8, 17, `wide${row}${i}`);
      const up =
        Math.min(height * 0.62, 62) * (row === 0 ? among(0.5, 1, `up0${i}`) : among(0.25, 0.72, `up1${i}`));
      const wall = WALLS[Math.floor(among(0, 4.99, `wall${row}${i}`))] ?? WALLS[0];
      tower(brush, x, base, wide, up, lit(brush, wall, row === 0 ? 0.34 : 0.04), row === 1, `${row}${i}`);
      x += wide + among(0, row === 0 ? 1 : 3, `gap${row}${i}`);
    }
  }
  canvas.gradient(base, height, mix(light.horizon, [70, 96, 116], 0.55), lit(brush, [54, 78, 98]));
  for (let i = 0; i < width / 3; i += 1)
    canvas.rect(
      among(-4, width, `ripple${i}`),
      among(base + 2, height, `rippley${i}`),
      among(4, 14, `ripplew${i}`),
      0.5,
      light.horizon,
      0.35,
    );
  passersBy(brush, height * 0.97, 16);
}

function tower(
  brush: Brush,
  x: number,
  base: number,
  wide: number,
  up: number,
  wall: Color,
  hasWindows: boolean,
  name: string,
): void {
  const { canvas, among } = brush;
  canvas.rect(x, base - up, wide, up, wall);
  canvas.rect(x + wide * 0.72, base - up, wide * 0.28, up, [30, 36, 50], 0.16);
  const top = among(0, 1, `top${name}`);
  if (top > 0.72)
    canvas.polygon(
      [
        [x + wide * 0.2, base - up],
        [x + wide * 0.5, base - up - wide * 0.7],
        [x + wide * 0.8, base - up],
      ],
      wall,
    );
  else if (top > 0.5) canvas.line([x + wide / 2, base - up], [x + wide / 2, base - up - 8], 0.8, wall);
  if (!hasWindows) return;
  for (let floor = 3; floor < up - 3; floor += 4)
    for (let column = 1.6; column < wide - 2; column += 3)
      canvas.rect(
        x + column,
        base - up + floor,
        1.5,
        2,
        among(0, 1, `window${name}${floor}${column}`) < 0.45 ? GLOW : mix(wall, [24, 32, 48], 0.5),
        0.85,
      );
}

function street(brush: Brush): void {
  const { canvas, among } = brush;
  const { width, height } = canvas;
  const eye: Point = [width * among(0.42, 0.58, 'eye'), height * 0.52];
  sky(brush, height * 0.6);
  canvas.rect(0, eye[1], width, height - eye[1], lit(brush, [190, 186, 180]));
  for (const side of [-1, 1]) {
    const edge = side < 0 ? 0 : width;
    const reach = Math.abs(edge - eye[0]) + 6;
    for (let i = 0; i < 5; i += 1) {
      const [near, far] = [1 - i * 0.19, 1 - (i + 1) * 0.19];
      const up = Math.min(height * 0.5, 58) * among(0.75, 1.1, `house${side}${i}`);
      const wall = lit(
        brush,
        mix(WALLS[(i * 2 + (side + 1)) % 5] ?? WALLS[0], [206, 170, 140], 0.5),
        i * 0.07,
      );
      const [x1, x2] = [eye[0] + side * reach * near, eye[0] + side * reach * far];
      const corner = (x: number, share: number, level: number): Point => [
        x,
        eye[1] - up * share + (up + height * 0.34) * share * level,
      ];
      canvas.polygon(
        [corner(x1, near, 0), corner(x2, far, 0), corner(x2, far, 1), corner(x1, near, 1)],
        wall,
      );
      for (let column = 0; column < 3; column += 1)
        for (let floor = 0; floor < 4; floor += 1) {
          const at = (c: number, f: number): Point => {
            const share = near + (far - near) * ((column + c) / 3);
            return corner(eye[0] + side * reach * share, share, (floor + f) / 5.4 + 0.06);
          };
          canvas.polygon(
            [at(0.25, 0.1), at(0.7, 0.1), at(0.7, 0.6), at(0.25, 0.6)],
            among(0, 1, `pane${side}${i}${column}${floor}`) < 0.3 ? GLOW : [66, 80, 98],
            0.75,
          );
        }
    }
  }
  canvas.polygon(
    [
      [eye[0] - 1, eye[1] + 1.5],
      [eye[0] + 1, eye[1] + 1.5],
      [width * 1.06, height],
      [-width * 0.06, height],
    ],
    lit(brush, [190, 186, 180]),
  );
  canvas.polygon(
    [
      [eye[0] - 0.6, eye[1] + 1.5],
      [eye[0] + 0.6, eye[1] + 1.5],
      [eye[0] + width * 0.3, height],
      [eye[0] - width * 0.3, height],
    ],
    lit(brush, [104, 106, 112]),
  );
  for (let i = 1; i < 7; i += 1) {
    const [a, b] = [(i / 7) ** 2, ((i + 0.45) / 7) ** 2];
    const y = (share: number): number => eye[1] + (height - eye[1]) * share;
    canvas.polygon(
      [
        [eye[0] - 1.3 * a, y(a)],
        [eye[0] + 1.3 * a, y(a)],
        [eye[0] + 1.3 * b, y(b)],
        [eye[0] - 1.3 * b, y(b)],
      ],
      [236, 230, 214],
    );
  }
  passersBy(brush, height * 0.9, 26);
}

/** A palace with guards before it, a red carpet and a crown. */
export function palace(brush: Brush): void {
  const { canvas } = brush;
  const { width, height } = canvas;
  const base = height * 0.72;
  const middle = width / 2;
  sky(brush, base);
  canvas.gradient(base, height, lit(brush, [176, 170, 150]), lit(brush, [202, 194, 172]));
  const stone = lit(brush, [216, 204, 180]);
  const half = Math.min(width * 0.44, 90);
  canvas.rect(middle - half, base - 34, half * 2, 34, stone);
  canvas.rect(middle - 16, base - 40, 32, 40, mix(stone, [255, 255, 255], 0.25));
  canvas.polygon(
    [
      [middle - 20, base - 39],
      [middle, base - 52],
      [middle + 20, base - 39],
    ],
    lit(brush, [150, 138, 126]),
  );
  canvas.line([middle, base - 52], [middle, base - 66], 0.8, [90, 86, 84]);
  canvas.rect(middle, base - 66, 10, 6, lit(brush, [146, 52, 60]));
  for (let x = middle - half + 4; x < middle + half - 4; x += 8)
    for (const level of [28, 15]) canvas.rect(x, base - level, 4, 8, lit(brush, [86, 94, 108]));
  for (const x of [-12, -4, 4, 12]) canvas.rect(middle + x - 1.2, base - 38, 2.4, 38, [244, 238, 224]);
  canvas.polygon(
    [
      [middle - 5, base],
      [middle + 5, base],
      [middle + 24, height],
      [middle - 24, height],
    ],
    lit(brush, [158, 46, 54]),
  );
  for (const side of [-1, 1])
    for (let i = 0; i < Math.min(5, width / 36); i += 1)
      guard(brush, middle + side * (26 + i * 15), height * 0.9 + i * 1.2, 24);
  crown(brush, middle, height * 0.9);
}

function guard({ canvas }: Brush, x: number, y: number, up: number): void {
  canvas.rect(x - up * 0.1, y - up * 0.4, up * 0.2, up * 0.4, [34, 36, 46]);
  canvas.rect(x - up * 0.14, y - up * 0.74, up * 0.28, up * 0.36, [166, 48, 52]);
  canvas.rect(x - up * 0.14, y - up * 0.46, up * 0.28, up * 0.04, [240, 236, 226]);
  canvas.ellipse(x, y - up * 0.8, up * 0.08, up * 0.08, [222, 184, 158]);
  canvas.ellipse(x, y - up * 0.94, up * 0.11, up * 0.15, [38, 34, 36]);
}

function crown({ canvas }: Brush, x: number, y: number): void {
  const gold: Color = [214, 174, 86];
  const points: Point[] = [
    [x - 11, y],
    [x - 13, y - 13],
    [x - 6.5, y - 6],
    [x, y - 16],
    [x + 6.5, y - 6],
    [x + 13, y - 13],
    [x + 11, y],
  ];
  canvas.polygon(points, gold);
  for (const [px, py] of [points[1], points[3], points[5]] as Point[])
    canvas.ellipse(px, py, 1.9, 1.9, [242, 214, 140]);
  canvas.rect(x - 11, y - 3, 22, 3.6, mix(gold, [120, 84, 40], 0.35));
  for (const at of [-7, 0, 7]) canvas.ellipse(x + at, y - 1.2, 1.3, 1.3, [160, 52, 70]);
}

/** A desk at a window, a screen with a chart, a plant, and the people at work. */
export function office(brush: Brush): void {
  const { canvas, people, among } = brush;
  const { width, height } = canvas;
  canvas.gradient(0, height, lit(brush, [226, 224, 218]), lit(brush, [208, 204, 196]));
  const desk = height * 0.72;
  for (let x = 6, i = 0; x < width - 30; x += 46, i += 1) {
    canvas.rect(x, height * 0.08, 38, desk - height * 0.2, [250, 250, 248]);
    canvas.rect(x + 1.5, height * 0.08 + 1.5, 35, desk - height * 0.2 - 3, lit(brush, [170, 200, 220]));
    for (let b = 0; b < 4; b += 1) {
      const up = among(8, 26, `out${i}${b}`);
      canvas.rect(x + 2 + b * 8.4, desk - height * 0.12 - 1.5 - up, 7, up, lit(brush, [140, 156, 172], 0.2));
    }
    canvas.rect(x + 18.5, height * 0.08, 1.2, desk - height * 0.2, [250, 250, 248]);
  }
  const middle = width * among(0.42, 0.58, 'desk');
  for (let i = 0; i < Math.min(3, people); i += 1)
    person(brush, middle - 34 - i * 26, desk + 34, 74, `worker ${i}`);
  canvas.rect(0, desk, width, height - desk, lit(brush, [150, 116, 86]));
  canvas.rect(0, desk, width, 2.4, lit(brush, [184, 148, 112]));
  canvas.rect(middle - 3, desk - 8, 6, 8, [70, 74, 82]);
  canvas.rect(middle - 9, desk - 1.4, 18, 2, [70, 74, 82]);
  canvas.rect(middle - 22, desk - 36, 44, 29, [54, 58, 66]);
  canvas.rect(middle - 20.5, desk - 34.5, 41, 26, [234, 240, 242]);
  for (let i = 0; i < 6; i += 1) {
    const up = among(4, 19, `bar${i}`);
    canvas.rect(middle - 17 + i * 6, desk - 11 - up, 4, up, i % 2 === 0 ? [98, 136, 158] : [196, 150, 104]);
  }
  canvas.polygon(
    [
      [middle + 31, desk - 9],
      [middle + 43, desk - 9],
      [middle + 41, desk],
      [middle + 33, desk],
    ],
    lit(brush, [176, 98, 76]),
  );
  for (let i = 0; i < 7; i += 1)
    canvas.ellipse(
      middle + 37 + (i - 3) * 2.6,
      desk - 18 + Math.abs(i - 3) * 1.6,
      2,
      8.5,
      [86, 124, 88],
      1,
      (i - 3) * 0.3,
    );
  canvas.rect(middle - 15, desk + 7, 30, 4, [226, 228, 230]);
  canvas.ellipse(middle + 24, desk + 9, 3, 4, [226, 228, 230]);
}
