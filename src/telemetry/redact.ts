import { redacted, secretName } from './secret-values.js';

/** Bound of the memo: field names come from the code and repeat; names made up by callers must not fill memory. */
const MAX_NAMES = 1_000;
const secrets = new Map<string, boolean>();

const isSecret = (name: string): boolean => {
  let known = secrets.get(name);
  if (known === undefined) {
    known = secretName.test(name);
    if (secrets.size >= MAX_NAMES) secrets.clear();
    secrets.set(name, known);
  }
  return known;
};

const credentials = /\b(Bearer|Basic)\s+[^\s"',;]+/gi;
const address = /\bhttps?:\/\/[^\s"'<>\\]+/gi;

/** Prefixes of both patterns above: most strings contain none, and need one check only. */
const suspicious = /bearer|basic|https?:/i;

/** Required by both patterns; single words are skipped. */
const severalParts = /[\s:]/;

/** Redacts bearer tokens, and the parts of URLs that could open a file or an account. */
export const redactString = (text: string): string =>
  severalParts.test(text) && suspicious.test(text)
    ? text.replace(credentials, `$1 ${redacted}`).replace(address, redactUrl)
    : text;

/** Removes delivery paths, which open a file for every holder of the link, and queries, which may hold tokens. */
function redactUrl(link: string): string {
  if (!URL.canParse(link)) return redacted;
  const { protocol, host, hostname, pathname, search } = new URL(link);
  if (/^delivery\b|\bdelivery\./i.test(hostname) || /^\/deliver(y|ies)\b/i.test(pathname))
    return `${protocol}//${host}/${redacted}`;
  return `${protocol}//${host}${pathname}${search === '' ? '' : `?${redacted}`}`;
}

/** Fast check for fields that redaction would not change: numbers and short words, as in nearly all lines. */
export function needsNoRedaction(fields: Readonly<Record<string, unknown>>): boolean {
  for (const name in fields) {
    const value = fields[name];
    const isPlain =
      typeof value === 'string'
        ? value.length < 200 && redactString(value) === value
        : value === null || typeof value === 'number' || typeof value === 'boolean';
    if (!isPlain || isSecret(name)) return false;
  }
  return true;
}

/**
 * Copies a value without its secrets, small enough to be logged: at most six levels deep, long strings cut.
 * Errors become `{ type, message, code, stack, cause }`.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string')
    return redactString(value.length > 4_096 ? `${value.slice(0, 4_096)}…` : value);
  if (typeof value === 'bigint' || typeof value === 'symbol' || typeof value === 'function')
    return String(value);
  if (typeof value !== 'object' || value === null) return value;
  if (depth > 6) return '…';
  if (value instanceof Error) return redactError(value, depth);
  if (value instanceof Date) return value;
  if (Array.isArray(value)) return value.slice(0, 100).map((item) => redact(item, depth + 1));
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if ('toJSON' in value && typeof value.toJSON === 'function') return redact(value.toJSON(), depth + 1);
  const clean: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const part: unknown = Reflect.get(value, name);
    // Assigning to `__proto__` would set the prototype instead of a field.
    const safe = isSecret(name) ? redacted : redact(part, depth + 1);
    if (name === '__proto__') Object.defineProperty(clean, name, { value: safe, enumerable: true });
    else clean[name] = safe;
  }
  return clean;
}

function redactError(error: Error, depth: number): Record<string, unknown> {
  // graphql wraps a resolver's error and copies its stack; only `path` is new.
  const inner = 'originalError' in error && error.originalError instanceof Error ? error.originalError : null;
  if (inner && depth < 6) {
    const path = 'path' in error && Array.isArray(error.path) ? { path: error.path.join('.') } : {};
    return { ...redactError(inner, depth + 1), ...path };
  }
  const code = 'code' in error ? error.code : undefined;
  return {
    type: error.name,
    message: redactString(error.message),
    ...(typeof code === 'string' && { code }),
    ...(error.stack !== undefined && { stack: redactString(error.stack) }),
    ...(error.cause !== undefined && { cause: redact(error.cause, depth + 1) }),
  };
}
