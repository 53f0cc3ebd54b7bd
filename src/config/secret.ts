import { inspect } from 'node:util';

const mask = '[secret]';

/**
 * A value that must not be seen: logging it, printing it, joining it into a string or writing it as JSON gives
 * `[secret]`. Whoever really needs it says so with `reveal()`.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  /** The value itself, for the one place that sends it. */
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
