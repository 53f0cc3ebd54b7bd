import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import {
  BodyTooLarge,
  BodyUnreadable,
  decodeUtf8,
  decompress,
} from '../../src/getty/transport/response-handler.js';

const TEXT = JSON.stringify({
  caption: 'Ein Vogel – über dem Wasser',
  rows: Array.from({ length: 50 }, (_, i) => i),
});
const LIMIT = 1024 * 1024;

describe('a packed body', () => {
  it.each([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['GZIP', gzipSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['identity', Buffer.from(TEXT)],
    ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
  ])('is unpacked from %s', async (encoding, packed) => {
    expect(decodeUtf8(await decompress(packed, encoding, LIMIT))).toBe(TEXT);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(LIMIT * 10))],
    ['br', brotliCompressSync(Buffer.alloc(LIMIT * 10))],
    ['deflate', deflateSync(Buffer.alloc(LIMIT * 10))],
    ['deflate', deflateRawSync(Buffer.alloc(LIMIT * 10))],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(LIMIT * 10)))],
  ])('that would swell beyond the limit is cut off: %s', async (encoding, bomb) => {
    expect(bomb.length).toBeLessThan(LIMIT);
    await expect(decompress(bomb, encoding, LIMIT)).rejects.toBeInstanceOf(BodyTooLarge);
  });

  it.each([
    ['gzip', Buffer.from('not gzip at all')],
    ['gzip', gzipSync(TEXT).subarray(0, 40)],
    ['br', brotliCompressSync(TEXT).subarray(0, 20)],
    ['deflate', deflateSync(TEXT).subarray(0, 20)],
    ['zstd', Buffer.from('whatever')],
    ['gzip, gzip, gzip', gzipSync(gzipSync(gzipSync(TEXT)))],
  ])('that cannot be unpacked is unreadable: %s', async (encoding, packed) => {
    await expect(decompress(packed, encoding, LIMIT)).rejects.toBeInstanceOf(BodyUnreadable);
  });

  it('of nothing is nothing, whatever its encoding says', async () => {
    expect((await decompress(Buffer.alloc(0), 'gzip', LIMIT)).length).toBe(0);
  });

  it('is unpacked off this thread when it is large', async () => {
    const noise = Buffer.from(Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 251));
    for (const [encoding, packed] of [
      ['gzip', gzipSync(noise, { level: 0 })],
      ['deflate', deflateRawSync(noise, { level: 0 })],
    ] as const) {
      expect((await decompress(packed, encoding, LIMIT)).equals(noise)).toBe(true);
      await expect(decompress(packed, encoding, 1000)).rejects.toBeInstanceOf(BodyTooLarge);
    }
  });
});
