import jpeg from 'jpeg-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SUBJECTS } from '../../simulator/src/catalog/words.js';
import { encodeJpeg } from '../../simulator/src/pictures/encode-jpeg.js';
import { type Depicted, renderJpeg } from '../../simulator/src/pictures/render-jpeg.js';
import { Bench } from './helpers.js';

interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

const decode = (bytes: Uint8Array): Pixels => jpeg.decode(bytes, { useTArray: true });

const scene: Depicted = {
  id: '83454804',
  subject: 'Mountain',
  mood: 'Sunny',
  people: 0,
  isBlackAndWhite: false,
  isVideo: false,
};

/** The mean difference of two pictures of one size, from 0 to 255. */
function difference(a: Pixels, b: Pixels): number {
  let sum = 0;
  for (let i = 0; i < a.data.length; i += 1) sum += Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0));
  return sum / (a.data.length * 0.75);
}

/** For each pixel how far its colours lie apart: 0 is grey, 255 as loud as can be. */
function chroma({ data }: Pixels): number[] {
  const apart: number[] = [];
  for (let i = 0; i < data.length; i += 4) {
    const [r = 0, g = 0, b = 0] = data.subarray(i, i + 3);
    apart.push(Math.max(r, g, b) - Math.min(r, g, b));
  }
  return apart;
}

const draw = (change: Partial<Depicted>, isWatermarked = false): Buffer =>
  renderJpeg({ ...scene, ...change }, 150, 100, isWatermarked);

describe('a drawn picture', () => {
  it('a picture is stable for one id and different for another', () => {
    expect(draw({})).toEqual(draw({}));
    expect(draw({ id: '83454805' })).not.toEqual(draw({}));
  });

  it.each(SUBJECTS.map(({ en }) => en))(
    'a picture of the subject %s resembles no other subject’s',
    (subject) => {
      const own = decode(draw({ subject }));
      for (const { en } of SUBJECTS)
        if (en !== subject) expect(difference(own, decode(draw({ subject: en }))), en).toBeGreaterThan(12);
    },
  );

  it.each(SUBJECTS.map(({ en }) => en))('a picture of the subject %s has calm colours', (subject) => {
    const apart = chroma(decode(draw({ subject })));
    const loud = apart.filter((value) => value > 170).length;
    expect(loud / apart.length).toBeLessThan(0.01);
    expect(apart.reduce((a, b) => a + b, 0) / apart.length).toBeLessThan(80);
  });

  it('a picture shows the light and the people that its title names', () => {
    const sunny = decode(draw({}));
    expect(difference(sunny, decode(draw({ mood: 'Stormy' })))).toBeGreaterThan(20);
    expect(difference(sunny, decode(draw({ people: 5 })))).toBeGreaterThan(0.5);
  });

  it('the picture of a black and white image is grey', () => {
    expect(Math.max(...chroma(decode(draw({ isBlackAndWhite: true }))))).toBeLessThan(6);
  });

  it('a watermark makes all of the picture lighter', () => {
    const [plain, marked] = [decode(draw({})), decode(draw({}, true))];
    expect(difference(plain, marked)).toBeGreaterThan(3);
    for (let column = 0; column < 3; column += 1) {
      let lighter = 0;
      for (let y = 0; y < 100; y += 1)
        for (let x = column * 50; x < column * 50 + 50; x += 1) {
          const at = (y * 150 + x) * 4;
          if ((marked.data[at] ?? 0) > (plain.data[at] ?? 0) + 25) lighter += 1;
        }
      expect(lighter).toBeGreaterThan(50);
    }
  });
});

describe('over HTTP', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await Bench.start();
  });
  afterAll(() => bench.sim.close());

  const fetched = async (url: string): Promise<Pixels> =>
    decode(new Uint8Array(await (await fetch(url)).arrayBuffer()));

  it.each(['horizontal', 'vertical', 'square', 'panoramic_horizontal', 'panoramic_vertical'])(
    'an image of orientation %s has the proportions that its dimensions say',
    async (orientation) => {
      const { json } = await bench.call(
        `/v3/search/images/creative?orientations=${orientation}&fields=max_dimensions,comp&page_size=1`,
      );
      const [image] = json['images'] as {
        id: string;
        max_dimensions: { width: number; height: number };
        display_sizes: { uri: string }[];
      }[];
      const comp = await fetched(image?.display_sizes[0]?.uri ?? '');
      const { width, height } = image?.max_dimensions ?? { width: 0, height: 0 };
      expect(comp.width / comp.height).toBeCloseTo(width / height, 1);
      expect(Math.max(comp.width, comp.height)).toBe(600);
    },
  );

  it('a delivered file shows the scene of the comp without its watermark', async () => {
    const { json } = await bench.download('83454804', 'plenty');
    const file = await fetched(String(json['uri']));
    expect(Math.max(file.width, file.height)).toBe(900);
    const comp = await fetched(`${bench.sim.url}/media/images/83454804/comp.jpg`);
    const step = file.width / comp.width;
    let [lighter, darker] = [0, 0];
    for (let y = 0; y < comp.height; y += 3)
      for (let x = 0; x < comp.width; x += 3) {
        const marked = comp.data[(y * comp.width + x) * 4 + 2] ?? 0;
        const plain = file.data[(Math.floor(y * step) * file.width + Math.floor(x * step)) * 4 + 2] ?? 0;
        if (marked > plain + 20) lighter += 1;
        if (marked < plain - 20) darker += 1;
      }
    expect(lighter).toBeGreaterThan(300);
    expect(darker).toBeLessThan(lighter / 4);
  });
});

describe('encodeJpeg', () => {
  it.each([
    [1, 1],
    [7, 9],
    [8, 8],
    [33, 17],
  ])('encodeJpeg writes %i by %i pixels that decode nearly unchanged', (width, height) => {
    const data = new Uint8Array(width * height * 4);
    for (let i = 0; i < data.length; i += 4) {
      const [x, y] = [(i / 4) % width, Math.floor(i / 4 / width)];
      data.set([(x * 5) % 256, (y * 7) % 256, 128, 255], i);
    }
    const read = decode(encodeJpeg(data, width, height, 95));
    expect([read.width, read.height]).toEqual([width, height]);
    expect(difference(read, { width, height, data })).toBeLessThan(4);
  });

  it('encodeJpeg writes noise that decodes', () => {
    const data = Uint8Array.from({ length: 64 * 64 * 4 }, (_, i) => (i * 2_654_435_761) >>> 24);
    expect(decode(encodeJpeg(data, 64, 64, 100)).width).toBe(64);
  });
});
