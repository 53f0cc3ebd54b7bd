import { hash } from './catalog/random.js';

/**
 * Texts that only this simulator can have written, as delivery links and v1's download tokens are. They carry what
 * they stand for, so that a long-lived simulator need not remember every one; to a client they are opaque.
 */
export function sign(seed: number, kind: string, parts: readonly (string | number | boolean)[]): string {
  const text = parts.join('|');
  return Buffer.from(`${text}|${mark(seed, kind, text)}`).toString('base64url');
}

/** The parts of a sealed text; `undefined` for one that was not written here. */
export function verify(seed: number, kind: string, sealed: string): string[] | undefined {
  const plain = Buffer.from(sealed, 'base64url').toString();
  const text = plain.slice(0, Math.max(0, plain.lastIndexOf('|')));
  return plain === `${text}|${mark(seed, kind, text)}` ? text.split('|') : undefined;
}

function mark(seed: number, kind: string, text: string): string {
  return hash(seed, kind, text).toString(36);
}
