import { MARK } from './workload.js';

/** Bytes with a number in many places: changing the number is a copy and a few stores, not a `JSON.stringify`. */
export class Template {
  readonly bytes: Buffer;
  readonly #places: readonly number[];

  /** @param text with `MARK` in each place of the number */
  constructor(text: string) {
    this.bytes = Buffer.from(text);
    const places: number[] = [];
    for (let at = this.bytes.indexOf(MARK); at >= 0; at = this.bytes.indexOf(MARK, at + MARK.length))
      places.push(at);
    this.#places = places;
  }

  /** Writes a number into bytes made by `bytes`. */
  write(into: Buffer, digits: string): Buffer {
    const written = Buffer.from(digits, 'latin1');
    for (const place of this.#places) into.set(written, place);
    return into;
  }

  /** Creates bytes with a number. */
  with(digits: string): Buffer {
    return this.write(Buffer.from(this.bytes), digits);
  }
}
