/** Replaces a secret. */
export const redacted = '[redacted]';

/** Minimum length: shorter values occur in ordinary words, and no credential of Getty Images is as short. */
const MIN_LENGTH = 4;

/** Names of headers and fields with secret values, including those of v1 and OAuth2. */
export const secretName =
  /authorization|cookie|token|secret|password|api[-_]?key|client[-_]?key|client[-_]?id|system[-_]?id/i;

/** The part of a value's base64 that does not depend on the surrounding bytes, for each of the three alignments. */
const base64Of = (value: string): string[] =>
  [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(value)]);
    const full = bytes.toString('base64').replace(/=+$/, '');
    const from = Math.ceil((before * 8) / 6);
    const to = full.length - (bytes.length % 3 === 0 ? 0 : 1);
    const part = full.slice(from, to);
    return [part, part.replaceAll('+', '-').replaceAll('/', '_')];
  });

const json = (value: string): string => JSON.stringify(value).slice(1, -1);

/** Every encoding of a secret in which an upstream may echo it. */
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
  ].filter((form) => form.length >= MIN_LENGTH);
};

/** Redacts known secrets by value, in every encoding: plain, URL-encoded, base64, JSON-escaped. */
export class SecretValues {
  readonly #forms = new Set<string>();
  /** Longest first: one secret may be the prefix of another. */
  #ordered: readonly string[] = [];

  /** @param values secrets; those below `MIN_LENGTH` are ignored */
  constructor(values: Iterable<string> = []) {
    this.add(values);
  }

  /** Adds secrets, such as those of a rotated key. Older ones remain: they may still be valid. */
  add(values: Iterable<string>): void {
    for (const value of values) {
      if (value.length < MIN_LENGTH || this.#forms.has(value)) continue;
      for (const form of formsOf(value)) this.#forms.add(form);
    }
    this.#ordered = [...this.#forms].sort((one, other) => other.length - one.length);
  }

  /** Redacts the secrets in a string. */
  redact(text: string): string {
    let clean = text;
    for (const form of this.#ordered) if (clean.includes(form)) clean = clean.replaceAll(form, redacted);
    return clean;
  }

  /** Redacts the strings in a JSON value; returns the same object where no secrets are known. */
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
