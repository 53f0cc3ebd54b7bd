/** Room for some dozen answers; what is cut from it holds it until all of them have left. */
const SLAB_BYTES = 256 * 1024;

/** No character of UTF-16 takes more in UTF-8. */
const MAX_SLAB_TEXT_BYTES = 3;

let slab = Buffer.allocUnsafeSlow(0);
let used = 0;

/**
 * A text as UTF-8, to be sent and forgotten. `Buffer.from` measures a text before it writes it, and takes memory for
 * each; here texts are written one behind the other.
 */
export function encodeUtf8(text: string): Buffer {
  const most = text.length * MAX_SLAB_TEXT_BYTES;
  if (most > SLAB_BYTES / 2) return Buffer.from(text, 'utf8');
  if (used + most > slab.length) {
    slab = Buffer.allocUnsafeSlow(SLAB_BYTES);
    used = 0;
  }
  const start = used;
  used += slab.write(text, start, 'utf8');
  return slab.subarray(start, used);
}
