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

describe('decompress', () => {
  it.each([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['GZIP', gzipSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['deflate', deflateRawSync(TEXT)],
    ['identity', Buffer.from(TEXT)],
    ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
  ])('decodes %s', async (encoding, packed) => {
    expect(decodeUtf8(await decompress(packed, encoding, LIMIT))).toBe(TEXT);
  });

  it.each([
    ['gzip', gzipSync(Buffer.alloc(LIMIT * 10))],
    ['br', brotliCompressSync(Buffer.alloc(LIMIT * 10))],
    ['deflate', deflateSync(Buffer.alloc(LIMIT * 10))],
    ['deflate', deflateRawSync(Buffer.alloc(LIMIT * 10))],
    ['gzip, gzip', gzipSync(gzipSync(Buffer.alloc(LIMIT * 10)))],
  ])('rejects %s that expands beyond the limit', async (encoding, bomb) => {
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
  ])('rejects %s as unreadable', async (encoding, packed) => {
    await expect(decompress(packed, encoding, LIMIT)).rejects.toBeInstanceOf(BodyUnreadable);
  });

  it('returns an empty body for an empty one, in any encoding', async () => {
    expect((await decompress(Buffer.alloc(0), 'gzip', LIMIT)).length).toBe(0);
  });

  it('decodes large bodies on the thread pool', async () => {
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
