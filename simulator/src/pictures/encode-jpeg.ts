/**
 * A baseline JPEG encoder (ITU T.81) for drawn pictures. jpeg-js builds two tables of 65,535 entries for each picture,
 * which costs ten times what drawing a thumb does. Nothing is subsampled, and one pair of tables serves all components.
 */

const ZIGZAG = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7,
  14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46,
  53, 60, 61, 54, 47, 55, 62, 63,
] as const;

/** T.81, table K.1, row by row. */
const LUMINANCE = [
  16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22,
  29, 51, 87, 80, 62, 18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103,
  121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
] as const;

interface HuffmanSpec {
  /** How many codes there are of each length from 1 to 16 bits. */
  readonly counts: readonly number[];
  readonly values: readonly number[];
}

/** T.81, table K.3. */
const DC: HuffmanSpec = {
  counts: [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0],
  values: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
};

/** T.81, table K.5. */
const AC: HuffmanSpec = {
  counts: [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d],
  values: [
    ...Buffer.from(
      '01020300041105122131410613516107227114328191a1082342b1c11552d1f02433627282' +
        '090a161718191a25262728292a3435363738393a434445464748494a535455565758595a' +
        '636465666768696a737475767778797a838485868788898a92939495969798999a' +
        'a2a3a4a5a6a7a8a9aab2b3b4b5b6b7b8b9bac2c3c4c5c6c7c8c9cad2d3d4d5d6d7d8d9da' +
        'e1e2e3e4e5e6e7e8e9eaf1f2f3f4f5f6f7f8f9fa',
      'hex',
    ),
  ],
};

interface Codes {
  readonly code: Uint16Array;
  readonly length: Uint8Array;
}

function codesOf({ counts, values }: HuffmanSpec): Codes {
  const [code, length] = [new Uint16Array(256), new Uint8Array(256)];
  let [next, at] = [0, 0];
  for (const [i, count] of counts.entries()) {
    for (let n = 0; n < count; n += 1) {
      const value = values[at] ?? 0;
      code[value] = next;
      length[value] = i + 1;
      next += 1;
      at += 1;
    }
    next *= 2;
  }
  return { code, length };
}

const DC_CODES = codesOf(DC);
const AC_CODES = codesOf(AC);

/** The cosines of the transform, with its scale factors: `COSINES[u * 8 + x]`. */
const COSINES = Float64Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [Math.floor(i / 8), i % 8];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/**
 * @param data red, green, blue and one byte to ignore for each pixel, row by row
 * @param quality from 1 to 100, as libjpeg counts it
 */
export function encodeJpeg(data: Uint8Array, width: number, height: number, quality: number): Buffer {
  const table = quantization(quality);
  const out = new BitWriter(width * height);
  writeHead(out, width, height, table);
  const block = new Float64Array(64);
  const previous = [0, 0, 0];
  for (let top = 0; top < height; top += 8)
    for (let left = 0; left < width; left += 8)
      for (let component = 0; component < 3; component += 1) {
        readBlock(block, data, width, height, left, top, component);
        previous[component] = writeBlock(out, transform(block), table, previous[component] ?? 0);
      }
  out.flush();
  out.marker(0xd9);
  return out.bytes();
}

/** Bytes that grow as they are needed; bits are stuffed as a scan wants it. */
class BitWriter {
  #buffer: Buffer;
  #at = 0;
  #bits = 0;
  #count = 0;

  constructor(size: number) {
    this.#buffer = Buffer.alloc(Math.max(2048, size));
  }

  byte(value: number): void {
    if (this.#at === this.#buffer.length)
      this.#buffer = Buffer.concat([this.#buffer, Buffer.alloc(this.#buffer.length)]);
    this.#buffer[this.#at] = value;
    this.#at += 1;
  }

  marker(code: number): void {
    this.byte(0xff);
    this.byte(code);
  }

  /** A marker with its length and what belongs to it. */
  segment(code: number, content: readonly number[]): void {
    this.marker(code);
    this.byte((content.length + 2) >> 8);
    this.byte((content.length + 2) & 0xff);
    for (const value of content) this.byte(value);
  }

  /** The lowest `count` bits of a value, at most sixteen. */
  bits(value: number, count: number): void {
    this.#bits = (this.#bits << count) | (value & ((1 << count) - 1));
    this.#count += count;
    while (this.#count >= 8) {
      const byte = (this.#bits >> (this.#count - 8)) & 0xff;
      this.byte(byte);
      if (byte === 0xff) this.byte(0);
      this.#count -= 8;
    }
    this.#bits &= (1 << this.#count) - 1;
  }

  /** Fills the last byte up with ones. */
  flush(): void {
    if (this.#count > 0) this.bits(0x7f, 8 - this.#count);
  }

  bytes(): Buffer {
    return Buffer.from(this.#buffer.subarray(0, this.#at));
  }
}

function quantization(quality: number): number[] {
  const scale = quality < 50 ? 5000 / quality : 200 - quality * 2;
  return LUMINANCE.map((value) => Math.min(255, Math.max(1, Math.floor((value * scale + 50) / 100))));
}

function writeHead(out: BitWriter, width: number, height: number, table: readonly number[]): void {
  out.marker(0xd8);
  out.segment(0xe0, [...Buffer.from('JFIF\0', 'latin1'), 1, 1, 0, 0, 1, 0, 1, 0, 0]);
  out.segment(0xdb, [0, ...ZIGZAG.map((index) => table[index] ?? 1)]);
  const components = [1, 2, 3].flatMap((id) => [id, 0x11, 0]);
  out.segment(0xc0, [8, height >> 8, height & 0xff, width >> 8, width & 0xff, 3, ...components]);
  out.segment(0xc4, [0x00, ...DC.counts, ...DC.values]);
  out.segment(0xc4, [0x10, ...AC.counts, ...AC.values]);
  out.segment(0xda, [3, 1, 0, 2, 0, 3, 0, 0, 63, 0]);
}

/** Luminance and the two colour differences, as JFIF defines them. */
const WEIGHTS = [
  [0.299, 0.587, 0.114, -128],
  [-0.168736, -0.331264, 0.5, 0],
  [0.5, -0.418688, -0.081312, 0],
] as const;

/** Reads eight by eight pixels; those beyond an edge are taken from it. */
function readBlock(
  block: Float64Array,
  data: Uint8Array,
  width: number,
  height: number,
  left: number,
  top: number,
  component: number,
): void {
  const [r, g, b, shift] = WEIGHTS[component] ?? WEIGHTS[0];
  for (let y = 0; y < 8; y += 1) {
    const row = Math.min(height - 1, top + y) * width;
    for (let x = 0; x < 8; x += 1) {
      const at = (row + Math.min(width - 1, left + x)) * 4;
      block[y * 8 + x] = r * (data[at] ?? 0) + g * (data[at + 1] ?? 0) + b * (data[at + 2] ?? 0) + shift;
    }
  }
}

const ROWS = new Float64Array(64);
const RESULT = new Float64Array(64);

/** The two-dimensional cosine transform. The result is good until the next call. */
function transform(block: Float64Array): Float64Array {
  multiply(block, ROWS);
  multiply(ROWS, RESULT);
  return RESULT;
}

/** Transforms the rows and turns the block on its side, so that the second time does the columns. */
function multiply(from: Float64Array, to: Float64Array): void {
  for (let y = 0; y < 8; y += 1)
    for (let u = 0; u < 8; u += 1) {
      let sum = 0;
      for (let x = 0; x < 8; x += 1) sum += (from[y * 8 + x] ?? 0) * (COSINES[u * 8 + x] ?? 0);
      to[u * 8 + y] = sum;
    }
}

/** Writes one block, and returns its mean, from which the next block's is coded as a difference. */
function writeBlock(
  out: BitWriter,
  coefficients: Float64Array,
  table: readonly number[],
  before: number,
): number {
  const at = (i: number): number => {
    const index = ZIGZAG[i] ?? 0;
    return Math.round((coefficients[index] ?? 0) / (table[index] ?? 1));
  };
  const mean = at(0);
  writeValue(out, DC_CODES, 0, mean - before);
  let zeros = 0;
  for (let i = 1; i < 64; i += 1) {
    const value = at(i);
    if (value === 0) {
      zeros += 1;
      continue;
    }
    for (; zeros > 15; zeros -= 16) out.bits(AC_CODES.code[0xf0] ?? 0, AC_CODES.length[0xf0] ?? 0);
    writeValue(out, AC_CODES, zeros, value);
    zeros = 0;
  }
  if (zeros > 0) out.bits(AC_CODES.code[0] ?? 0, AC_CODES.length[0] ?? 0);
  return mean;
}

/** A value as the length of its bits, coded together with the zeros before it, and the bits. */
function writeValue(out: BitWriter, { code, length }: Codes, zeros: number, value: number): void {
  const size = 32 - Math.clz32(Math.abs(value));
  const symbol = zeros * 16 + size;
  out.bits(code[symbol] ?? 0, length[symbol] ?? 0);
  if (size > 0) out.bits(value < 0 ? value - 1 : value, size);
}
