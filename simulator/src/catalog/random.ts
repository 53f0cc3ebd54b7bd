/**
 * A number in [0, 2^32) that depends on nothing but its arguments. The whole catalog is made of these, so that
 * any image can be computed on its own, in any order, and is the same in every run.
 */
export function hash(seed: number, ...parts: readonly (number | string)[]): number {
  let h = (seed ^ 0x9e3779b9) >>> 0;
  for (const part of parts) {
    if (typeof part === 'number') h = mix(h ^ part);
    else for (let i = 0; i < part.length; i += 1) h = mix(h ^ part.charCodeAt(i));
  }
  return mix(h);
}

function mix(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** One of a list, chosen by a hash. */
export function pick<T>(list: readonly [T, ...T[]], value: number): T {
  return list[value % list.length] ?? list[0];
}

/** `true` for about `percent` of all hashes. */
export function chance(percent: number, value: number): boolean {
  return value % 1000 < percent * 10;
}
