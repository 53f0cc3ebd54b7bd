import { inspect } from 'node:util';

const mask = '[secret]';

/**
 * A value that must not be printed: logging, printing, concatenating or serializing it gives `[secret]`. Code that
 * sends it calls `reveal()`.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value, for the code that sends it. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return mask;
  }

  toJSON(): string {
    return mask;
  }

  [inspect.custom](): string {
    return mask;
  }
}
