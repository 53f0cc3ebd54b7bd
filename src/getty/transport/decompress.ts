import { promisify } from 'node:util';
import {
  brotliDecompress,
  brotliDecompressSync,
  gunzip,
  gunzipSync,
  inflate,
  inflateRaw,
  inflateRawSync,
  inflateSync,
} from 'node:zlib';

/** A body larger than the limit, packed or unpacked. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** A body in an encoding that was not asked for, or that breaks off. */
export class BodyUnreadable extends Error {
  override readonly name = 'BodyUnreadable';
}

/** What this transport can unpack, best first; sent with every request that does not choose itself. */
export const ACCEPT_ENCODING = 'br, gzip';

/** Up to this many packed bytes the thread pool's round trip costs more than unpacking here and now. */
const SYNC_LIMIT_BYTES = 16 * 1024;

type Limit = { readonly maxOutputLength: number };
const asBuffer = (result: unknown): Buffer =>
  Buffer.isBuffer(result) ? result : Buffer.from(String(result));

/** RFC 9110 says zlib; some servers send raw deflate. A zlib stream tells by its first nibble. */
const isZlib = (packed: Buffer): boolean => ((packed[0] ?? 0) & 0x0f) === 8;

const inflateAny = (packed: Buffer, limit: Limit) =>
  isZlib(packed)
    ? promisify<Buffer, Limit, Buffer>(inflate)(packed, limit)
    : promisify<Buffer, Limit, Buffer>(inflateRaw)(packed, limit);
const inflateAnySync = (packed: Buffer, limit: Limit) =>
  isZlib(packed) ? inflateSync(packed, limit) : inflateRawSync(packed, limit);

const decodeOnce = async (packed: Buffer, encoding: string, limit: Limit): Promise<Buffer> => {
  const isSmall = packed.length <= SYNC_LIMIT_BYTES;
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return isSmall
        ? gunzipSync(packed, limit)
        : asBuffer(await promisify<Buffer, Limit, Buffer>(gunzip)(packed, limit));
    case 'br':
      return isSmall
        ? brotliDecompressSync(packed, limit)
        : asBuffer(await promisify<Buffer, Limit, Buffer>(brotliDecompress)(packed, limit));
    case 'deflate':
      return isSmall ? inflateAnySync(packed, limit) : asBuffer(await inflateAny(packed, limit));
    default:
      throw new BodyUnreadable(`content-encoding ${encoding}`);
  }
};

/** More layers than this is nobody's honest answer. */
const MAX_LAYERS = 2;

/**
 * Unpacks a body, never beyond `maxBytes`: a few hundred packed bytes can claim gigabytes.
 * @param contentEncoding the header, e.g. `gzip`
 * @throws BodyTooLarge, BodyUnreadable
 */
export const decompress = async (
  body: Buffer,
  contentEncoding: string,
  maxBytes: number,
): Promise<Buffer> => {
  const layers = contentEncoding
    .toLowerCase()
    .split(',')
    .map((layer) => layer.trim())
    .filter((layer) => layer !== '' && layer !== 'identity');
  if (layers.length > MAX_LAYERS) throw new BodyUnreadable(`content-encoding ${contentEncoding}`);
  let bytes = body;
  for (const layer of layers.reverse()) {
    if (bytes.length === 0) return bytes;
    try {
      bytes = await decodeOnce(bytes, layer, { maxOutputLength: maxBytes });
    } catch (error) {
      if (error instanceof BodyUnreadable) throw error;
      const isTooLarge = error instanceof Error && 'code' in error && error.code === 'ERR_BUFFER_TOO_LARGE';
      throw isTooLarge
        ? new BodyTooLarge('unpacked')
        : new BodyUnreadable(`broken ${layer}`, { cause: error });
    }
  }
  return bytes;
};

const BYTE_ORDER_MARK = 0xfeff;

/** UTF-8, without the byte order mark that some .NET services put before their JSON. */
export const decodeUtf8 = (bytes: Buffer): string => {
  const text = bytes.toString('utf8');
  return text.charCodeAt(0) === BYTE_ORDER_MARK ? text.slice(1) : text;
};
