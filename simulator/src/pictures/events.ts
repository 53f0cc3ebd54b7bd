import { type Brush, lit, looks, person } from './brush.js';
import { type Color, mix } from './canvas.js';
import { portrait } from './living.js';

/** Heads of a crowd from `top` down, row by row; `arms` is the share of people with their arms up. */
function crowd(brush: Brush, top: number, bottom: number, arms: number, dim: number): void {
  const { canvas, among } = brush;
  for (let y = top, row = 0; y < bottom; row += 1) {
    const size = 2.2 + row * 0.9;
    for (let x = among(-size, size, `crowd${row}`), i = 0; x < canvas.width + size; x += size * 2.3, i += 1) {
      const { skin, clothes, hair } = looks(brush, `${row} ${i}`);
      const shade = (color: Color): Color => mix(color, [22, 24, 36], dim);
      const lift = among(0, size * 0.8, `lift${row}${i}`);
      if (among(0, 1, `arm${row}${i}`) < arms)
        for (const side of [-1, 1])
          canvas.line(
            [x + side * size * 0.8, y + size - lift],
            [x + side * size * 1.2, y - size * 2 - lift],
            size * 0.4,
            shade(skin),
          );
      canvas.ellipse(x, y + size * 2.3 - lift, size * 1.2, size * 1.5, shade(clothes));
      canvas.ellipse(x, y - lift, size * 0.75, size * 0.9, shade(hair));
      canvas.ellipse(x, y + size * 0.22 - lift, size * 0.6, size * 0.68, shade(skin));
    }
    y += size * 2.1;
  }
}

/** A match: stands full of people, a goal, players and a ball. */
export function football(brush: Brush): void {
  const { canvas, among } = brush;
  const { width, height } = canvas;
  const pitch = height * 0.48;
  canvas.gradient(0, height, [92, 104, 122], [132, 142, 154]);
  crowd(brush, height * 0.08, pitch - 12, 0.2, 0.28);
  canvas.rect(0, pitch - 9, width, 9, lit(brush, [62, 82, 112]));
  for (let x = 4, i = 0; x < width; x += 34, i += 1)
    canvas.rect(x, pitch - 7, 24, 5, i % 2 === 0 ? [214, 206, 184] : [168, 98, 84]);
  const stripe = (height - pitch) / 6;
  for (let i = 0; i < 6; i += 1)
    canvas.rect(
      0,
      pitch + i * stripe,
      width,
      stripe + 0.5,
      lit(brush, i % 2 === 0 ? [104, 148, 92] : [92, 136, 82]),
    );
  canvas.line([0, pitch + 5], [width, pitch + 5], 0.9, [238, 242, 232]);
  const goal = width * among(0.3, 0.7, 'goal');
  for (let i = -4; i <= 4; i += 1)
    canvas.line([goal + i * 5, pitch - 14], [goal + i * 5, pitch + 5], 0.35, [240, 242, 240], 0.7);
  for (let i = 0; i < 5; i += 1)
    canvas.line([goal - 22, pitch - 14 + i * 4], [goal + 22, pitch - 14 + i * 4], 0.35, [240, 242, 240], 0.7);
  canvas.line([goal - 22, pitch + 5], [goal - 22, pitch - 15], 1.4, [250, 250, 248]);
  canvas.line([goal + 22, pitch + 5], [goal + 22, pitch - 15], 1.4, [250, 250, 248]);
  canvas.line([goal - 22.6, pitch - 15], [goal + 22.6, pitch - 15], 1.4, [250, 250, 248]);
  canvas.polygon(
    [
      [goal - 38, pitch + 5],
      [goal - 50, pitch + 22],
      [goal + 50, pitch + 22],
      [goal + 38, pitch + 5],
      [goal + 36.6, pitch + 5],
      [goal + 48, pitch + 21],
      [goal - 48, pitch + 21],
      [goal - 36.6, pitch + 5],
    ],
    [238, 242, 232],
  );
  const players = Math.max(3, Math.round(width / 30));
  for (let i = 0; i < players; i += 1)
    player(
      brush,
      (width * (i + 0.5)) / players + among(-8, 8, `px${i}`),
      height * among(0.68, 0.94, `py${i}`),
      among(24, 30, `size${i}`),
      i % 2 === 0 ? [172, 62, 62] : [226, 228, 232],
      `p${i}`,
    );
  const [x, y] = [width * among(0.35, 0.65, 'ball'), height * 0.95];
  canvas.ellipse(x, y, 3.2, 3.2, [248, 248, 246]);
  canvas.ellipse(x, y, 1.1, 1.1, [50, 52, 56]);
}

function player(brush: Brush, x: number, y: number, size: number, shirt: Color, name: string): void {
  const { canvas, among } = brush;
  const { skin, hair } = looks(brush, name);
  const s = size / 100;
  const stride = among(8, 20, `stride${name}`) * (among(0, 1, `way${name}`) < 0.5 ? -1 : 1);
  canvas.ellipse(x, y, 22 * s, 3.5 * s, [46, 70, 42], 0.45);
  canvas.line([x, y - 48 * s], [x + stride * s, y - 2 * s], 8 * s, skin);
  canvas.line([x, y - 48 * s], [x - stride * 1.4 * s, y - 10 * s], 8 * s, skin);
  canvas.line([x - 12 * s, y - 78 * s], [x - 24 * s, y - 54 * s], 7 * s, skin);
  canvas.line([x + 12 * s, y - 78 * s], [x + 25 * s, y - 58 * s], 7 * s, skin);
  canvas.rect(x - 13 * s, y - 54 * s, 26 * s, 18 * s, [58, 62, 84]);
  canvas.rect(x - 14 * s, y - 84 * s, 28 * s, 32 * s, shirt);
  canvas.ellipse(x, y - 95 * s, 8.5 * s, 10 * s, skin);
  canvas.ellipse(x, y - 101 * s, 8.5 * s, 5 * s, hair);
}

/** A stage with beams of light, a singer, and an audience with its arms up. */
export function concert(brush: Brush): void {
  const { canvas, among } = brush;
  const { width, height } = canvas;
  canvas.gradient(0, height, [36, 36, 58], [66, 52, 84]);
  const stage = height * 0.68;
  const colors: readonly Color[] = [
    [182, 120, 150],
    [110, 142, 182],
    [206, 168, 112],
    [126, 168, 156],
  ];
  for (let i = 0, x = 10; x < width; i += 1, x += 28) {
    const to = x + among(-40, 40, `beam${i}`);
    const color = colors[i % 4] ?? [182, 120, 150];
    canvas.polygon(
      [
        [x - 1, 5],
        [x + 1, 5],
        [to + 14, stage],
        [to - 14, stage],
      ],
      color,
      0.34,
    );
    canvas.ellipse(x, 5, 2.6, 2.6, mix(color, [255, 255, 255], 0.6));
  }
  canvas.rect(0, 2, width, 1.8, [24, 24, 34]);
  canvas.rect(0, stage, width, height - stage, [40, 34, 48]);
  canvas.rect(0, stage, width, 2, [104, 88, 110]);
  const x = width * among(0.42, 0.58, 'singer');
  canvas.ellipse(x, stage + 0.5, 24, 3.6, [232, 216, 196], 0.5);
  for (const side of [-1, 1]) {
    canvas.rect(x + side * 36 - 7, stage - 18, 14, 18, [24, 24, 32]);
    for (const level of [13, 5]) canvas.ellipse(x + side * 36, stage - level, 3.6, 3.6, [66, 64, 78]);
  }
  person(brush, x, stage + 2, 44, 'singer');
  canvas.line([x + 8, stage + 1], [x + 5, stage - 34], 0.8, [190, 192, 198]);
  canvas.ellipse(x + 4.6, stage - 35.4, 1.7, 2.2, [60, 60, 66]);
  crowd(brush, height * 0.8, height + 8, 0.55, 0.66);
}

/** A speaker before flags and a screen with the count; one person alone is a portrait. */
export function election(brush: Brush): void {
  const { canvas, people, among } = brush;
  if (people === 1 && among(0, 1, 'close') < 0.4) {
    portrait(brush);
    return;
  }
  const { width, height } = canvas;
  canvas.gradient(0, height, [84, 98, 126], [124, 134, 154]);
  const floor = height * 0.74;
  const middle = width / 2;
  const half = Math.min(56, width * 0.36);
  canvas.rect(middle - half - 1.6, height * 0.1 - 1.6, half * 2 + 3.2, floor * 0.5 + 3.2, [48, 54, 68]);
  canvas.rect(middle - half, height * 0.1, half * 2, floor * 0.5, [232, 236, 240]);
  const bars: readonly Color[] = [
    [168, 84, 80],
    [86, 118, 158],
    [150, 156, 96],
    [190, 154, 98],
  ];
  for (const [i, color] of bars.entries()) {
    const up = floor * 0.42 * among(0.25, 1, `share${i}`);
    canvas.rect(
      middle - half + (half * 2 * (i + 0.3)) / 4,
      height * 0.1 + floor * 0.48 - up,
      half * 0.28,
      up,
      color,
    );
  }
  for (const side of [-1, 1])
    for (const i of [0, 1]) {
      const x = middle + side * (half * 0.86 + 9 + i * 15);
      canvas.line([x, floor + 6], [x, floor - 44], 0.9, [206, 196, 150]);
      const cloth = bars[(i + side + 1) % 4] ?? [168, 84, 80];
      canvas.polygon(
        [
          [x, floor - 43],
          [x + side * 11, floor - 38],
          [x + side * 8, floor - 12],
          [x, floor - 16],
        ],
        cloth,
      );
      canvas.polygon(
        [
          [x, floor - 34],
          [x + side * 10, floor - 29],
          [x + side * 9, floor - 22],
          [x, floor - 26],
        ],
        [238, 236, 228],
      );
    }
  canvas.rect(0, floor, width, height - floor, [78, 84, 104]);
  for (let i = 0; i < Math.min(people, 3); i += 1)
    person(brush, middle + (i % 2 === 0 ? -10 : 10) * i, floor + 8, 50, `speaker ${i}`);
  canvas.polygon(
    [
      [middle - 9, floor - 18],
      [middle + 9, floor - 18],
      [middle + 7, floor + 10],
      [middle - 7, floor + 10],
    ],
    [128, 98, 74],
  );
  canvas.rect(middle - 10.5, floor - 20, 21, 3, [156, 122, 94]);
  canvas.line([middle - 2, floor - 20], [middle - 1, floor - 26], 0.7, [40, 42, 48]);
  crowd(brush, height * 0.86, height + 8, 0.15, 0.5);
}
