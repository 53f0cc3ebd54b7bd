/**
 * Tolerant decoders for JSON of Getty Images, which sends `null` where its documents promise a value, adds fields, and
 * changes numbers into strings between endpoints. None of that may make a response unreadable: nothing here throws.
 */

/** Decodes a JSON object; `null` for anything else. */
export const asRecord = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;

/** Decodes a list; anything else is the empty list. */
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** Decodes a non-empty string; `null` for anything else. */
export const asString = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;

/** Decodes an id to text: `product_id` is a string in one response and a number in another. */
export const asId = (value: unknown): string | null =>
  typeof value === 'number' && Number.isFinite(value) ? String(value) : asString(value);

/** Decodes a finite number, also from text. */
export const asNumber = (value: unknown): number | null => {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const parsed = Number(value);
  return Number.isFinite(parsed) ? parsed : null;
};

const INT_LIMIT = 2 ** 31;

/** Decodes a number to GraphQL's `Int`, rounded; `null` for one out of range, which must not fail its parent. */
export const asInt = (value: unknown): number | null => {
  const number = asNumber(value);
  if (number === null) return null;
  const int = Math.round(number);
  return int >= -INT_LIMIT && int < INT_LIMIT ? int : null;
};

/** Decodes a count to GraphQL's `Int`; `null` for one that is negative or out of range. */
export const asCount = (value: unknown): number | null => {
  const count = asInt(value);
  return count === null || count < 0 ? null : count;
};

/** Decodes a boolean; `null` for anything else. */
export const asBoolean = (value: unknown): boolean | null => (typeof value === 'boolean' ? value : null);

const V1_DATE = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/;
const HAS_ZONE = /(?:[zZ]|[+-]\d{2}:?\d{2})$/;

/**
 * Decodes a date. Getty Images writes ISO 8601, sometimes with a blank for the `T` and without a zone (then UTC), and v1
 * writes `/Date(ms-0800)/` in places. Anything else is `null`.
 */
export const asDate = (value: unknown): Date | null => {
  const text = asString(value);
  if (text === null) return null;
  const v1 = V1_DATE.exec(text);
  const iso = text.replace(' ', 'T');
  const time = v1 ? Number(v1[1]) : Date.parse(iso.includes('T') && !HAS_ZONE.test(iso) ? `${iso}Z` : iso);
  return Number.isFinite(time) ? new Date(time) : null;
};

/** Decodes the items of a list in order, and leaves out those for which `read` returns `null`. */
export const decodeList = <T>(value: unknown, read: (item: unknown) => T | null): T[] => {
  const items: T[] = [];
  for (const item of asList(value)) {
    const made = read(item);
    if (made !== null) items.push(made);
  }
  return items;
};

/** Decodes every item of a list; unreadable ones are `null` in their places. */
export const decodeListWithGaps = <T>(value: unknown, read: (item: unknown) => T | null): (T | null)[] =>
  asList(value).map(read);

/**
 * Decodes a required list, for responses that money depends on. `null` is an empty list (Getty Images' documents allow
 * it); anything else, a missing list too, makes the response invalid: `undefined`.
 */
export const asRequiredList = (value: unknown): readonly unknown[] | undefined =>
  value === null ? [] : Array.isArray(value) ? value : undefined;

/** Decodes an optional list: empty where it is missing or `null`; `undefined` for any other value. */
export const asRows = (value: unknown): readonly unknown[] | undefined => asRequiredList(value ?? null);

/** Decodes an absolute http(s) URL, unchanged; `null` for anything else: clients open it, and must not get `javascript:`. */
export const asWebUrl = (value: unknown): string | null => {
  const text = asString(value);
  if (text === null || !URL.canParse(text)) return null;
  const { protocol } = new URL(text);
  return protocol === 'https:' || protocol === 'http:' ? text : null;
};

/** Most levels of nesting. Getty Images uses seven; deeper JSON takes far more memory than its size. */
const MAX_DEPTH = 32;

/** Characters of a text that is cheap to parse at any depth. */
const UNCHECKED_LENGTH = 4096;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** Whether arrays and objects are nested deeper than `MAX_DEPTH`. Linear, and without parsing. */
const isTooDeep = (text: string): boolean => {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      for (at += 1; at < text.length && text.charCodeAt(at) !== QUOTE; at += 1)
        if (text.charCodeAt(at) === BACKSLASH) at += 1;
    } else if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return false;
};

/** Parses JSON; `undefined` for invalid JSON, or where it is nested deeper than 32 levels. */
export const parseJson = (text: string): unknown => {
  if (text.length > UNCHECKED_LENGTH && isTooDeep(text)) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
