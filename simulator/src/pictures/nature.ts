import { type Brush, downFrom, lit, passersBy, ridge, sky } from './brush.js';
import { mix, type Point } from './canvas.js';

/** Peaks with snow, hills before them, and a meadow. */
export function mountain(brush: Brush): void {
  const { canvas, among } = brush;
  const { width, height } = canvas;
  const base = height * 0.72;
  sky(brush, base);
  canvas.polygon(
    downFrom(canvas, ridge(brush, base, height * 0.4, 52, 'far')),
    lit(brush, [136, 152, 172], 0.3),
  );
  const top = Math.min(height * 0.62, 70);
  for (let i = 0, x = among(5, 35, 'first'); x < width + 20; i += 1, x += among(48, 74, `gap${i}`))
    peak(brush, x, base + 4, top * among(0.72, 1, `up${i}`), among(34, 46, `wide${i}`));
  const hills = ridge(brush, height * 0.8, 12, 40, 'hills');
  canvas.polygon(downFrom(canvas, hills), lit(brush, [92, 118, 100], 0.1));
  const meadow = ridge(brush, height * 0.92, 7, 60, 'meadow');
  canvas.polygon(downFrom(canvas, meadow), lit(brush, [134, 152, 104]));
  for (let i = 0; i < width / 8; i += 1)
    fir(brush, among(0, width, `fir${i}`), height * among(0.8, 0.88, `firy${i}`), among(6, 11, `firh${i}`));
  passersBy(brush, height * 0.95, 17);
}

function peak(brush: Brush, x: number, base: number, up: number, half: number): void {
  const { canvas } = brush;
  const rock = lit(brush, [112, 118, 130], 0.06);
  const shade = lit(brush, [80, 88, 104], 0.06);
  const snow = lit(brush, [244, 247, 250]);
  const tip = base - up;
  canvas.polygon(
    [
      [x - half, base],
      [x, tip],
      [x + half, base],
    ],
    rock,
  );
  canvas.polygon(
    [
      [x, tip],
      [x + half, base],
      [x + half * 0.15, base],
      [x - half * 0.08, tip + up * 0.5],
    ],
    shade,
  );
  const at = (side: number, share: number): Point => [x + side * half * share, tip + up * share];
  canvas.polygon(
    [
      at(-1, 0.36),
      [x, tip],
      at(1, 0.36),
      [x + half * 0.18, tip + up * 0.27],
      [x + half * 0.06, tip + up * 0.42],
      [x - half * 0.1, tip + up * 0.27],
      [x - half * 0.2, tip + up * 0.43],
    ],
    snow,
  );
}

function fir(brush: Brush, x: number, y: number, up: number): void {
  const { canvas } = brush;
  const green = lit(brush, [58, 88, 74]);
  canvas.rect(x - up * 0.05, y - up * 0.15, up * 0.1, up * 0.15, lit(brush, [84, 66, 52]));
  for (let tier = 0; tier < 3; tier += 1) {
    const [top, half] = [y - up + tier * up * 0.25, up * (0.16 + tier * 0.08)];
    canvas.polygon(
      [
        [x, top],
        [x + half, top + up * 0.38],
        [x - half, top + up * 0.38],
      ],
      mix(green, [150, 172, 140], 0.12 * (2 - tier)),
    );
  }
}

/** Water to the horizon, waves, a sail, and a beach. */
export function sea(brush: Brush): void {
  const { canvas, light, among } = brush;
  const { width, height } = canvas;
  const horizon = height * among(0.4, 0.5, 'horizon');
  sky(brush, horizon);
  const water = lit(brush, [58, 122, 146]);
  canvas.gradient(horizon, height, mix(water, light.horizon, 0.35), mix(water, [24, 62, 84], 0.4));
  for (let i = 0; i < 70; i += 1) {
    const depth = among(0, 1, `depth${i}`) ** 1.5;
    const [x, y] = [among(-0.05, 1, `wave${i}`) * width, horizon + 1 + depth * (height - horizon)];
    canvas.ellipse(x, y, 3 + depth * 18, 0.3 + depth * 0.9, mix(water, [255, 255, 255], 0.6), 0.42);
  }
  for (
    let i = 0, x = width * among(0.2, 0.7, 'boat');
    x < width - 10;
    i += 1, x += among(60, 130, `boats${i}`)
  )
    sailboat(brush, x, horizon + among(4, 12, `boaty${i}`), among(18, 26, `boath${i}`));
  const beach: Point[] = [];
  for (let x = -10; x <= width + 10; x += 10)
    beach.push([x, height * 0.9 - 4 * Math.sin(x / 38 + among(0, 6, 'shore')) - x * 0.02]);
  canvas.polygon(
    downFrom(
      canvas,
      beach.map(([x, y]): Point => [x, y - 2.4]),
    ),
    [244, 247, 246],
    0.75,
  );
  canvas.polygon(downFrom(canvas, beach), lit(brush, [222, 202, 164]));
  passersBy(brush, height * 0.96, 19);
}

function sailboat(brush: Brush, x: number, y: number, up: number): void {
  const { canvas } = brush;
  const sail = lit(brush, [248, 246, 238]);
  canvas.polygon(
    [
      [x, y - up],
      [x, y - up * 0.18],
      [x + up * 0.45, y - up * 0.18],
    ],
    sail,
  );
  canvas.polygon(
    [
      [x - up * 0.06, y - up * 0.9],
      [x - up * 0.06, y - up * 0.18],
      [x - up * 0.32, y - up * 0.18],
    ],
    mix(sail, [196, 110, 96], 0.55),
  );
  canvas.polygon(
    [
      [x - up * 0.4, y - up * 0.14],
      [x + up * 0.5, y - up * 0.14],
      [x + up * 0.34, y],
      [x - up * 0.28, y],
    ],
    lit(brush, [86, 70, 66]),
  );
}

/** Trunks in rows that fade into the distance, and a path between them. */
export function forest(brush: Brush): void {
  const { canvas, light, among } = brush;
  const { width, height } = canvas;
  canvas.gradient(0, height, mix(light.horizon, [176, 196, 160], 0.5), lit(brush, [120, 146, 108]));
  const ground = height * 0.74;
  canvas.gradient(ground, height, lit(brush, [122, 138, 88], 0.15), lit(brush, [84, 96, 62]));
  const middle = width * among(0.4, 0.6, 'path');
  canvas.polygon(
    [
      [middle - 2.5, ground],
      [middle + 2.5, ground],
      [middle + 26, height],
      [middle - 18, height],
    ],
    lit(brush, [198, 178, 140]),
  );
  for (let row = 0; row < 3; row += 1) {
    const far = 0.46 - row * 0.2;
    const every = 9 + row * 7;
    for (
      let x = among(0, every, `row${row}`), i = 0;
      x < width + 8;
      i += 1, x += every * among(0.7, 1.3, `gap${row}${i}`)
    ) {
      const base = ground + row * height * 0.07 + among(0, 3, `base${row}${i}`);
      if (Math.abs(x - middle) < 4 + row * 9) continue;
      tree(brush, x, base, height * (0.48 + row * 0.17), 1.2 + row * 1.5, far, `${row}${i}`);
    }
  }
  passersBy(brush, height * 0.93, 18);
}

function tree(
  brush: Brush,
  x: number,
  base: number,
  up: number,
  half: number,
  far: number,
  name: string,
): void {
  const { canvas, among } = brush;
  canvas.polygon(
    [
      [x - half, base],
      [x - half * 0.6, base - up],
      [x + half * 0.6, base - up],
      [x + half, base],
    ],
    lit(brush, [88, 70, 54], far),
  );
  const leaf = lit(brush, mix([66, 104, 70], [128, 140, 70], among(0, 1, `leaf${name}`)), far);
  for (let i = 0; i < 6; i += 1)
    canvas.ellipse(
      x + among(-4, 4, `x${name}${i}`) * half * 0.8,
      base - up + among(-0.06, 0.34, `y${name}${i}`) * up,
      half * 3.6,
      half * 2.7,
      mix(leaf, [220, 232, 170], i * 0.05),
      0.86,
    );
}
