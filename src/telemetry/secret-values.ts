/** Stands where a secret stood. */
export const redacted = '[redacted]';

/** Shorter values stand in ordinary words; no credential of Getty Images is as short. */
const LEAST_LENGTH = 4;

/** Names of headers and fields whose values are secret, v1's and OAuth2's included. */
export const secretName =
  /authorization|cookie|token|secret|password|api[-_]?key|client[-_]?key|client[-_]?id|system[-_]?id/i;

/** The part of a text's base64 that is the same whatever stands around it, for each of the three alignments. */
const base64Of = (value: string): string[] =>
  [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const whole = bytes.toString('base64').replace(/=+$/, '');
    const from = Math.ceil((before * 8) / 6);
    const to = whole.length - (bytes.length % 3 === 0 ? 0 : 1);
    const part = whole.slice(from, to);
    return [part, part.replaceAll('+', '-').replaceAll('/', '_')];
  });

const json = (value: string): string => JSON.stringify(value).slice(1, -1);

/** A secret in every form in which an echo may bring it back, the longest first. */
const formsOf = (value: string): string[] => {
  const encoded = encodeURIComponent(value);
  const inForm = new URLSearchParams([['', value]]).toString().slice(1);
  const escaped = json(value);
  return [
    value,
    encoded,
    encoded.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()),
    inForm,
    escaped,
    json(escaped),
    escaped.replaceAll('/', '\\/'),
    ...base64Of(value),
  ].filter((form) => form.length >= LEAST_LENGTH);
};

/** Takes known secrets out of texts, by their values and in whatever form: clear, URL-encoded, base64, JSON-escaped. */
export class SecretValues {
  readonly #forms = new Set<string>();
  /** Longest first: one secret may begin with another. */
  #ordered: readonly string[] = [];

  /** @param values secrets; those too short to be any are left out */
  constructor(values: Iterable<string> = []) {
    this.add(values);
  }

  /** Adds secrets, such as those of a rotated key. Older ones stay known: they may still be valid. */
  add(values: Iterable<string>): void {
    for (const value of values) {
      if (value.length < LEAST_LENGTH || this.#forms.has(value)) continue;
      for (const form of formsOf(value)) this.#forms.add(form);
    }
    this.#ordered = [...this.#forms].sort((one, other) => other.length - one.length);
  }

  /** A text without the secrets. */
  redact(text: string): string {
    let clean = text;
    for (const form of this.#ordered) if (clean.includes(form)) clean = clean.replaceAll(form, redacted);
    return clean;
  }

  /** Anything that is JSON, its texts without the secrets; the same object where there are none in it. */
  redactAll<T>(value: T): T {
    return this.#ordered.length === 0 ? value : (this.#redacted(value, 0) as T);
  }

  #redacted(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return this.redact(value);
    if (typeof value !== 'object' || value === null || depth > 8) return value;
    if (Array.isArray(value)) return value.map((item) => this.#redacted(item, depth + 1));
    return Object.fromEntries(
      Object.entries(value).map(([name, part]) => [name, this.#redacted(part, depth + 1)]),
    );
  }
}
