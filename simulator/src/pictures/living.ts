import { type Brush, lit, looks, person, sky } from './brush.js';
import { type Color, mix } from './canvas.js';

const FURS: readonly [Color, ...Color[]] = [
  [196, 146, 98],
  [128, 124, 122],
  [70, 66, 68],
  [224, 208, 184],
];

const furOf = ({ among }: Brush, name: string): Color =>
  FURS[Math.floor(among(0, 3.99, `fur${name}`))] ?? FURS[0];

/** How many animals stand side by side: more of them in wider pictures. */
function places(brush: Brush, most: number): number[] {
  const { width } = brush.canvas;
  const count = Math.max(1, Math.min(most, Math.round(width / 95 + brush.among(-0.3, 0.6, 'count'))));
  return Array.from(
    { length: count },
    (_, i) => (width * (i + 0.5)) / count + brush.among(-5, 5, `place${i}`),
  );
}

/** Kittens on a rug in a room. */
export function kitties(brush: Brush): void {
  const { canvas, among } = brush;
  const { width, height } = canvas;
  const wall = lit(brush, mix([206, 190, 174], [178, 192, 194], among(0, 1, 'wall')));
  canvas.gradient(0, height, mix(wall, [255, 255, 255], 0.2), wall);
  const floor = height * 0.72;
  canvas.gradient(floor, height, lit(brush, [172, 140, 112]), lit(brush, [146, 114, 90]));
  canvas.ellipse(
    width / 2,
    height * 0.88,
    width * 0.46,
    Math.min(16, height * 0.1),
    lit(brush, [152, 108, 104]),
  );
  canvas.ellipse(
    width / 2,
    height * 0.88,
    width * 0.42,
    Math.min(13, height * 0.085),
    lit(brush, [196, 160, 146]),
  );
  canvas.ellipse(width * among(0.1, 0.25, 'yarn'), height * 0.88, 7, 7, lit(brush, [110, 134, 150]));
  for (const [i, x] of places(brush, 4).entries())
    cat(brush, x, height * 0.9, 62 * among(0.9, 1.1, `size${i}`), String(i));
}

function cat(brush: Brush, x: number, y: number, size: number, name: string): void {
  const { canvas, among } = brush;
  const s = size / 100;
  const fur = lit(brush, furOf(brush, name));
  const dark = mix(fur, [40, 32, 30], 0.35);
  const light = mix(fur, [255, 250, 244], 0.6);
  const side = among(0, 1, `tail${name}`) < 0.5 ? -1 : 1;
  for (let i = 0; i < 12; i += 1) {
    const turn = (i / 11) * 2.2;
    canvas.ellipse(
      x + side * (24 + Math.sin(turn) * 20) * s,
      y - (6 + i * 4.2) * s,
      5 * s,
      5 * s,
      i > 9 ? light : dark,
    );
  }
  canvas.ellipse(x, y - 26 * s, 25 * s, 28 * s, fur);
  canvas.ellipse(x, y - 20 * s, 13 * s, 20 * s, light, 0.7);
  for (const leg of [-1, 1]) canvas.ellipse(x + leg * 9 * s, y - 4 * s, 8 * s, 5.5 * s, light);
  for (const ear of [-1, 1]) {
    canvas.polygon(
      [
        [x + ear * 24 * s, y - 70 * s],
        [x + ear * 21 * s, y - 98 * s],
        [x + ear * 4 * s, y - 80 * s],
      ],
      fur,
    );
    canvas.polygon(
      [
        [x + ear * 20 * s, y - 73 * s],
        [x + ear * 19 * s, y - 91 * s],
        [x + ear * 9 * s, y - 80 * s],
      ],
      [222, 172, 166],
    );
  }
  canvas.ellipse(x, y - 63 * s, 26 * s, 22 * s, fur);
  for (const stripe of [-1, 0, 1])
    canvas.line([x + stripe * 6 * s, y - 84 * s], [x + stripe * 4.5 * s, y - 75 * s], 2.4 * s, dark);
  canvas.ellipse(x, y - 54 * s, 12 * s, 8.5 * s, light);
  for (const eye of [-1, 1]) {
    canvas.ellipse(x + eye * 11 * s, y - 65 * s, 6 * s, 6.6 * s, [178, 190, 112]);
    canvas.ellipse(x + eye * 11 * s, y - 65 * s, 2 * s, 5.4 * s, [34, 32, 34]);
    canvas.ellipse(x + eye * 9.6 * s, y - 67.5 * s, 1.4 * s, 1.4 * s, [255, 255, 255]);
    for (const [dy, tilt] of [
      [-1, -3],
      [2, 2],
    ] as const)
      canvas.line(
        [x + eye * 9 * s, y - (54 - dy) * s],
        [x + eye * 33 * s, y - (55 - dy - tilt) * s],
        0.9 * s,
        [246, 242, 236],
        0.9,
      );
  }
  canvas.polygon(
    [
      [x - 3.6 * s, y - 58.5 * s],
      [x + 3.6 * s, y - 58.5 * s],
      [x, y - 54.5 * s],
    ],
    [206, 128, 126],
  );
  canvas.line([x, y - 55 * s], [x - 4 * s, y - 50 * s], 1.2 * s, dark);
  canvas.line([x, y - 55 * s], [x + 4 * s, y - 50 * s], 1.2 * s, dark);
}

/** A dog on grass. */
export function dog(brush: Brush): void {
  const { canvas, among } = brush;
  const { width, height } = canvas;
  const ground = height * 0.66;
  sky(brush, ground);
  for (let x = 0, i = 0; x < width + 10; x += 13, i += 1)
    canvas.ellipse(x, ground - 2, 11, among(6, 15, `bush${i}`), lit(brush, [104, 130, 92], 0.2));
  canvas.gradient(ground, height, lit(brush, [132, 158, 96]), lit(brush, [104, 132, 78]));
  for (let i = 0; i < width; i += 1) {
    const [x, y] = [among(0, width, `grass${i}`), among(ground + 3, height, `grassy${i}`)];
    canvas.line([x, y], [x + among(-1, 1, `lean${i}`), y - 3], 0.5, [92, 122, 70], 0.7);
  }
  canvas.ellipse(width * among(0.78, 0.9, 'ball'), height * 0.9, 4.5, 4.5, lit(brush, [204, 108, 84]));
  for (const [i, x] of places(brush, 3).entries())
    puppy(brush, x, height * 0.92, 68 * among(0.9, 1.08, `size${i}`), `d${i}`);
}

function puppy(brush: Brush, x: number, y: number, size: number, name: string): void {
  const { canvas } = brush;
  const s = size / 100;
  const fur = lit(brush, mix(furOf(brush, name), [176, 128, 84], 0.35));
  const dark = mix(fur, [48, 34, 26], 0.5);
  const light = mix(fur, [255, 248, 238], 0.55);
  canvas.ellipse(x, y - 1 * s, 40 * s, 5 * s, [50, 62, 40], 0.3);
  for (let i = 0; i < 8; i += 1)
    canvas.ellipse(x + (26 + i * 3) * s, y - (16 + i * i * 0.7) * s, 4.5 * s, 4.5 * s, fur);
  canvas.ellipse(x, y - 26 * s, 28 * s, 29 * s, fur);
  canvas.ellipse(x, y - 24 * s, 13 * s, 22 * s, light, 0.8);
  for (const leg of [-1, 1]) {
    canvas.rect(x + leg * 10 * s - 6 * s, y - 32 * s, 12 * s, 30 * s, fur);
    canvas.ellipse(x + leg * 10 * s, y - 3 * s, 9 * s, 5 * s, light);
    canvas.ellipse(x + leg * 25 * s, y - 5 * s, 11 * s, 7 * s, fur);
  }
  canvas.rect(x - 17 * s, y - 52 * s, 34 * s, 6 * s, lit(brush, [164, 70, 66]));
  canvas.ellipse(x, y - 44 * s, 3.4 * s, 3.4 * s, [222, 190, 108]);
  canvas.ellipse(x, y - 72 * s, 23 * s, 24 * s, fur);
  canvas.ellipse(x, y - 82 * s, 5 * s, 14 * s, light, 0.8);
  for (const side of [-1, 1]) {
    canvas.ellipse(x + side * 24 * s, y - 66 * s, 8 * s, 21 * s, dark, 1, side * -0.2);
    canvas.ellipse(x + side * 9.5 * s, y - 75 * s, 3.8 * s, 4.4 * s, [44, 34, 30]);
    canvas.ellipse(x + side * 9.5 * s - 1 * s, y - 76.5 * s, 1.2 * s, 1.2 * s, [255, 255, 255]);
  }
  canvas.ellipse(x, y - 60 * s, 13 * s, 11 * s, light);
  canvas.ellipse(x, y - 53 * s, 4.2 * s, 8 * s, [214, 128, 128]);
  canvas.ellipse(x, y - 57 * s, 10 * s, 3 * s, light);
  canvas.ellipse(x, y - 65 * s, 6 * s, 4.2 * s, [46, 38, 38]);
}

/** A family in a park; one person alone is a portrait. */
export function family(brush: Brush): void {
  const { canvas, people, among } = brush;
  if (people === 1) {
    portrait(brush);
    return;
  }
  const { width, height } = canvas;
  const ground = height * 0.7;
  sky(brush, ground);
  for (let x = -5, i = 0; x < width + 15; x += 26, i += 1) {
    canvas.rect(x - 1.5, ground - 20, 3, 22, lit(brush, [112, 90, 70], 0.2));
    for (let p = 0; p < 4; p += 1)
      canvas.ellipse(
        x + among(-8, 8, `tree${i}${p}`),
        ground - among(20, 36, `treey${i}${p}`),
        10,
        9,
        lit(brush, [112, 142, 96], 0.15),
      );
  }
  canvas.gradient(ground, height, lit(brush, [148, 170, 110]), lit(brush, [122, 148, 90]));
  const count = people === 2 ? 2 : 4;
  const sizes = [66, 42, 62, 33];
  const step = 22;
  const groups = Math.max(1, Math.floor(width / 140));
  for (let g = 0; g < groups; g += 1) {
    const left = (width * (g + 0.5)) / groups - ((count - 1) * step) / 2;
    for (let i = 0; i < count; i += 1)
      person(brush, left + i * step, height * 0.93, sizes[i] ?? 60, `family ${g}${i}`);
  }
}

/** Head and shoulders before a plain wall. */
export function portrait(brush: Brush): void {
  const { canvas, among } = brush;
  const { width, height } = canvas;
  const wall = lit(brush, mix([174, 186, 190], [206, 188, 168], among(0, 1, 'wall')));
  canvas.gradient(0, height, mix(wall, [255, 255, 255], 0.25), mix(wall, [90, 96, 104], 0.2));
  const { skin, clothes, hair } = looks(brush, 'sitter');
  const x = width * among(0.42, 0.58, 'sitter x');
  const s = 0.92;
  const y = height;
  const isLong = among(0, 1, 'long') < 0.5;
  if (isLong) canvas.ellipse(x, y - 46 * s, 26 * s, 34 * s, hair);
  canvas.ellipse(x, y + 4 * s, 44 * s, 34 * s, clothes);
  canvas.polygon(
    [
      [x - 9 * s, y - 40 * s],
      [x + 9 * s, y - 40 * s],
      [x + 13 * s, y - 26 * s],
      [x, y - 16 * s],
      [x - 13 * s, y - 26 * s],
    ],
    mix(skin, [110, 70, 56], 0.16),
  );
  canvas.ellipse(x, y - 62 * s, 21 * s, 25 * s, hair);
  canvas.ellipse(x, y - 56 * s, 18 * s, 23 * s, skin);
  canvas.ellipse(x, y - 76 * s, 19 * s, 9 * s, hair);
  for (const side of [-1, 1]) {
    canvas.ellipse(x + side * 18 * s, y - 55 * s, 2.6 * s, 4.6 * s, skin);
    canvas.ellipse(x + side * 7.4 * s, y - 58 * s, 3.4 * s, 2.2 * s, [250, 248, 244]);
    canvas.ellipse(x + side * 7.4 * s, y - 58 * s, 1.7 * s, 1.9 * s, [62, 58, 62]);
    canvas.line([x + side * 4 * s, y - 63.4 * s], [x + side * 11 * s, y - 63.6 * s], 1.3 * s, hair);
  }
  canvas.line([x, y - 56 * s], [x - 1.8 * s, y - 49 * s], 1 * s, mix(skin, [96, 60, 50], 0.4));
  canvas.ellipse(x, y - 42.6 * s, 5.6 * s, 2 * s, [172, 92, 88]);
  canvas.ellipse(x, y - 44 * s, 5.8 * s, 1.5 * s, skin);
}

/** A breakfast table, seen from above. */
export function breakfast(brush: Brush): void {
  const { canvas, among } = brush;
  const { width, height } = canvas;
  const wood = lit(brush, mix([196, 166, 132], [222, 214, 202], among(0, 1, 'table')));
  canvas.gradient(0, height, wood, mix(wood, [110, 84, 64], 0.12));
  for (let y = 16; y < height; y += 21) canvas.rect(0, y, width, 0.6, mix(wood, [84, 60, 44], 0.5), 0.6);
  const wide = width >= height;
  const settings = Math.max(1, Math.round(Math.max(width, height) / 130));
  for (let i = 0; i < settings; i += 1) {
    const along = (Math.max(width, height) * (i + 0.5)) / settings;
    const [x, y] = wide ? [along, height * 0.52] : [width * 0.5, along];
    setting(brush, x, y, i);
  }
}

function setting(brush: Brush, x: number, y: number, index: number): void {
  const { canvas, among } = brush;
  const china: Color = [246, 244, 238];
  canvas.ellipse(x + 1.5, y + 2.5, 31, 31, [60, 44, 34], 0.25);
  canvas.ellipse(x, y, 30, 30, china);
  canvas.ellipse(x, y, 23, 23, [234, 231, 222]);
  if (among(0, 1, `dish${index}`) < 0.5) {
    canvas.ellipse(x - 5, y + 3, 14, 11, [252, 251, 247]);
    canvas.ellipse(x - 7, y + 2, 5.6, 5.6, [238, 184, 78]);
    for (const i of [0, 1])
      canvas.ellipse(x + 10, y - 9 + i * 7, 9, 2.4, i === 0 ? [176, 92, 78] : [196, 116, 96], 1, 0.3);
  } else {
    for (let i = -4; i <= 4; i += 1) {
      const turn = i * 0.34;
      canvas.ellipse(
        x + Math.sin(turn) * 15,
        y + 5 - Math.cos(turn) * 13,
        5.4,
        8 - Math.abs(i) * 0.9,
        i % 2 === 0 ? [206, 150, 86] : [190, 132, 70],
        1,
        turn,
      );
    }
  }
  for (const [i, color] of (
    [
      [152, 60, 74],
      [104, 84, 130],
      [152, 60, 74],
    ] as Color[]
  ).entries())
    canvas.ellipse(x + 13 - i * 5, y + 15 + (i % 2) * 3, 2.8, 2.8, color);
  canvas.ellipse(x + 44, y - 26, 14.5, 14.5, [224, 220, 210]);
  canvas.ellipse(x + 44, y - 26, 10.4, 10.4, china);
  canvas.ellipse(x + 44, y - 26, 8.6, 8.6, [104, 70, 50]);
  canvas.ellipse(x + 42, y - 28, 4, 3, [150, 110, 82], 0.8);
  canvas.line([x + 53, y - 20], [x + 60, y - 15], 3, china);
  for (const fork of [-1, 0, 1])
    canvas.line([x - 38 + fork * 1.6, y - 20], [x - 38 + fork * 1.4, y - 9], 0.8, [150, 152, 156]);
  canvas.line([x - 38, y - 10], [x - 38, y + 20], 1.8, [150, 152, 156]);
  canvas.line([x + 36, y + 20], [x + 36, y - 4], 2.2, [150, 152, 156]);
}
